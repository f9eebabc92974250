"""Whose figures are asked for: a site, a library, a library with all below it, or a federation."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from lienthu.common.looks import once
from lienthu.federation import queries as federation
from lienthu.federation import rules as federation_rules
from lienthu.federation.models import Federation, Membership, Organisation, OrganisationParent, Site, Succession
from lienthu.indicators.errors import IndicatorRefused
from lienthu.indicators.rules.periods import Period

WHOLE = Decimal(1)


class Sort(StrEnum):
    SITE = "site"
    LIBRARY = "library"  # an organisation alone
    NETWORK = "network"  # it and all below it
    FEDERATION = "federation"  # its members, each with all below it


@dataclass(frozen=True, order=True)
class Place:
    """`pk` of a Site, an Organisation, or a Federation. Its code (`network-12`) stands in addresses."""

    sort: Sort
    pk: int

    @property
    def code(self) -> str:
        return f"{self.sort}-{self.pk}"

    def __str__(self) -> str:
        return self.code


_CODE = re.compile(r"(site|library|network|federation)-(\d{1,18})")


def read(code: str) -> Place:
    """The place of a code. Raises IndicatorRefused where it is none, or there is nothing with that key."""
    found = _CODE.fullmatch(code)
    place = Place(Sort(found[1]), int(found[2])) if found else None
    if place is None or not _model(place).objects.filter(pk=place.pk).exists():
        raise IndicatorRefused("unknown_place", _("There is no place “%(code)s”.") % {"code": code[:40]})
    return place


def _model(place: Place) -> type[Site] | type[Organisation] | type[Federation]:
    match place.sort:
        case Sort.SITE:
            return Site
        case Sort.FEDERATION:
            return Federation
    return Organisation


def organisation_of(place: Place) -> Organisation | None:
    """The organisation whose right to read decides: the place itself, a site's own; None of a federation."""
    match place.sort:
        case Sort.SITE:
            return Site.objects.select_related("organisation").get(pk=place.pk).organisation
        case Sort.FEDERATION:
            return None
    return Organisation.objects.get(pk=place.pk)


def names(places: Collection[Place], day: date, language: str = "vi") -> dict[Place, str]:
    """What each is called on the day; a network as its library."""
    organisations = {place.pk for place in places if place.sort in (Sort.LIBRARY, Sort.NETWORK)}
    called = federation.names(organisations, day, language) if organisations else {}
    sites = dict(Site.objects.filter(pk__in=_keys(places, Sort.SITE)).values_list("pk", "name"))
    groups = Federation.objects.filter(pk__in=_keys(places, Sort.FEDERATION))
    federations = dict(groups.values_list("pk", "name"))
    of_sort: Mapping[Sort, Mapping[int, str]] = {
        Sort.SITE: sites,
        Sort.LIBRARY: called,
        Sort.NETWORK: called,
        Sort.FEDERATION: federations,
    }
    return {place: of_sort[place.sort][place.pk] for place in places if place.pk in of_sort[place.sort]}


def _keys(places: Collection[Place], sort: Sort) -> list[int]:
    return [place.pk for place in places if place.sort == sort]


Stand = tuple[int, int, date | None, date | None]  # organisation, other, from, until
Shares = Mapping[int, Decimal]  # of organisations, by id: how much of what each did counts for a place


def shares(places: Iterable[Place], period: Period, *, restated_on: date | None = None) -> dict[Place, Shares]:
    """Which organisations' doings of the period make up the figures of each place (sites: none, they have their own).

    An organisation counts where it stood on the last day that it had in the period, so that each is told once, and the
    half year of a district library that was abolished is still its province's. With `restated_on`, the tree of that
    day holds for whatever period, and what predecessors did counts for their heirs, by their share: the series as if
    the libraries of that day had always been. Five queries at most, whatever the number of places; within a look
    (`common.looks`) the tree is read once.
    """
    wanted = tuple(places)
    return once(("shares", wanted, period, restated_on), lambda: _shares(wanted, period, restated_on))


def _shares(wanted: Sequence[Place], period: Period, restated_on: date | None) -> dict[Place, Shares]:
    span = Period(restated_on, restated_on + timedelta(days=1)) if restated_on else period
    last_days = _last_days(span)
    below = _below(last_days)
    seats = _seats(last_days) if any(place.sort == Sort.FEDERATION for place in wanted) else {}
    handed_on = _handed_on(restated_on) if restated_on else {}
    found: dict[Place, Shares] = {}
    for place in wanted:
        match place.sort:
            case Sort.LIBRARY:
                members = {place.pk}
            case Sort.NETWORK:
                members = _all_below({place.pk}, below)
            case Sort.FEDERATION:
                members = _all_below(seats.get(place.pk, set()), below)
            case _:
                members = set()
        found[place] = {**dict.fromkeys(members, WHOLE), **_inherited(members, handed_on)}
    return found


def _last_days(period: Period) -> dict[int, date]:
    """By organisation: the last day it had in the period; those closed before or opened after it are left out."""
    return {
        pk: min(period.last, closed - timedelta(days=1)) if closed else period.last
        for pk, opened, closed in lives()
        if (opened is None or opened < period.until) and (closed is None or closed > period.first)
    }


def seated(period: Period) -> Mapping[int, set[int]]:
    """By federation: its members of the period, each as on the last day that it had in it."""
    return _seats(_last_days(period))


def lives() -> Sequence[tuple[int, date | None, date | None]]:
    """Of every organisation: its key, when it opened, and the first day on which it was closed."""
    rows = Organisation.objects.order_by().values_list("pk", "opened_on", "closed_on")
    return once("lives", lambda: list(rows))


def parents() -> Sequence[Stand]:
    """Who stood directly below whom, and when."""
    rows = OrganisationParent.objects.order_by("pk")
    return once("parents", lambda: list(rows.values_list("organisation_id", "parent_id", "valid_from", "valid_to")))


def seats_held() -> Sequence[Stand]:
    """Who was a member of which federation, and when."""
    rows = Membership.objects.order_by("pk")
    return once("seats", lambda: list(rows.values_list("organisation_id", "federation_id", "valid_from", "valid_to")))


def _held(rows: Iterable[Stand], on: Mapping[int, date]) -> Iterator[tuple[int, int]]:
    """Of rows (organisation, other, from, until): those that hold on the organisation's own day."""
    for organisation, other, since, until in rows:
        day = on.get(organisation)
        if day is not None and (since is None or since <= day) and (until is None or day < until):
            yield organisation, other


def _below(last_days: Mapping[int, date]) -> dict[int, list[int]]:
    """By parent: who stood directly below it."""
    below: dict[int, list[int]] = {}
    for child, parent in _held(parents(), last_days):
        below.setdefault(parent, []).append(child)
    return below


def _seats(last_days: Mapping[int, date]) -> dict[int, set[int]]:
    """By federation: its members."""
    seats: dict[int, set[int]] = {}
    for member, group in _held(seats_held(), last_days):
        seats.setdefault(group, set()).add(member)
    return seats


def _all_below(tops: Collection[int], below: Mapping[int, list[int]]) -> set[int]:
    seen: set[int] = set()
    waiting = list(tops)
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(below.get(one, ()))
    return seen


def _handed_on(day: date) -> dict[int, Mapping[int, Decimal]]:
    """By organisation that handed something on by the day: its heirs, and which share of it each has."""
    rows = Succession.objects.filter(on__lte=day).values_list("predecessor_id", "successor_id", "share", "on")
    handovers = [federation_rules.Handover(*row) for row in once(("successions", day), lambda: list(rows))]
    return {
        one: {heir: share for heir, (share, _on) in federation_rules.heirs(one, handovers).items()}
        for one in {handover.predecessor for handover in handovers}
    }


def _inherited(members: Collection[int], handed_on: Mapping[int, Mapping[int, Decimal]]) -> Shares:
    """What the members have of their predecessors; a member that handed a part on keeps the rest."""
    found: dict[int, Decimal] = {}
    for predecessor, heirs in handed_on.items():
        share = sum((part for heir, part in heirs.items() if heir in members and heir != predecessor), Decimal())
        if predecessor in members:
            share += WHOLE - sum((part for heir, part in heirs.items() if heir != predecessor), Decimal())
        if share > 0 or predecessor in members:
            found[predecessor] = min(max(share, Decimal()), WHOLE)
    return found
