"""A bounded memory for what one text, or a few together, say: the same headings come again and again in a catalogue."""

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_LIMIT = 1 << 14  # entries of one function, some hundred bytes each


def remembered(read: Callable[[Key], Value]) -> Callable[[Key], Value]:
    """The pure function, which now computes most of its answers once in a process.

    A look-up costs half of one in functools.lru_cache, which also writes down the order of use.
    """
    return _Memory(read).__getitem__


class _Memory(dict[Key, Value]):
    """Emptied when it is full. Safe in threads: the worst that a race does is to compute an answer twice."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[Key], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Key) -> Value:
        value = self._read(key)
        if len(self) >= _LIMIT:
            self.clear()
        self[key] = value
        return value
