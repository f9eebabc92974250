"""A title as schema.org data, for search engines and other machines."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lienthu.catalogue.shown import Shown
from lienthu.portal.labels import LANGUAGE_TAGS
from lienthu.portal.names import read_name

_TYPES = {
    "book": "Book",
    "serial": "Periodical",
    "article": "Article",
    "score": "SheetMusic",
    "map": "Map",
    "video": "Movie",
    "audio": "AudioObject",
    "image": "VisualArtwork",
    "computer": "SoftwareApplication",
    "manuscript": "Manuscript",
}
# What would end the script element, or make a browser read the text as markup, is written as JSON escapes.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def describe(shown: Shown, address: str, libraries: Sequence[str]) -> dict[str, Any]:
    """The title as a JSON-LD object; what the catalogue does not know is left out. `libraries` hold a copy of it."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(shown.kind, "CreativeWork"),
        "@id": address,
        "url": address,
        "name": shown.heading,
        "author": [{"@type": "Person", "name": read_name(author).shown} for author in shown.authors],
        "publisher": {"@type": "Organization", "name": shown.publisher} if shown.publisher else None,
        "datePublished": str(shown.year) if shown.year else None,
        "bookEdition": shown.edition if shown.kind == "book" else None,
        "inLanguage": [LANGUAGE_TAGS.get(code, code) for code in shown.languages],
        "isbn": list(shown.isbns) if shown.kind == "book" else None,
        "issn": list(shown.issns) if shown.kind == "serial" else None,
        "about": list(shown.subjects),
        "abstract": shown.summary,
        "offers": [
            {"@type": "Offer", "availability": "https://schema.org/InStock", "price": "0", "priceCurrency": "VND",
             "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
             "offeredBy": {"@type": "Library", "name": name}}
            for name in libraries
        ],
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def search_box(address: str, search_address: str) -> dict[str, Any]:
    """The site and how to search it."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Liên Thư",
        "url": address,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search_address}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def script(data: dict[str, Any]) -> SafeString:
    """The element that carries the data; a record cannot break out of it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 escaped just above
