"""Text that must be sent on as it is, kept so that the database alone does not give it away.

The key comes from the hub's secret (`SECRET_KEY`, HKDF with SHA-256: RFC 5869); the box is Fernet (AES-128-CBC with
HMAC-SHA-256). Whoever has the database and the secret, as in a whole backup, can open it.
"""

import base64
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

PURPOSE = b"lienthu sealed text 1"


class Unopened(Exception):
    """What was kept cannot be opened: the hub has another secret than when it was sealed, or the text was changed."""


def seal(text: str) -> str:
    """The text in its box; "" for nothing."""
    return _box().encrypt(text.encode()).decode() if text else ""


def opened(sealed: str) -> str:
    """What `seal` was given. Raises Unopened."""
    if not sealed:
        return ""
    from cryptography.fernet import InvalidToken  # here and below: few starts of the program open or seal

    try:
        return _box().decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise Unopened from error


def _box() -> "MultiFernet":
    """Seals with the secret in use; opens what was sealed with one before it too."""
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(secret))
    return base64.urlsafe_b64encode(derived)
