"""Work handed to processes beside this one: many items, whose results come in order, few of them at a time in memory
(`beside`); or one long piece that asks the database (`apart`)."""

import gc
import importlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, TypeVar

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
        raise _ended() from problem
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


def apart(work: str, *given: Any, tell: Callable[..., None]) -> Any:
    """What `work` ("package.module:function") returns, called with `given` and `tell` in a fresh interpreter that has
    Django and a connection of its own, to the same database.

    For a thread that waits: what the other process tells is told here meanwhile. Two threads of one process would do
    where the database is a server; SQLite counts its memory under one lock of the process, for which they wait.
    Raises what `work` raises, DomainError when the process is killed.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    with ours:
        process = spawn.Process(target=_apart, args=(theirs, work, given), daemon=True)
        process.start()
        theirs.close()
        try:
            while True:
                what, told = ours.recv()
                match what:
                    case "told":
                        tell(*told)
                    case "raised":
                        raise told
                    case _:
                        return told
        except EOFError as problem:
            raise _ended() from problem
        finally:
            process.kill()
            process.join()


def _apart(pipe: Connection, work: str, given: tuple[Any, ...]) -> None:
    import django

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who is asked to stop tells it; here it ends without a word
    gc.set_threshold(*SELDOM)
    django.setup()
    module, name = work.split(":")
    try:
        found = getattr(importlib.import_module(module), name)(*given, tell=lambda *told: pipe.send(("told", told)))
    except Exception as problem:  # noqa: BLE001 whoever asked hears of it
        pipe.send(("raised", problem))
    else:
        pipe.send(("found", found))


def _ended() -> DomainError:
    message = _("A process of this work was ended from outside. Start it again; nothing is lost.")
    return DomainError("process_ended", message)
