"""What is asked of catalogues elsewhere: from what was typed to a question, and how each kind is asked by default."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from lienthu.lib.foreign import Clause, Question, all_of
from lienthu.lib.marc.identifiers import isbn13, issn
from lienthu.lib.sru.cql import INDEX
from lienthu.lib.z3950.rpn import read_attributes

INDEXES: Final = ("isbn", "title", "author", "any", "year")
MOST_WORDS: Final = 8  # of one field: more narrow nothing, and some catalogues refuse them
MOST_TARGETS: Final = 8  # asked at once
PAGE: Final = 10  # records of one target
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_YEAR = re.compile(r"(1[0-9]|20)\d\d")

# Use attributes of Bib-1: ISBN, title, author, anywhere, date of publication; the contexts of CQL that most know.
DEFAULTS: Final[Mapping[str, Mapping[str, str]]] = {
    "z3950": {"isbn": "1=7", "title": "1=4", "author": "1=1003", "any": "1=1016", "year": "1=31"},
    "sru": {
        "isbn": "bath.isbn", "title": "dc.title", "author": "dc.creator", "any": "cql.serverChoice", "year": "dc.date",
    },
}  # fmt: skip


def question(typed: Mapping[str, str]) -> Question | None:
    """What was typed (INDEXES → text) as one question; every word must be there. None where nothing was typed."""
    parts = [Clause("isbn", number)] if (number := standard_number(typed.get("isbn", ""))) else []
    for name in ("title", "author", "any"):
        parts += [Clause(name, word) for word in words(typed.get(name, ""))]
    if year := year_of(typed.get("year", "")):
        parts.append(Clause("year", year))
    return all_of(parts) if parts else None


def words(text: str) -> list[str]:
    return _WORD.findall(text)[:MOST_WORDS]


def standard_number(text: str) -> str:
    """An ISBN as 13 digits, an ISSN with its hyphen; anything else that was scanned as it is, without blanks."""
    text = text.strip()[:40]
    return isbn13(text) or issn(text) or "".join(char for char in text if char.isalnum() or char == "-")


def isbn_fault(text: str) -> str:
    """Why what was typed as an ISBN is none: "length", "prefix" or "digit"; "" for an ISBN, an ISSN or nothing."""
    text = text.strip()
    if not text or isbn13(text) or issn(text):
        return ""
    plain = isbn_characters(text)
    if len(plain) not in (10, 13) or not plain[:-1].isdigit() or not (plain[-1].isdigit() or plain[9:] == "X"):
        return "length"
    return "prefix" if len(plain) == 13 and plain[:2] != "97" else "digit"


def isbn_characters(text: str) -> str:
    """The letters and digits of what was typed as an ISBN, what stands in brackets and "ISBN" itself left out."""
    plain = "".join(char for char in text.partition("(")[0] if char.isalnum())
    return plain.upper().removeprefix("ISBN")


def elsewhere_query(text: str) -> str:
    """What was typed or scanned into one box, as the address of the search page has it: an ISBN, else words."""
    number = isbn13(text.strip())
    return urlencode({"isbn": number} if number else {"any": text})


def year_of(text: str) -> str:
    found = _YEAR.search(text)
    return found[0] if found else ""


def union_query(typed: Mapping[str, str]) -> str:
    """The same question in the language of the union catalogue's search box."""
    parts = [f"isbn:{number}"] if (number := standard_number(typed.get("isbn", ""))) else []
    parts += [f"title:{word}" for word in words(typed.get("title", ""))]
    parts += [f"author:{word}" for word in words(typed.get("author", ""))]
    parts += words(typed.get("any", ""))
    if year := year_of(typed.get("year", "")):
        parts.append(f"year:{year}")
    return " ".join(parts)


def is_index(kind: str, text: str) -> bool:
    """Whether the text says how a target of this kind is asked: "1=4" for Z39.50, "dc.title" for SRU."""
    if kind == "z3950":
        try:
            return bool(read_attributes(text))
        except ValueError:
            return False
    return INDEX.fullmatch(text.strip()) is not None
