"""MARCXML and TurboMARC: the records of a stream cut out as text, so that a bad one spoils no other, then parsed.

A record's text never holds a document type, so no entity can be declared, expanded or fetched.
"""

import codecs
import html
import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from lienthu.lib.marc.canonical import clean, clean_leader
from lienthu.lib.marc.charset import DECODERS, encoding_of
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import SUBFIELD, Record
from lienthu.lib.marc.streams import CHUNK, Stream

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*['"]([\w.-]+)""")
NO_LEADER = " " * 24
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_LONGEST = 1 << 24  # bytes without the end of a record, after which what is there is given out as it is
_END = {name: re.compile(rb"</(?:[\w.-]+:)?" + name + rb"\s*>") for name in (b"record", b"r")}
_START = {name: re.compile(rb"<(?:[\w.-]+:)?" + name + rb"(?=[\s/>])") for name in (b"record", b"r")}
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield|[lcd]\d{0,3})[\s/>]")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);)?")
_ALLOWED = frozenset(("amp", "lt", "gt", "quot", "apos"))
_UNDECLARED = re.compile(r"Namespace prefix ([\w.-]+)")
_CONTROLS = bytes(number for number in range(32) if number not in (9, 10, 13))


def declared_encoding(head: bytes) -> str:
    """The encoding that the XML declaration names, by the name it has here; "utf-8" when it names none."""
    found = _DECLARED.match(head.lstrip(b"\xef\xbb\xbf \r\n\t"))
    name = found[1].decode().lower() if found else "utf-8"
    if name in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        return "utf-8"
    if name in ("iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252"):
        return "latin-1"
    if name in ("windows-1258", "cp1258"):
        return "cp1258"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"


def element_name(head: bytes) -> bytes:
    """b"r" for TurboMARC, else b"record"."""
    return b"r" if _START[b"r"].search(head) and not _START[b"record"].search(head) else b"record"


def cut(stream: Stream, *, name: bytes) -> Iterator[tuple[list[bytes], int]]:
    """`(records, bytes reached)` again and again: each record's text from its start tag to its end tag."""
    rest = b""
    while True:
        more = stream.read(CHUNK)
        buffer = rest + more
        end = _last_end(buffer, name) if more else len(buffer)
        if not end and len(buffer) > _LONGEST:
            end = len(buffer)
        if end:
            yield _records(buffer[:end], name, last=not more), stream.reached
        rest = buffer[end:]
        if not more:
            return


def _last_end(buffer: bytes, name: bytes) -> int:
    """Where the last record that is complete ends, outside comments; 0 when there is none."""
    opened = buffer.rfind(b"<!--")
    limit = opened if opened > buffer.rfind(b"-->") else len(buffer)
    end = 0
    for found in _END[name].finditer(buffer, max(0, limit - (1 << 18)), limit):
        end = found.end()
    if not end:
        for found in _END[name].finditer(buffer, 0, limit):
            end = found.end()
    return end


def _records(buffer: bytes, name: bytes, *, last: bool) -> list[bytes]:
    if b"<!--" in buffer:
        buffer = _COMMENT.sub(b"", buffer)
    found: list[bytes] = []
    position = 0
    for end in _END[name].finditer(buffer):
        found += _in_stretch(buffer[position : end.end()], name, closed=True)
        position = end.end()
    if last:
        found += _in_stretch(buffer[position:], name, closed=False)
    return found


def _in_stretch(stretch: bytes, name: bytes, *, closed: bool) -> list[bytes]:
    """The records that begin in a stretch with one end tag at its end.

    The last start belongs to that end. An earlier one is a wrapper (OAI-PMH and SRU have a `record` around the
    record), unless MARC fields follow it directly: then its own end tag is missing.
    """
    starts = [found.start() for found in _START[name].finditer(stretch)]
    found = []
    for start, following in pairwise(starts):
        lost = stretch[start:following]
        head = stretch[start : stretch.find(b">", start) + 1]
        if head.endswith(b"/>") or _CONTENT.search(lost):
            found.append(lost)
    if starts and (closed or _CONTENT.search(stretch, starts[-1]) or stretch.find(b"/>", starts[-1]) > 0):
        found.append(stretch[starts[-1] :])
    elif not starts and closed and _CONTENT.search(stretch):
        found.append(stretch)
    return found


def parse(raw: bytes, *, encoding: str) -> Record:
    """One record element. Raises Refused."""
    element = _tree(raw, encoding)
    if element is None:
        raise Refused("xml-malformed")
    leader: str | None = None
    fields: list[tuple[str, str]] = []
    stray = ""
    for child in element:
        name = str(child.tag).rpartition("}")[2]  # a comment's tag is a function: no name that is looked for
        if name in ("leader", "l"):
            leader = clean_leader(_words(child))
            continue
        turbo = len(name) == 4 and name[0] in "cd"
        if not turbo and name not in ("controlfield", "datafield"):
            continue
        tag = _tag(name[1:] if turbo else child.get("tag"))
        if tag:
            fields.append((tag, _content(child, name, turbo=turbo)))
        else:
            stray = stray or repr(child.get("tag") or "")[:12]
    if not fields:
        _explain(raw, has_leader=leader is not None, stray=stray)
    return Record(leader or NO_LEADER, fields)


def _words(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext()) if len(element) else element.text or ""


def _content(element: etree._Element, name: str, *, turbo: bool) -> str:
    if name[0] == "c":
        return _words(element)
    return _turbo_data(element) if turbo else _data(element)


def _explain(raw: bytes, *, has_leader: bool, stray: str) -> None:
    if stray:
        raise Refused("bad-tag", stray)
    if re.search(rb"""<(?:[\w.-]+:)?header[^>]*status\s*=\s*['"]deleted""", raw):
        raise Refused("oai-deleted")
    raise Refused("no-fields" if has_leader else "xml-not-marc")


def _data(element: etree._Element) -> str:
    parts = [_one(element.get("ind1")) + _one(element.get("ind2"))]
    for child in element:
        if str(child.tag).endswith("subfield"):
            parts.append(_one(child.get("code")) + _words(child))
    return SUBFIELD.join(parts)


def _one(attribute: str | None) -> str:
    """An indicator or a code: one character, a blank for none."""
    return attribute if attribute and len(attribute) == 1 and attribute >= " " else (clean(attribute or "") or " ")[0]


def _turbo_data(element: etree._Element) -> str:
    parts = [_one(element.get("i1")) + _one(element.get("i2"))]
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if name[:1] == "s":
            parts.append((name[1:2] or _one(child.get("code"))) + _words(child))
    return SUBFIELD.join(parts)


def _tag(tag: str | None) -> str:
    """The tag; "" for one that cannot be MARC ("RELATED"): such a field stays in the raw record only."""
    tag = (tag or "").strip()
    if tag.isdigit():
        tag = tag.zfill(3)
    return tag if len(tag) == 3 and tag.isascii() and tag.isprintable() else ""


def _tree(raw: bytes, encoding: str) -> etree._Element | None:
    """The record's element, prefixes declared, whatever the encoding; None when it is not well-formed."""
    text = _text(raw, encoding)
    start = _START[b"record"].match(raw) or _START[b"r"].match(raw)
    prefixes = [start[0][1:].partition(b":")[0].decode()] if start and b":" in start[0] else []
    for _ in range(8):
        declared = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in prefixes)
        try:
            outer = etree.fromstring(f"<x{declared}>{text}</x>".encode(), _PARSER)
        except etree.XMLSyntaxError as problem:
            undeclared = _UNDECLARED.search(problem.msg or "")
            if undeclared and undeclared[1] not in prefixes:
                prefixes.append(undeclared[1])
                continue
            if not _CONTENT.search(raw):
                raise Refused("xml-not-marc") from problem
            raise Refused("xml-malformed", (problem.msg or "").splitlines()[0][:120]) from problem
        return outer[0] if len(outer) else None
    return None


def _spelt(found: re.Match[str]) -> str:
    """What an ampersand and its name stand for, as XML may have it: one that names nothing is itself."""
    name = found[1]
    if name in _ALLOWED:
        return found[0]
    text = html.unescape(found[0]) if name else "&"
    if name and name[0] == "#":
        number = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        text = "" if (number < 32 and number not in (9, 10, 13)) or number > 0x10FFFF else chr(number)
    return html.escape(clean(text) if len(text) == 1 and text not in "\t\n\r" else text)


def _text(raw: bytes, encoding: str) -> str:
    """The record's text: control characters out, and the named characters of HTML spelt out."""
    name = encoding_of(raw, file_encoding=encoding, flagged=True)
    decoder = DECODERS.get(name)
    raw = raw.translate(None, _CONTROLS)
    try:
        text = decoder(raw) if decoder else raw.decode(name)
    except (UnicodeError, LookupError) as problem:
        raise Refused("undecodable") from problem
    if "&" in text:
        text = _AMPERSAND.sub(_spelt, text)
    return text.replace("\ufffe", "").replace("\uffff", "")
