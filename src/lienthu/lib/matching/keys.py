"""Blocking keys: records that share one are worth comparing."""

from hashlib import blake2b

from lienthu.lib.matching.prepared import Prepared

MAX_BLOCK = 50
"""A key that more than this many records share says too little: leave it out, the record's other keys remain.

An identifier's block is never that large in sound data; where it is, a library put a price or a shelf number there.
"""

KEYS_VERSION = 1
"""The version of all that a stored key follows from: `keys` here, `prepare`, the fold. Raise it with any of them."""

_LONG = 6  # words of a main title from which its halves are selective by themselves
_SHORT = 2  # words of a main title up to which it needs its author beside it


def keys(prepared: Prepared) -> tuple[int, ...]:
    """Signed 64-bit blocking keys: one for each identifier and two of the work. The same in every process for ever.

    A long title gives its two halves, so that one slip of the pen leaves the other half. A shorter one gives the
    whole title, and its author with its last word; one of a word or two stands with its subtitle and with its
    author. Numbers and volumes are in every key of the work, so volumes never meet; an edition or a year never is.
    """
    found = [_key(identifier) for identifier in prepared.identifiers]
    words = prepared.main.split()
    numbers = " ".join(sorted(prepared.numbers + prepared.volumes))
    author = prepared.people[0] if prepared.people else ""
    count = len(words)
    if count >= _LONG:
        half = (count + 1) // 2
        found.append(_key(f"1 {count} {' '.join(words[:half])} {numbers}"))
        found.append(_key(f"2 {count} {' '.join(words[half:])} {numbers}"))
    elif count > _SHORT:
        found.append(_key(f"3 {''.join(words)} {numbers}"))
        if author:
            found.append(_key(f"4 {author} {words[-1]} {numbers}"))
    elif count:
        whole = "".join(words)
        if prepared.rest:
            found.append(_key(f"5 {whole} {prepared.rest[0]} {numbers}"))
        if author or not prepared.rest:
            beside = author or (prepared.publishers[0] if prepared.publishers else "")
            found.append(_key(f"6 {whole} {beside} {numbers}"))
    return tuple(dict.fromkeys(found))


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)
