"""Which place a page is about, and who may write there."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language

from lienthu.accounts.pages import library_of
from lienthu.calendars.models import SpecialDay, Timetable
from lienthu.common.access import allowed, demand
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site

READ, EDIT = "federation.read", "calendars.edit"


@dataclass(frozen=True)
class Place:
    """The library where the person works, or the site of it that the address names."""

    library: Organisation
    site: Site | None
    sites: list[Site]
    library_name: str
    may_edit: bool

    @property
    def name(self) -> str:
        return self.site.name if self.site else self.library_name

    @property
    def query(self) -> str:
        """The end of an address that stays at this place."""
        return f"?{urlencode({'site': self.site.pk})}" if self.site else ""

    @property
    def site_id(self) -> int:
        return self.site.pk if self.site else 0


def language() -> str:
    return get_language() or "vi"


def place_of(request: HttpRequest) -> Place:
    """The place that a page behind `at_work` is about; page 404 for a site that is not the library's."""
    library, today = library_of(request), timezone.localdate()
    sites = list(federation.sites_of([library.pk], today))
    asked = request.GET.get("site", "")
    site = None
    if asked:
        site = get_object_or_404(
            Site, pk=int(asked) if asked.isdecimal() and len(asked) < 18 else 0, organisation=library
        )
    name = federation.short_names([library.pk], today, language())[library.pk]
    return Place(library, site, sites, name, allowed(request.user, EDIT, library))


def own_timetable(request: HttpRequest, number: int) -> Timetable:
    row = get_object_or_404(Timetable.objects.select_related("organisation", "site"), pk=number)
    demand(request.user, EDIT, row.organisation)
    return row


def own_special_day(request: HttpRequest, number: int) -> SpecialDay:
    """A special day that the person may change: of what they answer for, or of the hub."""
    row = get_object_or_404(SpecialDay.objects.select_related("organisation", "site"), pk=number)
    demand(request.user, EDIT, row.organisation)
    return row


def month_asked(request: HttpRequest) -> date:
    """The first of the month in `?month=2026-02`; of this month where nothing or nonsense is asked."""
    today = timezone.localdate()
    year, _dash, month = request.GET.get("month", "").partition("-")
    if year.isdecimal() and month.isdecimal() and 1900 <= int(year[:5]) <= 2198 and 1 <= int(month[:3]) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)
