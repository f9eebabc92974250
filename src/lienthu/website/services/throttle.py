"""How often one address may send a form. Nothing of it is written down: it is counted in memory, by a digest."""

import hashlib
import hmac
from typing import Final

from django.conf import settings
from django.core.cache import cache

MOST: Final = 5
WITHIN: Final = 600  # seconds


def may_send(address: str) -> bool:
    """Count one more form from the address; False when there were too many of late."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"form\0{address}".encode(), hashlib.sha256).hexdigest()[:32]
    key = f"website.form.{digest}"
    cache.add(key, 0, WITHIN)
    try:
        return bool(cache.incr(key) <= MOST)
    except ValueError:  # it ran out between the two
        return True
