"""Patron numbers: one series a library, without collisions between desks.

They begin with BD (bạn đọc): nobody takes a card's number for a book's, which often begins with the library's code.
"""

from collections.abc import Collection

from django.db import transaction

from lienthu.federation.models import Organisation
from lienthu.patrons import rules
from lienthu.patrons.models import Card, Patron, Series


@transaction.atomic
def take(library: Organisation, count: int = 1, *, besides: Collection[str] = ()) -> list[str]:
    """The next numbers of the library that no patron and no card has, and none of `besides`.

    Held until the surrounding transaction ends, so that no two desks get the same.
    """
    Series.objects.get_or_create(library=library, defaults={"prefix": f"BD{rules.card_code(library.code)}"})
    series = Series.objects.select_for_update().get(library=library)
    found: list[str] = []
    while len(found) < count:
        batch = [f"{series.prefix}{series.last + step:0{series.digits}d}" for step in range(1, count - len(found) + 1)]
        series.last += len(batch)
        used = set(Patron.objects.filter(library=library, number__in=batch).values_list("number", flat=True))
        used |= set(Card.objects.filter(library=library, code__in=batch).values_list("code", flat=True))
        found += [number for number in batch if number not in used and number not in besides]
    series.save(update_fields=("last",))
    return found
