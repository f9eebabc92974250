"""How often somebody may send a form: counted for all processes of a machine together, by a digest that says nobody.

The times of a sender's forms are in the machine's cache. Several machines count each for itself: with them, as many
times more are let through.
"""

import hashlib
import hmac
import time
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from lienthu.common.machine_cache import alone

WITHIN: Final = 600  # seconds
BY_LINK: Final = 120  # forms within them by one signed address: more than anybody fills in, too few to guess a code


def may(kind: str, who: str, *, most: int) -> bool:
    """Whether one more form of this kind may be sent, which is counted then; False after `most` of late."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{kind}\0{who}".encode(), hashlib.sha256).hexdigest()[:32]
    key = f"throttle.{digest}"
    with alone():
        now = time.time()  # asked here: before its turn, others would have sent theirs after it
        of_late = [sent for sent in cache.get(key, ()) if 0 <= now - sent < WITHIN]
        if len(of_late) >= most:
            return False
        cache.set(key, [*of_late, now], WITHIN)
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
