"""Weeding: the criteria, and which of them speak against a copy. Source: Thông tư 02/2020/TT-BVHTTDL."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

from lienthu.catalogue.models import Copy
from lienthu.stock.models import WeedingItem

Reason = WeedingItem.Reason
Status = Copy.Status
# What may be taken out of the stock at all: nothing that somebody has, waits for, or that is on its way.
MAY_GO = frozenset({Status.AVAILABLE, Status.IN_PROCESS, Status.DAMAGED, Status.LOST})
_CLASS_LINE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[:=\s]\s*(\d{1,3})")
_CLASS = re.compile(r"(?<![\d.])\d{3}(?:\.\d+)?")


class ClassAge(NamedTuple):
    """Books of a class (a beginning of it, such as "004" or "34") are outdated after so many years."""

    beginning: str
    years: int


@dataclass(frozen=True)
class Criteria:
    """What speaks against a copy; a criterion that is None or empty is not applied. Any one of them is enough."""

    unused_years: int | None = None
    copies_needed: int | None = None  # of one title; more are too many
    damaged: bool = False
    lost_months: int | None = None
    class_ages: tuple[ClassAge, ...] = field(default=())

    @property
    def empty(self) -> bool:
        return not any(
            (self.unused_years, self.copies_needed is not None, self.damaged, self.lost_months, self.class_ages)
        )

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "class_ages": [list(pair) for pair in self.class_ages]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Criteria":
        return cls(**{**stored, "class_ages": tuple(ClassAge(*pair) for pair in stored.get("class_ages", ()))})


class WrongLine(ValueError):
    """A line of the table of classes that cannot be read."""


def read_class_ages(text: str) -> tuple[ClassAge, ...]:
    """Lines such as "004 5" or "34: 10" as pairs of class and years. Raises WrongLine with the line."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        read = _CLASS_LINE.fullmatch(line.strip())
        if read is None or int(read[2]) < 1:
            raise WrongLine(line.strip()[:40])
        found.append(ClassAge(read[1], int(read[2])))
    return tuple(found)


class Candidate(NamedTuple):
    """What is known of a copy that may be weeded; days of the last use and of the loss are None when not known."""

    copy: int
    title: int
    status: str
    call_number: str
    year: int | None  # of publication
    used_on: date | None
    lost_on: date | None


def against(candidates: Sequence[Candidate], criteria: Criteria, on: date) -> dict[int, list[Reason]]:
    """For every copy that some criterion speaks against: which ones do. `candidates` are all copies of their titles."""
    found: dict[int, list[Reason]] = {}
    if criteria.copies_needed is not None:
        for copy in _too_many(candidates, criteria.copies_needed):
            found.setdefault(copy, []).append(Reason.DUPLICATE)
    for each in candidates:
        if each.status in MAY_GO and (reasons := _of_one(each, criteria, on)):
            found[each.copy] = reasons + found.get(each.copy, [])
    return found


def _of_one(each: Candidate, criteria: Criteria, on: date) -> list[Reason]:
    reasons = []
    if criteria.unused_years and each.status != Status.LOST and _unused(each, years_before(on, criteria.unused_years)):
        reasons.append(Reason.UNUSED)
    if criteria.damaged and each.status == Status.DAMAGED:
        reasons.append(Reason.DAMAGED)
    if criteria.lost_months and each.status == Status.LOST:
        since = months_before(on, criteria.lost_months)
        if each.lost_on is None or each.lost_on <= since:
            reasons.append(Reason.LOST)
    if _outdated(each, criteria.class_ages, on.year):
        reasons.append(Reason.OUTDATED)
    return reasons


def _unused(each: Candidate, since: date) -> bool:
    """Not used since the day; a book that is younger than that, or of unknown age, had no chance to be."""
    if each.used_on is not None:
        return each.used_on < since
    return each.year is not None and each.year < since.year


def _outdated(each: Candidate, ages: Iterable[ClassAge], year: int) -> bool:
    shelved = _CLASS.search(each.call_number)
    if shelved is None or each.year is None:
        return False
    limits = [age for age in ages if shelved.group().startswith(age.beginning)]
    if not limits:
        return False
    nearest = max(limits, key=lambda age: len(age.beginning))
    return year - each.year > nearest.years


def _too_many(candidates: Iterable[Candidate], needed: int) -> list[int]:
    """Of each title the copies beyond those needed, those first that are least fit and were used longest ago."""
    titles: dict[int, list[Candidate]] = {}
    for each in candidates:
        if each.status not in (Status.WITHDRAWN, Status.LOST):
            titles.setdefault(each.title, []).append(each)
    found = []
    for copies in titles.values():
        spare = len(copies) - needed
        if spare <= 0:
            continue
        may_go = [copy for copy in copies if copy.status in MAY_GO]
        may_go.sort(key=lambda copy: (copy.status != Status.DAMAGED, copy.used_on or date.min, -copy.copy))
        found += [copy.copy for copy in may_go[:spare]]
    return found


def years_before(on: date, years: int) -> date:
    return months_before(on, 12 * years)


def months_before(on: date, months: int) -> date:
    """The same day of the month so many months before, or the last day of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    for day in (on.day, 30, 29, 28):
        try:
            return date(max(year, 1), month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
