"""How often somebody may send a form. Nothing of it is written down: it is counted in memory, by a digest.

Each process counts for itself: with several, as many times more are let through.
"""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

WITHIN: Final = 600  # seconds
BY_LINK: Final = 120  # forms within them by one signed address: more than anybody fills in, too few to guess a code


def may(kind: str, who: str, *, most: int) -> bool:
    """Count one more form of this kind; False when there were more than `most` of late."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{kind}\0{who}".encode(), hashlib.sha256).hexdigest()[:32]
    key = f"throttle.{digest}"
    cache.add(key, 0, WITHIN)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ran out between the two
        return True


def may_by_link(method: str | None, token: str, *, most: int = BY_LINK) -> bool:
    """Whether the signed address may do this: it can be looked at as often as one likes."""
    return method != "POST" or may("link", token, most=most)


def too_often() -> str:
    return _("Very many forms were sent by this address just now. Wait ten minutes, go back and send yours again.")


def sender(address: str) -> str:
    """Whom an address is counted as: of IPv6 the network of 64 bits, all of which one sender has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else address
