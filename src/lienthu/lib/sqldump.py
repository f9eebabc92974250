"""The rows of a MySQL or MariaDB dump, read as a stream. Nothing of it is ever executed.

Understood are CREATE TABLE (for the order of the columns) and INSERT or REPLACE … VALUES in any of the forms that
mysqldump, mariadb-dump and phpMyAdmin write: extended inserts, with or without a list of columns, quoted strings with
backslashes or doubled marks, NULL, numbers, hexadecimal and bit literals, and charset introducers before a string.
All else (locks, comments, views, triggers) is passed over. Held in memory is one row, never a statement or the file.
Grammar: MySQL 8.0 Reference Manual, "Language Structure".
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from lienthu.lib.marc.charset import DECODERS, encoding_of, is_utf8
from lienthu.lib.marc.problems import Refused, UnreadableFile
from lienthu.lib.marc.streams import CHUNK, Stream

LONGEST_VALUE = 64 << 20  # bytes; a value beyond it is no column of a library system but a dump that is broken

_STRING = rb"'(?:[^'\\]*+(?:\\.|'')?+)*+'|\"(?:[^\"\\]*+(?:\\.|\"\")?+)*+\""
_NAME = rb"`(?:[^`]|``)++`|\"[^\"]++\"|[A-Za-z0-9_$\x80-\xff]++"
_TOKEN = re.compile(
    rb"\s*+(?:(?P<string>(?:_[a-z0-9]++\s*+|[nN])?+(?:" + _STRING + rb"))"
    rb"|(?P<hex>0x[0-9A-Fa-f]*+|(?:_[a-z0-9]++\s*+)?+[xX]'[0-9A-Fa-f]*+')|(?P<bits>0b[01]++|[bB]'[01]*+')"
    rb"|(?P<null>NULL)|(?P<number>[-+]?+[0-9.]++(?:[eE][-+]?+[0-9]++)?+)|(?P<mark>[(),;])|(?P<word>[A-Za-z_]++))",
    re.DOTALL | re.IGNORECASE,
)
# What may hold a semicolon that ends nothing.
_PIECE = re.compile(
    rb"[^'\"`;\-#/]++|" + _STRING + rb"|`[^`]*+`|--(?=[ \t\r\n])[^\n]*+\n|#[^\n]*+\n|/\*.*?\*/|[-/](?!\*)|;", re.DOTALL
)
_BLANK = re.compile(rb"(?:\s++|--(?:[ \t][^\n]*+)?\r?\n|#[^\n]*+\n|/\*(?!!).*?\*/\s*;?)*+", re.DOTALL)
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*(?:INTO\s+)?"
    rb"(?:(?:" + _NAME + rb")\s*\.\s*)?(?P<table>" + _NAME + rb")\s*(?:\((?P<columns>[^)]*)\))?\s*VALUES?\s*(?=\()",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rb"CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:(?:" + _NAME + rb")\s*\.\s*)?(?P<table>"
    + _NAME + rb")\s*\(", re.IGNORECASE,
)  # fmt: skip
_COLUMN = re.compile(rb"^\s*[`\"]([^`\"]+)[`\"]\s+\w", re.MULTILINE)
_SET_NAMES = re.compile(rb"(?:SET\s+NAMES|character_set_client\s*=)\s*'?([A-Za-z0-9]+)", re.IGNORECASE)
_NAME_PART = re.compile(_NAME)
_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
_HEAD_OF_STATEMENT = 1 << 16  # bytes in which an INSERT has said its table and columns
_WESTERN = frozenset(("latin1", "cp1252", "latin-1"))

Value = bytes | None


class DumpRow(NamedTuple):
    """A row of one table; its values by column, as bytes (see `Dump.text`), None for NULL."""

    table: str
    number: int  # from 1, in its table
    values: dict[str, Value]


class Dump:
    """A dump being read; packed with gzip or zip it is unpacked on the way. Use in a with statement."""

    def __init__(self, path: Path) -> None:
        self._stream = Stream(path)
        self._name = path.name
        self._buffer = b""
        self._at = 0
        self._ended = False
        self.size = self._stream.size
        self.charset = ""  # what the dump says that its bytes are, in MySQL's word
        self.columns: dict[str, tuple[str, ...]] = {}  # table → its columns in order, as far as they were read
        self.tables: dict[str, int] = {}  # table → rows so far, of those that were asked for

    def __enter__(self) -> "Dump":
        return self

    def __exit__(self, *problem: object) -> None:
        self._stream.close()

    @property
    def reached(self) -> int:
        """Bytes of the file on disk that have been read."""
        return self._stream.reached

    def rows(self, wanted: Collection[str]) -> Iterator[DumpRow]:
        """The rows of these tables in the order of the file. Raises UnreadableFile where the dump breaks off."""
        while self._to_statement():
            head = self._head()
            if (found := _CREATE.match(head)) is not None:
                self._create(_plain_name(found["table"]), wanted)
            elif (found := _INSERT.match(head)) is not None and _plain_name(found["table"]) in wanted:
                table = _plain_name(found["table"])
                named = tuple(map(_plain_name, _NAME_PART.findall(found["columns"] or b"")))
                self._at += found.end()
                yield from self._inserted(table, named or self.columns.get(table, ()))
            else:
                if (said := _SET_NAMES.search(head[:200])) and not self.charset:
                    self.charset = said[1].decode().lower()
                self._skip()

    def text(self, value: Value) -> str:
        """A value as text: UTF-8 wherever it is, else as the dump says or as it looks; NULL is ""."""
        if not value:
            return ""
        if is_utf8(value):
            text = value.decode()
            return _unmixed(text) if self.charset in _WESTERN else text
        try:
            return DECODERS[encoding_of(value, file_encoding="mixed", flagged=False)](value)
        except (Refused, UnicodeError, LookupError):
            return value.decode("cp1252", "replace")

    def _more(self) -> bool:
        """Read on; False at the end of the file. What was dealt with is let go."""
        if self._ended:
            return False
        rest = self._buffer[self._at :]
        if len(rest) > LONGEST_VALUE:
            raise UnreadableFile(f"{self._name} is damaged; copy or pack it again.")
        data = self._stream.read(max(CHUNK, len(rest)))  # doubling: a long value is looked at a few times only
        self._ended = not data
        self._buffer, self._at = rest + data, 0
        return bool(data)

    def _to_statement(self) -> bool:
        """Go to where a statement begins; False when there is none."""
        while True:
            found = _BLANK.match(self._buffer, self._at)
            end = found.end() if found else self._at
            if end < len(self._buffer) and not (self._buffer[end : end + 2] in (b"/*", b"--", b"/", b"-", b"#")
                                                and not self._buffer.startswith(b"/*!", end)):  # fmt: skip
                self._at = end
                return True
            if not self._more():
                self._at = end
                return bool(self._buffer[end:].strip())

    def _head(self) -> bytes:
        while len(self._buffer) - self._at < _HEAD_OF_STATEMENT and self._more():
            pass
        return self._buffer[self._at : self._at + _HEAD_OF_STATEMENT]

    def _skip(self) -> bytes:
        """Pass over a statement up to its semicolon; returns its beginning."""
        kept = self._buffer[self._at : self._at + _HEAD_OF_STATEMENT]
        while True:
            found = _PIECE.match(self._buffer, self._at)
            whole = found is not None and (found.end() < len(self._buffer) or self._ended)
            if found is None or not whole:
                if found is not None and found[0][:1] not in (b"'", b'"', b"`", b"/", b"-", b"#"):
                    self._at = found.end()  # plain text may be let go in parts
                    if found[0] == b";":
                        return kept
                if not self._more():
                    if found is not None or self._at >= len(self._buffer):
                        self._at = len(self._buffer)
                        return kept
                    self._at += 1  # a mark that nothing closes, at the very end
                continue
            self._at = found.end()
            if found[0] == b";":
                return kept

    def _create(self, table: str, wanted: Collection[str]) -> None:
        text = self._skip()
        if table in wanted:
            self.columns[table] = tuple(_plain_name(name) for name in _COLUMN.findall(text))

    def _inserted(self, table: str, columns: tuple[str, ...]) -> Iterator[DumpRow]:
        values: list[Value] = []
        inside = False
        while True:
            kind, token = self._token()
            if kind == "mark":
                if token == b"(":
                    values, inside = [], True
                elif token == b")" and inside:
                    inside = False
                    count = self.tables[table] = self.tables.get(table, 0) + 1
                    names = columns or tuple(f"#{at}" for at in range(1, len(values) + 1))
                    yield DumpRow(table, count, dict(zip(names, values, strict=False)))
                elif token == b";":
                    return
            elif kind == "word":  # ON DUPLICATE KEY UPDATE …, or a word that is no literal (DEFAULT, TRUE)
                if not inside:
                    self._skip()
                    return
                values.append({b"TRUE": b"1", b"FALSE": b"0"}.get(token.upper()))
            else:
                values.append(_value(kind, token))

    def _token(self) -> tuple[str, bytes]:
        while True:
            found = _TOKEN.match(self._buffer, self._at)
            if found is not None and (found.end() < len(self._buffer) or self._ended):
                self._at = found.end()
                kind = found.lastgroup or ""
                return kind, found[kind]
            if not self._more():
                if self._buffer[self._at :].strip():
                    raise UnreadableFile(f"{self._name} is damaged; copy or pack it again.")
                raise UnreadableFile(f"{self._name} breaks off in the middle of a table; export it again.")


def _plain_name(name: bytes) -> str:
    return name.decode("utf-8", "replace").strip('`"').replace("``", "`")


def _value(kind: str, token: bytes) -> Value:
    if kind == "null":
        return None
    if kind == "number":
        return token
    if kind == "hex":
        digits = token[2:] if token[:2].lower() == b"0x" else token[token.index(b"'") + 1 : -1]
        return bytes.fromhex((b"0" * (len(digits) % 2) + digits).decode())
    if kind == "bits":
        digits = token[2:].strip(b"'")
        return str(int(digits or b"0", 2)).encode()
    start = min(at for at in (token.find(b"'"), token.find(b'"')) if at >= 0)
    mark, body = token[start : start + 1], token[start + 1 : -1]
    if b"\\" not in body and mark not in body:
        return body
    if mark == b'"':
        body = body.replace(b'""', b'"')
    return _ESCAPE.sub(lambda found: b"'" if found[1] is None else _ESCAPED.get(found[1], found[1]), body)


def _unmixed(text: str) -> str:
    """Text that was UTF-8, taken for Western letters and written as UTF-8 once more: as it was meant.

    MySQL does so with a column declared latin1 whose program wrote UTF-8 into it.
    """
    if text.isascii():
        return text
    try:
        once = text.encode("cp1252")
    except UnicodeEncodeError:
        try:
            once = text.encode("latin-1")
        except UnicodeEncodeError:
            return text
    return once.decode() if is_utf8(once) else text
