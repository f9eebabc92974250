"""The week as a grid (seven days by morning, afternoon, evening), and back to recurrence rules."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Final

from lienthu.calendars.rules import DAYS, Span

PARTS: Final = ("morning", "afternoon", "evening")
_BEGINS: Final = (time(0), time(12), time(17, 30))  # from when on hours stand in that part
Cell = tuple[str, str]  # day, part
Given = tuple[str, Span]


def to_spans(cells: Mapping[Cell, Span]) -> list[Given]:
    """One rule for each from–to, with all the days that have it."""
    days: dict[tuple[str, Span], list[str]] = {}
    for (day, part), span in cells.items():
        days.setdefault((part, span), []).append(day)
    rows = [(f"FREQ=WEEKLY;BYDAY={','.join(sorted(found, key=DAYS.index))}", span) for (_, span), found in days.items()]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def from_spans(given: Iterable[Given]) -> tuple[dict[Cell, Span], list[Given]]:
    """The grid, and what has no place in it: what is not of every week, or a fourth span of a day."""
    cells: dict[Cell, Span] = {}
    others: list[Given] = []
    for rule, span in sorted(given, key=lambda row: row[1]):
        parts = dict(part.split("=", 1) for part in rule.split(";"))
        days = parts.get("BYDAY", "").split(",")
        weekly = parts.keys() == {"FREQ", "BYDAY"} and parts["FREQ"] == "WEEKLY"
        if not weekly:
            others.append((rule, span))
            continue
        for day in days:
            free = [part for part in PARTS[_part(span) :] if (day, part) not in cells]
            if free:
                cells[day, free[0]] = span
            else:
                others.append((f"FREQ=WEEKLY;BYDAY={day}", span))
    return cells, others


def _part(span: Span) -> int:
    return max(number for number, begin in enumerate(_BEGINS) if span.opens >= begin)
