"""A bounded memory for a pure function of a text: words repeat heavily, so most calls end in one dict look-up."""

from collections.abc import Callable


class Memo(dict[str, str]):
    """`memo[text]` is `compute(text)`, remembered.

    Emptied when `limit` entries are reached (about 200 bytes each for words); the frequent ones are back within
    a few records, which measured no slower than keeping order of use. Texts over `longest` characters are not
    remembered. Safe in threads: the worst that a race does is to compute a text twice.
    """

    __slots__ = ("_compute", "_limit", "_longest")

    def __init__(self, compute: Callable[[str], str], limit: int = 1 << 17, longest: int = 40) -> None:
        super().__init__()
        self._compute = compute
        self._limit = limit
        self._longest = longest

    def __missing__(self, text: str) -> str:
        value = self._compute(text)
        if len(text) <= self._longest:
            if len(self) >= self._limit:
                self.clear()
            self[text] = value
        return value
