"""Which place and which period a page is about, from its address."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from lienthu.accounts.pages import user_of
from lienthu.indicators.errors import IndicatorRefused, PeriodRefused
from lienthu.indicators.queries import places
from lienthu.indicators.queries.access import READ, may
from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period

YEARS_BACK, YEARS_AHEAD = 4, 1


def place_of(request: HttpRequest, action: str = READ) -> Place | None:
    """The place of `?place=`; None where none is named."""
    code = request.GET.get("place", "")
    if not code:
        return None
    try:
        place = places.read(code)
    except IndicatorRefused as unknown:
        raise Http404(str(unknown)) from unknown
    demand(request, place, action)
    return place


def demand(request: HttpRequest, place: Place, action: str = READ) -> None:
    if not may(user_of(request), place, action):
        raise PermissionDenied


def period_of(request: HttpRequest) -> Period:
    """The period of `?period=`, else this year."""
    try:
        return periods.read(request.GET.get("period") or str(timezone.localdate().year))
    except PeriodRefused as unreadable:
        raise Http404(str(unreadable)) from unreadable


def periods_offered(period: Period, today: date) -> list[Period]:
    """The years around today, and the parts of the year that is looked at."""
    years = [periods.of_year(today.year + ahead) for ahead in range(YEARS_AHEAD, -YEARS_BACK - 1, -1)]
    year = period.first.year
    parts = [periods.read(f"{year}-{part}") for part in ("6M", "9M", "Q1", "Q2", "Q3", "Q4")]
    return list(dict.fromkeys([*years, *parts, period]))
