"""What is written down for a place, by itself and by what stands above it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lienthu.calendars import rules
from lienthu.calendars.models import SpecialDay, Timetable
from lienthu.calendars.queries.hours import special_of
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site


@dataclass(frozen=True)
class Written:
    """A timetable or a special day, and whose it is. `own` when it was written for just this place."""

    row: Timetable | SpecialDay
    where: str  # "" for the whole hub
    own: bool


def line_of(library: int, on: date) -> tuple[int, ...]:
    """The library and what stands above it on the day, nearest first."""
    return (library, *reversed(federation.ancestors([library], on)[library]))


def timetables_of(library: Organisation, site: Site | None, *, on: date, language: str) -> list[Written]:
    """The timetables that reach the place, the nearest first."""
    line = line_of(library.pk, on)
    here = Q(organisation__in=line) & (Q(site=None) | Q(site=site) if site else Q(site=None))
    rows = list(Timetable.objects.filter(here).prefetch_related("spans").select_related("site"))
    names = federation.short_names(line, on, language)
    rows.sort(key=lambda row: (_nearness(row, line), rules.latest(row.valid_from), -row.pk))
    return [_written(row, names, library, site) for row in rows]


def special_days_of(library: Organisation, site: Site | None, *, on: date, language: str) -> list[Written]:
    """The special days that reach the place, the nearest first; what is over is left out."""
    line = line_of(library.pk, on)
    here = Q(organisation__in=line) & (Q(site=None) | Q(site=site) if site else Q(site=None))
    still = Q(last_on=None) | Q(last_on__gte=on)
    lasting = Q(valid_to=None) | Q(valid_to__gt=on)
    rows = list(SpecialDay.objects.filter(here | Q(organisation=None)).filter(still & lasting).select_related("site"))
    names = federation.short_names(line, on, language)
    rows.sort(key=lambda row: (_nearness(row, line), next_day(row, on) or date.max, row.pk))
    return [_written(row, names, library, site) for row in rows]


def next_day(row: SpecialDay, on: date) -> date | None:
    """The first day from `on` on that the row makes special, within about a year."""
    special = special_of(row)
    last = date(on.year + 1, 12, 31)
    return min(rules.days_of_special(special, on, last), default=None)


def _nearness(row: Timetable | SpecialDay, line: tuple[int, ...]) -> int:
    if row.organisation_id is None:
        return len(line) + 1
    return 0 if row.site_id else line.index(row.organisation_id) + 1


def _written(
    row: Timetable | SpecialDay, names: federation.ShortNames, library: Organisation, site: Site | None
) -> Written:
    owner = row.organisation_id or 0
    where = names.place(owner, row.site.name) if row.site is not None else names.get(owner, "")
    own = row.organisation_id == library.pk and row.site_id == (site.pk if site else None)
    return Written(row, where, own)
