"""Numbers of headings, in the manner of NĐ 30/2020; those of documents are the register's. Pure."""

from collections.abc import Iterable, Iterator, Sequence

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LETTERS = "abcdđeghiklmnopqrstuvxy"  # as points are lettered in Vietnamese papers


def roman(number: int) -> str:
    """1 "I", 4 "IV"."""
    said = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        said += letters * count
    return said


def headings(levels: Iterable[int]) -> Iterator[str]:
    """The mark of each heading: I. for level 1, 1. for 2, a) for 3, begun anew below each one above; "" for 0."""
    counts = [0, 0, 0, 0]
    for level in levels:
        counts[level] += 1
        counts[level + 1 :] = [0] * (3 - level)
        match level:
            case 1:
                yield f"{roman(counts[1])}."
            case 2:
                yield f"{counts[2]}."
            case 3:
                yield f"{LETTERS[(counts[3] - 1) % len(LETTERS)]})"
            case _:
                yield ""


def named(levels: Sequence[int]) -> list[str]:
    """How the text calls each section, with those above it: "I", "I.2", "I.2.a"; "" for the opening."""
    above: list[str] = []
    found = []
    for level, mark in zip(levels, headings(levels), strict=True):
        above = [*above[: level - 1], mark.rstrip(".)")] if level else []
        found.append(".".join(above))
    return found
