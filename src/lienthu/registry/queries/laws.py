"""Legal documents by validity and words, and what each does to others."""

from datetime import date

from django.db.models import Q, QuerySet

from lienthu.common.dated import on_day
from lienthu.registry.models import Law, Validity
from lienthu.registry.rules import searching


def listed(day: date, *, validity: str = "", text: str = "") -> QuerySet[Law]:
    """With their kinds and what replaces or amends them."""
    rows = Law.objects.select_related("kind").prefetch_related("links__other", "linked_by__law")
    match validity:
        case Validity.IN_FORCE:
            rows = rows.filter(on_day(day))
        case Validity.ENDED:
            rows = rows.filter(valid_to__lte=day)
        case Validity.TO_COME:
            rows = rows.filter(Q(valid_from__gt=day))
    return rows.filter(searching.matching(text))
