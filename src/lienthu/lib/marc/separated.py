"""Rows of separated text (CSV), each with the bytes that it took, whatever became of its quotation marks.

A quotation mark that is never closed makes one cell of everything up to the next mark, which may be the rest of the
file. Such a row is found out — the file ends inside it, or lines that are rows by themselves are inside it — and given
as a broken one that ends where the next row can be told. No line is left out: each belongs to exactly one row.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import NamedTuple

from lienthu.lib.marc.charset import DECODERS, VIETNAMESE, encoding_of, is_utf8
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.streams import CHUNK, Stream
from lienthu.lib.vietnamese import is_syllable

_LONGEST_CELL = 1 << 20
_SAMPLE = 50  # lines that the separator is told from
_MARKS = (",", ";", "\t", "|")
_USUAL = 3  # rows of a width before a line of that width counts as a row
_LONGEST_TAIL = 100  # lines that one broken row takes with it at most; more are a broken row of their own
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_HEARD = 20_000  # characters of a stretch that are looked at
_BY_CHANCE = 3  # letters of an older encoding that may all be valid UTF-8
_BOM = b"\xef\xbb\xbf"
csv.field_size_limit(_LONGEST_CELL)


class Line(NamedTuple):
    """A line of the file. `text` ends in "\\n" whatever the file has there; `raw` has it as it is."""

    raw: bytes
    text: str
    unicode: bool  # came as UTF-8, so that a letter in it is the letter that the file's program had
    damage: str = ""  # where its UTF-8 is broken


class Row(NamedTuple):
    """The cells of a row and its line or lines. With a `code` (of problems.REASONS) the cells are not to be trusted."""

    cells: list[str]
    raw: bytes
    unicode: bool
    code: str = ""
    detail: str = ""
    line: int = 0  # of the file, from 1, on which it begins; of a sheet, its row


def lines(head: bytes, stream: Stream | None, encoding: str) -> Iterator[Line]:
    """The lines of `head` and of what follows it in the stream; decoded by stretches of whole lines."""
    rest, more = b"", head.removeprefix(_BOM)
    while True:
        buffer = rest + more
        end = _whole(buffer) if more and stream else len(buffer)
        yield from _decoded(buffer[:end], encoding)
        rest = buffer[end:]
        if not more or not stream:
            return
        more = stream.read(CHUNK)


def whole_lines(head: bytes) -> bytes:
    """The bytes up to the end of the last whole line; all of them if no line ends."""
    return head[: _whole(head)] or head


def _whole(buffer: bytes) -> int:
    """Where the last whole line ends. A lone CR ends a line where there is no LF at all (files of old Macs)."""
    return buffer.rfind(b"\n") + 1 or buffer.rfind(b"\r", 0, -1) + 1


def _decoded(data: bytes, encoding: str) -> Iterator[Line]:
    raws = _LINE.findall(data)
    if _is_unicode(data, encoding):
        yield from (Line(raw, text, unicode=True) for raw, text in zip(raws, _split(data.decode()), strict=True))
        return
    texts = _split(DECODERS[encoding](data)) if encoding not in ("utf-8", "mixed") else []
    if len(texts) != len(raws):  # to be recognised one by one, or an encoding that has no ends of lines (MARC-8)
        yield from (_by_itself(raw, encoding) for raw in raws)
        return
    for raw, text in zip(raws, texts, strict=True):
        other = not raw.isascii() and _is_unicode(raw, encoding)
        yield Line(raw, _split(raw.decode())[0], unicode=True) if other else Line(raw, text, unicode=False)


def _is_unicode(data: bytes, encoding: str) -> bool:
    """Whether this is UTF-8. "Đệ" in VISCII is valid UTF-8 too ("Ю"): in such a file a few letters must read well."""
    if not is_utf8(data):
        return False
    if data.isascii() or encoding not in VIETNAMESE:
        return True
    text = data.decode()
    if sum(not char.isascii() for char in text[:_HEARD]) > _BY_CHANCE:
        return True
    marked = [word for word in _WORD.findall(text) if not word.isascii()]
    return 2 * sum(map(is_syllable, marked)) > len(marked)


def _split(text: str) -> list[str]:
    *whole, last = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = [line + "\n" for line in whole]
    return [*found, last] if last else found


def _by_itself(raw: bytes, encoding: str) -> Line:
    body = raw.rstrip(b"\r\n")
    try:
        own = encoding_of(body, file_encoding=encoding, flagged=True)
    except Refused as refused:
        return Line(raw, body.decode("utf-8", "replace") + "\n", unicode=True, damage=refused.detail)
    return Line(raw, DECODERS[own](body) + "\n", own == "utf-8")


class Shape(NamedTuple):
    """How the table is laid out, as far as its first lines tell."""

    mark: str
    width: int  # columns that most rows have
    spaced: bool  # "a, b": a blank follows the separator
    stated: bool  # the first line is Excel's "sep=;"


def shape_of(first: list[str]) -> Shape:
    """The separator that gives the first lines most columns, and most of them equally many."""
    if first and first[0][:4].lower() == "sep=" and len(first[0].strip()) == 5:
        mark, first, stated = first[0][4], first[1:], True
        width = _quality(first, mark)[1]
    else:
        stated = False
        mark = max(_MARKS, key=lambda mark: _quality(first, mark))
        width = _quality(first, mark)[1]
    return Shape(mark, max(width, 1), bool(first) and mark + " " in first[0] and mark != " ", stated)


def _quality(first: list[str], mark: str) -> tuple[int, int]:
    """How many rows have the commonest width, and that width; the better of two readings.

    The second takes every line for a row: then no quotation mark reaches over the others.
    """
    first = first[:_SAMPLE]
    together = _widths(first[:-1] or first, mark)
    apart = [width for line in first for width in _widths([line], mark)]
    return max(_commonest(together), _commonest(apart))


def _widths(some: list[str], mark: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(some, delimiter=mark) if any(row)]
    except csv.Error:
        return []


def _commonest(widths: list[int]) -> tuple[int, int]:
    common = max(set(widths), key=widths.count, default=0)
    return (widths.count(common) if common > 1 else 0), common


class _Feed:
    """Lines as csv.reader asks for them; some may be put back."""

    def __init__(self, source: Iterator[Line]) -> None:
        self._source = source
        self._back: deque[Line] = deque()
        self.taken: list[Line] = []  # since it was last emptied
        self.given = 0  # lines in all
        self.ended = False  # more was asked for than there is

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.given += 1
        return line.text

    def put_back(self, some: list[Line]) -> None:
        self.given -= len(some)
        self._back.extendleft(reversed(some))

    def peek(self) -> Line | None:
        if not self._back and (line := next(self._source, None)) is not None:
            self._back.append(line)
        return self._back[0] if self._back else None


class Rows:
    """The rows one after the other, blank ones left out. `width` may be set when the heading is known."""

    def __init__(self, source: Iterator[Line], shape: Shape) -> None:
        self.width = shape.width
        self._mark = shape.mark
        self._spaced = shape.spaced
        self._feed = _Feed(source)
        self._reader = csv.reader(self._feed, delimiter=shape.mark)
        self._usual: Counter[int] = Counter()  # width → rows of one line that have it
        self._astray = 0  # cells of the line that broke, while no row has been found after it
        if shape.stated:
            next(self._feed, None)

    def __iter__(self) -> Iterator[Row]:
        begins = self._feed.given + 1
        while (row := self._next()) is not None:
            if row.code or any(map(str.strip, row.cells)):
                yield row._replace(line=begins)
            begins = self._feed.given + 1

    def _next(self) -> Row | None:
        if self._astray and (line := self._feed.peek()) is not None and not self._is_row(line.text, self._astray):
            return self._broken(self._astray)
        self._astray = 0
        feed = self._feed
        feed.taken, feed.ended = [], False
        try:
            cells = next(self._reader)
        except StopIteration:
            return None
        except csv.Error:  # a cell beyond all measure
            return self._recovered()
        if feed.ended or (len(feed.taken) > 1 and self._swallows(feed.taken, cells)):
            return self._recovered()
        return self._row(feed.taken, cells)

    def _row(self, taken: list[Line], cells: list[str]) -> Row:
        raw = taken[0].raw if len(taken) == 1 else b"".join([line.raw for line in taken])
        damage = next((line.damage for line in taken if line.damage), "")
        if damage:
            return Row(cells, raw, unicode=True, code="broken-utf8", detail=damage)
        if len(taken) > 1:
            return Row(cells, raw, all(line.unicode for line in taken))
        if 1 < len(cells) < self.width and '"' in taken[0].text and self._melted(taken[0].text, cells):
            return Row(cells, raw, unicode=True, code="table-malformed")
        self._usual[len(cells)] += 1
        return Row(cells, raw, taken[0].unicode)

    def _melted(self, text: str, cells: list[str]) -> bool:
        """Whether a separator went into a cell with a quotation mark that is not closed: '"a,"b","c"'."""
        return any(self._mark in cell for cell in cells) and not self._well_quoted([text])

    def _well_quoted(self, texts: list[str]) -> bool:
        try:
            list(csv.reader(texts, delimiter=self._mark, strict=True))
        except csv.Error:
            return False
        return True

    def _swallows(self, taken: list[Line], cells: list[str]) -> bool:
        """Whether a row of several lines is several rows: nobody writes lines that look like rows into a cell."""
        if len(cells) > max(self.width, *self._usual, 1):
            return True
        filled = [line.text for line in taken if line.text.strip()]
        if self.width > 1 and all(self._cells(text) >= self.width for text in filled):
            return True
        if self._well_quoted([line.text for line in taken]):
            return False
        begun = self._cells(taken[0].text)
        return len(cells) != self.width or any(self._is_row(line.text, begun) for line in taken[1:])

    def _cells(self, text: str) -> int:
        """How many cells a line has, its quotation marks aside; a comma with a blank after it is punctuation."""
        return 1 + text.count(self._mark) - (0 if self._spaced else text.count(self._mark + " "))

    def _is_row(self, text: str, begun: int) -> bool:
        """Whether a line is a row by itself, when it follows one that broke after so many cells."""
        if text.count('"') % 2:  # the end of a cell of several lines, unless it begins another
            return self._cells(text) >= self.width > 1 and not self._well_quoted([text.rstrip("\n")])
        if not text.strip():
            return False
        try:
            cells = next(csv.reader([text], delimiter=self._mark))
        except csv.Error:
            return False
        if not self._spaced and any(cell.startswith(" ") for cell in cells[1:]):
            return False
        count = len(cells)
        return count == self.width or (count > 1 and self._usual[count] >= _USUAL) or count == begun > 2

    def _recovered(self) -> Row:
        """The broken row in place of what csv.reader made of it; the lines after its first are looked at again."""
        taken, self._feed.taken = self._feed.taken, []
        self._reader = csv.reader(self._feed, delimiter=self._mark)
        self._feed.put_back(taken)
        return self._broken(self._cells(taken[0].text))

    def _broken(self, begun: int) -> Row:
        """The next line and what follows it up to a line that is a row by itself."""
        feed = self._feed
        feed.taken = []
        next(feed)
        while (line := feed.peek()) is not None and not self._is_row(line.text, begun):
            if len(feed.taken) >= _LONGEST_TAIL:
                break
            next(feed)
        self._astray = begun
        while len(feed.taken) > 1 and not feed.taken[-1].text.strip():
            feed.taken.pop()
        return Row([], b"".join([line.raw for line in feed.taken]), unicode=True, code="table-malformed")
