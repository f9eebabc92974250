"""Whom a call asks."""

from collections.abc import Sequence
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.rules.periods import Period


class Reach(TextChoices):
    """Which organisations below the one that calls are asked."""

    NEXT = "next", _("those directly below")
    ALL = "all", _("all below, at whatever depth")
    WITH_US = "with_us", _("all below, and we ourselves")


def asked_by(asker: Organisation | Federation, reach: Reach, period: Period) -> Sequence[Organisation]:
    """Those who stood below the organisation, or were members of the federation, on the last day of the period.

    Hosts of deposit sites (schools, posts) keep no statistics of their own and are not asked.
    """
    day: date = period.last
    if isinstance(asker, Federation):
        return list(federation.members(asker, day))
    keys = federation.children_of(asker, day) if reach == Reach.NEXT else federation.descendants(asker, day)
    if reach == Reach.WITH_US:
        keys = [asker.pk, *keys]
    rows = federation.organisations_on(day).filter(pk__in=keys)
    order = {key: number for number, key in enumerate(keys)}
    return sorted(rows.filter(kind=Organisation.Kind.LIBRARY), key=lambda row: order[row.pk])
