"""A title as a citation: for reference managers (RIS, BibTeX) and as text (TCVN 7115, APA)."""

import re

from lienthu.catalogue.shown import Shown
from lienthu.portal.labels import LANGUAGE_TAGS
from lienthu.portal.names import Name, fold, read_name

# Types of the RIS format and of BibTeX (entry types of the standard styles) per kind of record.
_RIS_TYPES = {
    "book": "BOOK",
    "serial": "JFULL",
    "article": "JOUR",
    "score": "MUSIC",
    "map": "MAP",
    "video": "VIDEO",
    "audio": "SOUND",
    "image": "ART",
    "computer": "COMP",
    "manuscript": "MANSCPT",
}
_BIBTEX_TYPES = {"book": "book", "article": "article", "manuscript": "unpublished"}
_BIBTEX_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def ris(shown: Shown, address: str) -> str:
    """The title in RIS, lines ended with CR LF as the format asks."""
    pairs = [("TY", _RIS_TYPES.get(shown.kind, "GEN"))]
    pairs += [("AU", _inverted(read_name(author))) for author in shown.authors]
    pairs += [("TI", shown.heading), ("ET", shown.edition), ("CY", shown.place), ("PB", shown.publisher)]
    pairs += [("PY", str(shown.year or "")), ("SP", shown.extent)]
    pairs += [("T3", series) for series in shown.series]
    pairs += [("SN", number) for number in (*shown.isbns, *shown.issns)]
    pairs += [("KW", subject) for subject in shown.subjects]
    pairs += [("LA", LANGUAGE_TAGS.get(code, code)) for code in shown.languages]
    pairs += [("AB", shown.summary), ("UR", address), ("ID", f"lienthu-{shown.id}")]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def bibtex(shown: Shown, address: str) -> str:
    """The title in BibTeX, in UTF-8 (biber, or BibTeX with a Unicode engine)."""
    fields = [
        ("author", " and ".join(_bibtex_name(read_name(author)) for author in shown.authors)),
        ("title", _escaped(shown.heading)),
        ("edition", _escaped(shown.edition)),
        ("address", _escaped(shown.place)),
        ("publisher", _escaped(shown.publisher)),
        ("year", str(shown.year or "")),
        ("series", _escaped("; ".join(shown.series))),
        ("isbn", ", ".join(shown.isbns)),
        ("issn", ", ".join(shown.issns)),
        ("keywords", _escaped(", ".join(shown.subjects))),
        ("language", ", ".join(LANGUAGE_TAGS.get(code, code) for code in shown.languages)),
        ("url", address),
    ]
    body = ",\n".join(f"  {name} = {{{_one_line(value)}}}" for name, value in fields if value)
    return f"@{_BIBTEX_TYPES.get(shown.kind, 'misc')}{{{_bibtex_key(shown)},\n{body}\n}}\n"


def tcvn(shown: Shown, address: str) -> str:
    """By TCVN 7115:2007 (ISO 690:1987), in its order for monographs: responsibility, title, edition, place : publisher,
    year, extent, series, standard number."""
    authors = ", ".join(_in_capitals(read_name(author)) for author in shown.authors[:3])
    if len(shown.authors) > 3:
        authors += "…"
    place_and_publisher = " : ".join(filter(None, (shown.place, shown.publisher)))
    imprint = ", ".join(filter(None, (place_and_publisher, str(shown.year or ""))))
    pieces = [authors, shown.heading, shown.edition, imprint, shown.extent]
    pieces += [f"({series})" for series in shown.series]
    pieces += [f"ISBN {isbn}" for isbn in shown.isbns[:1]]
    return f"{_sentences(pieces)} {address}"


def apa(shown: Shown, address: str) -> str:
    """After APA, seventh edition; Vietnamese names stay whole, as Vietnamese practice has it."""
    names = [_apa_name(read_name(author)) for author in shown.authors]
    authors = f"{', '.join(names[:-1])} & {names[-1]}" if len(names) > 1 else "".join(names)
    title = f"{shown.heading} ({shown.edition})" if shown.edition else shown.heading
    year = f"({shown.year or 'n.d.'})"
    if not authors:
        return f"{_sentences([title, year, shown.publisher])} {address}"
    return f"{_sentences([f'{_without_stop(authors)}. {year}', title, shown.publisher])} {address}"


def _inverted(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.family else name.shown


def _bibtex_name(name: Name) -> str:
    # Braces keep the name of an institution from being taken apart.
    return _escaped(_inverted(name)) if name.family else f"{{{_escaped(name.shown)}}}"


def _in_capitals(name: Name) -> str:
    if name.vietnamese or not name.family:
        return name.shown.upper() if name.family else name.shown
    return f"{name.family.upper()}, {name.given}"


def _apa_name(name: Name) -> str:
    if name.vietnamese or not name.family:
        return name.shown
    initials = " ".join(f"{word[0].upper()}." for word in re.split(r"[\s-]+", name.given) if word)
    return f"{name.family}, {initials}"


def _sentences(pieces: list[str]) -> str:
    return " ".join(f"{_without_stop(piece)}." for piece in pieces if piece)


def _without_stop(text: str) -> str:
    return text.strip().rstrip(".")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _escaped(value: str) -> str:
    return "".join(_BIBTEX_ESCAPES.get(letter, f"\\{letter}" if letter in "{}&%$#_" else letter) for letter in value)


def _bibtex_key(shown: Shown) -> str:
    """ASCII, and different for every title: "nguyendu2015truyen-12"."""
    who = read_name(shown.authors[0]).shown if shown.authors else ""
    word = re.sub(r"[^a-z0-9]", "", fold(shown.title.split()[0])) if shown.title.split() else ""
    return f"{re.sub(r'[^a-z0-9]', '', fold(who))}{shown.year or ''}{word}-{shown.id}"
