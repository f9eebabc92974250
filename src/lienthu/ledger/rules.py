"""Which kinds are kept together: who books one of them has the others counted here too, and their 0 is true. And the
number of a combination of facts."""

from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Final

from lienthu.ledger.models import Kind

ACTIVITIES: Final[tuple[frozenset[str], ...]] = (
    frozenset({Kind.CHECK_OUT, Kind.RENEWAL, Kind.CHECK_IN, Kind.IN_HOUSE_USE, Kind.HOLD_PLACED, Kind.HOLD_FILLED}),
    frozenset({Kind.VISIT, Kind.INTERNET_SESSION}),
    frozenset({Kind.CARD_ISSUED, Kind.CARD_RENEWED}),
    frozenset({Kind.RECORD_CATALOGUED, Kind.COPY_ADDED, Kind.COPY_WITHDRAWN, Kind.COPY_LOST, Kind.GIFT_RECEIVED}),
    frozenset({Kind.TRANSFER_SENT, Kind.TRANSFER_RECEIVED}),
    frozenset({Kind.ROTATION_ROUND, Kind.ROTATION_SENT, Kind.ROTATION_RECEIVED, Kind.ROTATION_RETURNED}),
    frozenset({Kind.TRIP, Kind.STOP_SERVED}),
    frozenset({Kind.GIFT_GIVEN}),
    frozenset({Kind.EXHIBITION}),
    frozenset({Kind.NEWS_ITEM}),
    frozenset({Kind.COURSE, Kind.COURSE_PARTICIPANT}),
    frozenset({Kind.CONTEST, Kind.PRIZE}),
    frozenset({Kind.CONFERENCE, Kind.DELEGATE}),
)
MOBILE: Final = frozenset({Kind.TRIP, Kind.STOP_SERVED})  # what shows that a library's vehicle is on the road

# Of people and occasions, never of a book or another thing: entries of these name no kind of material.
WITHOUT_MATERIAL: Final = frozenset(
    {
        Kind.VISIT, Kind.INTERNET_SESSION, Kind.CARD_ISSUED, Kind.CARD_RENEWED, Kind.TRIP, Kind.STOP_SERVED,
        Kind.EXHIBITION, Kind.NEWS_ITEM, Kind.COURSE, Kind.COURSE_PARTICIPANT, Kind.CONTEST, Kind.PRIZE,
        Kind.CONFERENCE, Kind.DELEGATE,
    }
)  # fmt: skip


def kept_with(kinds: Collection[str]) -> frozenset[str]:
    """These kinds, and those of the activities that they belong to."""
    of = [activity for activity in ACTIVITIES if not activity.isdisjoint(kinds)]
    return frozenset(str(kind) for kind in frozenset[str]().union(kinds, *of))


def number(facts: Iterable[object]) -> int:
    """The number of these facts: the same everywhere and always, so that nobody has to look it up or to agree on it.

    62 bits of their BLAKE2b. Of ten million combinations two share one with a chance of one in 90,000, and then
    `lienthu check` tells of it.
    """
    written = "\x1f".join([str(fact) for fact in facts]).encode()
    return int.from_bytes(blake2b(written, digest_size=8).digest(), "big") >> 2
