"""Records in the making, and what they may begin from."""

from collections.abc import Collection

from django.db.models import QuerySet

from lienthu.accounts.models import User
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.search.state import read_state
from lienthu.cataloguing.models import Draft, RecordTemplate


def waiting(user: User) -> QuerySet[Draft]:
    """What the user began, changed and has not saved, the latest first."""
    return Draft.objects.visible_to(user).filter(touched=True).select_related("library", "source")


def templates_of(libraries: Collection[int]) -> QuerySet[RecordTemplate]:
    return RecordTemplate.objects.filter(library__in=libraries).select_related("library")


def own_records(text: str, libraries: Collection[int]) -> list[SourceRecord]:
    """Records of these libraries by their number, or by words of the title; the best first, a page of them."""
    text = text.strip()
    if not text:
        return []
    own = SourceRecord.objects.filter(library__in=libraries).select_related("library")
    numbered = list(own.filter(control_number=text)[:5])
    hits = catalogue.results(read_state({"q": [text]}), facets=()).hits
    ranks = {hit.shown.id: rank for rank, hit in enumerate(hits)}
    found = own.filter(title__in=ranks).exclude(pk__in=[record.pk for record in numbered])
    return [*numbered, *sorted(found, key=lambda record: (ranks[record.title_id], record.pk))]
