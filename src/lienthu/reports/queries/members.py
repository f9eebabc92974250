"""Whose figures stand in the rows of a report's table: a network's libraries, a federation's members."""

from dataclasses import dataclass

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import places_below
from lienthu.indicators.rules.periods import Period
from lienthu.lib.vietnamese import sort_key
from lienthu.reports.models import Report

LOWEST = 32767  # of those without a tier


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
    rows = places_below(place, period)
    keys = [each.pk for each in rows]
    called = federation.short_names(keys, period.last)
    ranks = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "tier__rank"))

    def order(each: Place) -> tuple[object, ...]:
        rank = ranks.get(each.pk)
        return each.sort != Sort.LIBRARY, LOWEST if rank is None else rank, sort_key(called[each.pk])

    return [Member(each, called[each.pk]) for each in sorted(rows, key=order)] if len(rows) > 1 else []
