"""Which numbers hold for a library on a day."""

from datetime import date

from django.db.models import Q

from lienthu.common.dated import on_day
from lienthu.federation.models import Organisation
from lienthu.rotation.models import RotationRule
from lienthu.rotation.rules.numbers import Key, Number, holding


def number(key: Key, library: Organisation, day: date) -> Number:
    """The one that holds. One query, and one for the tier where it is not read yet."""
    rows = RotationRule.objects.filter(on_day(day), Q(library=None) | Q(library=library), key=key)
    return holding(key, rows.select_related("tier"), library=library.pk, tier=_tier(library))


def numbers(library: Organisation, day: date) -> dict[Key, Number]:
    """All of them. Two queries."""
    rows = list(RotationRule.objects.filter(on_day(day), Q(library=None) | Q(library=library)).select_related("tier"))
    return {key: holding(key, rows, library=library.pk, tier=_tier(library)) for key in Key}


def _tier(library: Organisation) -> str:
    return library.tier.key if library.tier else ""
