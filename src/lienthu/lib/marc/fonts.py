"""Cells that came as Unicode and hold the letters of a Vietnamese font of before Unicode: "Vieät Nam", "ViÖt Nam".

Whether a table's or a column's cells are so is told from many of them together, and only where they read badly as
they are: "Tô Hoài" is a name, and would be another one ("Tơ Hồi") if its letters were taken for those of a font.
"""

import re
from collections.abc import Iterable
from itertools import chain, repeat, zip_longest

from lienthu.lib.marc.charset import VIETNAMESE
from lienthu.lib.vietnamese import detect_text, is_syllable, nfc, repair
from lienthu.lib.vietnamese.legacy import surface_bytes

_LIKELY = 0.6  # confidence about a whole table
_SURE = 0.95  # and about one column of a table that is not in a font for the most part
_ENOUGH = 5  # words that are no syllables before one column is believed to be in a font by itself
_SPOILT = 0.3  # share of words with marks that are no syllables as they stand: 0.47 to 0.96 in a font, to 0.12 not
_WORD = re.compile(r"[^\s\-/,.;:()]+")
_AROUND = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789“”‘’–—…"


def font_of_table(rows: Iterable[Iterable[str]], *, told: str) -> str:
    """The coding of the cells, or "". `told` is the encoding that the table was opened with: a Vietnamese one is
    believed on less evidence, any but UTF-8 excludes another."""
    cells = [cell for row in rows for cell in row if not cell.isascii()]
    spoilt, words = _spoilt(cells)
    if spoilt <= _SPOILT * words or _is_proper(cells):
        return ""
    if told in VIETNAMESE:
        return told
    return _guess(cells, _LIKELY) if told in ("utf-8", "mixed") else ""


def fonts_of_columns(rows: list[list[str]], font: str) -> list[str]:
    """The coding of each column, "" where it is Unicode as it should be. `font` is what the table as a whole is in."""
    return [_font_of_column([cell for cell in column if not cell.isascii()], font) for column in _columns(rows)]


def _columns(rows: list[list[str]]) -> Iterable[tuple[str, ...]]:
    return zip_longest(*rows, fillvalue="")


def _font_of_column(cells: list[str], font: str) -> str:
    if _is_proper(cells):
        return ""
    if font:
        return font
    spoilt, words = _spoilt(cells)
    if spoilt < _ENOUGH or 2 * spoilt <= words:
        return ""
    return _guess(cells, _SURE)


def _guess(cells: list[str], enough: float) -> str:
    guess = detect_text(cells)
    return guess.encoding if guess.encoding in VIETNAMESE and guess.confidence > enough else ""


def respelt(cells: list[str], fonts: list[str], beyond: str) -> list[str]:
    """The cells in Unicode. Cells `beyond` the columns that were looked at are in the table's font."""
    return [
        (repair(cell, font) or cell) if font and not cell.isascii() else cell
        for cell, font in zip(cells, chain(fonts, repeat(beyond)), strict=False)
    ]


def _is_proper(cells: list[str]) -> bool:
    """Whether most have letters that no font's text has when it is read as Windows-1252, such as "ệ"."""
    proper = sum(surface_bytes(cell) is None for cell in cells)
    return 2 * proper > len(cells)


def _spoilt(cells: list[str]) -> tuple[int, int]:
    """How many different words with marks are no syllables as they stand, and how many there are."""
    words = {word.strip(_AROUND) for cell in cells for word in _WORD.findall(nfc(cell))}
    marked = [word for word in words if not word.isascii()]
    return sum(not is_syllable(word) for word in marked), len(marked)
