"""From titles in the database to the documents that the search index holds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from django.utils import timezone

from lienthu.catalogue import store
from lienthu.catalogue.derive import SUBJECTS, Member, distinct, facts_from_json, shown
from lienthu.catalogue.models import Copy, LibraryProfile, SourceRecord
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.shown import Shown
from lienthu.federation import queries as federation
from lienthu.lib.marc.facts import Facts

# title, record, library, facts, copies, copies available
Row = tuple[int, int, int, str, int, int]


def documents_of(titles: Sequence[int]) -> list[TitleDocument]:
    """A document for each of these titles that has a record which is not withdrawn; the others have none."""
    columns = "title_id, id, library_id, facts, copies_total, copies_available"
    rows = store.rows_where(SourceRecord, columns, "title_id", titles, "AND withdrawn_at IS NULL")
    rows.sort(key=itemgetter(0, 1))
    above = federation.paths(timezone.localdate())
    holders = _holders_by_place(rows)
    return [_document(title, list(of_title), above, holders) for title, of_title in groupby(rows, key=itemgetter(0))]


def _holders_by_place(rows: Sequence[Row]) -> dict[int, set[int]]:
    """The branches that hold copies, by record, for libraries whose place codes are mapped to branches."""
    mapped = set(LibraryProfile.objects.exclude(places={}).values_list("library_id", flat=True))
    records = [record for _title, record, library, *_rest in rows if library in mapped]
    holders: dict[int, set[int]] = defaultdict(set)
    for record, owner in store.rows_where(
        Copy, "record_id, owner_id", "record_id", records, "AND status <> 'withdrawn'"
    ):
        holders[record].add(owner)
    return holders


def _document(
    title: int, rows: list[Row], above: Mapping[int, tuple[int, ...]], holders: Mapping[int, set[int]]
) -> TitleDocument:
    libraries: set[int] = set()
    copies = available = 0
    for _title, record, library, _facts, total, free in rows:
        libraries.update(above.get(library, (library,)))
        for holder in holders.get(record, ()):
            libraries.update(above.get(holder, (holder,)))
        copies += total
        available += free
    if len(rows) == 1:
        # Two of three titles have one record, and then deriving is copying: rules 2 to 5 of `derive` in one step.
        what: Facts | Shown = facts_from_json(rows[0][3])
        heading = ". ".join((what.title, *what.parts))
        others: tuple[str, ...] = ()
        subjects = distinct(what.subjects)[:SUBJECTS]
        series = distinct(what.series)
    else:
        what = shown(title, [Member(row[1], facts_from_json(row[3])) for row in rows])
        heading, others, subjects, series = what.heading, what.other_titles, what.subjects, what.series
    return TitleDocument(
        id=title,
        title=heading,
        authors=what.authors,
        subjects=subjects,
        publishers=(what.publisher,) if what.publisher else (),
        series=series,
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
        other_titles=(*others, what.uniform_title) if what.uniform_title else others,
        copies=copies,
    )
