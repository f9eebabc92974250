"""What the public is told: the figures of finished years, of federations and of their members with all below them.

A federation and its members are decided on together, those that have left it too, and so are federations that share a
member: a small count that is hidden on one page must not follow from another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Min

from lienthu.common.dated import on_day
from lienthu.dashboards.queries.figures import told
from lienthu.dashboards.rules.suppression import Shown, Sum, is_about_people, suppressed
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Membership, Organisation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort, seated, seats_held
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period, of_year
from lienthu.indicators.rules.recipes import Worked
from lienthu.ledger.models import Beginning

YEARS: Final = 10


@dataclass(frozen=True)
class Group:
    """Places that are published together: each federation with its members of today."""

    members: Mapping[Place, Sequence[Place]]
    alone: Sequence[Place] = ()  # a library that is in no federation, or has left it

    @property
    def places(self) -> list[Place]:
        listed = [place for members in self.members.values() for place in members]
        return list(dict.fromkeys([*self.members, *listed, *self.alone]))


@dataclass(frozen=True)
class Cell:
    value: Decimal | None  # None where it is not shown
    shown: Shown
    missing: tuple[int, ...] = ()  # organisations whose figures it lacks


@dataclass(frozen=True)
class Year:
    """A finished year: what is told of each indicator at each place of a group."""

    year: int
    known: Mapping[str, Indicator]
    cells: Mapping[tuple[str, Place], Cell]


def publishing(library: Organisation, day: date) -> Organisation | None:
    """Who publishes the library's figures: itself in a federation or at the top of the tree, else who does above it."""
    line = [*federation.ancestors([library.pk], day)[library.pk], library.pk]
    seats = Membership.objects.filter(on_day(day), organisation__in=line)
    seated = set(seats.values_list("organisation_id", flat=True))
    chosen = next((pk for pk in reversed(line) if pk in seated), line[0])
    return library if chosen == library.pk else Organisation.objects.filter(pk=chosen).first()


def group_of(place: Place, day: date) -> Group:
    """All federations that hang together with the place by members that they share, or shared once."""
    ever: dict[int, set[int]] = {}
    for member, group, _since, _until in seats_held():
        ever.setdefault(group, set()).add(member)
    federations = {place.pk} if place.sort == Sort.FEDERATION else {g for g, held in ever.items() if place.pk in held}
    waiting = list(federations)
    while waiting:
        held = ever.get(waiting.pop(), set())
        more = {group for group, others in ever.items() if group not in federations and held & others}
        federations |= more
        waiting += more
    rows = Membership.objects.filter(on_day(day), federation__in=federations).order_by("organisation__code")
    seats: dict[int, list[int]] = {}
    for group, member in rows.values_list("federation_id", "organisation_id"):
        seats.setdefault(group, []).append(member)
    members = {
        Place(Sort.FEDERATION, group): [Place(Sort.NETWORK, pk) for pk in seats.get(group, ())]
        for group in sorted(federations)
    }
    return Group(members, () if place in members or any(place in held for held in members.values()) else (place,))


def years_of(group: Group, today: date) -> list[int]:
    """The finished years of which the hub knows something, the newest first, ten at most."""
    begun = Beginning.objects.aggregate(first=Min("month"))["first"]
    if begun is None:
        return []
    first = begun.year if begun.month == 1 else begun.year + 1  # of the year it began in, the hub knows a part
    return list(range(today.year - 1, max(first, today.year - YEARS) - 1, -1))


def year(group: Group, number: int) -> Year:
    """The cells of a finished year, small counts of people hidden."""
    period = of_year(number)
    known = by_code(period.last)
    then = _members_of(group, period)
    places = list(dict.fromkeys([*group.places, *(member for held in then.values() for member in held)]))
    figures = told(list(known.values()), period, places)
    values = {key: figure.value for key, figure in figures.items()}
    people = [(code, place) for code, place in values if is_about_people(known[code])]
    shown = suppressed(values, people, _sums(then, places, known))
    hide_ratios(shown, known, places)
    cells = {
        key: Cell(figure.value, Shown.VALUE, figure.missing) if shown[key] is Shown.VALUE else Cell(None, shown[key])
        for key, figure in figures.items()
    }
    return Year(number, known, cells)


def _members_of(group: Group, period: Period) -> Mapping[Place, Sequence[Place]]:
    """Whose figures of the period make up each federation's, also of members that have left it since."""
    then = seated(period)
    return {whole: [Place(Sort.NETWORK, pk) for pk in sorted(then.get(whole.pk, ()))] for whole in group.members}


def _sums(
    members: Mapping[Place, Sequence[Place]], places: Sequence[Place], known: Mapping[str, Indicator]
) -> list[Sum]:
    """What adds up: totals of indicators in a place, and of members in a federation."""
    found = sums_within(places, known)
    found += [
        Sum((one.code, whole), tuple((one.code, member) for member in held))
        for whole, held in members.items()
        for one in known.values()
        if one.kind != Indicator.Kind.RATIO and is_about_people(one) and held
    ]
    return found


def sums_within(places: Sequence[Place], known: Mapping[str, Indicator]) -> list[Sum]:
    """Totals of indicators in each place, of others there."""
    within = {one.code: _parts(one, known) for one in known.values()}
    return [
        Sum((code, place), tuple((part, place) for part in parts))
        for place in places
        for code, parts in within.items()
        if parts
    ]


def _parts(indicator: Indicator, known: Mapping[str, Indicator]) -> list[str]:
    recipe = recipes.of(indicator)
    worked = recipe.formula.codes if isinstance(recipe, Worked) and recipe.formula.adds_up else ()
    return sorted(code for code in worked or indicator.parts if code in known)


def hide_ratios(shown: dict[tuple[str, Place], Shown], known: Mapping[str, Indicator], places: Sequence[Place]) -> None:
    """A ratio tells what it was worked out of."""
    for code, one in known.items():
        recipe = recipes.of(one)
        if isinstance(recipe, Worked) and not recipe.formula.adds_up:
            for place in places:
                parts = [shown.get((part, place)) for part in recipe.formula.codes]
                if Shown.SMALL in parts or Shown.HIDDEN in parts:
                    shown[code, place] = Shown.HIDDEN


def published(day: date) -> list[tuple[Federation, list[Organisation]]]:
    """The federations with their members, by name; for the page that leads to all the others."""
    found = []
    for group in Federation.objects.filter(on_day(day, start="opened_on", end="closed_on")):
        members = list(federation.members(group, day))
        if members:
            found.append((group, members))
    return found
