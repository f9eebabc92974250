"""The targets of places for a period."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q

from lienthu.indicators.models import Target
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.periods import Period


def targets(places: Collection[Place], period: Period) -> dict[tuple[str, Place], Decimal]:
    """What holds for exactly this period, by code and place. One query."""
    wanted = Q(pk__in=())
    for place in places:
        if place.sort == Sort.FEDERATION:
            wanted |= Q(federation=place.pk)
        elif place.sort in (Sort.LIBRARY, Sort.NETWORK):
            wanted |= Q(organisation=place.pk, scope=place.sort.value)
    rows = Target.objects.filter(wanted, is_current=True, first_on=period.first, until=period.until)
    return {(row.indicator, _place(row)): row.value for row in rows}


def _place(row: Target) -> Place:
    if row.federation_id is not None:
        return Place(Sort.FEDERATION, row.federation_id)
    return Place(Sort(row.scope), row.organisation_id or 0)
