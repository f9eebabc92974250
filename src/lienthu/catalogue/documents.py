"""From titles in the database to the documents that the search index holds."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from lienthu.catalogue import store
from lienthu.catalogue.derive import Member, facts_from_json, shown
from lienthu.catalogue.models import Copy, LibraryProfile, SourceRecord
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.federation import queries as federation


def documents_of(titles: Sequence[int]) -> list[TitleDocument]:
    """A document for each of these titles that has a record which is not withdrawn; the others have none."""
    columns = "title_id, id, library_id, facts, copies_total, copies_available"
    rows = store.rows_where(SourceRecord, columns, "title_id", titles, "AND withdrawn_at IS NULL")
    rows.sort()
    above = federation.paths(timezone.localdate())
    holders = _holders_by_place(rows)
    members: dict[int, list[Member]] = defaultdict(list)
    libraries: dict[int, set[int]] = defaultdict(set)
    copies: dict[int, int] = defaultdict(int)
    available: dict[int, int] = defaultdict(int)
    for title, record, library, facts, total, free in rows:
        members[title].append(Member(record, facts_from_json(facts)))
        for holder in (library, *holders.get(record, ())):
            libraries[title].add(holder)
            libraries[title].update(above.get(holder, ()))
        copies[title] += total
        available[title] += free
    return [
        _document(title, of_title, libraries[title], copies[title], available[title])
        for title, of_title in members.items()
    ]


def _holders_by_place(rows: Sequence[tuple[int, int, int, str, int, int]]) -> dict[int, set[int]]:
    """The branches that hold copies, by record, for libraries whose place codes are mapped to branches."""
    mapped = set(LibraryProfile.objects.exclude(places={}).values_list("library_id", flat=True))
    records = [record for _title, record, library, *_rest in rows if library in mapped]
    holders: dict[int, set[int]] = defaultdict(set)
    for record, owner in store.rows_where(Copy, "record_id, owner_id", "record_id", records, "AND status <> 'withdrawn'"):
        holders[record].add(owner)
    return holders


def _document(title: int, members: list[Member], libraries: set[int], copies: int, available: int) -> TitleDocument:
    what = shown(title, members)
    others = (*what.other_titles, what.uniform_title) if what.uniform_title else what.other_titles
    return TitleDocument(
        id=title,
        title=what.heading,
        authors=what.authors,
        subjects=what.subjects,
        publishers=(what.publisher,) if what.publisher else (),
        series=what.series,
        isbns=what.isbns,
        issns=what.issns,
        numbers=what.numbers,
        ddc=what.ddc,
        year=what.year,
        languages=what.languages,
        kind=what.kind,
        carrier=what.carrier,
        libraries=tuple(sorted(libraries)),
        available=available > 0,
        other_titles=others,
        copies=copies,
    )
