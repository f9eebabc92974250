"""What is asked over and over while one page is made is looked up once.

For reading only: within a look nothing that was looked up may be changed.
"""

import contextlib
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("what was looked up", default=None)


@contextlib.contextmanager
def one_look() -> Iterator[None]:
    """Also a decorator, of a view. One look within another is the same look."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` says; within a look it is asked once for each key. Whoever gets it must not change it."""
    held = _held.get()
    if held is None:
        return ask()
    if key not in held:
        held[key] = ask()
    found: T = held[key]
    return found
