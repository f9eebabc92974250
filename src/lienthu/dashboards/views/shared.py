"""What the pages of the room share: place, period and indicator of an address, names, links to a figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.queries import working_library
from lienthu.common.looks import once
from lienthu.dashboards.queries import choices
from lienthu.dashboards.rules.standing import Span
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.access import READ
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort, names
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.views.shared import period_of, place_of

__all__ = ["GROUPS", "READ", "Asked", "asked", "figure_url", "overview_url", "spans_offered"]
GROUPS = {
    "years": pgettext_lazy("calendar", "Years"),
    "parts": gettext_lazy("Within the year"),
    "months": gettext_lazy("Months"),
    "terms": gettext_lazy("Terms"),
    "chosen": gettext_lazy("Chosen"),
}


@dataclass(frozen=True)
class Asked:
    """Whose figures, over which period, as of today."""

    place: Place
    span: Span
    known: Mapping[str, Indicator] = field(repr=False)

    @property
    def period(self) -> Period:
        return self.span.period

    @property
    def today(self) -> date:
        return self.span.today

    def indicator(self, code: str, default: str) -> Indicator:
        """The one that was asked for, or the default, or the first that there is."""
        found = self.known.get(code) or self.known.get(default) or next(iter(self.known.values()), None)
        if found is None:
            raise PermissionDenied(_("This hub has no indicators yet."))
        return found

    def names(self, places: list[Place]) -> dict[Place, str]:
        return names([self.place, *places], min(self.period.last, self.today), get_language() or "vi")


def asked(request: HttpRequest) -> Asked | None:
    """From `?place=` and `?period=`; None where the person has no place at all. Refuses places that are not theirs."""
    today = timezone.localdate()
    place: Place | None
    if request.GET.get("place"):
        place = place_of(request)
    else:
        place = choices.default_place(user_of(request), working_library(request), today)
    if place is None:
        return None
    period = period_of(request)
    return Asked(place, Span(period, today), by_code(min(period.last, today)))


def spans_offered(asked: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, (code, name) …) for the list of periods."""
    named = dict(choices.terms(asked.place.pk, asked.today)) if asked.place.sort == Sort.FEDERATION else {}
    return [
        (str(GROUPS[group]), [(each.code, named.get(each) or _capital(each.name)) for each in listed])
        for group, listed in choices.spans(asked.place, asked.period, asked.today)
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def figure_url(code: str, place: Place, period: Period) -> str:
    """The page of one figure: where it comes from, and what it is made up of."""
    page = once(  # a page leads to hundreds of periods of the same
        ("figure", code, place),
        lambda: f"{reverse('dashboards:figure')}?{urlencode({'indicator': code, 'place': place.code})}",
    )
    return f"{page}&period={period.code}"


def overview_url(place: Place, period: Period) -> str:
    return f"{reverse('dashboards:overview')}?{urlencode({'place': place.code, 'period': period.code})}"
