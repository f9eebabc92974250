"""What the index is told of a title: made from its records by the catalogue, folded by the back end."""

from hashlib import blake2b
from typing import NamedTuple

import orjson


class TitleDocument(NamedTuple):
    """One union title as it is searched. Text is as the title shows it (NFC, marks kept); nothing is folded here.

    The order of the fields is part of the stamp: append, never reorder (or raise the schema of the index).
    """

    id: int  # number of the title
    title: str  # heading with its parts: "Truyện Kiều : khảo đính. Tập 1"
    other_titles: tuple[str, ...] = ()  # uniform and variant titles
    authors: tuple[str, ...] = ()  # "Nguyễn, Du, 1765-1820", as shown
    subjects: tuple[str, ...] = ()  # "Văn học – Việt Nam"
    publishers: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()  # 13 digits
    issns: tuple[str, ...] = ()  # "1234-5678"
    numbers: tuple[str, ...] = ()  # with their scheme: "lccn:2001012345"
    ddc: tuple[str, ...] = ()  # "895.9223" or "895.9223|23"
    year: int | None = None
    languages: tuple[str, ...] = ()  # ISO 639-2
    kind: str = ""  # Facts.kind
    carrier: str = ""  # Facts.carrier
    libraries: tuple[int, ...] = ()  # organisations that hold it and all above them, as of today
    available: bool = False  # a copy can be had now
    copies: int = 0


def stamp(document: TitleDocument) -> int:
    """A 64-bit digest of the document's content: equal in the index and in the database when they agree."""
    content = orjson.dumps(tuple(document))
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")
