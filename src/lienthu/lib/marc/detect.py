"""What a file is, from its first bytes."""

import re
from typing import NoReturn

from lienthu.lib.marc.iso2709 import BLANK
from lienthu.lib.marc.problems import UnreadableFile

FORMATS = ("iso2709", "unimarc", "isis", "marcxml", "json", "alephseq", "marcmaker", "marcline", "csv", "xlsx")
EXPORT = "export it from your system as ISO 2709 (.mrc), MARCXML, CSV or XLSX"

_MAGIC = (
    (b"%PDF", "a PDF document"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"), (b"MM\x00*", "a picture"), (b"{\\rtf", "an RTF document"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"ustar", "an archive"),
    (b"SQLite format 3", "a database"), (b"\x00\x01\x00\x00Standard", "an Access database"), (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet table"),
)  # fmt: skip
_ISIS_PARTS = {"mst", "xrf", "cnt", "n01", "n02", "l01", "l02", "ifp", "any", "fdt", "fst", "fmt", "pft"}
_LEADER = re.compile(rb"[0-9 ]{5}[\x20-\x7e]{7}[0-9 ]{5}[\x20-\x7e]{7}(?:[0-9A-Za-z]{3}[0-9]{9}|\x1e|\r?\n?[0-9])")
_SOMEWHERE = re.compile(rb"[0-9]{5}[\x20-\x7e]{5}[0-9]{7}[\x20-\x7e]{3}45[\x20-\x7e]{2}[0-9A-Za-z]{3}[0-9]{9}")
_ALEPH = re.compile(rb"^\d{9,18} (?:[0-9A-Z]{3}.. [A-Z] |LDR   [0-9 -]{5})", re.MULTILINE)
_MAKER = re.compile(rb"^=(?:LDR|000|[0-9]{3})  ", re.MULTILINE)
_LINE = re.compile(rb"^(?:LEADER |LDR   )", re.MULTILINE)
_PICA = re.compile(rb"^\s*\d{3}[A-Z@](?:/\d\d)? [\x1f$\xc6]", re.MULTILINE)
_MARC_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(?:record|r)[\s>/]")


def refuse(name: str, what: str, advice: str = EXPORT) -> NoReturn:
    raise UnreadableFile(f"{name} is {what}; {advice}.")


def sniff(head: bytes, name: str) -> str:
    """A member of FORMATS for a file that begins with `head`, or UnreadableFile."""
    suffix = name.lower().removesuffix(".gz").rpartition(".")[2]
    text = head.lstrip(BLANK)
    _refuse_other_kinds(head, name)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if suffix in _ISIS_PARTS and not _LEADER.match(text):
        refuse(name, "a part of a CDS/ISIS base", "export the base in ISIS as an ISO 2709 (.iso) file and import that")
    if text[:1] == b"<":
        return _markup(text, name)
    if text[:1] in b"{[":
        return "json"
    if found := _marc(text):
        return found
    if b"\x00" in head[:4096]:
        refuse(name, "not a file of records that is known here")
    return _lines(text, name, suffix)


def _refuse_other_kinds(head: bytes, name: str) -> None:
    if not head.strip(BLANK):
        refuse(name, "empty")
    for magic, what in _MAGIC:
        if head.startswith(magic) or head[257:262] == magic:
            refuse(name, what)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        refuse(name, "an old Office file", "open it and save it as XLSX or CSV")


_EMPTY_COLLECTION = re.compile(rb"<(?:\w+:)?collection\b[^>]*/MARC21/slim[^>]*(?:/>|>\s*</(?:\w+:)?collection>)")


def _markup(text: bytes, name: str) -> str:
    if re.match(rb"(?:<!doctype\s+html|<html)", text[:200].lower()):
        refuse(name, "a web page", "save the file that the page offers, not the page itself")
    if b"info:srw/schema/5/picaXML" in text or b"nsm:pica" in text:
        refuse(name, "a PICA file", "export it as MARC 21 or MARCXML")
    if _EMPTY_COLLECTION.search(text):
        return "marcxml"
    if not _MARC_ELEMENT.search(text):
        refuse(name, "an XML file without a single record", "export it as MARCXML")
    return "marcxml"


def _marc(text: bytes) -> str:
    if isis_lines(text) or (_LEADER.match(text) and text[10:12] == b"00" and text[12:17].isdigit()):
        return "isis"
    if _LEADER.match(text) or (b"\x1e" in text and _SOMEWHERE.search(text)):
        return "iso2709"
    return ""


def isis_lines(text: bytes) -> bool:
    """Whether the file is folded after every 80 characters, as CDS/ISIS folds its ISO files."""
    return text[:5].isdigit() and text[12:17].isdigit() and text[80:81] in (b"\r", b"\n") and b"\n" not in text[:80]


def _lines(text: bytes, name: str, suffix: str) -> str:
    head = text[:20_000]
    if _ALEPH.match(head):
        return "alephseq"
    if _MAKER.match(head):
        return "marcmaker"
    if _LINE.match(head):
        return "marcline"
    if _PICA.match(head):
        refuse(name, "a PICA file", "export it as MARC 21 or MARCXML")
    first = head.splitlines()[0] if head.splitlines() else b""
    if suffix in ("csv", "tsv", "tab") or first.lower().startswith(b"sep=") or _separated(head):
        return "csv"
    if b"\x1d" in head or (text[:5].isdigit() and suffix in ("mrc", "marc", "dat", "iso")):
        return "iso2709"
    return refuse(name, "not a file of records that is known here")


def _separated(head: bytes) -> bool:
    """Whether the first lines have the same separator equally often, so that this may be a table."""
    lines = [line for line in head.split(b"\n")[:6] if line.strip()]
    return len(lines) > 1 and any(
        lines[0].count(mark) and all(line.count(mark) >= lines[0].count(mark) for line in lines[:3])
        for mark in (b"\t", b";", b",")
    )
