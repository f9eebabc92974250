"""The local-studies titles of a library that it could offer: found by their facts and by where they stand."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.titles import titles_shown
from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.search.query import Filters, Query
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.sharing.models import Round
from lienthu.sharing.queries.exchange import spare
from lienthu.sharing.queries.holdings import NOT_HELD
from lienthu.sharing.rules import local_studies as rules

MOST = 300  # titles of each way of finding them


class Proposed(NamedTuple):
    """A title with the record of the library and the copies of it that stand free."""

    title: int
    record: int
    name: str
    author: str
    free: int
    wider: bool = False  # of the country as a whole, as far as its class says


def proposed(held: Round, library: Organisation, day: date) -> list[Proposed]:
    """Titles that the library does not offer yet: local ones first, then of the whole country; by free copies."""
    place = rules.place_of(federation.names([library.pk], day)[library.pk])
    near = _asked(library, rules.question(place)) | _by_place(library)
    titles = near | _asked(library, rules.wider())
    titles -= set(held.offers.filter(library=library).values_list("title", flat=True))
    free = spare(library, titles).order_by()
    counts: dict[int, tuple[int, int]] = {}
    for title, record, n in free.values_list("record__title", "record").annotate(n=Count("pk")):
        counts[title] = (record, counts.get(title, (0, 0))[1] + n)
    shown = titles_shown(list(counts))
    found = [
        Proposed(title, record, shown[title].title, "; ".join(shown[title].authors[:2]), n, title not in near)
        for title, (record, n) in counts.items()
        if title in shown
    ]
    return sorted(found, key=lambda each: (each.wider, -each.free, each.name, each.title))


def _asked(library: Organisation, question: Query) -> set[int]:
    found = get_backend().search(question, filters=Filters(libraries=(library.pk,)), limit=MOST)
    return set(found.ids)


def _by_place(library: Organisation) -> set[int]:
    """By the library's own room or shelf of that name, and by the mark that call numbers begin with."""
    rooms = [site.pk for site in library.sites.all() if rules.names_local_studies(site.name)]
    marked = Q(assigned__in=rooms) | Q(shelf__in=rules.MARKS)
    for mark in rules.MARKS:
        marked |= Q(call_number__startswith=mark)
    rows = Copy.objects.filter(marked, owner=library).exclude(status__in=NOT_HELD).order_by()
    return set(rows.values_list("record__title", flat=True).distinct()[:MOST])
