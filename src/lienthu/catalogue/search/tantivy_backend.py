"""The embedded search engine, Tantivy, behind the protocol of `backend`.

Readers look at one file's stat before each search and reload when it changed: 2 µs when it did not. Every writer
commits and waits for merges before it lets go of the lock, or small commits would pile up segments.
"""

import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias, cast

import tantivy
from tantivy import FieldType, Order

from lienthu.catalogue.search.backend import (
    NO_FILTERS,
    FacetName,
    IndexMissing,
    Preparer,
    Results,
    Sort,
    Suggestion,
)
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.search.folded import Folded, folded, required
from lienthu.catalogue.search.index_folder import IndexFolder, Signature
from lienthu.catalogue.search.query import Filters, Query, parse
from lienthu.catalogue.search.spelling import better_spelling
from lienthu.catalogue.search.suggestion import chosen
from lienthu.catalogue.search.tantivy_facets import FacetCounts, counts
from lienthu.catalogue.search.tantivy_query import (
    both,
    exact_marks,
    matching,
    ranking,
    suggesting,
    whole_titles,
    without,
)
from lienthu.catalogue.search.tantivy_schema import SCHEMA, build_schema, prepare

_SMALL_HEAP: Final = 15_000_000  # bytes; the least the engine takes, enough for a few thousand documents
_BULK_HEAP: Final = 256_000_000
_COMMIT_EVERY: Final = 200_000  # documents between two commits of a bulk writer
_DELETED_AT_ONCE: Final = 1000  # ids in one deletion: by query, as deletion by term makes signed numbers of ids
_WINDOW: Final = 100_000  # ids read at a time when all are wanted
_TEXTS: Final = 10  # titles whose marks decide those of another spelling
_BROAD: Final = 20_000
_KEPT: Final = 64  # broad queries whose facet counts are kept
_SUGGESTED_FROM: Final = 40  # titles from which suggestions are chosen


@dataclass(frozen=True, slots=True)
class _Reader:
    signature: Signature
    folder: Path
    index: tantivy.Index
    searcher: tantivy.Searcher


_Asked: TypeAlias = tuple[Folded, Filters, tuple[FacetName, ...]]


class _Counted(Protocol):
    count: int | None


class TantivyBackend:
    """A `SearchBackend` on an index in the folder `place`. Safe in threads and, opened in each, in processes.

    `broad`: titles found from which facets are counted by sets of holders, and the counts kept.
    """

    def __init__(self, place: Path, *, patience: float = 60.0, broad: int = _BROAD) -> None:
        self._folder = IndexFolder(place, SCHEMA, patience=patience)
        self.schema = build_schema()
        self._reader: _Reader | None = None
        self._broad_from = broad
        self._broad: OrderedDict[_Asked, FacetCounts] = OrderedDict()
        self._broad_of: tantivy.Searcher | None = None  # the state of the index that `_broad` was counted in
        self._lock = threading.Lock()

    def create(self) -> None:
        if self._folder.current.exists():
            self._folder.resolved()
            return
        with self._folder.writing():
            if not self._folder.current.exists():
                folder = self._folder.new_generation()
                tantivy.Index(self.schema, path=str(folder))
                self._folder.make_current(folder)

    def close(self) -> None:
        with self._lock:
            self._reader = None
            self._broad_of, self._broad = None, OrderedDict()

    # Reading

    def searcher(self) -> tantivy.Searcher:
        """The state of the index after its latest commit."""
        signature = self._folder.signature()
        reader = self._reader
        if reader is not None and reader.signature == signature:
            return reader.searcher
        with self._lock:
            try:
                self._reader = reader = self._opened(signature, self._reader)
            except IndexMissing:  # a rebuild may have put another folder in the place of the one just resolved
                self._reader = reader = self._opened(self._folder.signature(), None)
        return reader.searcher

    def _opened(self, signature: Signature, old: _Reader | None) -> _Reader:
        folder = self._folder.resolved()
        try:
            if old is not None and old.folder == folder:
                index = old.index
                index.reload()
            else:
                index = tantivy.Index.open(str(folder))
                index.config_reader("manual")
            return _Reader(signature, folder, index, index.searcher())
        except (ValueError, OSError) as error:
            raise self._folder.missing() from error

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
        searcher = self.searcher()
        node = folded(query)
        match = matching(self.schema, node, filters)
        if sort == "relevance":
            leaves = required(node)
            marks = exact_marks(self.schema, leaves)
            ranked = ranking(self.schema, leaves, match, marks)
            titles = whole_titles(self.schema, searcher, query.text, marks)
            total, found = _whole_titles_first(searcher, ranked, titles, offset, limit)
        else:
            column, order = ("recent", Order.Desc) if sort == "newest" else ("sort", Order.Asc)
            total, found = _page(searcher, match, offset, limit, column, order)
        ids = _numbers(searcher, "id", found)
        counted = self._counts(searcher, node, filters, match, facets, total)
        meant = None if total else self._meant(searcher, query, node, filters)
        return Results(total, tuple(ids), counted, meant, (time.perf_counter() - began) * 1000)

    def _counts(
        self,
        searcher: tantivy.Searcher,
        node: Folded,
        filters: Filters,
        match: tantivy.Query,
        facets: Sequence[FacetName],
        total: int,
    ) -> FacetCounts:
        """Facet counts. Those of very many titles (some 70 ms for half a million) are kept until the next commit: every
        visitor begins with the whole catalogue, and who turns pages asks the same again."""
        if not facets:
            return {}
        if total < self._broad_from:
            return counts(searcher, match, facets, by_sets=False)
        asked = (node, filters, tuple(facets))
        with self._lock:
            if self._broad_of is not searcher:
                self._broad_of, self._broad = searcher, OrderedDict()
            kept = self._broad.get(asked)
            if kept is not None:
                self._broad.move_to_end(asked)
        if kept is None:
            kept = counts(searcher, match, facets, by_sets=True)
            with self._lock:
                if self._broad_of is searcher:
                    self._broad[asked] = kept
                    if len(self._broad) > _KEPT:
                        self._broad.popitem(last=False)
        return {name: list(values) for name, values in kept.items()}

    def forget_counts(self) -> None:
        """Count facets anew from now on: for who measures how long that takes."""
        with self._lock:
            self._broad_of, self._broad = None, OrderedDict()

    def _meant(self, searcher: tantivy.Searcher, query: Query, node: Folded, filters: Filters) -> str | None:
        """Another spelling, unless it is the filters that leave nothing of what the query finds."""
        if filters != NO_FILTERS and _count(searcher.search(matching(self.schema, node, NO_FILTERS), 1)):
            return None
        return better_spelling(query, _Dictionary(self, searcher, filters))

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        searcher = self.searcher()
        query = suggesting(self.schema, searcher, folded(parse(text, field="title", prefix=True)))
        if query is None or limit < 1:
            return []
        hits = searcher.search(query, _SUGGESTED_FROM, count=False).hits
        ids = _numbers(searcher, "id", [address for _, address in hits])
        titles = [self.shown(searcher, address)[0] for _, address in hits]
        return chosen(text, list(map(Suggestion, ids, titles)), limit)

    @staticmethod
    def shown(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> list[str]:
        """The title as shown, then its authors."""
        value: bytes = searcher.doc(address).get_first("shown") or b""
        return bytes(value).decode().split("\n")

    def count(self) -> int:
        return self.searcher().num_docs

    def ids(self) -> Iterator[int]:
        return (number for number, _ in self.stamps())

    def stamps(self) -> Iterator[tuple[int, int]]:
        """In windows of ids, so that memory stays small however large the index is."""
        searcher = self.searcher()
        highest = searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field="id").hits
        if not highest:
            return
        for low in range(0, highest[0][0] + 1, _WINDOW):
            window = tantivy.Query.range_query(self.schema, "id", FieldType.Unsigned, low, low + _WINDOW - 1)
            found = searcher.search(tantivy.Query.const_score_query(window, 1.0), 2 * _WINDOW, count=False)
            addresses = [address for _, address in found.hits]
            yield from zip(_numbers(searcher, "id", addresses), _numbers(searcher, "stamp", addresses), strict=True)

    # Writing

    def apply(
        self, documents: Iterable[TitleDocument], deleted_ids: Iterable[int] = (), *, fresh: bool = False
    ) -> None:
        with self._writing(_SMALL_HEAP) as writer:
            writer.add(documents, deleted_ids, fresh=fresh)

    @contextmanager
    def bulk(self, patience: float | None = None) -> Iterator["_Writer"]:
        with self._writing(_BULK_HEAP, patience) as writer:
            yield writer

    @contextmanager
    def _writing(self, heap: int, patience: float | None = None) -> Iterator["_Writer"]:
        with self._folder.writing(patience):
            folder = self._folder.resolved()
            with _opened_writer(tantivy.Index.open(str(folder)), self.schema, heap) as writer:
                yield writer

    def rebuild(self, batches: Iterable[Sequence[TitleDocument]]) -> int:
        with self._folder.writing():
            folder = self._folder.new_generation()
            try:
                with _opened_writer(tantivy.Index(self.schema, path=str(folder)), self.schema, _BULK_HEAP) as writer:
                    total = sum(writer.add(batch, fresh=True) for batch in batches)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._folder.make_current(folder)
        return total


def _count(result: tantivy.SearchResult) -> int:
    """How many titles a search matched (an attribute that the engine's type hints leave out)."""
    return cast(_Counted, result).count or 0


def _numbers(searcher: tantivy.Searcher, column: str, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The values of a column that every title has one whole number in."""
    return cast(list[int], searcher.fast_field_values(column, addresses)) if addresses else []


def _page(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    offset: int,
    limit: int,
    column: str | None = None,
    order: Order = Order.Desc,
) -> tuple[int, list[tantivy.DocAddress]]:
    """How many the query matches, and `limit` of them from `offset`; the engine itself takes no limit of 0."""
    if column is None:
        result = searcher.search(query, max(limit, 1), offset=offset)
    else:
        result = searcher.search(query, max(limit, 1), offset=offset, order_by_field=column, order=order)
    return _count(result), [address for _, address in result.hits[:limit]]


def _whole_titles_first(
    searcher: tantivy.Searcher, ranked: tantivy.Query, titles: tantivy.Query | None, offset: int, limit: int
) -> tuple[int, list[tantivy.DocAddress]]:
    """A page of what is ranked, those in `titles` before all others.

    Asked for on their own: a preference inside the query would be weighed against every match.
    """
    if titles is None:
        return _page(searcher, ranked, offset, limit)
    whole, first = _page(searcher, both(ranked, titles), offset, limit)
    if not whole:
        return _page(searcher, ranked, offset, limit)
    others, rest = _page(searcher, without(ranked, titles), max(0, offset - whole), limit - len(first))
    return whole + others, first + rest


@contextmanager
def _opened_writer(index: tantivy.Index, schema: tantivy.Schema, heap: int) -> Iterator["_Writer"]:
    """A writer that commits at the end; after an error only what was committed before stays."""
    engine = index.writer(heap, 1)
    writer = _Writer(engine, schema)
    try:
        yield writer
        writer.commit()
    except BaseException:
        engine.rollback()
        raise
    finally:
        engine.wait_merging_threads()


class _Writer:
    """A `BulkWriter`."""

    def __init__(self, engine: tantivy.IndexWriter, schema: tantivy.Schema) -> None:
        self._engine = engine
        self.schema = schema
        self._pending = 0

    @property
    def preparer(self) -> Preparer:
        return prepare

    def add(self, documents: Iterable[TitleDocument], deleted_ids: Iterable[int] = (), *, fresh: bool = False) -> int:
        gone = list(deleted_ids)
        if not fresh:
            documents = list({document.id: document for document in documents}.values())
            gone += [document.id for document in documents]
        return self.add_prepared(map(prepare, documents), gone)

    def add_prepared(self, prepared: Iterable[object], deleted_ids: Iterable[int] = ()) -> int:
        gone = list(deleted_ids)
        for start in range(0, len(gone), _DELETED_AT_ONCE):
            self._engine.delete_documents_by_query(
                tantivy.Query.term_set_query(self.schema, "id", gone[start : start + _DELETED_AT_ONCE])
            )
        added = 0
        for document in cast(Iterable[str], prepared):
            self._engine.add_json(document)
            added += 1
        self._grown(added + len(gone))
        return added

    def _grown(self, added: int) -> None:
        self._pending += added
        if self._pending >= _COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        if self._pending:
            self._engine.commit()
            self._pending = 0


class _Dictionary:
    """The words of the index, and what a query would find, for `spelling`."""

    def __init__(self, backend: TantivyBackend, searcher: tantivy.Searcher, filters: Filters) -> None:
        self._backend = backend
        self._searcher = searcher
        self._filters = filters

    def frequency(self, word: str) -> int:
        return self._searcher.doc_freq("text", word)

    def starting(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        return self._searcher.terms_with_prefix("text", beginning, limit=limit)

    def found(self, query: Query) -> tuple[int, list[str]]:
        """How many titles the query finds, and titles and authors of the best of them."""
        node, schema = folded(query), self._backend.schema
        match = matching(schema, node, self._filters)
        leaves = required(node)
        found = self._searcher.search(ranking(schema, leaves, match, exact_marks(schema, leaves)), _TEXTS)
        return _count(found), [
            text for _, address in found.hits for text in self._backend.shown(self._searcher, address)
        ]
