"""Whom a call asks."""

from collections.abc import Sequence
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import places_below
from lienthu.indicators.rules.periods import Period


class Reach(TextChoices):
    """Which organisations below the one that calls are asked."""

    NEXT = "next", _("those directly below")
    ALL = "all", _("all below, at whatever depth")
    WITH_US = "with_us", _("all below, and we ourselves")


def asked_by(asker: Organisation | Federation, reach: Reach, period: Period) -> Sequence[Organisation]:
    """Those who stood below the organisation, or were members of the federation, on the last day of the period.

    Those directly below are the ones that a table of the network names (`places_below`), closed ones left out.
    Hosts of deposit sites (schools, posts) keep no statistics of their own and are not asked.
    """
    day: date = period.last
    if isinstance(asker, Federation):
        return list(federation.members(asker, day))
    keys = _next(asker, period) if reach == Reach.NEXT else federation.descendants(asker, day)
    if reach == Reach.WITH_US:
        keys = [asker.pk, *keys]
    rows = federation.organisations_on(day).filter(pk__in=keys)
    order = {key: number for number, key in enumerate(keys)}
    return sorted(rows.filter(kind=Organisation.Kind.LIBRARY), key=lambda row: order[row.pk])


def _next(asker: Organisation, period: Period) -> list[int]:
    rows = places_below(Place(Sort.NETWORK, asker.pk), period)
    return [place.pk for place in rows if place.sort == Sort.NETWORK]
