"""Setting a title into a narrow column without a browser: how wide letters are, where lines break, which size fits.

Widths are rounded from the advance widths of Newsreader 500, in thousandths of the type size; a Vietnamese letter is
as wide as its base letter, except that ơ and ư have a horn.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WIDTHS = {
    **dict.fromkeys("iljI.,:;'’!|·", 290),
    **dict.fromkeys("ft()[]r-/ ", 350),
    **dict.fromkeys("szcae", 450),
    **dict.fromkeys('gvykxJ"“”', 500),
    **dict.fromkeys("bdhnopqu?*0123456789$&+=", 550),
    **dict.fromkeys("BEFLPSTZKRXY", 640),
    **dict.fromkeys("ACDGHNOQUVw—", 730),
    **dict.fromkeys("mMW%@…", 870),
}
_HORN = "\N{COMBINING HORN}"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide the text is in units of `size`; `bold`: in the sans face, which is wider."""
    words = text.split(" ")
    total = sum(map(_thousandths, words)) + _WIDTHS[" "] * (len(words) - 1)
    return total / 1000 * size * (1.13 if bold else 1.0)


@lru_cache(maxsize=1 << 15)
def _thousandths(word: str) -> int:
    total = 0
    for letter in unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D")):
        if letter == _HORN:
            total += 60
        elif not unicodedata.combining(letter):
            # letters of scripts that the fonts lack are square
            total += _WIDTHS.get(
                letter, 560 if letter.isascii() or unicodedata.east_asian_width(letter) not in "WF" else 1000
            )
    return total


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than `width`. A word that is wider alone is cut where it must be."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, width, size, bold=bold):
            longer = f"{line} {piece}" if line else piece
            if line and width_of(longer, size, bold=bold) > width:
                lines.append(line)
                line = piece
            else:
                line = longer
    return [*lines, line] if line else lines


def balanced(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """As few lines as `wrap` needs, the column drawn in so that no last line is a lone syllable."""
    lines = wrap(text, width, size, bold=bold)
    if len(lines) < 2:
        return lines
    low, high = width * 0.55, width
    for _step in range(6):
        middle = (low + high) / 2
        if len(wrap(text, middle, size, bold=bold)) == len(lines):
            high = middle
        else:
            low = middle
    return wrap(text, high, size, bold=bold)


def fit(
    text: str, width: float, most_lines: int, sizes: Sequence[float], *, bold: bool = False
) -> tuple[list[str], float]:
    """Lines and the largest of `sizes` (largest first) at which they fit whole words into `most_lines`, taller blocks
    only at smaller sizes. What does not fit even at the smallest ends with an ellipsis."""
    for size in sizes:
        longest = max((width_of(word, size, bold=bold) for word in text.split()), default=0.0)
        lines = balanced(text, width, size, bold=bold)
        if longest <= width and len(lines) <= most_lines and len(lines) * size <= sizes[0] * 4.2:
            return lines, size
    size = sizes[-1]
    lines = wrap(text, width, size, bold=bold)
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], _shortened(lines[most_lines - 1], width, size, bold=bold)]
    return lines, size


def _shortened(line: str, width: float, size: float, *, bold: bool) -> str:
    words = line.split()
    while len(words) > 1 and width_of(" ".join(words) + "…", size, bold=bold) > width:
        words.pop()
    return " ".join(words).rstrip(" ,:;.") + "…"


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    if width_of(word, size, bold=bold) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold=bold) > width and not unicodedata.combining(letter):
            pieces.append("")
        pieces[-1] += letter
    return pieces
