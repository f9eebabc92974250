"""How often one address may ask the librarian."""

from typing import Final

from lienthu.common import throttle

MOST: Final = 5


def may_send(address: str) -> bool:
    """Count one more form from the address; False when there were too many of late."""
    return throttle.may("website.form", throttle.sender(address), most=MOST)
