"""Two descriptions side by side, in the reader's words."""

from collections.abc import Sequence

from lienthu.catalogue.queries.staff import Element
from lienthu.catalogue.words import ELEMENT_NAMES, element_text


def in_words(elements: Sequence[Element]) -> list[dict[str, object]]:
    """Rows of the template `_compare.html`."""
    return [
        {
            "label": ELEMENT_NAMES[element.name],
            "left": element_text(element.name, element.left),
            "right": element_text(element.name, element.right),
            "verdict": element.verdict,
        }
        for element in elements
    ]
