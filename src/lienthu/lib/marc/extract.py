"""The facts of a record, taken from its fields. Source: MARC 21 Format for Bibliographic Data."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from lienthu.lib.marc.canonical import canonical_fields, clean_leader
from lienthu.lib.marc.carrier import carrier_of, kind_of
from lienthu.lib.marc.facts import Facts
from lienthu.lib.marc.identifiers import isbn13, issn, lccn, oclc
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.unimarc import looks_like_unimarc, to_marc21

# The same authors, subjects, series and class numbers come again and again: most are read once. Bounded, per process.
_remembered = lru_cache(maxsize=1 << 14)

Grouped = dict[str, list[str]]  # tag → contents of its fields, in order

_SUBJECT_TAGS = frozenset(("600", "610", "611", "630", "647", "648", "650", "651", "653", "654", "655"))
_AUTHOR_TAGS = ("100", "110", "111", "700", "710", "711")
_SERIES_TRACED = ("800", "810", "811", "830")
_UNKNOWN_LANGUAGES = frozenset(("und", "zxx", "   ", "|||", "###", "xxx", "mis"))
_FOUR_DIGITS = re.compile(r"(?<!\d)(1[0-9]|20)\d\d(?!\d)")
_ENDS = " /:;,="
_KEEPS_ITS_DOT = frozenset(("jr.", "sr.", "inc.", "co.", "ltd.", "etc.", "corp.", "dept.", "ed.", "tr.", "nxb.", "st."))


def facts_of(record: Record) -> Facts:
    """The facts of a record, MARC 21 or UNIMARC; never raises."""
    return facts_from(clean_leader(record.leader), grouped(canonical_fields(record)))


def grouped(fields: Iterable[tuple[str, str]]) -> Grouped:
    by: Grouped = {}
    for tag, content in fields:
        if tag in by:
            by[tag].append(content)
        else:
            by[tag] = [content]
    return by


def facts_from(leader: str, by: Grouped) -> Facts:
    """The facts of canonical fields, grouped by tag."""
    if looks_like_unimarc(by):
        leader, by = to_marc21(leader, by)
    general = by["008"][0] if "008" in by else ""
    kind = kind_of(leader)
    title, parts, responsibility, medium = _title(by["245"][0]) if "245" in by else ("", (), "", "")
    place, publisher, year = _publication(by, general)
    extent = value(by["300"][0], "a") if "300" in by else ""
    # By position, in the order of Facts: half the cost of names, on every record of every import.
    return Facts(
        kind,
        carrier_of(kind, by, general, medium, extent),
        title,
        parts,
        responsibility,
        _each(by, _AUTHOR_TAGS, _heading),
        _edition(by["250"][0]) if "250" in by else "",
        place,
        publisher,
        year,
        extent,
        _languages(by, general[35:38]),
        _checked(by["020"], isbn13) if "020" in by else (),
        _checked(by["022"], issn) if "022" in by else (),
        _numbers(by),
        _subjects(by),
        _series(by),
        _ddc(by["082"]) if "082" in by else (),
        _uniform(by),
        value(by["520"][0], "a") if "520" in by else "",
        _links(by["856"]) if "856" in by else (),
    )


def value(content: str, code: str) -> str:
    """The first subfield with this code, trimmed of ISBD punctuation; "" when there is none."""
    start = content.find("\x1f" + code)
    if start < 0:
        return ""
    end = content.find("\x1f", start + 2)
    return trim(content[start + 2 :] if end < 0 else content[start + 2 : end])


def trim(text: str) -> str:
    """Without the ISBD punctuation that only leads on to the next element."""
    return text.strip().rstrip(_ENDS)


def trim_dot(text: str) -> str:
    """As `trim`, and without a full stop that ends a sentence rather than an initial or an abbreviation."""
    text = text.strip().rstrip(_ENDS)
    if not text.endswith(".") or text.endswith(".."):
        return text
    word = text[text.rfind(" ") + 1 :]
    if (len(word) == 2 and word[0].isalpha()) or "." in word[:-1] or word.lower() in _KEEPS_ITS_DOT:
        return text
    return text[:-1].rstrip(_ENDS)


def distinct(values: list[str]) -> tuple[str, ...]:
    if len(values) < 2:
        return (values[0],) if values else ()
    return tuple(dict.fromkeys(values))


def _title(content: str) -> tuple[str, tuple[str, ...], str, str]:
    """Title, parts, responsibility and medium ($h)."""
    title = responsibility = medium = ""
    parts: list[str] = []
    glue = " : "
    for part in content.split("\x1f")[1:]:
        code, text = part[0], part[1:]
        if code in "ab":
            if trimmed := trim_dot(text):
                title = f"{title}{glue}{trimmed}" if title else trimmed
        elif code == "c":
            responsibility = responsibility or trim_dot(text)
        elif code in "np":
            if trimmed := trim_dot(text):
                parts.append(trimmed)
        elif code == "h":
            medium = text
        glue = " = " if text.rstrip()[-1:] == "=" else " : "
    return title, tuple(parts), responsibility, medium


def _publication(by: Grouped, general: str) -> tuple[str, str, int | None]:
    statement = ""
    if "260" in by:
        statement = by["260"][0]
    elif "264" in by:
        statement = next((content for content in by["264"] if content[1:2] == "1"), "")
    digits = general[7:11]
    year = int(digits) if digits.isdigit() and digits.isascii() and digits >= "1000" else None
    if year is None:
        for content in (*by.get("260", ()), *by.get("264", ())):
            if found := _FOUR_DIGITS.search(value(content, "c")):
                year = int(found[0])
                break
    return value(statement, "a"), value(statement, "b"), year


@_remembered
def _heading(content: str) -> str:
    """A name with its dates and titles, as written, without relators and links."""
    found = []
    for part in content.split("\x1f")[1:]:
        if part[0] in "abcdqn":
            found.append(part[1:].strip())
        elif part[0] == "t":
            return ""
    return trim_dot(" ".join(found)) if found else ""


def _each(by: Grouped, tags: tuple[str, ...], read: Callable[[str], str]) -> tuple[str, ...]:
    """What `read` finds in the fields with these tags, in the order of the tags, blanks and repetitions left out."""
    return distinct([text for tag in tags if tag in by for content in by[tag] if (text := read(content))])


@_remembered
def _edition(content: str) -> str:
    statement, rest = value(content, "a"), value(content, "b")
    return f"{statement} / {rest}" if rest else statement


def _languages(by: Grouped, code: str) -> tuple[str, ...]:
    found = [*_language_codes(f"  \x1fa{code}")]
    for content in by.get("041", ()):
        found += _language_codes(content)
    return distinct(found)


@_remembered
def _language_codes(content: str) -> tuple[str, ...]:
    """The codes in $a; "engfre": before 2001 all stood in one subfield."""
    found: list[str] = []
    for part in content.split("\x1f")[1:]:
        codes = part[1:].strip().lower()
        if part[0] == "a" and codes.isalpha() and codes.isascii():
            found += [codes[at : at + 3] for at in range(0, len(codes) - 2, 3)]
    return tuple(code for code in found if code not in _UNKNOWN_LANGUAGES)


def _checked(contents: list[str], check: Callable[[str], str]) -> tuple[str, ...]:
    found = []
    for content in contents:
        for part in content.split("\x1f")[1:]:
            if part[0] == "a" and (number := check(part[1:])):
                found.append(number)
    return distinct(found)


def _numbers(by: Grouped) -> tuple[str, ...]:
    found = []
    if "010" in by and (number := lccn(value(by["010"][0], "a"))):
        found.append(f"lccn:{number}")
    for content in by.get("035", ()):
        if "oc" in content[:8].lower() and (number := oclc(value(content, "a"))):
            found.append(f"oclc:{number}")
    for content in by.get("024", ()):
        if (number := value(content, "a").strip()) and (scheme := _scheme(content)):
            found.append(f"{scheme}:{number if scheme == 'doi' else number.replace('-', '').replace(' ', '')}")
    return distinct(found)


def _scheme(content: str) -> str:
    return {"1": "upc", "2": "ismn", "3": "ean"}.get(content[:1], "") or (
        value(content, "2").lower() if content[:1] == "7" else ""
    )


def _subjects(by: Grouped) -> tuple[str, ...]:
    return distinct(
        [
            subject
            for tag, contents in by.items()
            if tag in _SUBJECT_TAGS
            for content in contents
            for subject in (_keywords(content) if tag == "653" else _subject(content))
        ]
    )


@_remembered
def _keywords(content: str) -> tuple[str, ...]:
    """653 has no structure: each $a is a term of its own."""
    terms = [trim_dot(part[1:]) for part in content.split("\x1f")[1:] if part[0] == "a"]
    return tuple(term for term in terms if term)


@_remembered
def _subject(content: str) -> tuple[str, ...]:
    """One heading, or none."""
    main: list[str] = []
    below: list[str] = []
    for part in content.split("\x1f")[1:]:
        code = part[0]
        if code in "vxyz":
            below.append(trim_dot(part[1:]))
        elif code in "abcdgklmnopqrst":
            main.append(part[1:].strip())
    text = " – ".join([trim_dot(" ".join(main)), *below] if main else below)
    return (text,) if text else ()


def _series(by: Grouped) -> tuple[str, ...]:
    if "490" in by or "440" in by:
        return _each(by, ("490", "440"), _stated_series)
    return _each(by, _SERIES_TRACED, _traced_series)


@_remembered
def _stated_series(content: str) -> str:
    name, number = value(content, "a"), value(content, "v")
    return f"{name} ; {number}" if name and number else name


@_remembered
def _traced_series(content: str) -> str:
    name, number = value(content, "t") or value(content, "a"), value(content, "v")
    return trim_dot(f"{name} ; {number}" if name and number else name)


def _ddc(contents: list[str]) -> tuple[str, ...]:
    return distinct([number for content in contents for number in _class_numbers(content)])


@_remembered
def _class_numbers(content: str) -> tuple[str, ...]:
    edition = value(content, "2")
    found = []
    for part in content.split("\x1f")[1:]:
        if part[0] == "a" and (number := part[1:].replace("/", "").replace("'", "").replace("′", "").strip()):
            found.append(f"{number}|{edition}" if edition else number)
    return tuple(found)


def _uniform(by: Grouped) -> str:
    contents = by.get("130") or by.get("240")
    return trim_dot(value(contents[0], "a")) if contents else ""


def _links(contents: list[str]) -> tuple[str, ...]:
    found = []
    for content in contents:
        found += [part[1:].strip() for part in content.split("\x1f")[1:] if part[0] == "u" and part[1:].strip()]
    return distinct(found)
