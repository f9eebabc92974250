"""How wide the columns of a report's table are: by what stands in them, so that names keep to one line where the page
has room. Pure."""

import unicodedata
from collections.abc import Sequence

LINE = 162.0  # mm between the margins
EDGES = 3.2  # of a cell, both sides and its border, as Word and PDF draw them
_POINT = 0.35278  # mm
_SIZE = 11
_BOLD = 1.08  # how much wider than light letters, over a word
_NAMES = 28.0  # no column of names is narrower
_NAMES_FIRST = 64.0  # so far they come before headings of many lines
# Thousandths of the letter's size in Times New Roman; what is not named is a capital's width.
_LETTERS = {
    letter: width
    for width, letters in (
        (250, " .,"), (278, "ijlt;:/"), (333, "frI()-"), (389, "sJ"), (444, "acez“”"),
        (500, "bdghknopquvxy0123456789–đ"), (556, "FPS+"), (611, "ELTZ"), (667, "BCR"),
    )
    for letter in letters
}  # fmt: skip
_CAPITAL, _HORN, _WIDEST = 722, 50, {"M": 889, "W": 944, "m": 778, "&": 778, "%": 833}


def wide(text: str, *, bold: bool = False) -> float:
    """The mm that a line of text of a table takes."""
    units = 0
    for letter in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(letter):
            units += _LETTERS.get(letter) or _WIDEST.get(letter, _CAPITAL)
        elif letter == "\N{COMBINING HORN}":
            units += _HORN
    return units / 1000 * _SIZE * _POINT * (_BOLD if bold else 1)


def fitted(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Shares of the line: names stand in the second column, a number or a word in each of the others.

    No number is broken, and no word of a heading. Of what is left, names take what they need for one line, but for
    those that no page could hold on one; then headings what they need for three; the rest is spread over both.
    """
    others = [at for at in range(len(heads)) if at != 1]
    least = {at: _least(heads[at], [row[at] for row in rows]) for at in others}
    lines = [wide(row[1], bold=not row[0]) + EDGES for row in rows]
    one_line, room = max(lines, default=0.0), min(_NAMES_FIRST, LINE - sum(least.values()))
    names = max(_NAMES, max((wide(word) for row in rows for word in row[1].split()), default=0.0) + EDGES)
    names = max(names, max((each for each in lines if each <= room), default=room))
    spare = LINE - sum(least.values()) - names
    wanted = {at: max(wide(heads[at], bold=True) / 2.5 + EDGES - least[at], 0.0) for at in others}
    if spare > 0 and any(wanted.values()):
        share = min(spare / sum(wanted.values()), 1.0)
        least = {at: now + wanted[at] * share for at, now in least.items()}
        spare = LINE - sum(least.values()) - names
    if spare > 0:
        more = min(max(one_line - names, 0.0), spare)
        names, spare = names + more, spare - more
    if spare > 0:
        all_of_it = names + sum(least[at] for at in others[1:])
        names += (part := spare / all_of_it) * names
        least = {at: now if at == 0 else now * (1 + part) for at, now in least.items()}
    return [round(each, 1) for each in (least[0], names, *(least[at] for at in others[1:]))]


def _least(head: str, cells: Sequence[str]) -> float:
    words = [wide(word, bold=True) for word in head.split()]
    return max([*words, *(wide(cell) for cell in cells)], default=0.0) + EDGES
