"""A MARC 21 record out of named values: what a spreadsheet or a base with tags of its own comes to."""

import re
from typing import Protocol

from lienthu.lib.marc.canonical import clean
from lienthu.lib.marc.copies import expand
from lienthu.lib.marc.record import SUBFIELD, Record

# What a column may hold, with its name in English; an application translates it.
TARGETS = {
    "control_number": "record number",
    "title": "title",
    "subtitle": "rest of the title",
    "part_number": "volume or part",
    "part_title": "title of the volume",
    "responsibility": "statement of responsibility",
    "author": "author",
    "other_authors": "other authors",
    "corporate": "corporate author",
    "edition": "edition",
    "place": "place of publication",
    "publisher": "publisher",
    "year": "year of publication",
    "extent": "pages",
    "size": "size",
    "series": "series",
    "series_number": "number in the series",
    "isbn": "ISBN",
    "issn": "ISSN",
    "ean": "EAN (barcode of the trade)",
    "price": "price",
    "language": "language",
    "ddc": "Dewey class number",
    "subject": "subject headings or keywords",
    "summary": "summary",
    "note": "note",
    "link": "link",
    "accession_number": "accession numbers (số ĐKCB)",
    "barcode": "barcodes",
    "call_number": "call number",
    "location": "branch or shelf",
    "copies": "number of copies",
}
REPEATABLE = frozenset(("other_authors", "subject", "isbn", "link", "accession_number", "barcode", "note"))
LEADER = "00000nam a22000003  4500"
_MOST_COPIES = 1000
_SPLIT = re.compile(r"\s*[;|\n]\s*")
_YEAR = re.compile(r"(?<!\d)(1[0-9]|20)\d\d(?!\d)")
_LANGUAGES = {
    "vi": "vie", "en": "eng", "fr": "fre", "de": "ger", "ru": "rus", "zh": "chi", "ja": "jpn", "ko": "kor", "es": "spa",
    "pt": "por", "it": "ita", "lo": "lao", "km": "khm", "th": "tha", "la": "lat",
    "tiếng việt": "vie", "việt": "vie", "vietnamese": "vie", "việt nam": "vie", "tiếng anh": "eng", "anh": "eng",
    "english": "eng", "tiếng pháp": "fre", "pháp": "fre", "french": "fre", "tiếng nga": "rus", "nga": "rus",
    "russian": "rus", "tiếng trung": "chi", "trung": "chi", "trung quốc": "chi", "hán": "chi", "chinese": "chi",
    "tiếng đức": "ger", "đức": "ger", "tiếng nhật": "jpn", "nhật": "jpn", "tiếng hàn": "kor", "hàn": "kor",
    "hàn quốc": "kor", "khmer": "khm", "tiếng khmer": "khm", "tiếng lào": "lao", "tiếng tây ban nha": "spa",
}  # fmt: skip

Values = dict[str, list[str]]


class _Add(Protocol):
    def __call__(self, tag: str, indicators: str, *parts: tuple[str, str]) -> None: ...


def draft(values: Values, *, leader: str = LEADER) -> Record:
    """The record that states these values (target → texts, none blank). Unknown targets are left out."""
    first = {target: clean(texts[0]).strip() for target, texts in values.items() if texts}
    every = {target: [clean(text).strip() for text in texts] for target, texts in values.items()}
    language = language_code(first.get("language", ""))
    fields: list[tuple[str, str]] = []

    def add(tag: str, indicators: str, *parts: tuple[str, str]) -> None:
        kept = "".join(f"{SUBFIELD}{code}{text}" for code, text in parts if text)
        if kept:
            fields.append((tag, indicators + kept))

    if first.get("control_number"):
        fields.append(("001", first["control_number"]))
    fields.append(("008", _general(first.get("year", ""), language)))
    price = first.get("price", "")
    for number in _listed(every.get("isbn", [])) or ([""] if price else []):
        add("020", "  ", ("a", number), ("c", price))
        price = ""
    add("022", "  ", ("a", first.get("issn", "")))
    add("024", "3 ", ("a", first.get("ean", "")))
    add("041", "0 ", ("a", language))
    add("082", "04", ("a", first.get("ddc", "")))
    _names(every, add)
    add(
        "245", "10" if "author" in first else "00",
        ("a", first.get("title", "")), ("b", first.get("subtitle", "")), ("n", first.get("part_number", "")),
        ("p", first.get("part_title", "")), ("c", first.get("responsibility", "")),
    )  # fmt: skip
    add("250", "  ", ("a", first.get("edition", "")))
    add("260", "  ", ("a", first.get("place", "")), ("b", first.get("publisher", "")), ("c", first.get("year", "")))
    add("300", "  ", ("a", _extent(first.get("extent", ""))), ("c", first.get("size", "")))
    add("490", "0 ", ("a", first.get("series", "")), ("v", first.get("series_number", "")))
    for note in every.get("note", []):
        add("500", "  ", ("a", note))
    add("520", "  ", ("a", first.get("summary", "")))
    for subject in _listed(every.get("subject", []), comma=True):
        add("653", "  ", ("a", subject))
    for link in _listed(every.get("link", [])):
        add("856", "4 ", ("u", link))
    for parts in _copies(first, every):
        add("952", "  ", *parts)
    return Record(leader, fields)


def language_code(text: str) -> str:
    """An ISO 639-2 code for a code of two or three letters or a language's Vietnamese or English name, else ""."""
    text = text.strip().lower()
    return _LANGUAGES.get(text) or (text if len(text) == 3 and text.isalpha() and text.isascii() else "")


def authors_in(text: str) -> list[str]:
    """The names in one cell. A comma parts names only when every part could be a whole name: not in "Nguyễn, Du"."""
    names = [name for name in _SPLIT.split(text) if name]
    if len(names) == 1 and "," in text:
        parts = [part.strip() for part in text.split(",")]
        if all(len(part.split()) > 1 and not any(char.isdigit() for char in part) for part in parts):
            return parts
    return names


def _names(every: Values, add: _Add) -> None:
    names = [name for text in every.get("author", []) for name in authors_in(text)]
    others = [name for text in every.get("other_authors", []) for name in authors_in(text)]
    for at, name in enumerate(names):
        add("700" if at else "100", "0 " if "," not in name else "1 ", ("a", name))
    for name in _listed(every.get("corporate", [])):
        add("710" if names else "110", "2 ", ("a", name))
    for name in others:
        add("700", "0 " if "," not in name else "1 ", ("a", name))


def _listed(texts: list[str], *, comma: bool = False) -> list[str]:
    found = [item for text in texts for item in _SPLIT.split(text) if item]
    if comma:
        found = [item.strip() for text in found for item in text.split(",") if item.strip()]
    return found


def _extent(text: str) -> str:
    return (
        f"{text} tr." if text.isdigit() else text.removesuffix(".0") + " tr." if re.fullmatch(r"\d+\.0", text) else text
    )


def _general(year: str, language: str) -> str:
    found = _YEAR.search(year)
    date = f"s{found[0]}" if found else "n    "
    return f"{'':6}{date}{'':4}xx {'':5}|{'':11}{language:3}  "


def _copies(first: dict[str, str], every: Values) -> list[list[tuple[str, str]]]:
    numbers = [number for text in every.get("accession_number", []) for number in expand(text)]
    barcodes = _listed(every.get("barcode", []), comma=True)
    shared = [("c", first.get("location", "")), ("o", first.get("call_number", ""))]
    counted = re.match(r"\d+", first.get("copies", ""))
    count = max(len(numbers), len(barcodes), min(int(counted[0]), _MOST_COPIES) if counted else 0)
    if not count and any(text for _, text in shared):
        count = 1
    found = []
    for at in range(count):
        number, barcode = numbers[at : at + 1], barcodes[at : at + 1]
        own = [("i", "".join(number)), ("p", "".join(barcode))] if number or barcode else [("t", str(at + 1))]
        found.append(shared + own)
    return found
