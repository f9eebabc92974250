"""Who is probably the same person."""

from collections.abc import Collection
from datetime import date

from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import fold
from lienthu.patrons import rules
from lienthu.patrons.models import Patron
from lienthu.patrons.queries.search import search


def duplicates(
    *,
    full_name: str,
    birth_date: date | None,
    phone: str,
    libraries: Collection[Organisation],
    besides: Patron | None = None,
    limit: int = 5,
) -> list[Patron]:
    """Patrons with the same name, marks aside, and the same or an untold birth date, or with the same phone number."""
    found: dict[int, Patron] = {}
    name, digits = fold(full_name), rules.phone_digits(phone)
    if len(name.split()) > 1:
        for each in search(full_name, library=libraries, limit=50, typing=False):
            same_day = birth_date is None or each.birth_date is None or each.birth_date == birth_date
            if each.folded.strip() == name and same_day:
                found[each.pk] = each
    if digits:
        rows = Patron.objects.filter(phone_digits=digits, library__in=libraries, state=Patron.State.ACTIVE)
        for each in rows.select_related("category", "library", "school_class__school")[:limit]:
            found[each.pk] = each
    if besides is not None:
        found.pop(besides.pk, None)
    return list(found.values())[:limit]
