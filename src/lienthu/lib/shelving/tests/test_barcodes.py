"""Symbols by the standards: Code 128 read back from its bars, widths in whole printer dots, quiet zones kept."""

import re

import pytest

from lienthu.lib.shelving import barcodes

# Bar and space widths of the values that "VL.000123" uses, as ISO/IEC 15417 table 1 prints them.
PATTERNS = {
    "211214": "start B", "311123": "V", "132131": "L", "122231": ".", "113141": "code C", "212222": "00",
    "222122": "01", "312131": "23", "2331112": "stop",
}  # fmt: skip


def widths(row: str) -> list[str]:
    """The bars and spaces of a symbol, six to a character, seven to the last."""
    runs = [str(len(run.group())) for run in re.finditer(r"1+|0+", row)]
    characters = ["".join(runs[start : start + 6]) for start in range(0, len(runs) - 7, 6)]
    return [*characters, "".join(runs[-7:])]


def drawn(svg: str) -> str:
    """The modules that the path of a symbol of one row makes dark."""
    columns = int(re.search(r'viewBox="0 0 (\d+) 1"', svg)[1])
    row = ["0"] * columns
    for start, length in re.findall(r"M(\d+) 0h(\d+)v1h-\d+z", svg):
        row[int(start) : int(start) + int(length)] = "1" * int(length)
    return "".join(row)


def test_the_bars_spell_the_number() -> None:
    symbol = barcodes.code128("VL.000123")
    assert symbol is not None
    read = [PATTERNS.get(each, "?") for each in widths(symbol.modules[0])]
    assert read[:7] == ["start B", "V", "L", ".", "code C", "00", "01"]
    assert read[-1] == "stop"
    assert drawn(symbol.svg) == symbol.modules[0]


@pytest.mark.parametrize("text", ["", "Đ.000123", "a\nb"])
def test_what_code_128_cannot_say_is_not_said(text: str) -> None:
    assert barcodes.code128(text) is None


@pytest.mark.parametrize("room", [34.1, 50, 59.5, 95])
def test_a_module_is_whole_dots_and_the_quiet_zones_fit(room: float) -> None:
    symbol = barcodes.code128("VL.000123")
    assert symbol is not None
    width = barcodes.module_width(symbol.columns, room)
    assert width is not None
    assert barcodes.NARROWEST <= width <= barcodes.WIDEST
    assert width / barcodes.DOT == pytest.approx(round(width / barcodes.DOT), abs=0.01)
    assert width * (symbol.columns + 2 * barcodes.QUIET) <= room


def test_a_number_that_is_too_long_for_a_label_has_no_width() -> None:
    symbol = barcodes.code128("KHO-DIA-CHI-2026-ABCDEF")
    assert symbol is not None
    assert barcodes.module_width(symbol.columns, 34.1) is None


def test_a_qr_symbol_is_square_with_its_three_corners() -> None:
    symbol = barcodes.qr("Đ.000123")
    assert len(symbol.modules) == symbol.columns >= 21
    for row, start in ((0, 0), (0, symbol.columns - 7), (symbol.columns - 7, 0)):
        assert symbol.modules[row][start : start + 7] == "1111111"
