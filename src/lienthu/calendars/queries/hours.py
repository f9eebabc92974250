"""When a library or a site is open. Computed month by month, and kept in the process as long as the stamp is the same.

A question costs one small query (the stamp); the first one about a month costs five more.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from lienthu.calendars import rules
from lienthu.calendars.models import OpeningSpan, SpecialDay, Timetable
from lienthu.calendars.queries.stamped import Kept, current
from lienthu.federation import queries as federation
from lienthu.federation.models import OrganisationParent

LOOK_AHEAD = 400  # days in which a place must open again; one that does not is not closed but given up
HUB_RANK = 999


class Now(NamedTuple):
    """Whether a place is open at a moment, and when that changes: None where nobody knows."""

    is_open: bool
    until: datetime | None = None  # while it is open
    opens_at: datetime | None = None  # while it is closed
    opens_on: date | None = None  # the day of that; alone where nobody wrote down from when
    reason: str = ""


class Opening:
    """The calendar of one place. Times are aware; days are days in Viet Nam."""

    def __init__(self, library: int, site: int) -> None:
        self.library, self.site = library, site
        self.months: dict[date, dict[date, rules.Day]] = {}

    def day(self, on: date) -> rules.Day:
        """What holds on the day, and why."""
        month = on.replace(day=1)
        if month not in self.months:
            _fill([self], month)
        return self.months[month][on]

    def days(self, first: date, last: date) -> list[rules.Day]:
        """Both days included."""
        return [self.day(first + timedelta(days=number)) for number in range((last - first).days + 1)]

    def is_open(self, day: date) -> bool:
        return self.day(day).is_open

    def next_open(self, day: date) -> date:
        """The day itself if it is open, else the first open day after it.

        The day itself, too, where the place does not open again within a year: its readers keep the day they know.
        """
        for number in range(LOOK_AHEAD):
            if self.is_open(day + timedelta(days=number)):
                return day + timedelta(days=number)
        return day

    def closes_at(self, at: datetime) -> datetime | None:
        """The end of the day's last hours, where hours are known and not over yet."""
        found = self.day(timezone.localdate(at)).spans
        closing = _moment(timezone.localdate(at), found[-1].closes) if found else None
        return closing if closing is not None and closing > at else None

    def now(self, at: datetime) -> Now:
        """Whether it is open at the moment. A pause at noon counts as closed."""
        today = self.day(timezone.localdate(at))
        if today.is_open and not today.spans:
            return Now(is_open=True)
        for span in today.spans:
            if _moment(today.on, span.opens) <= at < _moment(today.on, span.closes):
                return Now(is_open=True, until=_moment(today.on, span.closes))
        opens_at, opens_on = self._opens_after(at)
        return Now(is_open=False, opens_at=opens_at, opens_on=opens_on, reason=today.reason)

    def _opens_after(self, at: datetime) -> tuple[datetime | None, date | None]:
        for number in range(LOOK_AHEAD):
            day = self.day(timezone.localdate(at) + timedelta(days=number))
            for span in day.spans:
                if _moment(day.on, span.opens) > at:
                    return _moment(day.on, span.opens), day.on
            if number and day.is_open and not day.spans:
                return None, day.on
        return None, None


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def opening(library: int, site: int = 0, *, kept: Kept | None = None) -> Opening:
    """The calendar of a library (key of an Organisation), or of one of its sites; site 0: of the library as a whole.

    `kept` is given by whoever has read the stamp already.
    """
    return _of(kept or current(), library, site)


def openings(libraries: Collection[int], *, on: date) -> dict[int, Opening]:
    """The calendars of several libraries, the month of the day computed for all of them at once."""
    kept = current()
    found = {library: _of(kept, library, 0) for library in libraries}
    month = on.replace(day=1)
    _fill([each for each in found.values() if month not in each.months], month)
    return found


def _of(kept: Kept, library: int, site: int) -> Opening:
    return kept.once(("opening", library, site), lambda: Opening(library, site))


def _fill(places: Sequence[Opening], month: date) -> None:
    """Compute the month for each of the places. A number of queries that does not grow with them."""
    if not places:
        return
    begins = _days_of_change(month)
    found: dict[Opening, dict[date, rules.Day]] = {place: {} for place in places}
    for begin in begins:  # nearly always one: the tree seldom changes within a month
        lines = federation.ancestors({place.library for place in places}, begin)
        above = {library: (library, *reversed(line)) for library, line in lines.items()}
        timetables, specials = _rows({each for line in above.values() for each in line}, {each.site for each in places})
        for place in places:
            ranks = {(organisation, 0): rank for rank, organisation in enumerate(above[place.library], 1)}
            ranks |= {(place.library, place.site): 0 if place.site else 1, (0, 0): HUB_RANK}
            days = rules.month_of(
                [_hours(row, spans, ranks) for row, spans in timetables if _key(row) in ranks],
                [_special(row, ranks) for row in specials if _key(row) in ranks],
                month,
            )
            found[place] |= {on: day for on, day in days.items() if on >= begin}
    for place, days in found.items():
        place.months[month] = days


def _days_of_change(month: date) -> list[date]:
    """The first of the month, and the days within it from which on the tree is another."""
    end = (month + timedelta(days=31)).replace(day=1)
    days = {month}
    for name in ("valid_from", "valid_to"):
        rows = OrganisationParent.objects.filter(**{f"{name}__gt": month, f"{name}__lt": end})
        days.update(rows.order_by().values_list(name, flat=True))
    return sorted(days)


def _rows(
    organisations: Collection[int], sites: Collection[int]
) -> tuple[list[tuple[Timetable, list[OpeningSpan]]], list[SpecialDay]]:
    here = Q(organisation__in=organisations) & (Q(site=None) | Q(site__in=sites))
    timetables = list(Timetable.objects.filter(here))
    spans: dict[int, list[OpeningSpan]] = {}
    for span in OpeningSpan.objects.filter(timetable__in=timetables):
        spans.setdefault(span.timetable_id, []).append(span)
    specials = list(SpecialDay.objects.filter(here | Q(organisation=None)))
    return [(row, spans.get(row.pk, [])) for row in timetables], specials


def _key(row: Timetable | SpecialDay) -> tuple[int, int]:
    return row.organisation_id or 0, row.site_id or 0


def _hours(row: Timetable, spans: Iterable[OpeningSpan], ranks: dict[tuple[int, int], int]) -> rules.Hours:
    given = tuple((span.rule, rules.Span(span.opens, span.closes)) for span in spans)
    return rules.Hours(row.pk, ranks[_key(row)], row.valid_from, row.valid_to, given)


def _special(row: SpecialDay, ranks: dict[tuple[int, int], int]) -> rules.Special:
    return special_of(row, ranks[_key(row)])


def special_of(row: SpecialDay, rank: int = 0) -> rules.Special:
    """The row as rules see it."""
    once = row.days_once()
    first = (0, row.first_month or 0, row.first_day or 0)
    last = (0, row.last_month or 0, row.last_day_of or 0)
    if once:
        first, last = ((day.year, day.month, day.day) for day in once)
    return rules.Special(
        key=row.pk,
        rank=rank,
        reason=row.reason,
        repeats=row.repeats,
        hours=rules.read_hours(row.hours),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        first=first,
        last=last,
        rule=row.rule,
    )
