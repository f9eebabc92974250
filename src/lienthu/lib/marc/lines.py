"""Records written out as lines of text: Aleph sequential, MARCMaker (.mrk) and the line format of yaz and marctools."""

import re
from collections.abc import Iterator

from lienthu.lib.marc.canonical import clean, clean_leader
from lienthu.lib.marc.charset import DECODERS, encoding_of
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import SUBFIELD, Record
from lienthu.lib.marc.streams import CHUNK, Stream

_ALEPH = re.compile(r"\d{9,18} ([0-9A-Z]{3})(.)(.) (?:[A-Z] )?(.*)")
_MAKER = re.compile(r"=([0-9A-Za-z]{3})  (.*)")
_LINE = re.compile(r"([0-9A-Z]{3}|LEADER) (.*)")
_MNEMONIC = re.compile(r"\{([a-z]+)\}")
_MNEMONICS = {"dollar": "$", "lcub": "{", "rcub": "}", "bsol": "\\", "brvbar": "|"}
_LONGEST = 1 << 24


def cut(stream: Stream, *, format: str) -> Iterator[tuple[list[bytes], int]]:
    """`(records, bytes reached)` again and again; a record is its lines."""
    rest = b""
    current: list[bytes] = []
    while True:
        more = stream.read(CHUNK)
        *lines, rest = (rest + more).split(b"\n")
        if not more or len(rest) > _LONGEST:
            lines.append(rest)
            rest = b""
        found: list[bytes] = []
        for line in lines:
            if current and _opens(line, current[0], format):
                found.append(b"\n".join(current))
                current = []
            if current or line.strip(b" \r\t\x1a\xef\xbb\xbf"):
                current.append(line)
        if not more and current:
            found.append(b"\n".join(current))
        if found:
            yield [item.rstrip() for item in found], stream.reached
        if not more:
            return


def _opens(line: bytes, first: bytes, format: str) -> bool:
    """Whether a line begins another record than the one whose first line is `first`."""
    if format == "alephseq":
        number = line.partition(b" ")[0]
        return len(number) >= 9 and number.isdigit() and number != first.partition(b" ")[0]
    if format == "marcmaker":
        return line.startswith((b"=LDR", b"=000"))
    return line.startswith((b"LEADER ", b"LDR "))


def parse(raw: bytes, *, format: str, encoding: str) -> Record:
    """One record's lines. Raises Refused."""
    name = encoding_of(raw, file_encoding=encoding, flagged=True)
    decoder = DECODERS.get(name)
    text = decoder(raw) if decoder else raw.decode(name)
    read = {"alephseq": _aleph, "marcmaker": _maker, "marcline": _marcline}[format]
    leader, fields = " " * 24, []
    for line in _logical(text.lstrip("\ufeff"), folded=format == "marcmaker"):
        tag, content = read(line)
        if tag in ("LDR", "000"):
            leader = clean_leader(content)
        else:
            fields.append((tag, content))
        if tag == "DEL" and format == "alephseq":  # Aleph marks a deleted record with DEL $a Y
            leader = leader[:5] + "d" + leader[6:]
    if not fields:
        raise Refused("no-fields")
    return Record(leader, fields)


def _logical(text: str, *, folded: bool) -> list[str]:
    """The lines that are not blank; where long fields are folded, joined to the line that they go on from."""
    lines = [line.rstrip("\r") for line in text.split("\n") if line.strip()]
    if not folded:
        return lines
    joined: list[str] = []
    for line in lines:
        if joined and not line.startswith("="):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _aleph(line: str) -> tuple[str, str]:
    """`000000002 05000 L $$aP325$$b.K34`; a ^ in a control field is a blank."""
    matched = _ALEPH.match(line)
    if not matched:
        raise Refused("line-malformed", line[:40])
    tag, first, second, content = matched.groups()
    if not content.startswith("$$"):
        return tag, clean(content).replace("^", " ")
    return tag, first + second + "".join(SUBFIELD + clean(part) for part in content.split("$$")[1:])


def _maker(line: str) -> tuple[str, str]:
    r"""`=245  10$aTitle`; a backslash is a blank indicator, `{dollar}` a dollar."""
    matched = _MAKER.match(line)
    if not matched:
        raise Refused("line-malformed", line[:40])
    tag, content = matched.groups()
    if tag in ("LDR", "000") or tag < "010":
        return tag, clean(content).replace("\\", " ")
    indicators, *parts = content.split("$")
    return tag, indicators.replace("\\", " ") + "".join(SUBFIELD + clean(_spelt(part)) for part in parts)


def _spelt(text: str) -> str:
    return _MNEMONIC.sub(lambda found: _MNEMONICS.get(found[1], found[0]), text)


def _marcline(line: str) -> tuple[str, str]:
    """`245 10 $aTitle`, `245 10$aTitle`; `LEADER …` or `LDR …` first."""
    matched = _LINE.match(line)
    if not matched:
        raise Refused("line-malformed", line[:40])
    tag, content = matched.groups()
    if tag in ("LEADER", "LDR"):
        return "LDR", content
    if "$" not in content or tag < "010":
        return tag, clean(content)
    indicators, *parts = content.split("$")
    return tag, (indicators + "  ")[:2] + "".join(SUBFIELD + clean(part) for part in parts)
