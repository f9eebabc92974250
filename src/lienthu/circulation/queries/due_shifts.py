"""Which loans a shift of due dates is about, and where each would go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lienthu.calendars.queries import opening, openings
from lienthu.circulation import rules
from lienthu.circulation.models import DueShift, Loan
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

SAMPLE = 10
LOOK_AHEAD = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be shifted: loans made at these libraries or sites, due from one day to another."""

    libraries: tuple[int, ...]
    sites: tuple[int, ...] = ()
    due_from: date
    due_to: date
    to_day: date | None = None
    add_days: int = 0


class Group(NamedTuple):
    """Loans of one place that are due at one time, and when they would be."""

    library: int
    site: int | None
    due_at: datetime
    loans: int
    due_after: datetime


@dataclass(frozen=True)
class Preview:
    """What a shift would do: loans looked at, loans moved (by library), some of them with the new day."""

    total: int
    moved: int
    by_library: list[tuple[str, int]]
    sample: list[tuple[Loan, datetime]]


def wanted_by(shift: DueShift) -> Wanted:
    return Wanted(
        libraries=tuple(shift.libraries),
        sites=tuple(shift.sites),
        due_from=shift.due_from,
        due_to=shift.due_to,
        to_day=shift.to_day,
        add_days=shift.add_days,
    )


def loans_of(wanted: Wanted) -> QuerySet[Loan]:
    """The loans in readers' hands that it is about; lost ones and those said to be returned are left alone."""
    begin = timezone.make_aware(datetime.combine(wanted.due_from, time()))
    end = timezone.make_aware(datetime.combine(wanted.due_to + timedelta(days=1), time()))
    here = Q(library__in=wanted.libraries) | Q(site__in=wanted.sites)
    return Loan.objects.open().filter(here, state=Loan.State.LENT, due_at__gte=begin, due_at__lt=end)


def groups_of(wanted: Wanted, loans: QuerySet[Loan]) -> list[Group]:
    """The loans by place and time, each with where it would go; those that would stay are left out."""
    found = []
    for library, site, due_at, count in _counted(loans):
        calendar = opening(library, site or 0)
        due_on = timezone.localdate(due_at)
        to = rules.shifted(due_on, to=wanted.to_day, days=wanted.add_days, calendar=calendar)
        if to != due_on:
            found.append(Group(library, site, due_at, count, rules.end_of(to)))
    return found


def _counted(loans: QuerySet[Loan]) -> list[tuple[int, int | None, datetime, int]]:
    rows = loans.order_by().values_list("library", "site", "due_at").annotate(n=Count("pk"))
    return list(rows.order_by("library", "site", "due_at"))


def preview(wanted: Wanted) -> Preview:
    """What a shift would do now."""
    loans = loans_of(wanted)
    groups = groups_of(wanted, loans)
    per_library: dict[int, int] = {}
    for group in groups:
        per_library[group.library] = per_library.get(group.library, 0) + group.loans
    names = federation.short_names(per_library, timezone.localdate())
    return Preview(
        total=loans.count(),
        moved=sum(per_library.values()),
        by_library=sorted((names[library], count) for library, count in per_library.items()),
        sample=_sample(loans, groups),
    )


def _sample(loans: QuerySet[Loan], groups: Sequence[Group]) -> list[tuple[Loan, datetime]]:
    found: list[tuple[Loan, datetime]] = []
    for group in groups:
        rows = of_group(loans, group).select_related("copy__record", "patron").order_by("pk")
        found += [(loan, group.due_after) for loan in rows[: SAMPLE - len(found)]]
        if len(found) >= SAMPLE:
            break
    return found


def of_group(loans: QuerySet[Loan], group: Group) -> QuerySet[Loan]:
    return loans.filter(library=group.library, site=group.site, due_at=group.due_at)


def libraries_below(library: Organisation, on: date) -> list[int]:
    """The library and everything below it on the day."""
    return [library.pk, *federation.descendants(library, on)]


class OnClosedDays(NamedTuple):
    """How many loans fall due on days when their place is closed, from when to when."""

    loans: int
    first: date
    last: date


def on_closed_days(libraries: Collection[int], at: datetime) -> OnClosedDays | None:
    """The loans of these libraries that will fall due on closed days; None where there is none."""
    today = timezone.localdate(at)
    loans = Loan.objects.open().filter(
        library__in=libraries, state=Loan.State.LENT, due_at__gte=at, due_at__lt=at + LOOK_AHEAD
    )
    counted = _counted(loans)
    openings({library for library, *_rest in counted}, on=today)  # this month for all of them at once
    closed = [
        (timezone.localdate(due_at), count)
        for library, site, due_at, count in counted
        if not opening(library, site or 0).is_open(timezone.localdate(due_at))
    ]
    if not closed:
        return None
    days = [day for day, _count in closed]
    return OnClosedDays(sum(count for _day, count in closed), min(days), max(days))
