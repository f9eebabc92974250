"""Text for paper: what cannot be printed is left out; a long name is cut into lines, as few and even as it takes."""

from collections.abc import Iterator
from itertools import combinations, pairwise

# Words before which a Vietnamese name is cut well: SỞ VĂN HÓA, THỂ THAO | VÀ DU LỊCH
OPENING = frozenset(("và", "các", "khu", "tỉnh", "thành", "huyện", "xã", "phường", "vùng"))
WORTH = 12  # letters of unevenness that such a cut may cost
MOST_WORDS = 18  # of a longer text every way to cut it is too many: it is not a name


def printable(text: str) -> str:
    """Without what no paper shows (marks of direction, Word's own letters); a tab or another wide space is a space."""
    return "".join(" " if letter.isspace() else letter for letter in text if letter.isprintable() or letter.isspace())


def even_lines(text: str, most: int) -> list[str]:
    """The words of the text in lines of `most` letters, fewest first, then the most even; one word is never cut."""
    words = text.split()
    if len(" ".join(words)) <= most or len(words) > MOST_WORDS:
        return [" ".join(words)] if words else []
    for count in range(2, len(words) + 1):
        fitting = [lines for lines in _ways(words, count) if max(map(len, lines)) <= most]
        if fitting:
            return min(fitting, key=_cost)
    return words


def _ways(words: list[str], count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(words)), count - 1):
        yield [" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))]


def _cost(lines: list[str]) -> int:
    sizes = [len(line) for line in lines]
    good = sum(line.split()[0].casefold().strip(",") in OPENING for line in lines[1:])
    left_behind = sum(line.split()[-1].casefold() in OPENING for line in lines[:-1])  # ... CÁC | TỈNH ...
    return max(sizes) - min(sizes) - WORTH * (good - 2 * left_behind)
