"""UNIMARC to MARC 21, as far as the house's facts go. Source: IFLA, UNIMARC Manual: Bibliographic Format, 3rd edition.

The record itself stays UNIMARC wherever it is kept or shown; only its facts are read through this crosswalk.
"""

from collections.abc import Callable, Iterator

Grouped = dict[str, list[str]]
Parts = list[tuple[str, str]]

_TYPE = {"b": "t", "l": "m", "m": "o"}  # leader/06 where the two formats differ
_TITLE = {"a": "a", "e": "b", "d": "b", "f": "c", "g": "c", "h": "n", "i": "p", "b": "h"}
_NOT_SORTED = dict.fromkeys((0x88, 0x89, 0x98, 0x9C))  # brackets around words that are passed over in sorting
_SUBJECT_TAGS = {
    "600": "600", "601": "610", "602": "600", "604": "600", "605": "630", "606": "650", "607": "651",
    "608": "655", "610": "653",
}  # fmt: skip
_NAME_TAGS = {
    "700": "100", "710": "110", "720": "100", "701": "700", "702": "700", "711": "710", "712": "710",
    "721": "700", "722": "700",
}  # fmt: skip


def looks_like_unimarc(by: Grouped) -> bool:
    """UNIMARC has its title in 200, where MARC 21 has nothing, and nothing in 245."""
    return "200" in by and "245" not in by and any("\x1fa" in content for content in by["200"])


def to_marc21(leader: str, by: Grouped) -> tuple[str, Grouped]:
    """Leader and fields as MARC 21 has them, grouped by tag."""
    out: Grouped = {}
    for tag, contents in by.items():
        for content in contents:
            for target, parts in _convert(tag, content):
                if parts:
                    text = "".join(f"\x1f{code}{text}" for code, text in parts)
                    out.setdefault(target, []).append(_indicators(target, content) + text)
    out["008"] = [_general(by)]
    for tag in ("001", "007"):
        if tag in by:
            out[tag] = by[tag]
    return leader[:6] + _TYPE.get(leader[6], leader[6]) + leader[7:], out


def _split(content: str) -> Parts:
    return [(part[0], part[1:]) for part in content.split("\x1f")[1:]]


def _indicators(target: str, content: str) -> str:
    return "3 " if target == "024" else content[:2] if target in ("035", "856") else "  "


def _convert(tag: str, content: str) -> Iterator[tuple[str, Parts]]:
    if tag in _NAME_TAGS:
        yield _NAME_TAGS[tag], _name(tag, _split(content))
    elif tag in _SUBJECT_TAGS:
        yield _SUBJECT_TAGS[tag], _subject(tag, _split(content))
    elif tag in _PLAIN:
        target, codes = _PLAIN[tag]
        yield target, [(codes[code], text) for code, text in _split(content) if code in codes]
    elif tag in _SPECIAL:
        yield _SPECIAL[tag](_split(content))


_PLAIN: dict[str, tuple[str, dict[str, str]]] = {
    "010": ("020", {"a": "a"}),
    "011": ("022", {"a": "a"}),
    "035": ("035", {"a": "a"}),
    "073": ("024", {"a": "a"}),
    "101": ("041", {"a": "a"}),
    "205": ("250", {"a": "a", "b": "b"}),
    "210": ("260", {"a": "a", "c": "b", "d": "c"}),
    "214": ("260", {"a": "a", "c": "b", "d": "c"}),
    "215": ("300", {"a": "a"}),
    "225": ("490", {"a": "a", "v": "v"}),
    "410": ("830", {"t": "t", "a": "a", "v": "v"}),
    "330": ("520", {"a": "a"}),
    "500": ("240", {"a": "a"}),
    "856": ("856", {"u": "u"}),
}


def _title(parts: Parts) -> tuple[str, Parts]:
    """200 to 245: only the first $f is the responsibility; a second $a is another title of the same author."""
    out: Parts = []
    for code, text in parts:
        if code in _TITLE and not (code == "a" and out and not text.strip()):
            out.append((_TITLE[code], text.translate(_NOT_SORTED)))
    return "245", out


def _dewey(parts: Parts) -> tuple[str, Parts]:
    letters = {"a": "a", "v": "2"}
    return "082", [(letters[code], text) for code, text in parts if code in letters]


_SPECIAL: dict[str, Callable[[Parts], tuple[str, Parts]]] = {"200": _title, "676": _dewey}


def _name(tag: str, parts: Parts) -> Parts:
    found: dict[str, str] = {}
    for code, text in parts:
        found.setdefault(code, text.strip())
    name = found.get("a", "")
    if not name:
        return []
    rest = found.get("b", "")
    if tag[:2] in ("70", "72"):
        name = f"{name.rstrip(', ')}, {rest}" if rest else name
    elif rest:
        name = f"{name.rstrip('. ')}. {rest}"
    dates = found.get("f", "") if tag[:2] == "70" else ""
    return [("a", f"{name}, {dates.strip('()')}" if dates else name)]


def _subject(tag: str, parts: Parts) -> Parts:
    """The subdivisions' letters differ: UNIMARC $y is a place and $z a time, MARC 21 the other way round."""
    swap = {"y": "z", "z": "y", "j": "v"}
    personal = {"b": "b", "f": "d"} if tag in ("600", "602") else {}
    return [(swap.get(code) or personal.get(code, code), text) for code, text in parts if code in "abcdfjtxyz"]


def _general(by: Grouped) -> str:
    """The 008 that says the same as 100 $a (date of publication) and 101 $a (language)."""
    coded = next((text for content in by.get("100", ()) for code, text in _split(content) if code == "a"), "")
    language = next((text for content in by.get("101", ()) for code, text in _split(content) if code == "a"), "")
    return f"{'':6}{coded[8:9] or ' '}{coded[9:13]:4}{coded[13:17]:4}{'':8}|{'':11}{language.strip()[:3]:3}  "
