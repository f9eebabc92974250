"""The facts of a record, taken from its fields. Source: MARC 21 Format for Bibliographic Data."""

import re
from collections.abc import Callable, Iterable

from lienthu.lib.marc.canonical import canonical_fields, clean_leader
from lienthu.lib.marc.carrier import carrier_of, kind_of
from lienthu.lib.marc.facts import Facts
from lienthu.lib.marc.identifiers import isbn13, issn, lccn, oclc
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.remembered import remembered
from lienthu.lib.marc.unimarc import looks_like_unimarc, to_marc21

Grouped = dict[str, list[str]]  # tag → contents of its fields, in order

_SUBJECT_TAGS = frozenset(("600", "610", "611", "630", "647", "648", "650", "651", "653", "654", "655"))
_AUTHOR_TAGS = ("100", "110", "111", "700", "710", "711")
_SERIES_TRACED = frozenset(("800", "810", "811", "830"))
_UNKNOWN_LANGUAGES = frozenset(("und", "zxx", "   ", "|||", "###", "xxx", "mis"))
_FOUR_DIGITS = re.compile(r"(?<!\d)(1[0-9]|20)\d\d(?!\d)")
ENDS = " /:;,="
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
    if "200" in by and looks_like_unimarc(by):
        leader, by = to_marc21(leader, by)
    general = by["008"][0] if "008" in by else ""
    kind = kind_of(leader)
    title, parts, responsibility, medium = _title(by["245"][0]) if "245" in by else ("", (), "", "")
    place, publisher = _statement(by)
    extent = _first_a(by["300"][0]) if "300" in by else ""
    # By position, in the order of Facts, and past its constructor: a quarter of the cost of names, on every record.
    return tuple.__new__(
        Facts,
        (
            kind,
            carrier_of(kind, by, general, medium, extent),
            title,
            parts,
            responsibility,
            _each(by, _AUTHOR_TAGS, _heading),
            _edition(by["250"][0]) if "250" in by else "",
            place,
            publisher,
            _plain_year(general[7:11]) or _stated_year(by),
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
        ),
    )


def value(content: str, code: str) -> str:
    """The first subfield with this code, trimmed of ISBD punctuation; "" when there is none."""
    start = content.find("\x1f" + code)
    if start < 0:
        return ""
    end = content.find("\x1f", start + 2)
    return (content[start + 2 :] if end < 0 else content[start + 2 : end]).strip().rstrip(ENDS)


def trim(text: str) -> str:
    """Without the ISBD punctuation that only leads on to the next element."""
    return text.strip().rstrip(ENDS)


def trim_dot(text: str) -> str:
    """As `trim`, and without a full stop that ends a sentence rather than an initial or an abbreviation."""
    text = text.strip().rstrip(ENDS)
    if text[-1:] != "." or text[-2:] == "..":
        return text
    word = text[text.rfind(" ") + 1 :]
    if (len(word) == 2 and word[0].isalpha()) or "." in word[:-1] or word.lower() in _KEEPS_ITS_DOT:
        return text
    return text[:-1].rstrip(ENDS)


def distinct(values: list[str]) -> tuple[str, ...]:
    if len(values) < 2:
        return (values[0],) if values else ()
    return tuple(dict.fromkeys(values))


def _title(content: str) -> tuple[str, tuple[str, ...], str, str]:
    """Title, parts, responsibility and medium ($h)."""
    title = responsibility = medium = ""
    parts: list[str] = []
    glue, parallel = " : ", "=" in content
    for part in content.split("\x1f")[1:]:
        code = part[0]
        if code == "c":
            responsibility = responsibility or trim_dot(part[1:])
        elif code in "abnp":
            if trimmed := trim_dot(part[1:]):
                if code in "np":
                    parts.append(trimmed)
                else:
                    title = f"{title}{glue}{trimmed}" if title else trimmed
        elif code == "h":
            medium = part[1:]
        if parallel:
            glue = " = " if part[1:].rstrip()[-1:] == "=" else " : "
    return title, tuple(parts), responsibility, medium


def _statement(by: Grouped) -> tuple[str, str]:
    """Place and publisher."""
    if "260" in by:
        return _place_and_publisher(by["260"][0])
    if "264" in by:
        return _place_and_publisher(next((content for content in by["264"] if content[1:2] == "1"), ""))
    return "", ""


@remembered
def _place_and_publisher(content: str) -> tuple[str, str]:
    return value(content, "a"), value(content, "b")


@remembered
def _plain_year(digits: str) -> int | None:
    return int(digits) if digits.isdigit() and digits.isascii() and digits >= "1000" else None


def _stated_year(by: Grouped) -> int | None:
    for content in (*by.get("260", ()), *by.get("264", ())):
        if found := _FOUR_DIGITS.search(value(content, "c")):
            return int(found[0])
    return None


@remembered
def _first_a(content: str) -> str:
    return value(content, "a")


@remembered
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
    found = []
    for tag in tags:
        if tag in by:
            for content in by[tag]:
                if text := read(content):
                    found.append(text)
    return distinct(found)


@remembered
def _edition(content: str) -> str:
    statement, rest = value(content, "a"), value(content, "b")
    return f"{statement} / {rest}" if rest else statement


def _languages(by: Grouped, code: str) -> tuple[str, ...]:
    return _language_codes((code, *by["041"])) if "041" in by else _run_together(code)


@remembered
def _language_codes(code_and_contents: tuple[str, ...]) -> tuple[str, ...]:
    """The code of 008, then those in every $a."""
    found = [*_run_together(code_and_contents[0])]
    for content in code_and_contents[1:]:
        for part in content.split("\x1f")[1:]:
            if part[0] == "a":
                found += _run_together(part[1:])
    return distinct(found)


@remembered
def _run_together(codes: str) -> tuple[str, ...]:
    """The codes in "engfre": before 2001 all stood in one subfield."""
    codes = codes.strip().lower()
    if not (codes.isalpha() and codes.isascii()):
        return ()
    found = [codes[at : at + 3] for at in range(0, len(codes) - 2, 3)]
    return tuple(code for code in found if code not in _UNKNOWN_LANGUAGES)


def _checked(contents: list[str], check: Callable[[str], str]) -> tuple[str, ...]:
    found = []
    for content in contents:
        for part in content.split("\x1f")[1:]:
            if part[0] == "a" and (number := check(part[1:])):
                found.append(number)
    return distinct(found) if found else ()


def _numbers(by: Grouped) -> tuple[str, ...]:
    found = []
    if "010" in by and (number := lccn(value(by["010"][0], "a"))):
        found.append(f"lccn:{number}")
    if "035" in by:
        for content in by["035"]:
            if "oc" in content[:8].lower() and (number := oclc(value(content, "a"))):
                found.append(f"oclc:{number}")
    if "024" in by:
        for content in by["024"]:
            if (number := value(content, "a").strip()) and (scheme := _scheme(content)):
                found.append(f"{scheme}:{number if scheme == 'doi' else number.replace('-', '').replace(' ', '')}")
    return distinct(found) if found else ()


def _scheme(content: str) -> str:
    return {"1": "upc", "2": "ismn", "3": "ean"}.get(content[:1], "") or (
        value(content, "2").lower() if content[:1] == "7" else ""
    )


def _subjects(by: Grouped) -> tuple[str, ...]:
    found: list[str] = []
    for tag in by:
        if tag in _SUBJECT_TAGS:
            read = _keywords if tag == "653" else _subject
            for content in by[tag]:
                found += read(content)
    return distinct(found)


@remembered
def _keywords(content: str) -> tuple[str, ...]:
    """653 has no structure: each $a is a term of its own."""
    terms = [trim_dot(part[1:]) for part in content.split("\x1f")[1:] if part[0] == "a"]
    return tuple(term for term in terms if term)


@remembered
def _subject(content: str) -> tuple[str, ...]:
    """One heading, or none."""
    main: list[str] = []
    below: list[str] = []
    for part in content.split("\x1f")[1:]:
        code = part[0]
        if code in "vxyz":
            below.append(_subdivision(part[1:]))
        elif code in "abcdgklmnopqrst":
            main.append(part[1:].strip())
    text = " – ".join([trim_dot(" ".join(main)), *below] if main else below)
    return (text,) if text else ()


def _series(by: Grouped) -> tuple[str, ...]:
    if "490" in by or "440" in by:
        return _each(by, ("490", "440"), _stated_series)
    if _SERIES_TRACED.isdisjoint(by):
        return ()
    return _each(by, ("800", "810", "811", "830"), _traced_series)


_subdivision = remembered(trim_dot)


@remembered
def _stated_series(content: str) -> str:
    name, number = value(content, "a"), value(content, "v")
    return f"{name} ; {number}" if name and number else name


@remembered
def _traced_series(content: str) -> str:
    name, number = value(content, "t") or value(content, "a"), value(content, "v")
    return trim_dot(f"{name} ; {number}" if name and number else name)


def _ddc(contents: list[str]) -> tuple[str, ...]:
    if len(contents) == 1:
        return _class_numbers(contents[0])
    return distinct([number for content in contents for number in _class_numbers(content)])


@remembered
def _class_numbers(content: str) -> tuple[str, ...]:
    edition = value(content, "2")
    found = []
    for part in content.split("\x1f")[1:]:
        if part[0] == "a" and (number := part[1:].replace("/", "").replace("'", "").replace("′", "").strip()):
            found.append(f"{number}|{edition}" if edition else number)
    return distinct(found)


def _uniform(by: Grouped) -> str:
    tag = "130" if "130" in by else "240"
    return trim_dot(value(by[tag][0], "a")) if tag in by else ""


def _links(contents: list[str]) -> tuple[str, ...]:
    found = []
    for content in contents:
        found += [part[1:].strip() for part in content.split("\x1f")[1:] if part[0] == "u" and part[1:].strip()]
    return distinct(found)
