"""The search engine as the house sees it: one protocol, its results and its errors. No engine's type crosses it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

from django.conf import settings
from django.utils.translation import gettext as _

from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.search.query import Filters, Query
from lienthu.common.errors import DomainError

Sort: TypeAlias = Literal["relevance", "newest", "title"]
FacetName: TypeAlias = Literal["library", "year", "decade", "language", "subject", "kind", "carrier", "available"]
FacetValue: TypeAlias = str | int
SORTS: Final[tuple[Sort, ...]] = ("relevance", "newest", "title")
FACETS: Final[tuple[FacetName, ...]] = (
    "library",
    "year",
    "decade",
    "language",
    "subject",
    "kind",
    "carrier",
    "available",
)
SUBJECTS_SHOWN: Final = 20  # values of the subject facet; the others are complete
NO_FILTERS: Final = Filters()


class SearchError(DomainError):
    """The index cannot serve: it says why and what to do."""


class IndexMissing(SearchError):
    """There is no index yet, or what is there cannot be read."""


class IndexOutdated(SearchError):
    """The index was built by another version of the house and must be built again."""


class IndexBusy(SearchError):
    """Another process is writing and did not finish in time."""


class Suggestion(NamedTuple):
    """A title that begins as the reader has typed."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of answers. `total` is exact. Facet counts are of the titles found, filters included, the filter on the
    facet itself too. Facets are ordered by count, then value; year and decade by value, newest first."""

    total: int
    ids: tuple[int, ...]
    facets: dict[FacetName, list[tuple[FacetValue, int]]] = field(default_factory=dict)
    did_you_mean: str | None = None  # only when nothing was found and this would find something
    ms: float = 0.0


Preparer: TypeAlias = Callable[[TitleDocument], object]


class BulkWriter(Protocol):
    """A writer held open over many batches. Readers see what was added at each commit."""

    @property
    def preparer(self) -> Preparer:
        """Makes of a document what `add_prepared` takes. A plain function: another process may call it."""

    def add_prepared(self, prepared: Iterable[object], deleted_ids: Iterable[int] = ()) -> int:
        """Delete first, then put in what `preparer` made, which must be in the index no more; returns how many."""

    def add(self, documents: Iterable[TitleDocument], deleted_ids: Iterable[int] = (), *, fresh: bool = False) -> int:
        """Put documents in (replacing those with the same id, unless all are `fresh`); returns how many."""

    def commit(self) -> None:
        """Make everything so far durable and visible."""


class SearchBackend(Protocol):
    """An index of titles. Any number of processes read; one writes at a time, the others wait their turn."""

    def create(self) -> None:
        """Make an empty index where there is none; an index that is there stays as it is."""

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
        """Titles that answer the query. `newest`: by year, then by number, latest first; `title`: Vietnamese order."""

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        """Titles with all the words typed, the last of them perhaps unfinished."""

    def apply(
        self, documents: Iterable[TitleDocument], deleted_ids: Iterable[int] = (), *, fresh: bool = False
    ) -> None:
        """Take in documents (replacing those with the same id) and deletions as one commit.

        `fresh`: none of the ids is in the index yet, which saves looking for them.
        """

    def bulk(self, patience: float | None = None) -> AbstractContextManager[BulkWriter]:
        """The one writer, held over many batches; commits at intervals and at the end, not after an error.

        Raises IndexBusy when another writer is not done after `patience` seconds (None: the back end's own).
        """

    def rebuild(self, batches: Iterable[Sequence[TitleDocument]]) -> int:
        """Build the index anew beside the old one, then take its place at once; returns how many titles it has."""

    def count(self) -> int:
        """Number of titles in the index."""

    def ids(self) -> Iterator[int]:
        """Every id in the index, in no order."""

    def stamps(self) -> Iterator[tuple[int, int]]:
        """Every `(id, documents.stamp)` in the index, in no order: equal to the database's if the index is."""

    def close(self) -> None:
        """Let go of files; the next call opens them again."""


@lru_cache(maxsize=4)
def _open(name: str, where: str | Path) -> SearchBackend:
    place = Path(where)
    # imported here so that a hub on one engine never loads the other's library
    if name == "tantivy":
        from lienthu.catalogue.search.tantivy_backend import TantivyBackend

        return TantivyBackend(place)
    if name == "memory":
        from lienthu.catalogue.search.memory_backend import MemoryBackend

        return MemoryBackend(place)
    raise SearchError(
        "search_backend_unknown",
        _("LIENTHU_SEARCH_BACKEND is “%(name)s”; set it to tantivy or memory.") % {"name": name},
        name=name,
    )


def get_backend() -> SearchBackend:
    """The engine that the settings SEARCH_BACKEND and SEARCH_INDEX choose; one object a process."""
    return _open(settings.SEARCH_BACKEND, settings.SEARCH_INDEX)
