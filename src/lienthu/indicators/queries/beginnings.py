"""Since when a figure of the ledger is available somewhere: from the first month in which anything of its activity was
booked there (`ledger.rules.ACTIVITIES`). Before it, and where there never was any, it is not available, and not 0."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Min, OuterRef, Subquery

from lienthu.common.looks import once
from lienthu.indicators.queries.places import Place, Shares, Sort
from lienthu.indicators.rules.recipes import FromLedger
from lienthu.ledger.models import Combination, DailySum
from lienthu.ledger.queries import begun, first_months

Known = Mapping[tuple[str, Place], date]  # by code and place: the first month; none where there never was any
FirstMonths = Mapping[tuple[str, str], date]  # by kind and channel
Months = Mapping[tuple[str, str], Mapping[int, date]]  # by kind and channel: the first month of each organisation


@dataclass(frozen=True)
class _Sign:
    """What shows that something is kept somewhere."""

    credit: str
    kinds: frozenset[str]
    channels: frozenset[str] | None

    def takes(self, kind: str, channel: str) -> bool:
        return kind in self.kinds and (self.channels is None or channel in self.channels)


class Beginnings:
    """Of some recipes, at organisations and sites: two queries, however many places are asked about."""

    def __init__(self, recipes: Mapping[str, FromLedger], organisations: Collection[int]) -> None:
        self.signs: dict[_Sign, list[str]] = {}
        for code, recipe in recipes.items():
            self.signs.setdefault(_Sign(recipe.credit, recipe.shown_by, recipe.channels), []).append(code)
        self.everyone = frozenset(organisations)
        self.kinds = {
            credit: frozenset[str]().union(*(sign.kinds for sign in self.signs if sign.credit == credit))
            for credit in {sign.credit for sign in self.signs}
        }
        self._all: dict[str, FirstMonths] = {}
        self._each: dict[str, Months] = {}

    def of(self, parts: Mapping[Place, Shares]) -> Known:
        """For each place the earliest month of the organisations that make it up. One query more for sites."""
        found: dict[tuple[str, Place], date] = {}
        sites = [place for place in parts if place.sort == Sort.SITE]
        is_whole = all(held.keys() == self.everyone for held in parts.values())
        for place, held in parts.items():
            first = {
                credit: self._of_all(credit) if is_whole else _earliest(self._of_each(credit), held)
                for credit in self.kinds
            }
            for sign, codes in self.signs.items():
                days = [day for key, day in first[sign.credit].items() if sign.takes(*key)]
                if days:
                    found.update(dict.fromkeys([(code, place) for code in codes], min(days)))
        if sites and self.signs:
            for sign, place, day in _at_sites(list(self.signs), sites):
                found.update({(code, place): day for code in self.signs[sign]})
        return found

    def _of_all(self, credit: str) -> FirstMonths:
        """Of any of them."""
        if credit not in self._all:
            ask = partial(first_months, credit, self.everyone)
            self._all[credit] = once(("first months", credit, self.everyone), ask)
        return self._all[credit]

    def _of_each(self, credit: str) -> Months:
        if credit not in self._each:
            rows = once(
                ("begun", credit, self.everyone, self.kinds[credit]),
                partial(begun, credit, self.everyone, self.kinds[credit]),
            )
            found: dict[tuple[str, str], dict[int, date]] = {}
            for organisation, kind, channel, month in rows:
                found.setdefault((kind, channel), {})[organisation] = month
            self._each[credit] = found
        return self._each[credit]


def _earliest(months: Months, held: Collection[int]) -> FirstMonths:
    """Of these organisations, where any of them has one."""
    found = {}
    for key, of_each in months.items():
        days = [of_each[one] for one in held if one in of_each]
        if days:
            found[key] = min(days)
    return found


def beginnings(recipes: Mapping[str, FromLedger], parts: Mapping[Place, Shares]) -> Known:
    """For each place the earliest month of the organisations that make it up."""
    return Beginnings(recipes, {one for held in parts.values() for one in held}).of(parts)


def _at_sites(signs: Collection[_Sign], sites: Iterable[Place]) -> Iterable[tuple[_Sign, Place, date]]:
    """The first day of each combination of facts at these sites, of which a look into the index is enough."""
    places = {place.pk: place for place in sites}
    first = DailySum.objects.filter(combination=OuterRef("pk")).order_by("booked_on").values("booked_on")[:1]
    kinds = frozenset[str]().union(*(sign.kinds for sign in signs))
    rows = Combination.objects.filter(site__in=list(places), kind__in=kinds).order_by().annotate(first=Subquery(first))
    found: dict[tuple[_Sign, Place], date] = {}
    for site, kind, channel, day in rows.values_list("site", "kind", "channel").annotate(begun=Min("first")):
        for sign in signs:
            if day is not None and sign.takes(kind, channel):
                key = (sign, places[site])
                found[key] = min(day, found.get(key, day))
    for (sign, place), day in found.items():
        yield sign, place, day.replace(day=1)
