"""The numbers that rotation keeps to: what holds where nobody entered anything else, and which of several holds.

Source: Thông tư 33/2018/TT-BVHTTDL on mobile libraries and rotation. Its articles, and what Thông tư
05/2022/TT-BVHTTDL changed, have not been compared with the text: such a rule says so until somebody enters it anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from lienthu.rotation.models import RotationRule

Key = RotationRule.Key
TT33: Final = "Thông tư 33/2018/TT-BVHTTDL"
OWN: Final = "mặc định của chương trình, không phải quy định của pháp luật"


@dataclass(frozen=True)
class Number:
    """A rule as it holds on a day. `row` is None for what the program starts from."""

    key: Key
    value: int
    source: str
    article: str = ""
    confirmed: bool = False
    row: int | None = None

    @property
    def cited(self) -> str:
        """Rule and article as people cite them; what nobody has confirmed says so."""
        where = ", ".join(part for part in (self.article, self.source) if part)
        if self.confirmed or self.source == OWN:
            return where
        return _("%(where)s; not yet compared with the text in force") % {"where": where}


FIRST: Final[Mapping[tuple[Key, str], Number]] = {  # by rule and key of a tier, "" for all
    (Key.MONTHS_AT_SITE, ""): Number(Key.MONTHS_AT_SITE, 6, TT33),
    (Key.COPIES_PER_TITLE, ""): Number(Key.COPIES_PER_TITLE, 3, TT33),
    (Key.STAFF_PER_ROTATION, ""): Number(Key.STAFF_PER_ROTATION, 1, TT33),
    (Key.STAFF_PER_ROTATION, "provincial"): Number(Key.STAFF_PER_ROTATION, 2, TT33),
    (Key.MONTHS_BEFORE_AGAIN, ""): Number(Key.MONTHS_BEFORE_AGAIN, 12, OWN),
}


def holding(key: Key, rows: Iterable[RotationRule], *, library: int, tier: str) -> Number:
    """Of rows that hold on the day: the library's own, else its tier's, else everybody's, else what we start from."""
    best: tuple[int, RotationRule] | None = None
    for row in rows:
        if row.key != key:
            continue
        own, of_tier = row.library_id == library, row.tier is not None and row.tier.key == tier
        if (row.library_id is not None and not own) or (
            row.library_id is None and row.tier is not None and not of_tier
        ):
            continue
        rank = 2 if own else 1 if of_tier else 0
        if best is None or rank > best[0]:
            best = rank, row
    if best is None:
        return FIRST.get((key, tier)) or FIRST[key, ""]
    row = best[1]
    return Number(key, row.value, row.source, row.article, row.confirmed, row.pk)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for late in range(day.day, 0, -1):
        try:
            return date(year, month + 1, late)
        except ValueError:
            continue
    raise AssertionError


def months_before(day: date, months: int) -> date:
    return months_after(day, -months)


def too_long(begins: date, ends: date, number: Number) -> str:
    """Why a stay is longer than the rule allows, "" when it is not. It may end on the same day of its last month."""
    last = months_after(begins, number.value)
    if ends <= last:
        return ""
    message = _("A set stays %(months)d months at one site at most, so until %(last)s; it is planned until %(until)s.")
    values = {"months": number.value, "last": f"{last:%d/%m/%Y}", "until": f"{ends:%d/%m/%Y}"}
    return message % values


def too_few_people(people: int, number: Number) -> str:
    """Why there are too few people for a rotation, "" when there are enough."""
    if people >= number.value:
        return ""
    message = _("At least %(least)d people bring a set; %(people)d are named. Add who comes along.")
    return message % {"least": number.value, "people": people}


def days_late(ends: date, today: date) -> int:
    return max((today - ends) // timedelta(days=1), 0)
