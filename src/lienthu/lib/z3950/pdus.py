"""The messages: what we send as bytes, what comes back as tuples. Tags are those of Z39.50-2003, appendix A."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from lienthu.lib.foreign import ForeignRecord
from lienthu.lib.z3950 import ber
from lienthu.lib.z3950.ber import BadBer, Node
from lienthu.lib.z3950.diagnostics import in_words

INIT_REQUEST, INIT_RESPONSE, SEARCH_REQUEST, SEARCH_RESPONSE, PRESENT_REQUEST, PRESENT_RESPONSE, CLOSE = (
    20, 21, 22, 23, 24, 25, 48,
)  # fmt: skip
SEARCH_BIT, PRESENT_BIT, NAMED_BIT = 0, 1, 14
MARC21, UNIMARC, XML = "1.2.840.10003.5.10", "1.2.840.10003.5.1", "1.2.840.10003.5.109.10"
FORMATS: Final = {UNIMARC: "unimarc", XML: "marcxml"}
_XML_KINDS: Final = frozenset((XML, "1.2.840.10003.5.109.11"))
_MARC_ROOT: Final = "1.2.840.10003.5."
_NO_MARC: Final = frozenset(("100", "101", "102", "103", "104", "105", "106"))  # explain, SUTRS, OPAC, summary, GRS-1…
RESULT: Final = b"default"
PREFERRED_BYTES: Final = 1 << 20
LARGEST_BYTES: Final = 1 << 22
_ON, _OFF = b"\xff", b"\x00"


class Welcome(NamedTuple):
    """The answer to Init."""

    accepted: bool
    options: frozenset[int]
    name: str
    said: str


class Found(NamedTuple):
    """The answer to Search: how many records, or why there is no result."""

    total: int
    worked: bool
    trouble: str
    records: tuple[ForeignRecord, ...]


class Given(NamedTuple):
    """The answer to Present."""

    records: tuple[ForeignRecord, ...]
    trouble: str


def init(*, group: str, user: str, password: str) -> bytes:
    """InitializeRequest. Without a user nobody in particular asks; with a group (or password) idPass, else open."""
    parts = [
        ber.write(3, ber.bits(0, 1, 2)),  # versions 1 to 3
        ber.write(4, ber.bits(SEARCH_BIT, PRESENT_BIT, NAMED_BIT)),
        ber.write(5, ber.integer(PREFERRED_BYTES)),
        ber.write(6, ber.integer(LARGEST_BYTES)),
    ]
    if user or password:
        named = [(0, group), (1, user), (2, password)]
        identity = [ber.write(number, text.encode()) for number, text in named if text]
        parts.append(ber.write(7, [ber.write(ber.SEQUENCE, identity, ber.UNIVERSAL)]))
    parts += [ber.write(111, b"Lien Thu"), ber.write(112, b"1")]
    return ber.write(INIT_REQUEST, parts)


def search(*, databases: Sequence[str], query: bytes, syntax: str) -> bytes:
    """SearchRequest that brings no records along: they are fetched by Present, in the syntax that is asked for."""
    return ber.write(
        SEARCH_REQUEST,
        [
            ber.write(13, ber.integer(0)),
            ber.write(14, ber.integer(1)),
            ber.write(15, ber.integer(0)),
            ber.write(16, _ON),
            ber.write(17, RESULT),
            ber.write(18, [ber.write(105, name.encode()) for name in databases]),
            ber.write(104, ber.oid(syntax)),
            ber.write(21, [query]),
        ],
    )


def present(*, start: int, count: int, syntax: str, elements: str) -> bytes:
    """PresentRequest; `start` counts from 1. `elements`: "F" full, "B" brief, "" what the target gives by itself."""
    parts = [ber.write(31, RESULT), ber.write(30, ber.integer(start)), ber.write(29, ber.integer(count))]
    if elements:
        parts.append(ber.write(19, [ber.write(0, elements.encode("ascii"))]))
    return ber.write(PRESENT_REQUEST, [*parts, ber.write(104, ber.oid(syntax))])


def close() -> bytes:
    """Close, reason: finished."""
    return ber.write(CLOSE, [ber.write(211, ber.integer(0))])


def welcome(node: Node) -> Welcome:
    """What InitializeResponse says. Raises BadBer."""
    said = [in_words(*found) for found in _diagnostics(node.child(11), 0) + _diagnostics(node.child(201), 0)]
    version = ber.text_of(node.child(112)).partition(" ")[0]
    name = f"{ber.text_of(node.child(111))} {version}".strip()[:80]
    accepted = ber.truth_of(node.child(12))
    return Welcome(accepted, ber.bits_of(node.child(4)), name, "; ".join(said))


def found(node: Node) -> Found:
    """What SearchResponse says. Raises BadBer."""
    total = ber.number_of(node.child(23))
    if total < 0:
        raise BadBer("fewer than no records")
    records, trouble = _records(node)
    return Found(total, ber.truth_of(node.child(22)), trouble, records)


def given(node: Node) -> Given:
    """What PresentResponse says. Raises BadBer."""
    return Given(*_records(node))


def goodbye(node: Node) -> str:
    """Why the other side closes, in its own words where it has any."""
    reasons = (
        "finished", "shutting down", "a fault of its system", "cost limit", "resources", "security", "protocol error",
        "nothing happened for too long", "aborted", "",
    )  # fmt: skip
    reason = ber.number_of(node.child(211), 9)
    return ber.text_of(node.child(3)) or (reasons[reason] if 0 <= reason < len(reasons) else "")


def _records(node: Node) -> tuple[tuple[ForeignRecord, ...], str]:
    """Records, and the diagnostic that came in their place."""
    listed, one, several = node.child(28), node.child(130), node.child(205)
    if one is not None:
        return (), in_words(*_default(one))
    if several is not None:
        return (), "; ".join(in_words(*each) for each in _diagnostics(several, 0)) or "100"
    return tuple(_record(each) for each in listed.children) if listed is not None else (), ""


def _record(named: Node) -> ForeignRecord:
    """NamePlusRecord. Pieces of a record are never asked for, so none comes."""
    holder = named.child(1)
    inside = holder.children[0] if holder is not None and holder.children else None
    if inside is None:
        raise BadBer("a record of nothing")
    if inside.number == 2 and inside.tag_class == ber.CONTEXT:
        said = "; ".join(in_words(*each) for each in _diagnostics(inside, 0))
        return ForeignRecord(b"", "", said or "100")
    external = inside.child(ber.EXTERNAL, ber.UNIVERSAL)
    if inside.number != 1 or external is None:
        raise BadBer("neither a record nor a reason")
    return _external(external)


def _external(external: Node) -> ForeignRecord:
    syntax = ber.oid_of(external.child(ber.OID, ber.UNIVERSAL))
    data = external.child(1)
    if data is None:
        held = external.child(0)
        data = held.children[0] if held is not None and held.children else None
    if data is None:
        return ForeignRecord(b"", "", in_words(239, syntax))
    if syntax in _XML_KINDS:
        return ForeignRecord(_without_declaration(ber.octets_of(data)), "marcxml")
    if not syntax.startswith(_MARC_ROOT) or syntax.removeprefix(_MARC_ROOT).partition(".")[0] in _NO_MARC:
        return ForeignRecord(b"", "", in_words(239, syntax))
    return ForeignRecord(ber.octets_of(data), FORMATS.get(syntax, "iso2709"))


def _without_declaration(raw: bytes) -> bytes:
    """XML from its first element on: `lib.marc` reads elements, not documents."""
    text = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    while text[:2] in (b"<?", b"<!"):
        text = text.partition(b">")[2].lstrip()
    return text


def _diagnostics(node: Node | None, depth: int) -> list[tuple[int, str]]:
    """Every DefaultDiagFormat inside, however it is wrapped."""
    if node is None or depth > 8:
        return []
    if node.child(ber.INTEGER, ber.UNIVERSAL) is not None and node.child(ber.OID, ber.UNIVERSAL) is not None:
        return [_default(node)]
    return [each for child in node.children[:20] for each in _diagnostics(child, depth + 1)]


def _default(node: Node) -> tuple[int, str]:
    words = (ber.VISIBLE_STRING, ber.GENERAL_STRING)
    info = next((each for each in node.children if each.tag_class == ber.UNIVERSAL and each.number in words), None)
    return ber.number_of(node.child(ber.INTEGER, ber.UNIVERSAL), 100), ber.text_of(info)
