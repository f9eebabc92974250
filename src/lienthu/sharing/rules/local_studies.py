"""Which titles are likely to be local studies (địa chí): by their class, or by what their title and subjects name.

Source: Dewey, 959.71 to 959.79 and 915.971 to 915.979, the regions and provinces of Viet Nam within its history and its
geography, as the Vietnamese edition divides them.
"""

import re

from lienthu.catalogue.search.query import Node, Or, Phrase, Query, Word
from lienthu.lib.vietnamese import fold

CLASSES = tuple(f"{base}{region}" for base in ("959.7", "915.97") for region in range(1, 10))
NAMED = "địa chí"
_BEFORE = re.compile(
    r"^(?:(?:thư viện|khoa học|tổng hợp|công cộng|tỉnh|thành phố|tp\.|thị xã|thị trấn|huyện|quận|phường|xã)\s+)+",
    re.IGNORECASE,
)
MARKS = ("ĐC", "Đ.C", "DC.", "DC ", "DC/")  # how call numbers of local studies usually begin


def question(place: str) -> Query:
    """The titles of these classes, and those whose title or subjects name local studies or the place itself."""
    nodes: list[Node] = [Word(each, "ddc") for each in CLASSES]
    nodes += [Phrase(words, where) for words in (NAMED, place) if words.strip() for where in ("title", "subject")]
    return Query(Or(tuple(nodes)))


def wider() -> Query:
    """History and geography of the country as a whole: where a catalogue goes no deeper, local studies stand there."""
    return Query(Or((Word("959.7", "ddc"), Word("915.97", "ddc"))))


def place_of(name: str) -> str:
    """The place that a library's name ends with: "Thư viện tỉnh An Giang" → "An Giang".

    The city that bears a person's name keeps its "Thành phố": without it all books about him would be meant.
    """
    found = _BEFORE.sub("", " ".join(name.split()))
    return f"Thành phố {found}" if fold(found) == "ho chi minh" else found


def names_local_studies(place: str) -> bool:
    """Whether a room or a collection is called so: "Kho địa chí", "Phòng Địa Chí"."""
    return fold(NAMED) in fold(place)
