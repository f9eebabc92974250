"""Targets beside what has been reached of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from lienthu.common.looks import once
from lienthu.federation.models import Organisation
from lienthu.indicators.models import Indicator, Target
from lienthu.indicators.queries.definitions import by_code, indicators_on
from lienthu.indicators.queries.parts import completed
from lienthu.indicators.queries.places import Place, Sort, shares
from lienthu.indicators.queries.reported import reported
from lienthu.indicators.queries.values import Values, figures
from lienthu.indicators.rules import forecast
from lienthu.indicators.rules.forecast import SoFar, Standing
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.sharing import in_step

SCOPES = {Sort.LIBRARY: Target.Scope.LIBRARY, Sort.NETWORK: Target.Scope.NETWORK}


def of_place(place: Place) -> Q:
    """The targets of a library, a network or a federation; a site has none."""
    if place.sort == Sort.FEDERATION:
        return Q(federation=place.pk)
    if place.sort in SCOPES:
        return Q(organisation=place.pk, scope=SCOPES[place.sort])
    return Q(pk__in=())


def place_of(target: Target) -> Place:
    if target.federation_id:
        return Place(Sort.FEDERATION, target.federation_id)
    return Place(Sort(target.scope), target.organisation_id or 0)


def targets(places: Collection[Place], period: Period) -> dict[tuple[str, Place], Target]:
    """The targets that hold for exactly this period, by code of the indicator and place. One query."""
    wanted = Q(pk__in=())
    for place in places:
        wanted |= of_place(place)
    rows = Target.objects.filter(wanted, is_current=True, first_on=period.first, until=period.until)
    return {(row.indicator, place_of(row)): row for row in rows}


def history(target: Target) -> list[Target]:
    """What was set before it for the same, newest first, itself at the head."""
    alike = Target.objects.filter(of_place(place_of(target)), indicator=target.indicator)
    rows = alike.filter(first_on=target.first_on, until=target.until).select_related("set_by")
    return list(rows.order_by("-set_at", "-pk"))


def places_below(place: Place, period: Period) -> list[Place]:
    """Between whom a target of the place is split: of a federation its members, of a network those directly below.

    Libraries only: a school or a pagoda below a library serves readers with its books and is no member. What a library
    below such a body does is the library's.
    """
    if place.sort == Sort.LIBRARY:
        return []
    return list(once(("places below", place, period), lambda: _below(place, period)))


def _below(place: Place, period: Period) -> list[Place]:
    found = Organisation.objects.filter(pk__in=shares([place], period)[place].keys(), kind=Organisation.Kind.LIBRARY)
    everyone = list(found.values_list("pk", flat=True))
    tops = shares([Place(Sort.NETWORK, pk) for pk in everyone], period)
    below = {child for parent in everyone if parent != place.pk or place.sort == Sort.FEDERATION
             for child in tops[Place(Sort.NETWORK, parent)] if child != parent}  # fmt: skip
    direct = sorted(pk for pk in everyone if pk not in below and not (place.sort == Sort.NETWORK and pk == place.pk))
    own = [Place(Sort.LIBRARY, place.pk)] if place.sort == Sort.NETWORK else []
    return [*own, *(Place(Sort.NETWORK, pk) for pk in direct)]


@dataclass(frozen=True)
class Beside:
    """What is known of a part of a target: the last period that is over, the one that runs where it is another, and
    what would be its part in step with the former."""

    full: Decimal | None
    so_far: Decimal | None
    share: Decimal | None


def beside_parts(target: Target, indicator: Indicator, below: Collection[Place], today: date) -> dict[Place, Beside]:
    """By place between which the target is split."""
    period = Period(target.first_on, target.until)
    gone = earlier(period)
    running = None if gone.is_over(today) else gone
    before = reported([indicator], earlier(gone) if running else gone, below)
    now = reported([indicator], running, below) if running else {}
    full = {each: before.get((indicator.code, each)) for each in below}
    shares = {} if indicator.kind == Indicator.Kind.RATIO else in_step(target.value, full)
    return {each: Beside(full[each], now.get((indicator.code, each)), shares.get(each)) for each in below}


@dataclass(frozen=True)
class Row:
    """An indicator of a place in a period: what is to be reached, what is, and where it goes.

    `last_full`: the last period that is over, where the one before is not (next year's targets are set in this one).
    """

    indicator: Indicator
    target: Target | None
    value: Decimal | None
    year_before: Decimal | None
    last_full: Decimal | None
    forecast: Decimal | None
    standing: Standing | None  # None without a target

    @property
    def percent(self) -> Decimal | None:
        """Of the target."""
        return forecast.part_of(self.value, self.target.value) if self.target else None


def earlier(period: Period) -> Period:
    """What stands beside it: the same days of the year before, of a term of years the term before."""
    return period.a_year_before() if period.has_year_before else period.before()


def board(place: Place, period: Period, *, today: date) -> list[Row]:
    """Every indicator of the place, with its target where it has one; figures as dashboards and reports tell them."""
    return _rows(indicators_on(period.last), place, period, today)


def row_of(indicator: Indicator, place: Place, period: Period, *, today: date) -> Row:
    """The board's row of one indicator, for which no other is worked out but those of its formula."""
    held = completed([indicator], lambda: by_code(period.last)).values()
    return _rows(list(held), place, period, today)[0]


def _rows(held: list[Indicator], place: Place, period: Period, today: date) -> list[Row]:
    aims = targets([place], period)
    is_begun = period.first <= today
    now = reported(held, period, [place]) if is_begun else {}
    gone = earlier(period)
    before = reported(held, gone, [place])
    full = before if gone.is_over(today) else reported(held, earlier(gone), [place])
    years = season(held, place, period, today) if is_begun else None
    rows = []
    for one in held:
        key = one.code, place
        known = SoFar(
            value=now.get(key),
            elapsed=period.elapsed(today),
            before_so_far=years[0].get(key) if years else None,
            before_whole=years[1].get(key) if years else None,
            adds_up=one.kind == Indicator.Kind.FLOW,
        )
        aim = aims.get(key)
        stands = forecast.standing(known, aim.value) if aim else None
        rows.append(Row(one, aim, known.value, before.get(key), full.get(key), forecast.forecast(known), stands))
    return rows


def season(held: list[Indicator], place: Place, period: Period, today: date) -> tuple[Values, Values] | None:
    """What the ledger has of the year before up to the same day, and whole: how the rest of a year goes."""
    if period.is_over(today) or not period.has_year_before:
        return None
    so_far = Period(period.first, today + timedelta(days=1)).a_year_before()
    return figures(held, so_far, [place]), figures(held, period.a_year_before(), [place])
