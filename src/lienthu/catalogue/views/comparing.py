"""Two descriptions side by side, in the reader's words, with the words that differ marked."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from lienthu.catalogue.queries.staff import Element
from lienthu.catalogue.words import ELEMENT_NAMES, element_text

Pieces = list[tuple[str, bool]]  # stretches of a text, and whether the other side lacks them


def in_words(elements: Sequence[Element]) -> list[dict[str, object]]:
    """Rows of the template `_compare.html`."""
    rows: list[dict[str, object]] = []
    for element in elements:
        left, right = marked(element_text(element.name, element.left), element_text(element.name, element.right))
        rows.append({"label": ELEMENT_NAMES[element.name], "left": left, "right": right, "verdict": element.verdict})
    return rows


def marked(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Both texts in stretches of whole words; case and punctuation at a word's ends make no difference."""
    if not left or not right:
        return [(left, False)], [(right, False)]
    words, others = left.split(), right.split()
    matcher = SequenceMatcher(None, [_bare(word) for word in words], [_bare(word) for word in others], autojunk=False)
    first: Pieces = []
    second: Pieces = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        differs = tag != "equal"
        if end > start:
            first.append((" ".join(words[start:end]), differs))
        if other_end > other_start:
            second.append((" ".join(others[other_start:other_end]), differs))
    return first, second


def _bare(word: str) -> str:
    return word.casefold().strip(".,:;/()[]\"'“”") or word
