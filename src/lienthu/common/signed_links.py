"""Addresses that let somebody in without an account: a random key, kept in a row, stands in the address signed.

The row says what the address opens, until when, and whether it was used or taken back; only the room that has the row
can say so. Here is what is the same for all: `SALT` tells the rooms' addresses apart.
"""

from django.core.signing import BadSignature, Signer
from django.utils.crypto import get_random_string

LENGTH = 24


def new_key() -> str:
    """What the row keeps."""
    return get_random_string(LENGTH)


def token(key: str, salt: str) -> str:
    """What stands in the address."""
    return Signer(salt=salt, sep=".").sign(key)


def key_of(token: str, salt: str) -> str | None:
    """The key of an address; None where nobody here signed it."""
    try:
        return Signer(salt=salt, sep=".").unsign(token)
    except BadSignature:
        return None
