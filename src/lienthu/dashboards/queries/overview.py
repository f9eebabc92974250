"""What an overview shows of a place in a period. As many statements for many members as for one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from lienthu.dashboards.queries.exchanged import withheld
from lienthu.dashboards.queries.figures import Figure, Told, told, with_parts
from lienthu.dashboards.rules.standing import Span, change, is_jump
from lienthu.dashboards.rules.suppression import Shown
from lienthu.federation.models import Site
from lienthu.federation.queries import sites_of
from lienthu.indicators.models import Indicator, Target
from lienthu.indicators.queries.breakdowns import over_time
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import places_below, season, targets
from lienthu.indicators.rules import forecast
from lienthu.indicators.rules.forecast import SoFar, Standing
from lienthu.indicators.rules.periods import Period, of_month, of_year

HEADLINES: Final = (
    "visits.physical", "uses", "cards.issued", "visits.online", "collection.copies", "added.copies",
    "rotation.copies", "mobile.visitors",
)  # fmt: skip
AT_SITE: Final = ("visits.physical", "uses", "uses.loans", "uses.in_house")
INHABITANTS: Final = "inhabitants"
SPARK_MONTHS: Final = 12


@dataclass(frozen=True)
class Headline:
    """An indicator of the place: now, the same days of the year before, and towards its target."""

    indicator: Indicator
    figure: Figure
    before: Decimal | None
    target: Target | None
    standing: Standing | None
    foreseen: Decimal | None
    months: Sequence[Decimal | None]

    @property
    def change(self) -> Decimal | None:
        return change(self.figure.value, self.before)

    @property
    def is_jump(self) -> bool:
        return is_jump(self.figure.value, self.before)


def headlines(place: Place, span: Span, known: Mapping[str, Indicator]) -> list[Headline]:
    """The figures that everybody asks for first, and all that have a target."""
    aims = {code: target for (code, _place), target in targets([place], span.period).items() if code in known}
    first = AT_SITE if place.sort == Sort.SITE else HEADLINES
    codes = [code for code in dict.fromkeys([*first, *aims]) if code in known]
    asked = with_parts(codes, known)
    now = told(asked, span.period, [place])
    before = told(asked, span.same_days, [place])
    years = season(asked, place, span.period, span.today) if aims else None
    months = _last_months(codes, asked, place, span)
    found = []
    for code in codes:
        key, target = (code, place), aims.get(code)
        so_far = SoFar(
            now[key].value, span.period.elapsed(span.today), years[0].get(key) if years else None,
            years[1].get(key) if years else None, adds_up=known[code].kind == Indicator.Kind.FLOW,
        )  # fmt: skip
        found.append(
            Headline(
                known[code], now[key], before[key].value, target,
                forecast.standing(so_far, target.value) if target else None,
                forecast.forecast(so_far) if target else None, months.get(code, []),
            )
        )  # fmt: skip
    return found


def _last_months(
    codes: Sequence[str], asked: Sequence[Indicator], place: Place, span: Span
) -> dict[str, list[Decimal | None]]:
    """The last twelve months that were over at the period's end, or are today."""
    last = of_month(min(span.period.last, span.today))
    if not last.is_over(span.today):
        last = last.before()
    first = last
    for _month in range(SPARK_MONTHS - 1):
        first = first.before()
    series = over_time(asked, Period(first.first, last.until), [place], wanted=codes)
    return {code: list(months.values()) for (code, _place), months in series.items()}


def by_month(
    indicator: Indicator, place: Place, known: Mapping[str, Indicator], *, years: Sequence[int], today: date
) -> dict[date, Decimal | None]:
    """The indicator in each month of the years; those that have not begun are not known."""
    period = Period(of_year(years[0]).first, of_year(years[-1]).until)
    asked = with_parts([indicator.code], known)
    series = over_time(asked, period, [place], wanted=[indicator.code])[indicator.code, place]
    return {month: value if month <= today else None for month, value in series.items()}


@dataclass(frozen=True)
class Member:
    """A member, or a site, beside the others."""

    place: Place
    figure: Figure
    before: Decimal | None
    inhabitants: Decimal | None
    withheld: Shown | None = None  # why its figure is not told to who looks

    @property
    def change(self) -> Decimal | None:
        return change(self.figure.value, self.before)

    @property
    def per_inhabitant(self) -> Decimal | None:
        if self.figure.value is None or not self.inhabitants:
            return None
        return self.figure.value / self.inhabitants


def members_of(place: Place, period: Period) -> list[Place]:
    """Whom a figure of the place is made up of: members, those below it, a library's sites; nobody below a site."""
    match place.sort:
        case Sort.SITE:
            return []
        case Sort.LIBRARY:
            return [Place(Sort.SITE, pk) for pk in sites_of([place.pk], period.last).values_list("pk", flat=True)]
    return places_below(place, period)


def comparison(
    indicator: Indicator,
    members: Sequence[Place],
    span: Span,
    known: Mapping[str, Indicator],
    *,
    open_to: Collection[Place],
) -> list[Member]:
    """The indicator at each of them, the greatest first; those without a figure last. Of members whose own pages who
    looks may not open (`open_to`) small counts of people are not told."""
    asked = with_parts([indicator.code, INHABITANTS], known)
    now = told(asked, span.period, members)
    before = told(with_parts([indicator.code], known), span.same_days, members)
    kept, kept_before = (withheld(figures, known, members, open_to) for figures in (now, before))
    found = []
    for one in members:
        key = (indicator.code, one)
        figure = replace(now[key], value=None) if key in kept else now[key]
        then = None if key in kept_before else before[key].value
        found.append(Member(one, figure, then, _inhabitants(now, one), kept.get(key)))
    return sorted(found, key=lambda row: (row.figure.value is None, -(row.figure.value or 0), row.place))


def _inhabitants(now: Told, place: Place) -> Decimal | None:
    figure = now.get((INHABITANTS, place))
    return figure.value if figure else None


def spots(places: Sequence[Place], day: date) -> dict[Place, Site]:
    """Where each stands on a map: a site itself, an organisation at its main building, else at its first site."""
    own = {place.pk: place for place in places if place.sort == Sort.SITE}
    organisations = {place.pk: place for place in places if place.sort in (Sort.LIBRARY, Sort.NETWORK)}
    found: dict[Place, Site] = {}
    for site in Site.objects.filter(pk__in=list(own), latitude__isnull=False):
        found[own[site.pk]] = site
    rows = sites_of(list(organisations), day).filter(latitude__isnull=False).order_by("pk")
    for site in sorted(rows, key=lambda each: each.kind != Site.Kind.MAIN):
        found.setdefault(organisations[site.organisation_id], site)
    return found
