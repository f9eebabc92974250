"""What happened before: two years and more of the members by month, for this year to be compared with.

Invented, the same on every machine, in the magnitudes of a provincial library's report (copies added: of the few
that the demonstration's catalogue has): a month is one entry of the ledger for each kind, on its last day. Real entries
of the demonstration come on top.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple
from zlib import crc32

from django.db import transaction
from django.utils import timezone

from lienthu.demo.network import Member
from lienthu.federation.models import Organisation
from lienthu.indicators.queries.definitions import indicators_on
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules.periods import Period, of_month, of_year
from lienthu.indicators.services.targets import Decision, set_target
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, DailySum, Kind

YEARS = 2  # before the year of the day, which is told too, up to the month before
# January to December: Tết empties the rooms, the summer fills them with children, the school year begins in September.
ADULTS = (92, 61, 101, 104, 106, 108, 110, 104, 103, 108, 104, 99)
CHILDREN = (70, 45, 88, 92, 105, 178, 196, 161, 84, 86, 88, 82)
TOURS = (60, 30, 120, 130, 110, 60, 40, 80, 150, 160, 140, 120)
EVEN = (100,) * 12


class Usual(NamedTuple):
    """Something that is counted: how much of it a middling library has a month, and how its months differ."""

    kind: Kind
    usual: int
    course: tuple[int, ...]
    age_band: AgeBand = AgeBand.NOT_SAID
    material: str = ""


COUNTED = (
    Usual(Kind.VISIT, 3600, ADULTS, AgeBand.ADULT),
    Usual(Kind.VISIT, 950, CHILDREN, AgeBand.CHILD),
    Usual(Kind.INTERNET_SESSION, 130, ADULTS, AgeBand.ADULT),
    Usual(Kind.CHECK_OUT, 2700, ADULTS, AgeBand.ADULT, "book"),
    Usual(Kind.CHECK_OUT, 900, CHILDREN, AgeBand.CHILD, "book"),
    Usual(Kind.IN_HOUSE_USE, 1500, ADULTS, AgeBand.ADULT, "serial"),
    Usual(Kind.IN_HOUSE_USE, 700, CHILDREN, AgeBand.CHILD, "book"),
    Usual(Kind.CARD_ISSUED, 62, ADULTS, AgeBand.ADULT),
    Usual(Kind.CARD_ISSUED, 48, CHILDREN, AgeBand.CHILD),
    Usual(Kind.COPY_ADDED, 4, EVEN, material="book"),
    Usual(Kind.ROTATION_SENT, 760, TOURS, material="book"),
    Usual(Kind.TRIP, 4, TOURS),
)
TARGETS = {
    "visits.physical": Decimal("1.10"), "uses": Decimal("1.15"), "cards.issued": Decimal("1.2"),
    "rotation.copies": Decimal("1.3"),
}  # fmt: skip


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime, today: datetime) -> None:
    """The months before the one of `today`. Safe to repeat: where the ledger has an older month, nothing is done."""
    months = months_before(timezone.localdate(today))
    if DailySum.objects.filter(booked_on__lt=months[1]).exists():
        return
    ledger.append_all((activity for member in libraries for activity in _of(member.library, months)), actor=None)
    _aim([member.library for member in libraries], timezone.localdate(today), at)


def months_before(today: date) -> list[date]:
    """The first days of the months before today's, from January two years ago on."""
    period = Period(date(today.year - YEARS, 1, 1), of_month(today).first)
    return [month.first for month in period.months()]


def _of(library: Organisation, months: Sequence[date]) -> Iterator[ledger.Activity]:
    site = library.sites.order_by("pk").values_list("pk", flat=True).first() or 0
    size = 60 + crc32(library.code.encode()) % 90  # of a hundred: how large the library is
    for number, month in enumerate(months):
        last = of_month(month).last
        moment = timezone.make_aware(datetime.combine(last, time(16, 30)))
        for place, each in enumerate(COUNTED):
            quantity = _quantity(each, size, number, month, f"{library.code}{place}{month}")
            if quantity:
                yield ledger.Activity(
                    kind=each.kind, at=moment, owner=library.pk, host=library.pk, site=site, age_band=each.age_band,
                    material=each.material, quantity=quantity,
                )  # fmt: skip


def _quantity(each: Usual, size: int, number: int, month: date, key: str) -> int:
    """A little more from year to year, a little up and down, always the same for the same month."""
    growth = 100 + number * 3 // 2
    chance = 88 + crc32(key.encode()) % 25
    return each.usual * each.course[month.month - 1] * size * growth * chance // 100**4


def _aim(libraries: Sequence[Organisation], today: date, at: datetime) -> None:
    """Targets of this year: a little more than the year before. The first libraries aim high."""
    year = of_year(today.year)
    places = [Place(Sort.NETWORK, library.pk) for library in libraries]
    done = figures(indicators_on(today), year.before(), places)
    for number, place in enumerate(places):
        for code, factor in TARGETS.items():
            value = round((done[code, place] or 0) * (factor - Decimal(number) / 100), -1)
            set_target(
                place=place, indicator=code, period=year, value=max(value, Decimal(10)),
                decision=Decision("12/KH-TV", year.first.replace(day=5)), reason="", actor=None, at=at,
            )  # fmt: skip
