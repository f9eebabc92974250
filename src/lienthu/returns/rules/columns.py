"""How the sheet of a return's template is laid out: what comes back is read by it, also when columns have moved."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, override

from lienthu.lib.vietnamese import fold

MARK = "lienthu-return"
FIRST_ROW = 5
CODE, NAME, UNIT, BEFORE, COMPUTED, REPORTED, WORDS = range(1, 8)
HEADINGS = {
    NAME: gettext_lazy("Indicator"),
    UNIT: gettext_lazy("Unit"),
    BEFORE: gettext_lazy("A year before"),
    COMPUTED: gettext_lazy("Computed"),
    REPORTED: gettext_lazy("Reported"),
    WORDS: gettext_lazy("Words on it"),
}
LANGUAGES = ("vi", "en")  # of whoever fetched the template, which need not be who brings it back
_LAID_OUT = {column: column - 1 for column in (CODE, *HEADINGS)}
_HEAD = 30  # rows, somewhere in which the headings stand

Line = Sequence[Any]


def mark_of(lines: Sequence[Line]) -> str:
    """The mark that says of which return it is, wherever it has got to; "" where there is none."""
    return next((text for text, _at in _marks(lines)), "")


def is_ours(lines: Sequence[Line]) -> bool:
    return bool(mark_of(lines)) or _headings(lines) is not None


def laid_out(lines: Sequence[Line]) -> tuple[Mapping[int, int], int]:
    """Where each column stands, from 0, and how many rows come before the figures.

    By the headings; by the layout where they are gone. The codes stand below the mark; where that column was taken out
    they have no place.
    """
    found = _headings(lines)
    if found is None:
        return _LAID_OUT, FIRST_ROW - 1
    at, row = found
    for _text, place in _marks(lines):
        at[CODE] = place
    return at, row + 1


def _marks(lines: Sequence[Line]) -> Iterator[tuple[str, int]]:
    for line in lines[:_HEAD]:
        yield from ((str(cell), at) for at, cell in enumerate(line) if str(cell).startswith(f"{MARK}:"))


def _headings(lines: Sequence[Line]) -> tuple[dict[int, int], int] | None:
    """Where each heading stands in its row, and which row that is."""
    for language in LANGUAGES:
        with override(language):
            words = {fold(str(heading)): column for column, heading in HEADINGS.items()}
        for number, line in enumerate(lines[:_HEAD]):
            told = [(words.get(fold(cell)), at) for at, cell in enumerate(line) if isinstance(cell, str)]
            found = {column: at for column, at in reversed(told) if column}
            if NAME in found and REPORTED in found:
                return found, number
    return None
