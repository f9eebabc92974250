"""What the public is told without telling of anybody: small counts of people are hidden, and nothing reveals them.

A count of people from 1 to 4 is shown as "<5". Where it could be worked out of what else is shown (a total and its
other parts), the smallest of the others is hidden as well, until nothing can be worked out. Source: Luật 91/2025/QH15
asks that published data identify nobody; the limit of 5 is usual in official statistics.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from lienthu.indicators.models import Indicator, Section

LIMIT: Final = 5  # the smallest count of people that is told
ABOUT_PEOPLE: Final = frozenset({"mobile.visitors", "mobile.uses", "courses.participants"})
Key = Any  # whatever names a cell: (code, place)
Known = Mapping[Key, Decimal | None]


class Shown(StrEnum):
    VALUE = "value"
    SMALL = "small"  # 1 to 4
    HIDDEN = "hidden"  # to keep a small one
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sum:
    """`total` is what `parts` add up to."""

    total: Key
    parts: tuple[Key, ...]


def is_about_people(indicator: Indicator) -> bool:
    return indicator.section in (Section.READERS, Section.USES) or indicator.code in ABOUT_PEOPLE


def suppressed(known: Known, about_people: Iterable[Key], sums: Sequence[Sum]) -> dict[Key, Shown]:
    """What becomes of each cell. `about_people`: cells that count people; `sums`: what adds up among all of them.

    A sum with a part that is not known tells nothing of the others and is left alone.
    """
    people = set(about_people)
    shown = {key: Shown.UNKNOWN if value is None else Shown.VALUE for key, value in known.items()}
    for key in people:
        if (value := known.get(key)) is not None and 0 < value < LIMIT:
            shown[key] = Shown.SMALL
    told = [each for each in sums if all(known.get(key) is not None for key in (each.total, *each.parts))]
    changed = True
    while changed:
        changed = False
        for each in told:
            if _reveals(each, known, shown) and (more := _next(each, known, shown)) is not None:
                shown[more] = Shown.HIDDEN
                changed = True
    return shown


def _hidden(shown: Mapping[Key, Shown], key: Key) -> bool:
    return shown[key] in (Shown.SMALL, Shown.HIDDEN)


def _reveals(each: Sum, known: Known, shown: Mapping[Key, Shown]) -> bool:
    """Whether one of the hidden cells of the sum can have but one value, by all that is shown."""
    hidden = [key for key in each.parts if _hidden(shown, key)]
    if _hidden(shown, each.total):
        return not hidden  # its parts add up to it
    left = sum((_value(known, key) for key in hidden), Decimal())
    return any(_least(shown, key, hidden, left) == _most(shown, key, hidden, left) for key in hidden)


def _least(shown: Mapping[Key, Shown], key: Key, hidden: Sequence[Key], left: Decimal) -> Decimal:
    """The least that a hidden cell can be, when together they are `left`."""
    others = [_range(shown[one])[1] for one in hidden if one != key]
    own = _range(shown[key])[0]
    return own if None in others else max(own, left - sum((most for most in others if most is not None), Decimal()))


def _most(shown: Mapping[Key, Shown], key: Key, hidden: Sequence[Key], left: Decimal) -> Decimal:
    possible = left - sum((_range(shown[one])[0] for one in hidden if one != key), Decimal())
    own = _range(shown[key])[1]
    return possible if own is None else min(own, possible)


def _range(state: Shown) -> tuple[Decimal, Decimal | None]:
    """What a reader knows of a hidden cell: a small one is 1 to 4, another one more."""
    return (Decimal(1), Decimal(LIMIT - 1)) if state is Shown.SMALL else (Decimal(LIMIT), None)


def _next(each: Sum, known: Known, shown: Mapping[Key, Shown]) -> Key | None:
    """What to hide next: the smallest other part that there was something of; else the total."""
    open_parts = [key for key in each.parts if shown[key] is Shown.VALUE and _value(known, key) > 0]
    if open_parts:
        return min(open_parts, key=lambda key: (_value(known, key), str(key)))
    return each.total if shown[each.total] is Shown.VALUE else None


def _value(known: Known, key: Key) -> Decimal:
    return known.get(key) or Decimal()
