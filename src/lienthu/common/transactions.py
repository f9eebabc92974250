"""Whose turn it is to write, and joining a transaction that is under way already."""

import contextlib
import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from lienthu.common import stretches

P = ParamSpec("P")
R = TypeVar("R")
AT_ONCE = 1_000  # rows of one update in turns: a few hundredths of a second
TRIES: Final = 20
# Of PostgreSQL: a ring of waiting, what another has changed meanwhile, a row that was not to be had in time.
IN_THE_WAY: Final = ("40P01", "40001", "55P03")


def joined(function: Callable[P, R]) -> Callable[P, R]:
    """Run in the caller's transaction, or in one of its own where there is none.

    Unlike `transaction.atomic` it sets no savepoint, which on PostgreSQL costs two journeys to the server: only for
    functions that raise before they write anything.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        with transaction.atomic():
            return function(*args, **kwargs)

    return run


@contextlib.contextmanager
def in_turn() -> Iterator[None]:
    """A transaction for people who wait: writers of all processes queue for it instead of trying again and again.

    SQLite's busy handler sleeps longer after each try while others go before it: of two busy desks one waited 1.5 s
    (docs/benchmarks.md). A writer that does not queue here is still kept out by the database. Where a transaction is
    under way already, this joins it by a savepoint, which in a stretch each act has anyway. PostgreSQL queues writers
    by itself.
    """
    if stretches.under_way():
        yield
        return
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _turn(Path(settings.HOME)), transaction.atomic():
        yield


def gave_way(error: BaseException) -> bool:
    """Whether PostgreSQL ended the transaction for the sake of another one: what it did may be begun again.

    Who locks rows one after the other, or books several kinds in the ledger, may meet somebody who wants the same the
    other way round. Nobody can say beforehand what a transaction will touch, so no order is kept; it is made good here.
    """
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and sqlstate in IN_THE_WAY and not connection.in_atomic_block


def again_if_in_the_way(work: Callable[[], R], may: Callable[[], bool] = lambda: True) -> R:
    """`work()`, which is one transaction, as often as it had to give way to another and `may` be begun again. Folding
    goes through this, and all requests (`common.middleware`); the worker takes a job again in any case."""
    for _try in range(TRIES):
        try:
            return work()
        except OperationalError as error:
            if not (gave_way(error) and may()):
                raise
            time.sleep(random.uniform(0.05, 0.5))  # noqa: S311 so that two do not meet again
    return work()


def update_in_turns(rows: QuerySet[Any], **values: object) -> int:
    """As `rows.update(**values)`, `AT_ONCE` rows a transaction, so that nobody at a desk waits for millions of them.

    For work that is safe to repeat: cut off, it has done a part. Returns how many rows were changed.
    """
    changed = last = 0
    while True:
        numbers = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not numbers:
            return changed
        with in_turn():
            changed += rows.model._default_manager.filter(pk__in=numbers).update(**values)
        last = numbers[-1]


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Two locks on two files. Who waits for its turn holds the place in front, so whoever had the last turn cannot
    take the next one before it."""
    front = os.open(folder / "turn.front", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    turn = os.open(folder / "turn.now", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(front, fcntl.LOCK_EX)
        fcntl.flock(turn, fcntl.LOCK_EX)
        fcntl.flock(front, fcntl.LOCK_UN)
        yield
    finally:
        os.close(front)
        os.close(turn)
