"""How often somebody may send a form: counted for all processes of a machine together, by a digest that says nobody.

Each sender has a small file in the hub's folder with the times of its forms; what nobody added to for a while goes.
Several machines count each for itself: with them, as many times more are let through.
"""

import fcntl
import hashlib
import hmac
import os
import struct
import time
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

WITHIN: Final = 600  # seconds
BY_LINK: Final = 120  # forms within them by one signed address: more than anybody fills in, too few to guess a code
FOLDER: Final = "throttle"
_SENT: Final = struct.Struct("<d")  # when a form was sent


def may(kind: str, who: str, *, most: int) -> bool:
    """Whether one more form of this kind may be sent, which is counted then; False after `most` of late."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{kind}\0{who}".encode(), hashlib.sha256).hexdigest()[:32]
    folder = Path(settings.HOME) / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    now = time.time()
    _forget(folder, now)
    with os.fdopen(os.open(folder / digest, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        data = file.read()
        whole = data[: len(data) - len(data) % _SENT.size]
        of_late = [sent for (sent,) in _SENT.iter_unpack(whole) if 0 <= now - sent < WITHIN][-most:]
        if len(of_late) >= most:
            return False
        file.seek(0)
        file.truncate()
        file.write(b"".join(map(_SENT.pack, (*of_late, now))))
        return True


def _forget(folder: Path, now: float) -> None:
    """Once in a while, the files of those who sent nothing in all that time."""
    mark = folder / "looked"
    if mark.exists() and 0 <= now - mark.stat().st_mtime < WITHIN:
        return
    mark.touch()
    for each in folder.iterdir():
        if each != mark:
            _forget_one(each, now)


def _forget_one(file: Path, now: float) -> None:
    try:
        if now - file.stat().st_mtime > WITHIN:
            file.unlink()
    except FileNotFoundError:  # another process was a moment faster
        return


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
