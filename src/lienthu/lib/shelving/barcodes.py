"""Code 128 and QR symbols as SVG in units of modules: vectors that stay sharp on any printer."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

QUIET = 10  # modules left free on each side of a Code 128 symbol (ISO/IEC 15417)
QUIET_QR = 4  # modules around a QR symbol (ISO/IEC 18004)
WIDEST, NARROWEST = 0.38, 0.19  # mm of one module: easy for any scanner; the least that cheap scanners read
DOT = 25.4 / 600  # mm: a module is whole dots of a printer with 600 (or 300) dots to the inch


class Symbol(NamedTuple):
    """A symbol without its quiet zone; `columns` modules wide."""

    svg: str
    columns: int
    modules: tuple[str, ...]  # rows of "1" and "0"; one row for Code 128


def code128(text: str) -> Symbol | None:
    """The symbol of printable ASCII text; None of any other, which Code 128 cannot say."""
    if not text or not text.isascii() or not text.isprintable():
        return None
    from barcode import Code128  # here, as below: labels alone need it

    row = Code128(text).build()[0]
    return _symbol((row,), height=1)


def qr(text: str) -> Symbol:
    """The QR symbol, which a quarter of it may be scratched off (level Q)."""
    import qrcode

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
    made.add_data(text)
    made.make(fit=True)
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in made.get_matrix())
    return _symbol(rows, height=len(rows))


def module_width(columns: int, room: float) -> float | None:
    """Width in mm of a module of a Code 128 symbol with its quiet zones in `room` mm; None where it would be too thin.

    As wide as may be up to WIDEST, in whole printer dots.
    """
    dots = int(min(WIDEST, room / (columns + 2 * QUIET)) / DOT + 1e-9)
    width = dots * DOT
    return round(width, 4) if width >= NARROWEST else None


def _symbol(rows: Sequence[str], *, height: int) -> Symbol:
    path = "".join(f"M{start} {row}h{length}v1h-{length}z" for row, start, length in _runs(rows))
    columns = len(rows[0])
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {height}" preserveAspectRatio="none">'
        f'<path d="{path}"/></svg>'
    )
    return Symbol(svg, columns, tuple(rows))


def _runs(rows: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(row, start, length) of every run of dark modules."""
    for number, row in enumerate(rows):
        start = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark == "1":
                yield number, start, length
            start += length
