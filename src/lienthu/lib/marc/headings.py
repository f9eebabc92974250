"""Headings in records: which fields have one, what of a field is its form, and how another form is written there.

Source: MARC 21 Format for Bibliographic Data (1XX, 240, 4XX, 6XX, 7XX, 8XX) and for Authority Data (1XX, 4XX, 5XX). A
heading's form is what names the thing: subdivisions ($v $x $y $z), relators ($e $4), volumes and links are of the
field, not of the heading. Only an authority file has subjects, places and genres with their subdivisions as one
heading, to be picked as a whole: a record that writes such a one uses it and its first part.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from lienthu.lib.marc import unimarc_authority
from lienthu.lib.marc.canonical import clean, composed_content
from lienthu.lib.marc.extract import trim_dot
from lienthu.lib.marc.record import SUBFIELD, Record, subfields

PERSON, CORPORATE, MEETING, TITLE = "person", "corporate", "meeting", "title"
TOPIC, PLACE, GENRE, SERIES = "topic", "place", "genre", "series"
KINDS = (PERSON, CORPORATE, MEETING, TITLE, TOPIC, PLACE, GENRE, SERIES)

Form = tuple[tuple[str, str], ...]  # subfield code and value, without the punctuation that leads on

_WORK = "fghklmnoprst"  # of a work, behind a name with $t or in a uniform title
_OF_NAME = {PERSON: "abcdq", CORPORATE: "abcdn", MEETING: "acdenq"}
_NAMES = {"00": PERSON, "10": CORPORATE, "11": MEETING}
_CODES = {TITLE: "ad" + _WORK, TOPIC: "abcdg", PLACE: "abg", GENRE: "abc", SERIES: "anp"}
_KIND_OF_TAG = {
    "130": TITLE, "240": TITLE, "630": TITLE, "730": TITLE, "650": TOPIC, "653": TOPIC, "690": TOPIC, "651": PLACE,
    "655": GENRE, "440": SERIES, "490": SERIES, "830": SERIES,
}  # fmt: skip
NAME_TAGS = frozenset(f"{first}{rest}" for first in "1678" for rest in _NAMES)
TAGS = frozenset(_KIND_OF_TAG) | NAME_TAGS
_TRACED = frozenset(("800", "810", "811", "830"))
_LISTED = frozenset(("653",))  # every $a is a heading of its own
_AUTHORITY_KIND = {
    "00": PERSON, "10": CORPORATE, "11": MEETING, "30": TITLE, "50": TOPIC, "51": PLACE, "55": GENRE,
}  # fmt: skip
_SUBDIVISIONS = frozenset("vxyz")
SUBDIVIDED = frozenset((TOPIC, PLACE, GENRE))  # the kinds of which a heading may have subdivisions
_SUBDIVIDED_TAGS = frozenset(("650", "651", "655"))
_DASH = " –"  # before a subdivision where a heading is shown; in a field nothing stands there


class Found(NamedTuple):
    """A heading of a record: the field's place among its fields, and which of the field's headings it is."""

    at: int
    tag: str
    kind: str
    form: Form


def kind_of(tag: str, content: str = "") -> str:
    """What a field of this tag names, "" where it is no heading. A name with a title ($t) names the title."""
    if tag in NAME_TAGS:
        if tag[0] == "8":
            return SERIES
        return TITLE if f"{SUBFIELD}t" in content else _NAMES[tag[1:]]
    return _KIND_OF_TAG.get(tag, "")


def codes_of(tag: str, kind: str) -> str:
    """The subfields that make the form in a field of this tag."""
    if tag in NAME_TAGS:
        name = _OF_NAME[_NAMES[tag[1:]]]
        return name if kind == _NAMES[tag[1:]] else name + _WORK
    return "a" if tag in ("490", "653", "690") else _CODES[kind]


def headings_of(record: Record) -> Iterator[Found]:
    """The headings of a bibliographic record in the order of its fields. A series statement that is traced is none."""
    traced = any(tag in _TRACED for tag, _content in record.fields)
    for at, (tag, content) in enumerate(record.fields):
        if tag in TAGS and not (traced and tag == "490"):
            for kind, form in forms_in(tag, content):
                yield Found(at, tag, kind, form)


def forms_in(tag: str, content: str) -> list[tuple[str, Form]]:
    """Kind and form of the headings of a field: none, one, or in 653 several."""
    content = composed_content(content)
    kind = kind_of(tag, content)
    if not kind:
        return []
    codes = codes_of(tag, kind)
    parts = [(code, value) for code, text in subfields(content) if code in codes and (value := _plain(text))]
    if tag in _LISTED:
        return [(kind, (part,)) for part in dict.fromkeys(parts)]
    if tag == "490":
        parts = parts[:1]
    return [(kind, tuple(parts))] if any(code in "at" for code, _value in parts) else []


def subdivided_of(record: Record) -> Iterator[Found]:
    """The subjects, places and genres of a record that have subdivisions, each with them as one form."""
    for at, (tag, content) in enumerate(record.fields):
        form = subdivided_in(tag, content)
        if form:
            yield Found(at, tag, _KIND_OF_TAG[tag], form)


def subdivided_in(tag: str, content: str) -> Form:
    """The form of a field with its subdivisions; () where it has none."""
    if tag not in _SUBDIVIDED_TAGS:
        return ()
    codes = _CODES[_KIND_OF_TAG[tag]] + "vxyz"
    parts = subfields(composed_content(content))
    form = tuple((code, value) for code, text in parts if code in codes and (value := _plain(text)))
    return form if is_subdivided(form) and any(code == "a" for code, _value in form) else ()


def subdivisions_in(content: str) -> Form:
    """The subdivisions of a field, in their order."""
    parts = subfields(composed_content(content))
    return tuple((code, value) for code, text in parts if code in _SUBDIVISIONS and (value := _plain(text)))


def _plain(text: str) -> str:
    """Without punctuation that leads on, runs of blanks, and a full stop that only ends."""
    return trim_dot(" ".join(clean(text).split()))


def text_of(kind: str, form: Form) -> str:
    """The heading in one line, punctuated: "Nguyễn, Du, 1765-1820"."""
    text = ""
    for _code, value, mark in _marked_off(kind, form):
        text = f"{text}{mark} {value}" if text else value
    return text


def stem_of(kind: str, form: Form) -> str:
    """The heading without what only tells namesakes apart: years, titles, fuller forms."""
    dropped = {PERSON: "cdq", MEETING: "cdn", CORPORATE: "cdn"}.get(kind, "")
    kept = tuple(part for part in form if part[0] not in dropped)
    return text_of(kind, kept or form)


def years_in(form: Form) -> str:
    return next((value for code, value in form if code == "d"), "")


def _marked_off(kind: str, form: Form) -> Iterator[tuple[str, str, str]]:
    """Code, value, and the mark that stands before it, at the end of the one in front."""
    work = False
    before = ""
    for code, value in form:
        mark = ""
        if code in _SUBDIVISIONS and kind in SUBDIVIDED:
            mark = _DASH
        elif code == "t" or (code in "npl" and (work or kind in (TITLE, SERIES))):
            mark = "."
        elif code in "cd" and kind in (PERSON, SERIES, TITLE) and not work:
            mark = ","
        elif code == "b" and kind in (CORPORATE, MEETING, PLACE):
            mark = "."
        elif code in "ncd" and kind in (CORPORATE, MEETING) and before and before in "ncd":
            mark = " :"
        work = work or code == "t"
        before = code
        yield code, value, mark


def pack(form: Form) -> str:
    """The form as one text, as it is stored."""
    return SUBFIELD.join(f"{code}{value}" for code, value in form)


def unpack(text: str) -> Form:
    return tuple((part[0], part[1:]) for part in text.split(SUBFIELD) if part)


def key_of(kind: str, form: Form) -> int:
    """63 bits that stand for kind and form: what a heading is found by."""
    digest = blake2b(f"{kind}\x1e{pack(form)}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def written(kind: str, form: Form) -> list[tuple[str, str]]:
    """The form as the subfields of a field, each with the mark that leads on to the next."""
    parts: list[tuple[str, str]] = []
    for code, value, mark in _marked_off(kind, form):
        if parts and mark not in ("", _DASH) and not parts[-1][1].endswith(mark.strip()):
            parts[-1] = (parts[-1][0], parts[-1][1] + mark)
        parts.append((code, value))
    return parts


def rewritten(tag: str, content: str, old: Form, new: Form, number: str = "") -> str:
    """The field with `new` in the place of the heading `old`; everything else of it stays.

    `number` is what links the field to the new heading ($0); a link to the old one would be wrong and goes. A field
    that does not have the heading comes back as it is. An old form with subdivisions goes with them.
    """
    whole = is_subdivided(old)
    if not (
        subdivided_in(tag, content) == old if whole else any(old == form for _kind, form in forms_in(tag, content))
    ):
        return content
    kind = kind_of(tag, content)
    codes = codes_of(tag, kind) + ("vxyz" if whole else "")
    parts = subfields(content)
    if tag in _LISTED:
        places = [at for at, (code, value) in enumerate(parts) if (code, _plain(composed_content(value))) == old[0]]
    else:
        places = [at for at, (code, _value) in enumerate(parts) if code in codes][: len(old) if tag == "490" else None]
    had_link = any(code == "0" for code, _value in parts)
    tail = _tail(parts[places[-1]][1])
    fresh = written(kind, new)
    fresh[-1] = (fresh[-1][0], _ended(fresh[-1][1], tail))
    rest = [part for at, part in enumerate(parts) if at not in places and (tag in _LISTED or part[0] not in ("0", "1"))]
    before = sum(at < places[0] and (tag in _LISTED or part[0] not in ("0", "1")) for at, part in enumerate(parts))
    link = [("0", number)] if had_link and number and tag not in _LISTED else []
    indicators = indicators_for(tag, content[:2].ljust(2), new)
    everything = [*rest[:before], *fresh, *rest[before:], *link]
    return SUBFIELD.join([indicators, *(f"{code}{value}" for code, value in everything)])


def _tail(value: str) -> str:
    value = value.rstrip()
    return value[len(trim_dot(value)) :]


def _ended(value: str, tail: str) -> str:
    if not tail.strip() or value.endswith(tail.strip()) or (value[-1:] in "-)." and tail.strip() == "."):
        return value
    return value + tail


def indicators_for(tag: str, indicators: str, form: Form) -> str:
    """A person's first indicator says whether the family name stands apart by a comma."""
    if tag in ("100", "600", "700", "800") and indicators[0] in "01 ":
        name = next((value for code, value in form if code == "a"), "")
        return ("1" if "," in name else "0") + indicators[1:]
    return indicators


class Authority(NamedTuple):
    """A MARC 21 authority record: the form that is used, those that lead to it, those beside it."""

    number: str  # of the record, with the code of whose number it is: "(DLC)n 79021164"
    thesaurus: str
    kind: str
    form: Form
    see: tuple[tuple[str, Form], ...]  # 4XX: kind and form
    beside: tuple[tuple[str, str, Form], ...]  # 5XX: broader, narrower, earlier, later or also; kind and form


_RELATIONS: Mapping[str, str] = {"g": "broader", "h": "narrower", "a": "earlier", "b": "later"}
_THESAURI = {"a": "lcsh", "b": "lcac", "c": "mesh", "d": "nal", "k": "cash", "r": "aat", "s": "sears", "v": "rvm"}


def is_authority(record: Record) -> bool:
    """Of MARC 21 or UNIMARC."""
    return record.leader[6:7] == "z" or unimarc_authority.is_authority(record)


def first_part_key(kind: str, form: Form) -> int:
    """The key of the form without its subdivisions."""
    return key_of(kind, tuple(part for part in form if part[0] not in _SUBDIVISIONS))


def is_subdivided(form: Form) -> bool:
    return any(code in _SUBDIVISIONS for code, _value in form)


def authority_of(record: Record) -> Authority | None:
    """What the authority record says, or None where it has no heading that a record could use as a whole.

    Names and titles with subdivisions are such: a record puts them together from their parts.
    """
    if unimarc_authority.is_authority(record):
        record = unimarc_authority.as_marc21(record)
    main = next(((tag, content) for tag, content in record.fields if tag[:1] == "1" and len(tag) == 3), None)
    found = _reference(*main) if main else None
    if found is None:
        return None
    see: list[tuple[str, Form]] = []
    beside: list[tuple[str, str, Form]] = []
    for tag, content in record.fields:
        other = _reference(tag, content) if tag[:1] in "45" and len(tag) == 3 else None
        if other is None or other == found:
            continue
        if tag[0] == "4":
            see.append(other)
        else:
            control = next((value for code, value in subfields(content) if code == "w"), "")
            beside.append((_RELATIONS.get(control[:1], "also"), *other))
    return Authority(_number(record), _thesaurus(record), *found, tuple(dict.fromkeys(see)), tuple(beside))


def _reference(tag: str, content: str) -> tuple[str, Form] | None:
    kind = _AUTHORITY_KIND.get(tag[1:], "")
    if not kind or SUBFIELD not in content:
        return None
    content = composed_content(content)
    parts = subfields(content)
    if kind not in SUBDIVIDED and any(code in _SUBDIVISIONS for code, _value in parts):
        return None
    name = _OF_NAME.get(kind)
    if name is not None and any(code == "t" for code, _value in parts):
        kind, codes = TITLE, name + _WORK
    else:
        codes = name or _CODES[kind] + ("vxyz" if kind in SUBDIVIDED else "")
    form = tuple((code, value) for code, text in parts if code in codes and (value := _plain(text)))
    return (kind, form) if any(code in "at" for code, _value in form) else None


def _number(record: Record) -> str:
    lccn = record.first("010")
    if lccn and (value := next((value for code, value in subfields(lccn) if code == "a"), "").strip()):
        return f"(DLC){' '.join(value.split())}"[:60]
    number = (record.first("001") or "").strip()
    agency = (record.first("003") or "").strip()
    return f"({agency}){number}"[:60] if number and agency and SUBFIELD not in number + agency else ""


def _thesaurus(record: Record) -> str:
    stated = record.first("040")
    own = next((value for code, value in subfields(stated) if code == "f"), "") if stated else ""
    general = record.first("008") or ""
    return (own or _THESAURI.get(general[11:12], ""))[:20]
