"""A title as a page shows it, with what a test does not care for filled in."""

from typing import Any

from lienthu.catalogue.shown import Shown


def shown(**facts: Any) -> Shown:
    values: dict[str, Any] = {
        "id": 7,
        "kind": "book",
        "carrier": "print",
        "title": "Truyện Kiều",
        "rest": "",
        "parts": (),
        "responsibility": "",
        "authors": ("Nguyễn, Du, 1765-1820",),
        "edition": "",
        "place": "Hà Nội",
        "publisher": "Văn học",
        "year": 2015,
        "extent": "250 tr.",
        "languages": ("vie",),
        "isbns": (),
        "issns": (),
        "numbers": (),
        "subjects": (),
        "series": (),
        "ddc": (),
        "uniform_title": "",
        "summary": "",
        "links": (),
    }
    return Shown(**{**values, **facts})
