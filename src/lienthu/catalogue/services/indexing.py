"""Keeping the search index in step with the database, by the order in which transactions committed.

A transaction that touches a title leaves an IndexTask. `drain` takes what stands there into the index and only then
deletes it, so a process that dies in between repeats work but loses none.
"""

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue import store
from lienthu.catalogue.documents import Batch, documents_of_batch, prepared_documents
from lienthu.catalogue.models import Copy, IndexTask, LibraryProfile, SourceRecord, Title
from lienthu.catalogue.queries.directory import forms
from lienthu.catalogue.search.backend import IndexBusy, Preparer, get_backend
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.common import prepared, stretches
from lienthu.common.parallel import beside
from lienthu.federation import queries as federation

SLICE = 4_000  # titles made into documents at a time
TASKS = 2_000  # tasks taken per round
# Fewer titles than this are made into documents sooner than a second process starts.
WORTH_A_PROCESS = 20_000
PATIENCE_S = 1.0  # that somebody who saves a change waits for a writer that is busy

Progress = Callable[[int, int], None]


def touch(titles: Collection[int], founded: Collection[int] = ()) -> None:
    """Note, inside the caller's transaction, that these titles changed; the index follows when it commits."""
    note(titles, founded)
    transaction.on_commit(drain_soon, robust=True)


def note(titles: Collection[int], founded: Collection[int] = ()) -> None:
    """As `touch`, but the index is left to the server's chore: for a desk that nobody may keep waiting."""
    stretches.write([(titles, founded)], _note)


def _note(notes: Sequence[tuple[Collection[int], Collection[int]]]) -> None:
    titles = {title for some, _founded in notes for title in some}
    founded = {title for _some, some in notes for title in some}
    prepared.insert(IndexTask(titles=sorted(titles), founded=sorted(founded)))


def drain_soon() -> None:
    """`drain` for somebody who waits for a page: a writer that is busy takes these titles in itself before it ends."""
    with contextlib.suppress(IndexBusy):
        _drain(patience=PATIENCE_S)


def drain(*, progress: Progress | None = None) -> int:
    """Bring the index up to what is committed; returns the number of titles taken in.

    One process drains at a time; another waits for it. `progress` is told the titles done and due.
    """
    while True:
        try:
            return _drain(progress=progress)
        except IndexBusy:
            # A long import elsewhere, which takes in our titles with its own.
            if not pending():
                return 0


def _drain(*, progress: Progress | None = None, patience: float | None = None) -> int:
    taken = 0
    with get_backend().bulk(patience) as writer:
        while tasks := list(IndexTask.objects.all()[:TASKS]):
            due = sorted({title for task in tasks for title in task.titles})
            # A title of whose founding nobody has tried to tell the index cannot be there yet, and looking for
            # an old entry to delete is what makes adding slow.
            fresh = {title for task in tasks if not task.attempted for title in task.founded}
            ids = [task.pk for task in tasks]
            IndexTask.objects.filter(pk__in=ids).update(attempted=True)
            done = 0
            for titles, prepared in _prepared(due, writer.preparer):
                writer.add_prepared(prepared, deleted_ids=[title for title in titles if title not in fresh])
                done += len(titles)
                if progress:
                    progress(taken + done, taken + len(due))
            writer.commit()
            IndexTask.objects.filter(pk__in=ids).delete()
            taken += len(due)
    return taken


def _prepared(due: Sequence[int], preparer: Preparer) -> Iterator[tuple[list[int], list[object]]]:
    """The titles in slices, each with its documents as the index takes them; made beside this process if many."""
    work = partial(prepared_documents, preparer=preparer)
    batches = ((titles, batch_of(titles)) for titles in slices(due))
    if len(due) < WORTH_A_PROCESS:
        for item in batches:
            yield item[0], work(item)
        return
    for (titles, _batch), made in beside(work, batches):
        yield titles, made


def drain_timed(*, progress: Progress | None = None) -> float:
    """`drain`, and the seconds it took."""
    started = time.monotonic()
    drain(progress=progress)
    return time.monotonic() - started


def pending() -> bool:
    """Whether anything committed is not in the index yet."""
    return IndexTask.objects.exists()


def rebuild(*, progress: Progress | None = None) -> int:
    """Make the index anew from the database; returns the number of titles in it.

    What is committed meanwhile stays noted and is taken in at the end.
    """
    titles = Title.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)
    total = titles.count()

    def batches() -> Iterator[list[TitleDocument]]:
        for done, batch in enumerate(slices(titles.iterator(chunk_size=SLICE)), 1):
            yield documents_of(batch)
            if progress:
                progress(min(done * SLICE, total), total)
        # Still under the writer's lock: what was noted until now may be in the new index already.
        IndexTask.objects.update(attempted=True)

    get_backend().rebuild(batches())
    drain()
    return total


def batch_of(titles: Sequence[int]) -> Batch:
    """What the documents of these titles are made of; a title without any record that stands has no row."""
    columns = "title_id, id, library_id, facts, copies_total, copies_available"
    rows = store.rows_where(SourceRecord, columns, "title_id", titles, "AND withdrawn_at IS NULL")
    rows.sort(key=itemgetter(0, 1))
    mapped = set(LibraryProfile.objects.exclude(places={}).values_list("library_id", flat=True))
    records = [record for _title, record, library, *_rest in rows if library in mapped]
    holders: dict[int, set[int]] = {}
    owned = store.rows_where(Copy, "record_id, owner_id", "record_id", records, "AND status <> 'withdrawn'")
    for record, owner in owned:
        holders.setdefault(record, set()).add(owner)
    return Batch(rows, federation.paths(timezone.localdate()), holders, forms())


def documents_of(titles: Sequence[int]) -> list[TitleDocument]:
    """A document for each of these titles that has a record which is not withdrawn; the others have none."""
    return documents_of_batch(batch_of(titles))


def slices(titles: Iterable[int]) -> Iterator[list[int]]:
    """The titles in lists of at most SLICE."""
    everyone = iter(titles)
    while batch := list(islice(everyone, SLICE)):
        yield batch
