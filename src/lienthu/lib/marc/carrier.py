"""What kind of thing a record describes, and what carries it. Source: MARC 21 leader/06-07, 007, 008/23 and 29, 338."""

import re

from lienthu.lib.marc.remembered import remembered

_KINDS = {
    "a": "book", "c": "score", "d": "score", "e": "map", "f": "map", "g": "video", "i": "audio", "j": "audio",
    "k": "image", "m": "computer", "o": "kit", "p": "kit", "r": "other", "t": "manuscript",
}  # fmt: skip
_OF_THEMSELVES = {"manuscript": "manuscript", "audio": "audio", "video": "video"}
_FORM_AT_29 = frozenset(("map", "image", "video"))
_ON_PAPER = frozenset(("book", "serial", "article", "score", "map"))
_BY_007 = {"c": "electronic", "h": "microform", "s": "audio", "v": "video", "m": "video", "f": "braille"}
_BY_FORM = {
    "a": "microform", "b": "microform", "c": "microform", "d": "print", "f": "braille", "o": "online",
    "q": "electronic", "r": "print", "s": "electronic",
}  # fmt: skip
_BY_338 = {"c": "electronic", "h": "microform", "n": "print", "s": "audio", "v": "video", "m": "video"}
_WORDS = (
    ("online", "online"), ("trực tuyến", "online"), ("electronic", "electronic"), ("điện tử", "electronic"),
    ("cd-rom", "electronic"), ("computer", "electronic"), ("micro", "microform"), ("vi phim", "microform"),
    ("braille", "braille"), ("chữ nổi", "braille"), ("manuscript", "manuscript"), ("bản thảo", "manuscript"),
    ("sound", "audio"), ("audio", "audio"), ("đĩa cd", "audio"), ("video", "video"), ("dvd", "video"),
    ("volume", "print"), ("tập", "print"),
)  # fmt: skip
_PAGES = re.compile(r"\d\s*(?:tr|p|pp|s|trang|pages?|seiten)\b", re.IGNORECASE)


def kind_of(leader: str) -> str:
    """One of Facts.kind."""
    kind = _KINDS.get(leader[6], "other")
    if kind == "book":
        level = leader[7]
        if level in "si":
            return "serial"
        if level in "ab":
            return "article"
    return kind


def carrier_of(kind: str, by: dict[str, list[str]], general: str, medium: str, extent: str) -> str:
    """One of Facts.carrier: what is said outright first, then what the form of item implies."""
    said = _by_007(by["007"]) if "007" in by else ""
    if not said and "338" in by:
        said = _by_338(by["338"][0])
    if not said and medium:
        said = _by_words(medium)
    form = general[29:30] if kind in _FORM_AT_29 else general[23:24]
    said = said or _BY_FORM.get(form) or _OF_THEMSELVES.get(kind, "")
    if said or kind not in _ON_PAPER:
        return said
    if form == " ":
        return "online" if _is_a_file(extent) else "print"
    return _by_extent(extent)


_FILES = re.compile(r"\b(?:online|trực tuyến|pdf|epub|mobi|e-?books?|tệp)\b")


@remembered
def _is_a_file(extent: str) -> bool:
    """Whether 300 $a tells of an e-book where no coded field does: "1 tệp PDF (234 tr.)"."""
    return _FILES.search(extent.lower()) is not None


@remembered
def _by_extent(extent: str) -> str:
    if _is_a_file(extent):
        return "online"
    return _by_words(extent) or ("print" if _PAGES.search(extent) else "")


def _by_007(fields: list[str]) -> str:
    for physical in fields:
        if physical[:1] in _BY_007:
            return "online" if physical[:2] == "cr" else _BY_007[physical[0]]
        if physical[:2] == "tc":
            return "braille"
    return ""


def _by_338(content: str) -> str:
    start = content.find("\x1fb")
    if start >= 0:
        code = content[start + 2 : start + 4]
        return "online" if code == "cr" else _BY_338.get(code[:1], "")
    start = content.find("\x1fa")
    return _by_words(content[start + 2 :]) if start >= 0 else ""


def _by_words(text: str) -> str:
    text = text.lower()
    return next((carrier for word, carrier in _WORDS if word in text), "") if text else ""
