"""A title document as both back ends hold it: folded once, here."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from lienthu.catalogue.search.documents import TitleDocument, stamp
from lienthu.catalogue.search.folded import class_key, number_key
from lienthu.lib.vietnamese import fold, marked, sort_text

APART = " | "  # between the values of one field: a phrase does not reach over it
_SORT_LENGTH = 120


class Entry(NamedTuple):
    """The searchable form of one title. Texts are words parted by spaces; values of one field by `APART`."""

    id: int
    text: str  # every word of every field, and the year, those of the title twice: they weigh more
    exact: str  # the words of it that have marks, with their marks
    title: str
    pairs: str  # words that stand side by side in the title: "truyen_kieu"
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
    """Fold one document: the dearest step of indexing, so it is written for speed."""
    shown = document.title
    title = fold(shown)
    headings = [title]
    text = f"{title} {title}"
    pairs = " ".join(map("_".join, pairwise(title.split())))
    with_marks = [_marks(shown)]
    if " : " in shown:
        headings.append(fold(shown.partition(" : ")[0]))
    if document.other_titles:
        others = _values(document.other_titles, with_marks)
        headings += others.split(APART)
        title = f"{title}{APART}{others}"
        text = f"{text} {others}"
    author = _values(document.authors, with_marks)
    subject = _values(document.subjects, with_marks)
    publisher = _values(document.publishers, with_marks)
    series = _values(document.series, with_marks)
    year = "" if document.year is None else document.year
    numbers = (*document.issns, *document.numbers)
    return Entry(
        document.id,
        f"{text} {author} {subject} {publisher} {series} {year}",
        " ".join(with_marks),
        title,
        pairs,
        author,
        subject,
        publisher,
        series,
        " ".join((*document.isbns, *map(number_key, numbers))),
        " ".join(map(class_key, document.ddc)) if document.ddc else "",
        [heading for heading in headings if heading],
        f"{sort_text(shown)[:_SORT_LENGTH]} {document.id:010d}",
        stamp(document),
    )


def _values(values: tuple[str, ...], with_marks: list[str]) -> str:
    """The values of one field folded and joined; their words with marks go into `with_marks`."""
    if not values:
        return ""
    forms = [_forms(value) for value in values]
    with_marks += [marks for _, marks in forms]
    return forms[0][0] if len(forms) == 1 else APART.join([folded for folded, _ in forms])


@lru_cache(maxsize=1 << 15)
def _forms(value: str) -> tuple[str, str]:
    """A value mark-blind, and its words with marks. Authors, subjects and publishers come again and again."""
    return fold(value), _marks(value)


def _marks(text: str) -> str:
    """The words of the text that have marks, mark-keeping."""
    if text.isascii():
        return ""
    return " ".join([word for word in marked(text).split() if not word.isascii()])
