"""A title document as both back ends hold it: folded once, here."""

from typing import NamedTuple

from lienthu.catalogue.search.documents import TitleDocument, stamp
from lienthu.catalogue.search.folded import class_key, number_key
from lienthu.lib.vietnamese import fold, marked, sort_text

APART = " | "  # between the values of one field: a phrase does not reach over it
_SORT_LENGTH = 120


class Entry(NamedTuple):
    """The searchable form of one title. Texts are words parted by spaces; values of one field by `APART`."""

    id: int
    text: str  # every word of every field, and the year: what a query without a field is answered from
    exact: str  # the words of it that have marks, with their marks
    title: str
    author: str
    subject: str
    publisher: str
    series: str
    numbers: str
    classes: str
    headings: list[str]  # the whole title, with and without what follows " : ", and the other titles
    sort: str  # Vietnamese alphabetical order, the id last
    stamp: int


def entry(document: TitleDocument) -> Entry:
    """Fold one document. Measured: see docs/benchmarks.md (search, index documents)."""
    title = fold(document.title)
    kept = marked(document.title)
    headings = [title]
    if " : " in document.title:
        headings.append(fold(document.title.partition(" : ")[0]))
    if document.other_titles:
        headings += map(fold, document.other_titles)
        title = APART.join((title, *headings[-len(document.other_titles) :]))
    author = _joined(document.authors)
    subject = _joined(document.subjects)
    publisher = _joined(document.publishers)
    series = _joined(document.series)
    others = " ".join(
        (*document.other_titles, *document.authors, *document.subjects, *document.publishers, *document.series)
    )
    with_marks = [word for word in f"{kept} {marked(others)}".split() if not word.isascii()]
    year = "" if document.year is None else str(document.year)
    numbers = (*document.issns, *document.numbers)
    return Entry(
        document.id,
        f"{title} {author} {subject} {publisher} {series} {year}",
        " ".join(with_marks),
        title,
        author,
        subject,
        publisher,
        series,
        " ".join((*document.isbns, *map(number_key, numbers))),
        " ".join(map(class_key, document.ddc)) if document.ddc else "",
        headings,
        f"{sort_text(document.title)[:_SORT_LENGTH]} {document.id:010d}",
        stamp(document),
    )


def _joined(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return fold(values[0])
    return APART.join(map(fold, values))
