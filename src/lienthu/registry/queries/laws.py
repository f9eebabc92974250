"""Legal documents by validity and words, and what each does to others."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lienthu.registry.models import Law, LawLink, Validity
from lienthu.registry.rules import searching


def listed(day: date, *, validity: str = "", text: str = "") -> QuerySet[Law]:
    """With their kinds and what replaces or amends them."""
    rows = Law.objects.select_related("kind").prefetch_related("links__other", "linked_by__law")
    heirs = LawLink.objects.filter(other=OuterRef("pk"), relation=LawLink.Relation.REPLACES)
    replaced = Exists(heirs.filter(Q(law__valid_from=None) | Q(law__valid_from__lte=day)))
    ended = Q(valid_to__lte=day) | Q(valid_to=None) & replaced
    match validity:
        case Validity.IN_FORCE:
            rows = rows.filter(~ended & (Q(valid_from=None) | Q(valid_from__lte=day)))
        case Validity.ENDED:
            rows = rows.filter(ended)
        case Validity.TO_COME:
            rows = rows.filter(~ended & Q(valid_from__gt=day))
    return rows.filter(searching.matching(text))
