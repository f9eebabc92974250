"""Work handed to processes beside this one; its results come in order, few of them at a time in memory."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import TypeVar

from django.utils.translation import gettext as _

from lienthu.common.errors import DomainError

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 6  # items being worked on or waiting to be taken; bounds the memory of both sides
MOST = 3
# Work in bulk makes many small objects and no cycles; looking for cycles every 700 objects costs a twentieth of it.
SELDOM = (100_000, 20, 20)


def workers() -> int:
    """How many processes there is room for beside this one; 0 on a machine with one processor."""
    return min((os.cpu_count() or 1) - 1, MOST)


def beside(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
    """Each item with `work(item)`, in order, worked out by other processes while the caller deals with earlier ones.

    Where the others fall behind, this process works beside them.

    `work` must be importable without Django: the processes are fresh interpreters, for this one may hold database
    connections and threads that a fork would break. Raises DomainError when one of them is killed.
    """
    if not workers():
        for item in items:
            yield item, work(item)
        return
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    try:
        pool = _pool()
        for item in items:
            waiting.append((item, pool.submit(work, item)))
            if len(waiting) >= AHEAD:
                yield _first(waiting, work)
        while waiting:
            yield _first(waiting, work)
    except BrokenProcessPool as problem:
        _pool.cache_clear()
        message = _("A process of this work was ended from outside. Start it again; nothing is lost.")
        raise DomainError("process_ended", message) from problem
    finally:
        for _item, future in waiting:
            future.cancel()


def _first(waiting: deque[tuple[Item, Future[Result]]], work: Callable[[Item], Result]) -> tuple[Item, Result]:
    """The oldest item with its result, taken off `waiting`.

    While that is not ready this process does not stand idle: it works out the youngest items that no other has begun.
    """
    oldest, result = waiting.popleft()
    for place in reversed(range(len(waiting))):
        if result.done():
            break
        item, future = waiting[place]
        if future.cancel():
            ours: Future[Result] = Future()
            ours.set_result(work(item))
            waiting[place] = (item, ours)
    return oldest, result.result()


@cache
def _pool() -> ProcessPoolExecutor:
    """The processes, started once and kept until this one ends: starting them costs as much as some hundred records."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers(), mp_context=spawn, initializer=gc.set_threshold, initargs=SELDOM)
