"""What the public is told without telling of anybody: small counts of people are hidden, and nothing reveals them.

A count of people from 1 to 4 is shown as "<5". Where it could be worked out of what else is shown (a total and its
other parts), the smallest of the others is hidden as well, until nothing can be worked out, of all sums together
either. Source: Luật 91/2025/QH15
asks that published data identify nobody; the limit of 5 is usual in official statistics.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from lienthu.dashboards.rules.deducing import Equation, Range, deduced
from lienthu.indicators.models import Indicator, Section

LIMIT: Final = 5  # the smallest count of people that is told
ABOUT_PEOPLE: Final = frozenset({"mobile.visitors", "mobile.uses", "courses.participants", "staff.trained"})
Key = Any  # whatever names a cell: (code, place)
Known = Mapping[Key, Decimal | None]


class Shown(StrEnum):
    VALUE = "value"
    SMALL = "small"  # 1 to 4
    HIDDEN = "hidden"  # to keep a small one
    UNKNOWN = "unknown"


HIDDEN: Final = (Shown.SMALL, Shown.HIDDEN)


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
    within: dict[Key, list[Sum]] = {}
    for each in told:
        for key in (each.total, *each.parts):
            within.setdefault(key, []).append(each)
    while more := _to_hide(told, within, known, shown):
        shown.update(dict.fromkeys(more, Shown.HIDDEN))
    return shown


def _to_hide(
    told: Sequence[Sum], within: Mapping[Key, Sequence[Sum]], known: Known, shown: Mapping[Key, Shown]
) -> set[Key]:
    """What has to be hidden besides: of a sum with one hidden cell another; else what keeps a small one from being
    worked out of all sums together."""
    lone = (each for each in told if len(_hidden(each, shown)) == 1)
    if alone := {more for each in lone if (more := _next([each], known, shown)) is not None}:
        return alone
    small = [key for key, state in shown.items() if state is Shown.SMALL]
    found = deduced(_equations(told, known, shown), _ranges(shown), small)
    return {more for key in sorted(found, key=str) if (more := _beside(key, within, known, shown)) is not None}


def _hidden(each: Sum, shown: Mapping[Key, Shown]) -> list[Key]:
    return [key for key in (each.total, *each.parts) if shown[key] in HIDDEN]


def _equations(told: Sequence[Sum], known: Known, shown: Mapping[Key, Shown]) -> list[Equation]:
    """What a reader knows: the hidden cells of each sum make up what is left of it. A total that was reported otherwise
    than its parts add up protects nobody, so the parts count here."""
    found = []
    for each in told:
        cells = {key: 1.0 for key in each.parts if shown[key] in HIDDEN}
        left = sum((float(_value(known, key)) for key in cells), 0.0)
        if shown[each.total] in HIDDEN:
            left -= sum((float(_value(known, key)) for key in each.parts), 0.0)
            cells[each.total] = -1.0
        if cells:
            found.append(Equation(cells, left))
    return found


def _ranges(shown: Mapping[Key, Shown]) -> dict[Key, Range]:
    """What a reader knows of a hidden cell by itself: a small one is 1 to 4, another one more."""
    known: dict[Shown, Range] = {
        Shown.SMALL: (1.0, float(LIMIT - 1)), Shown.HIDDEN: (float(LIMIT), None),
    }  # fmt: skip
    return {key: known[state] for key, state in shown.items() if state in HIDDEN}


def _beside(cell: Key, within: Mapping[Key, Sequence[Sum]], known: Known, shown: Mapping[Key, Shown]) -> Key | None:
    """What to hide so that the cell is told no more: in its own sums, else in those of the cells hidden with it."""
    seen, waiting = {cell}, [cell]
    while waiting:
        sums = [each for key in waiting for each in within.get(key, ())]
        if (more := _next(sums, known, shown)) is not None:
            return more
        waiting = list(dict.fromkeys(key for each in sums for key in _hidden(each, shown) if key not in seen))
        seen.update(waiting)
    return None


def _next(sums: Sequence[Sum], known: Known, shown: Mapping[Key, Shown]) -> Key | None:
    """What to hide next: the smallest part that there was something of; else the smallest total."""
    for keys in ([key for each in sums for key in each.parts], [each.total for each in sums]):
        if open_ones := [key for key in keys if shown[key] is Shown.VALUE and _value(known, key) > 0]:
            return min(open_ones, key=lambda key: (_value(known, key), str(key)))
    return None


def _value(known: Known, key: Key) -> Decimal:
    return known.get(key) or Decimal()
