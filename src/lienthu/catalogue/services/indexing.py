"""Keeping the search index in step with the database, by the order in which transactions committed.

A transaction that touches a title leaves an IndexTask. `drain` takes what stands there into the index and only then
deletes it, so a process that dies in between repeats work but loses none.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from django.db import transaction

from lienthu.catalogue.documents import documents_of
from lienthu.catalogue.models import IndexTask, Title
from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.search.documents import TitleDocument

SLICE = 4_000  # titles made into documents at a time
TASKS = 2_000  # tasks taken per round

Progress = Callable[[int, int], None]


def touch(titles: Collection[int], founded: Collection[int] = ()) -> None:
    """Note, inside the caller's transaction, that these titles changed; the index follows when it commits."""
    IndexTask.objects.create(titles=sorted(titles), founded=sorted(founded))
    transaction.on_commit(drain, robust=True)


def drain(*, progress: Progress | None = None) -> int:
    """Bring the index up to what is committed; returns the number of titles taken in.

    One process drains at a time; another waits for it. `progress` is told the titles done and due.
    """
    taken = 0
    with get_backend().bulk() as writer:
        while tasks := list(IndexTask.objects.all()[:TASKS]):
            due = {title for task in tasks for title in task.titles}
            # A title of whose founding nobody has tried to tell the index cannot be there yet, and looking for
            # an old entry to delete is what makes adding slow.
            fresh = {title for task in tasks if not task.attempted for title in task.founded}
            ids = [task.pk for task in tasks]
            IndexTask.objects.filter(pk__in=ids).update(attempted=True)
            for done, batch in enumerate(slices(sorted(due)), 1):
                new = [title for title in batch if title in fresh]
                old = [title for title in batch if title not in fresh]
                writer.add(documents_of(new), fresh=True)
                writer.add(documents_of(old), deleted_ids=old)
                if progress:
                    progress(taken + min(done * SLICE, len(due)), taken + len(due))
            writer.commit()
            IndexTask.objects.filter(pk__in=ids).delete()
            taken += len(due)
    return taken


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


def slices(titles: Iterable[int]) -> Iterator[list[int]]:
    """The titles in lists of at most SLICE."""
    everyone = iter(titles)
    while batch := list(islice(everyone, SLICE)):
        yield batch
