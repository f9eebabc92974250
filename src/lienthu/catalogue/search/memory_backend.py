"""The plain search engine: every title looked at for every query. Exact and obvious rather than fast.

It is what the embedded engine is held against in tests, and enough for a hub of a few thousand titles. The documents
stand in one file that is written anew at each commit and read again when it has changed.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, cast

import orjson

from lienthu.catalogue.search.backend import (
    NO_FILTERS,
    SUBJECTS_SHOWN,
    FacetName,
    FacetValue,
    Preparer,
    Results,
    Sort,
    Suggestion,
)
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.search.entry import APART, Entry, entry
from lienthu.catalogue.search.folded import (
    PHRASE_FIELDS,
    AllOf,
    AnyOf,
    Class,
    Folded,
    Identifier,
    NoneOf,
    Nothing,
    Prefix,
    Term,
    folded,
    required,
)
from lienthu.catalogue.search.folded import Sequence as Words
from lienthu.catalogue.search.index_folder import IndexFolder, Signature
from lienthu.catalogue.search.query import Everything, Filters, Query, Years, parse
from lienthu.catalogue.search.spelling import better_spelling
from lienthu.catalogue.search.suggestion import chosen
from lienthu.lib.vietnamese import fold

SCHEMA: Final = 1  # of the file: raise it whenever `TitleDocument` changes


class Held(NamedTuple):
    """A document and its folded form."""

    document: TitleDocument
    entry: Entry


class MemoryBackend:
    """A `SearchBackend` that keeps all titles in memory and in one file of the folder `place`."""

    def __init__(self, place: Path, *, patience: float = 60.0) -> None:
        self._folder = IndexFolder(place, SCHEMA, patience=patience)
        self._signature: Signature | None = None
        self._held: dict[int, Held] = {}

    def create(self) -> None:
        if self._folder.current.exists():
            self._folder.resolved()
            return
        with self._folder.writing():
            if not self._folder.current.exists():
                self._begin([])

    def close(self) -> None:
        self._signature = None
        self._held = {}

    def search(
        self,
        query: Query,
        *,
        filters: Filters = NO_FILTERS,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetName] = (),
    ) -> Results:
        began = time.perf_counter()
        node = folded(query)
        found = self.found(node, filters)
        found.sort(key=_order(sort, node, fold(query.text)))
        counts = {name: _counted(name, found) for name in facets}
        meant = None
        if not found and not (filters != NO_FILTERS and self.found(node, NO_FILTERS)):
            meant = better_spelling(query, _Dictionary(self, filters))
        ids = tuple(held.document.id for held in found[offset : offset + limit])
        return Results(len(found), ids, counts, meant, (time.perf_counter() - began) * 1000)

    def found(self, node: Folded, filters: Filters) -> list[Held]:
        """The titles that answer, in no order."""
        return [held for held in self.held().values() if matches(node, held) and _passes(filters, held.document)]

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        node = folded(parse(text, field="title", prefix=True))
        if isinstance(node, Nothing | Everything):
            return []
        found = self.found(node, NO_FILTERS)
        found.sort(key=_order("relevance", node, fold(text)))
        return chosen(text, [Suggestion(held.document.id, held.document.title) for held in found], limit)

    def count(self) -> int:
        return len(self.held())

    def ids(self) -> Iterator[int]:
        return iter(list(self.held()))

    def stamps(self) -> Iterator[tuple[int, int]]:
        return iter([(number, held.entry.stamp) for number, held in self.held().items()])

    def apply(
        self, documents: Iterable[TitleDocument], deleted_ids: Iterable[int] = (), *, fresh: bool = False
    ) -> None:
        with self.bulk() as writer:
            writer.add(documents, deleted_ids, fresh=fresh)

    @contextmanager
    def bulk(self, patience: float | None = None) -> Iterator["_Writer"]:
        with self._folder.writing(patience):
            self._folder.resolved()
            writer = _Writer({number: held.document for number, held in self.held().items()}, self._write)
            yield writer
            writer.commit()

    def rebuild(self, batches: Iterable[Sequence[TitleDocument]]) -> int:
        with self._folder.writing():
            documents = [document for batch in batches for document in batch]
            self._begin(documents)
        return len(documents)

    def held(self) -> dict[int, Held]:
        """All titles as of the latest commit."""
        signature = self._folder.signature()
        if signature != self._signature:
            try:
                documents = _load((self._folder.resolved() / "meta.json").read_bytes())
            except (OSError, ValueError, TypeError) as error:
                raise self._folder.missing() from error
            self._held = {document.id: Held(document, entry(document)) for document in documents}
            self._signature = signature
        return self._held

    def _begin(self, documents: Sequence[TitleDocument]) -> None:
        folder = self._folder.new_generation()
        _save(folder, documents)
        self._folder.make_current(folder)

    def _write(self, documents: Iterable[TitleDocument]) -> None:
        _save(self._folder.resolved(), documents)


def _save(folder: Path, documents: Iterable[TitleDocument]) -> None:
    beside = folder / "meta.json.new"
    beside.write_bytes(orjson.dumps([tuple(document) for document in documents]))
    beside.replace(folder / "meta.json")


def _load(content: bytes) -> list[TitleDocument]:
    """The documents that `_save` wrote; TypeError or ValueError for anything else."""
    rows = orjson.loads(content)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise TypeError("not a list of documents")
    return [TitleDocument._make(tuple(value) if isinstance(value, list) else value for value in row) for row in rows]


def as_it_is(document: TitleDocument) -> object:
    """This back end takes documents as they are."""
    return document


class _Writer:
    """A `BulkWriter` that writes all titles at each commit."""

    def __init__(self, documents: dict[int, TitleDocument], write: Callable[[Iterable[TitleDocument]], None]) -> None:
        self._documents = documents
        self._write = write
        self._changed = False

    def add(self, documents: Iterable[TitleDocument], deleted_ids: Iterable[int] = (), *, fresh: bool = False) -> int:
        for number in deleted_ids:
            self._documents.pop(number, None)
        added = {document.id: document for document in documents}
        self._documents |= added
        self._changed = True
        return len(added)

    @property
    def preparer(self) -> Preparer:
        return as_it_is

    def add_prepared(self, prepared: Iterable[object], deleted_ids: Iterable[int] = ()) -> int:
        return self.add(cast(Iterable[TitleDocument], prepared), deleted_ids, fresh=True)

    def commit(self) -> None:
        if self._changed:
            self._write(self._documents.values())
            self._changed = False


def matches(node: Folded, held: Held) -> bool:
    """Whether the title answers this node."""
    match node:
        case AllOf(nodes):
            return all(matches(child, held) for child in nodes)
        case AnyOf(nodes):
            return any(matches(child, held) for child in nodes)
        case NoneOf(inner):
            return not matches(inner, held)
        case Everything():
            return True
        case Nothing():
            return False
        case _:
            return _leaf_matches(node, held)


def _leaf_matches(node: Term | Prefix | Words | Identifier | Class | Years, held: Held) -> bool:
    match node:
        case Term(field, word, _):
            return word in _words(held.entry, field)
        case Prefix(field, beginnings):
            return any(word.startswith(beginnings) for word in _words(held.entry, field))
        case Words(field, words, _):
            fields = PHRASE_FIELDS if field == "any" else (field,)
            return any(_side_by_side(words, getattr(held.entry, name)) for name in fields)
        case Identifier(key):
            return key in held.entry.numbers.split()
        case Class(beginning):
            return any(number.startswith(beginning) for number in held.entry.classes.split())
        case Years(low, high):
            year = held.document.year
            if low is None and high is None:
                return True
            return year is not None and (low or 0) <= year <= (9999 if high is None else high)


def _words(entry: Entry, field: str) -> list[str]:
    text: str = entry.text if field == "any" else getattr(entry, field)
    return text.split()


def _side_by_side(words: Sequence[str], text: str) -> bool:
    return any(f" {' '.join(words)} " in f" {value} " for value in text.split(APART))


def _passes(filters: Filters, document: TitleDocument) -> bool:
    return (
        (not filters.libraries or bool(set(filters.libraries) & set(document.libraries)))
        and (not filters.languages or bool(set(filters.languages) & set(document.languages)))
        and (not filters.subjects or bool(set(filters.subjects) & set(document.subjects)))
        and (not filters.kinds or document.kind in filters.kinds)
        and (not filters.carriers or document.carrier in filters.carriers)
        and (not filters.available or document.available)
        and (filters.year_from is None or (document.year is not None and document.year >= filters.year_from))
        and (filters.year_to is None or (document.year is not None and document.year <= filters.year_to))
    )


def _order(sort: Sort, node: Folded, title: str) -> Callable[[Held], tuple[object, ...]]:
    if sort == "newest":
        return lambda held: (-(held.document.year or 0), -held.document.id)
    if sort == "title":
        return lambda held: (held.entry.sort,)
    leaves = list(required(node))
    exact = {word for leaf in leaves for word in (leaf.exact if isinstance(leaf, Words) else (leaf.exact,))}
    exact = {word for word in exact if not word.isascii()}
    words = [word for leaf in leaves for word in (leaf.words if isinstance(leaf, Words) else (leaf.word,))]

    def rank(held: Held) -> tuple[object, ...]:
        with_marks = exact <= set(held.entry.exact.split())
        in_title = held.entry.title.split()
        return (
            not (with_marks and title in held.entry.headings),
            not with_marks,
            not _side_by_side(words, held.entry.title),
            -sum(word in in_title for word in words),
            len(held.entry.text),
            held.document.id,
        )

    return rank


def _counted(facet: FacetName, found: Sequence[Held]) -> list[tuple[FacetValue, int]]:
    counts: Counter[FacetValue] = Counter()
    for held in found:
        counts.update(value for value in set(_values(facet, held.document)) if value != "")
    if facet in {"year", "decade"}:
        return sorted(counts.items(), key=lambda pair: -int(pair[0]))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ordered[:SUBJECTS_SHOWN] if facet == "subject" else ordered


def _values(facet: FacetName, document: TitleDocument) -> Sequence[FacetValue]:
    year = document.year
    match facet:
        case "library":
            return document.libraries
        case "year":
            return () if year is None else (year,)
        case "decade":
            return () if year is None else (year // 10 * 10,)
        case "language":
            return document.languages
        case "subject":
            return document.subjects
        case "kind":
            return (document.kind,)
        case "carrier":
            return (document.carrier,)
        case "available":
            return (int(document.available),)


class _Dictionary:
    """The words of the titles, and what a query would find, for `spelling`."""

    def __init__(self, backend: MemoryBackend, filters: Filters) -> None:
        self._backend = backend
        self._filters = filters
        self._words = Counter(word for held in backend.held().values() for word in set(held.entry.text.split()))

    def frequency(self, word: str) -> int:
        return self._words[word]

    def starting(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        return [pair for pair in self._words.most_common() if pair[0].startswith(beginning)][:limit]

    def found(self, query: Query) -> tuple[int, list[str]]:
        """How many titles the query finds, and titles and authors of the best of them."""
        node = folded(query)
        found = sorted(self._backend.found(node, self._filters), key=_order("relevance", node, fold(query.text)))
        return len(found), [text for held in found[:10] for text in (held.document.title, *held.document.authors)]
