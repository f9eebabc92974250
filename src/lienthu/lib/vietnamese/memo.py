"""A bounded memory for a pure function of one word: words repeat heavily, so most calls end in one dict look-up."""

from collections.abc import Callable


class Memo(dict[str, str]):
    """`memo[word]` is `compute(word)`, remembered.

    Emptied when `limit` entries are reached (about 200 bytes each); the frequent words are back within
    a few records, which measured no slower than keeping order of use. Words over 40 characters are not
    remembered. Safe in threads: the worst that a race does is to compute a word twice.
    """

    __slots__ = ("_compute", "_limit")

    def __init__(self, compute: Callable[[str], str], limit: int = 1 << 17) -> None:
        super().__init__()
        self._compute = compute
        self._limit = limit

    def __missing__(self, word: str) -> str:
        value = self._compute(word)
        if len(word) <= 40:
            if len(self) >= self._limit:
                self.clear()
            self[word] = value
        return value
