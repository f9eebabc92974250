"""Many acts in one transaction, as when the log of a device is folded: what each of them asks is asked once, and what
none of them reads is written together.

Services are written as if each act stood alone, and do outside of a stretch just what they say.
"""

import contextlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
Writer = Callable[[list[Any]], object]


class Stretch:
    """What is known in the acts of a stretch, and what is to be written at its end."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._unwritten: dict[Writer, list[Any]] = {}

    @contextlib.contextmanager
    def act(self) -> Iterator[None]:
        """One act, within a savepoint of its own: where it is rolled back, so is what it would have written, and
        what is known is asked anew."""
        marks = {writer: len(rows) for writer, rows in self._unwritten.items()}
        token = _stretch.set(self)
        try:
            yield
        except BaseException:
            self._known.clear()
            for writer, rows in self._unwritten.items():
                del rows[marks.get(writer, 0) :]
            raise
        finally:
            _stretch.reset(token)

    @contextlib.contextmanager
    def ahead(self) -> Iterator[None]:
        """Reading for the acts that follow (`keep`)."""
        token = _stretch.set(self)
        try:
            yield
        finally:
            _stretch.reset(token)

    def step_out(self) -> None:
        """Before work of another kind in the same transaction: it may read what waits, and change what is known."""
        self.write_out()
        self._known.clear()

    def write_out(self) -> None:
        """Write what waits: before the transaction ends."""
        for writer, rows in self._unwritten.items():
            if rows:
                writer(rows)
        self._unwritten.clear()


_stretch: ContextVar[Stretch | None] = ContextVar("stretch of acts in one transaction", default=None)


def under_way() -> bool:
    return _stretch.get() is not None


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` answers. In a stretch it is asked once for a key: for rules and names, and for rows under lock."""
    stretch = _stretch.get()
    if stretch is None:
        return ask()
    if key not in stretch._known:
        stretch._known[key] = ask()
    found: T = stretch._known[key]
    return found


def known(key: Hashable) -> Any:
    """What is kept under the key; None outside of a stretch, or where it was not asked yet."""
    stretch = _stretch.get()
    return stretch._known.get(key) if stretch else None


def keep(key: Hashable, value: object) -> None:
    """Known from now on in the stretch."""
    stretch = _stretch.get()
    if stretch is not None:
        stretch._known[key] = value


def forget(key: Hashable) -> None:
    """It has changed behind the back of what is known."""
    stretch = _stretch.get()
    if stretch is not None:
        stretch._known.pop(key, None)


def write(rows: Iterable[T], writer: Callable[[list[T]], object]) -> None:
    """`writer(rows)`: at once, or in a stretch at its end together with what others give to the same writer.

    For rows that nobody reads within the transaction; they have no key before they are written.
    """
    stretch = _stretch.get()
    if stretch is None:
        writer(list(rows))
    else:
        stretch._unwritten.setdefault(writer, []).extend(rows)
