"""A file to blocks of records. Start here: `open_source`, then `read_block` on each of its `blocks()`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lienthu.lib.marc import isis, iso2709, lines, marcjson, marcxml, tabular
from lienthu.lib.marc.charset import ENCODINGS, evident_encoding, file_encoding
from lienthu.lib.marc.detect import FORMATS, refuse, sniff
from lienthu.lib.marc.extract import grouped
from lienthu.lib.marc.problems import REASONS, Refused, UnreadableFile
from lienthu.lib.marc.reading import Bad, Block, Columns, Parsed, parse, read_block
from lienthu.lib.marc.streams import CHUNK, Stream
from lienthu.lib.marc.unimarc import looks_like_unimarc

__all__ = (
    "ENCODINGS", "FORMATS", "REASONS", "Bad", "Block", "Columns", "Parsed", "Refused", "Source", "UnreadableFile",
    "contradiction", "open_source", "parse", "read_block",
)  # fmt: skip

_HEAD = 1 << 21  # bytes that format and encoding are recognised from
_PACKED = b"PK\x03\x04"  # an XLSX workbook: its text is not in these bytes
_PER_BLOCK = 1000  # records
_BLOCK_BYTES = 1 << 20
_LOOKED_AT = 50  # records
_LONGEST = 1 << 24  # bytes without a record terminator, after which what is there is handed out as it is


class Source:
    """An opened file: what it is, and its records in blocks."""

    def __init__(self, path: Path, *, format: str, encoding: str, columns: Columns | None) -> None:
        self.path = path
        self.format = format
        self.encoding = encoding
        self.columns = columns  # of a table: heading → tabular.TARGETS; None for other formats
        self.size = path.stat().st_size  # bytes on disk

    def blocks(self) -> Iterator[Block]:
        """The whole file in order; holds a few megabytes at a time, whatever the file's size.

        Raises UnreadableFile when a packed file turns out to be damaged on the way.
        """
        first = 0
        for payload, count, reached in self._payloads():
            yield Block(self.format, self.encoding, first, count, payload, reached, self.columns)
            first += count

    def _payloads(self) -> Iterator[tuple[bytes | tuple[bytes, ...], int, int]]:
        stream = Stream(self.path)
        try:
            if self.format in ("iso2709", "unimarc"):
                yield from _terminated(stream)
            else:
                yield from _batched(self._cut(stream))
        finally:
            stream.close()

    def _cut(self, stream: Stream) -> Iterable[tuple[list[bytes], int]]:
        match self.format:
            case "marcxml":
                return marcxml.cut(stream, name=marcxml.element_name(_head(self.path)))
            case "json":
                return marcjson.cut(stream)
            case "isis":
                return isis.cut(stream)
            case "alephseq" | "marcmaker" | "marcline":
                return lines.cut(stream, format=self.format)
            case _:
                return tabular.cut(self.path, format=self.format, encoding=self.encoding, columns=self.columns)


def open_source(path: Path, *, format: str = "auto", encoding: str = "auto", columns: Columns | None = None) -> Source:
    """Recognise the file and stand ready to read it. Raises UnreadableFile, a sentence that says what to do.

    `columns` (heading → target) is for tables, and (tag → target) for CDS/ISIS bases with tags of their own.
    """
    format, encoding = _plain(format, _FORMAT_NAMES), _plain(encoding, _ENCODING_NAMES)
    if format not in ("auto", *FORMATS):
        raise UnreadableFile(f"There is no format {format!r}; choose auto or one of {', '.join(FORMATS)}.")
    if encoding not in ("auto", *ENCODINGS):
        raise UnreadableFile(f"There is no encoding {encoding!r}; choose auto or one of {', '.join(ENCODINGS)}.")
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}; check its name.")
    head = _head(path)
    if not head.strip(iso2709.BLANK):
        refuse(path.name, "empty")
    if format == "auto":
        format = sniff(head, path.name)
    if format in ("csv", "xlsx"):
        table = tabular.peek(path, format=format, encoding=encoding, columns=columns)
        columns = columns or table.guess
        if "title" not in columns.values():
            raise UnreadableFile(
                f"No column of {path.name} was recognised as the title; say in the column mapping which one it is."
            )
        return Source(path, format=format, encoding=table.encoding, columns=columns)
    if encoding == "auto":
        encoding = _encoding(head, format)
    source = Source(path, format=format, encoding=encoding, columns=columns if format == "isis" else None)
    return _looked_at(source)


def contradiction(path: Path, *, encoding: str) -> str:
    """The encoding that the file's own bytes speak for clearly, where another one is given for it; else "".

    Asked before `open_source`, for a table's heading may be past reading in the wrong encoding. Raises UnreadableFile.
    """
    encoding = _plain(encoding, _ENCODING_NAMES)
    if encoding in ("auto", "mixed") or not path.is_file():
        return ""
    head = _head(path)
    evident = "" if head.startswith(_PACKED) else evident_encoding(head)
    return evident if evident != encoding else ""


# What else people call them.
_FORMAT_NAMES = {"marc": "iso2709", "marc21": "iso2709", "mrc": "iso2709", "xml": "marcxml", "excel": "xlsx"}
_ENCODING_NAMES = {
    "utf8": "utf-8", "marc8": "marc-8", "abc": "tcvn3", "tcvn": "tcvn3", "tcvn-3": "tcvn3", "vni-windows": "vni",
    "windows-1258": "cp1258", "latin1": "latin-1", "iso-8859-1": "latin-1",
}  # fmt: skip


def _plain(name: str, others: dict[str, str]) -> str:
    """The name as this package writes it: lower case, and ours where people have several."""
    lower = name.strip().lower().replace("_", "-")
    return others.get(lower, lower)


def _head(path: Path) -> bytes:
    stream = Stream(path)
    try:
        return stream.read(_HEAD)
    finally:
        stream.close()


def _encoding(head: bytes, format: str) -> str:
    match format:
        case "marcxml":
            return marcxml.declared_encoding(head)
        case "json":
            return "utf-8"
        case "isis":
            return file_encoding([(head[:200_000], False)])
        case "iso2709" | "unimarc":
            samples = iso2709.pieces(head)
            return file_encoding((sample, sample[9:10] == b"a") for sample in samples[:2000])
        case _:
            return file_encoding([(head, True)])


def _looked_at(source: Source) -> Source:
    """The source, after a look at its first records: is it UNIMARC, is there any record at all?"""
    block = next(source.blocks(), None)
    if block is None:
        if source.format in ("marcxml", "json"):  # an empty collection is whole: an empty library exports one
            return source
        refuse(source.path.name, "without a single record")
    raws = iso2709.pieces(block.payload) if isinstance(block.payload, bytes) else block.payload
    unimarc = good = 0
    codes: set[str] = set()
    for raw in raws[:_LOOKED_AT]:
        try:
            record = parse(raw, format=source.format, encoding=source.encoding, columns=source.columns)
        except Refused as refused:
            codes.add(refused.code)
        else:
            good += 1
            unimarc += looks_like_unimarc(grouped(record.fields))
    if not good and codes <= {"json-not-marc", "xml-not-marc", "json-malformed"}:
        kind = "JSON" if source.format == "json" else "XML"
        refuse(source.path.name, f"{kind} without MARC records", "export it as MARC-in-JSON or MARCXML")
    if source.format == "iso2709" and unimarc * 2 > good:
        source.format = "unimarc"
    return source


def _terminated(stream: Stream) -> Iterator[tuple[bytes, int, int]]:
    """ISO 2709 cut after record terminators: `(bytes, records in them, bytes reached)`."""
    rest = b""
    while True:
        more = stream.read(CHUNK)
        buffer = rest + more
        end = buffer.rfind(iso2709.END_OF_RECORD) + 1 if more else len(buffer)
        if not end and len(buffer) > _LONGEST:
            end = len(buffer)
        rest = buffer[end:]
        if end and (count := len(iso2709.pieces(buffer[:end]))):
            yield buffer[:end], count, stream.reached
        if not more:
            return


def _batched(
    cuts: Iterable[tuple[list[bytes], int]],
) -> Iterator[tuple[tuple[bytes, ...], int, int]]:
    """The same records in batches of a block's size."""
    batch: list[bytes] = []
    size = 0
    reached = 0
    for raws, reached in cuts:
        for raw in raws:
            batch.append(raw)
            size += len(raw)
            if len(batch) >= _PER_BLOCK or size >= _BLOCK_BYTES:
                yield tuple(batch), len(batch), reached
                batch, size = [], 0
    if batch:
        yield tuple(batch), len(batch), reached
