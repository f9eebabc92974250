"""Targets beside what has been reached of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from lienthu.federation.models import Organisation
from lienthu.indicators.models import Indicator, Target
from lienthu.indicators.queries.definitions import indicators_on
from lienthu.indicators.queries.places import Place, Sort, shares
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules import forecast
from lienthu.indicators.rules.forecast import SoFar, Standing
from lienthu.indicators.rules.periods import Period

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
    found = Organisation.objects.filter(pk__in=shares([place], period)[place].keys(), kind=Organisation.Kind.LIBRARY)
    everyone = list(found.values_list("pk", flat=True))
    tops = shares([Place(Sort.NETWORK, pk) for pk in everyone], period)
    below = {child for parent in everyone if parent != place.pk or place.sort == Sort.FEDERATION
             for child in tops[Place(Sort.NETWORK, parent)] if child != parent}  # fmt: skip
    direct = sorted(pk for pk in everyone if pk not in below and not (place.sort == Sort.NETWORK and pk == place.pk))
    own = [Place(Sort.LIBRARY, place.pk)] if place.sort == Sort.NETWORK else []
    return [*own, *(Place(Sort.NETWORK, pk) for pk in direct)]


@dataclass(frozen=True)
class Row:
    """An indicator of a place in a period: what is to be reached, what is, and where it goes."""

    indicator: Indicator
    target: Target | None
    value: Decimal | None
    year_before: Decimal | None
    forecast: Decimal | None
    standing: Standing | None  # None without a target

    @property
    def percent(self) -> Decimal | None:
        """Of the target."""
        return forecast.part_of(self.value, self.target.value) if self.target else None


def board(place: Place, period: Period, *, today: date, known: Mapping[tuple[str, Place], Decimal | None]) -> list[Row]:
    """Every indicator of the place, with its target where it has one.

    `known` are figures that people reported, which take the place of what is worked out here.
    """
    held = indicators_on(period.last)
    aims = targets([place], period)
    last = min(today + timedelta(days=1), period.until)
    so_far = Period(period.first, last) if last > period.first else None
    now = figures(held, so_far, [place], known=known) if so_far else {}
    earlier = period.a_year_before()
    before = figures(held, earlier, [place])
    part = before
    if so_far and so_far != period:
        part = figures(held, so_far.a_year_before(), [place])
    rows = []
    for one in held:
        key = one.code, place
        told = SoFar(
            value=now.get(key),
            elapsed=period.elapsed(today),
            before_so_far=part.get(key),
            before_whole=before.get(key),
            adds_up=one.kind == Indicator.Kind.FLOW,
        )
        aim = aims.get(key)
        stands = forecast.standing(told, aim.value) if aim else None
        rows.append(Row(one, aim, told.value, told.before_whole, forecast.forecast(told), stands))
    return rows
