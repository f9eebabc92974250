"""From source records to the documents that the search index holds. Pure: it runs in processes without Django too."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from lienthu.catalogue.derive import SUBJECTS, Forms, Member, distinct, facts_from_json, in_forms, shown
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.shown import Shown
from lienthu.lib.marc.facts import Facts

# title, record, library, facts, copies, copies available
Row = tuple[int, int, int, str, int, int]


class Batch(NamedTuple):
    """What documents are made of: the rows of some titles, ordered, and who holds what."""

    rows: Sequence[Row]
    above: Mapping[int, tuple[int, ...]]  # organisation → its line from the top down to itself
    holders: Mapping[int, set[int]]  # record → branches with copies, where they are not the library itself
    forms: Forms  # of names, subjects and series, instead of those that records write


def documents_of_batch(batch: Batch) -> list[TitleDocument]:
    """A document for each title that has a row."""
    return [_document(title, list(rows), batch) for title, rows in groupby(batch.rows, key=itemgetter(0))]


def prepared_documents(item: tuple[list[int], Batch], *, preparer: Callable[[TitleDocument], object]) -> list[object]:
    """The documents of a batch in the form that the index takes."""
    return [preparer(document) for document in documents_of_batch(item[1])]


def _document(title: int, rows: list[Row], batch: Batch) -> TitleDocument:
    above, holders, forms = batch.above, batch.holders, batch.forms
    libraries: set[int] = set()
    copies = available = 0
    for _title, record, library, _facts, total, free in rows:
        libraries.update(above.get(library, (library,)))
        for holder in holders.get(record, ()):
            libraries.update(above.get(holder, (holder,)))
        copies += total
        available += free
    every = [facts_from_json(row[3]) for row in rows]
    as_written: tuple[str, ...] = ()
    if forms:
        told = [in_forms(facts, forms) for facts in every]
        # Readers search for the name on the title page too.
        as_written = tuple(
            name for was, now in zip(every, told, strict=True) for name in was.authors if name not in now.authors
        )
        every = told
    if len(rows) == 1:
        # Two of three titles have one record, and then deriving is copying: rules 2 to 5 of `derive` in one step.
        what: Facts | Shown = every[0]
        heading = ". ".join((what.title, *what.parts))
        others: tuple[str, ...] = ()
        subjects = distinct(what.subjects)[:SUBJECTS]
        series = distinct(what.series)
    else:
        what = shown(title, [Member(row[1], facts) for row, facts in zip(rows, every, strict=True)])
        heading, others, subjects, series = what.heading, what.other_titles, what.subjects, what.series
    return TitleDocument(
        id=title,
        title=heading,
        authors=(*what.authors, *as_written) if as_written else what.authors,
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
