"""Whose figures stand in the rows of a report's table: a network's libraries, a federation's members."""

from dataclasses import dataclass
from datetime import timedelta

from lienthu.common.dated import overlapping
from lienthu.federation import queries as federation
from lienthu.federation.models import Membership, Organisation, OrganisationParent
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.periods import Period
from lienthu.lib.vietnamese import sort_key
from lienthu.reports.models import Report


@dataclass(frozen=True)
class Member:
    place: Place
    name: str  # short


def place_of(report: Report) -> Place:
    if report.federation_id is not None:
        return Place(Sort.FEDERATION, report.federation_id)
    return Place(Sort(report.scope), report.organisation_id or 0)


def members(place: Place, period: Period) -> list[Member]:
    """The members that count in the period, each with all below it: those of a federation by name; of a network the
    library itself first. None of a library alone. Names are those of the period's last day."""
    match place.sort:
        case Sort.FEDERATION:
            keys = _sitting(place.pk, period)
        case Sort.NETWORK:
            keys = _below(place.pk, period)
        case _:
            return []
    called = federation.short_names([*keys, place.pk], period.last)
    ranks = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "tier__rank"))
    order = sorted(keys, key=lambda pk: (_rank(ranks.get(pk)), sort_key(called[pk])))
    found = [Member(Place(Sort.NETWORK, pk), called[pk]) for pk in order]
    if place.sort == Sort.NETWORK and found:
        found.insert(0, Member(Place(Sort.LIBRARY, place.pk), called[place.pk]))
    return found


def _rank(rank: int | None) -> int:
    return 32767 if rank is None else rank


def _sitting(federation_id: int, period: Period) -> list[int]:
    rows = Membership.objects.filter(overlapping(period.first, period.until), federation=federation_id).select_related(
        "organisation"
    )
    return [row.organisation_id for row in rows if _held(row, row.organisation, period)]


def _below(parent: int, period: Period) -> list[int]:
    rows = OrganisationParent.objects.filter(overlapping(period.first, period.until), parent=parent)
    return [row.organisation_id for row in rows.select_related("organisation") if _held(row, row.organisation, period)]


def _held(row: Membership | OrganisationParent, who: Organisation, period: Period) -> bool:
    """Whether it holds on the last day that the organisation had in the period, as figures are counted."""
    last = min(period.last, who.closed_on - timedelta(days=1)) if who.closed_on else period.last
    opened = who.opened_on is None or who.opened_on <= period.last
    return opened and last >= period.first and row.holds_on(last)
