"""Texts with fields: what stands in braces is a figure, a table, a chart or a list, and stays linked until signed.

    Thư viện phục vụ {visits.physical} lượt[[, {visits.physical:change} so với năm trước]].
    {table: visits.adult, visits.child}

A line is a paragraph; one that begins with "- " (or a dot, as Word's lists do) a point of a list; a table, chart or
list has a line of its own, and lines with tabs that follow one another are a table that was pasted. What stands in
[[ ]] is left out where one of its figures is not available, or is 0; so is `[[ … tại mục {difficulties:section} … ]]`,
which names the section of a list, where nothing is listed. Pure: no queries.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from django.utils.translation import gettext as _


class What(StrEnum):
    """What of an indicator a field says."""

    VALUE = "value"
    TARGET = "target"
    OF_TARGET = "of_target"
    LAST_YEAR = "last_year"
    CHANGE = "change"
    NEXT_TARGET = "next_target"


class Block(StrEnum):
    """What may have a line of its own."""

    TABLE = "table"  # indicators against their targets and the year before
    MEMBERS = "members"  # members as rows, indicators as columns
    TARGETS = "targets"  # the targets of the period to come
    CHART = "chart"  # {chart: years visits.physical}
    RESULTS = "results"
    DIFFICULTIES = "difficulties"
    DIRECTIONS = "directions"
    TASKS = "tasks"  # directions as a table: what, who, until when
    PROPOSALS = "proposals"
    RESOLUTIONS = "resolutions"  # what became of a federation's resolutions, item by item


class ChartKind(StrEnum):
    YEARS = "years"
    MONTHS = "months"
    MEMBERS = "members"


POINTS = (Block.RESULTS, Block.DIFFICULTIES, Block.DIRECTIONS, Block.TASKS, Block.PROPOSALS)
SECTION = "section"  # {difficulties:section}
OF_CODES = (Block.TABLE, Block.MEMBERS, Block.TARGETS)
# What a field may say that is no indicator.
SPECIAL = (
    "organisation", "period", "previous_period", "next_period", "year", "previous_year", "next_year",
    "term", "next_term", "last_day", "missing", "missing_count", "member_count", "reported_count",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Field:
    """`code` of an indicator, or one of SPECIAL."""

    code: str
    what: What = What.VALUE

    @property
    def source(self) -> str:
        return "{" + self.code + ("" if self.what == What.VALUE else f":{self.what}") + "}"


@dataclass(frozen=True)
class Reference:
    """The number of the section in which a list stands: "I.2". Only within a passage: the list may be empty."""

    block: Block

    @property
    def source(self) -> str:
        return "{" + f"{self.block}:{SECTION}" + "}"


@dataclass(frozen=True)
class Passage:
    """What is left out where a figure of it is missing, or the list that it refers to."""

    parts: tuple["Words | Field | Reference", ...]


Part = Words | Field | Reference | Passage


@dataclass(frozen=True)
class Line:
    parts: tuple[Part, ...]
    is_point: bool = False


@dataclass(frozen=True)
class Placed:
    """A table, a chart or a list on a line of its own."""

    block: Block
    codes: tuple[str, ...] = ()
    chart: ChartKind | None = None


@dataclass(frozen=True)
class Grid:
    """A table that came from Word or a spreadsheet: rows of equally many cells, the headings first."""

    rows: tuple[tuple[tuple[Part, ...], ...], ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong on a line (from 1), in a sentence that says what to do."""

    line: int
    message: str


@dataclass(frozen=True)
class Parsed:
    lines: tuple[Line | Placed | Grid, ...]
    problems: tuple[Problem, ...] = ()

    def _parts(self) -> Iterator[Part]:
        for line in self.lines:
            match line:
                case Line(parts):
                    yield from parts
                case Grid(rows):
                    yield from (part for row in rows for cell in row for part in cell)

    def fields(self) -> Iterator[Field]:
        for part in self._parts():
            if isinstance(part, Passage):
                yield from (each for each in part.parts if isinstance(each, Field))
            elif isinstance(part, Field):
                yield part

    def placed(self) -> Iterator[Placed]:
        return (line for line in self.lines if isinstance(line, Placed))


_MARKS = re.compile(r"(\[\[|\]\]|\{[^{}\n]*\}|[{}])")
_FIELD = re.compile(r"\{\s*([a-z][a-z0-9_.]*)\s*(?::\s*([a-z_]+)\s*)?\}")
_BLOCK = re.compile(r"\{\s*([a-z]+)\s*(?::\s*([^{}]*))?\}")


# What begins a point: a dash or a plus with a space or a letter behind it, the dots of Word's lists (some of them are
# letters of its own fonts), and the letter o that stands for one where a tab follows.
_POINT = re.compile(r"[-–—+]\s+|[-–+](?=[^\W\d_])|[•·●○◦▪■□◆❖✓✔➢➤►\ue000-\uf8ff]\s*|\*\s+|o\t\s*")
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*|[a-zđ]|[ivxIVX]+)[.)]")
_BREAKS = str.maketrans(
    {"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\r": "\n", "\xa0": " "}
)


def parse(text: str, known: Collection[str]) -> Parsed:
    """The text's lines, and every problem in it; `known`: codes of indicators. What is wrong stays as words."""
    lines: list[Line | Placed | Grid] = []
    problems: list[Problem] = []
    raw = text.replace("\r\n", "\n").translate(_BREAKS).split("\n")
    at = 0
    while at < len(raw):
        if height := _grid_height(raw[at:]):
            lines.append(_grid(raw[at : at + height], at + 1, known, problems))
            at += height
            continue
        bare, at = raw[at].strip(), at + 1
        if not bare:
            continue
        reading = _Reading(at, known, problems)
        point = _POINT.match(bare)
        lines.append(reading.placed(bare) or Line(reading.parts(bare[point.end() :] if point else bare), bool(point)))
    return Parsed(tuple(lines), tuple(problems))


def _grid_height(raw: Sequence[str]) -> int:
    """How many of these lines make up a table: two at least, each with cells apart by tabs, and no list among them."""
    height = 0
    for line in raw:
        cells = _cells(line)
        if len(cells) < 2 or _POINT.match(line.strip()) or (len(cells) == 2 and _NUMBERED.fullmatch(cells[0])):
            break
        height += 1
    return height if height > 1 else 0


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip(" ").split("\t")]


def _grid(raw: Sequence[str], first: int, known: Collection[str], problems: list[Problem]) -> Grid:
    rows = [_cells(line) for line in raw]
    wide = max(map(len, rows))
    return Grid(
        tuple(
            tuple(_Reading(number, known, problems).parts(cell) for cell in [*row, *[""] * (wide - len(row))])
            for number, row in enumerate(rows, first)
        )
    )


@dataclass
class _Reading:
    number: int
    known: Collection[str]
    problems: list[Problem]

    def wrong(self, message: str) -> None:
        self.problems.append(Problem(self.number, message))

    def placed(self, bare: str) -> Placed | None:
        found = _BLOCK.fullmatch(bare)
        if not found or found[1] not in {block.value for block in Block}:
            return None
        block, said = Block(found[1]), (found[2] or "").strip()
        if block in POINTS and said == SECTION:
            return None
        if block == Block.CHART:
            return self._chart(said)
        codes = tuple(code.strip() for code in said.split(",") if code.strip()) if block in OF_CODES else ()
        if block in OF_CODES and not codes:
            self.wrong(
                _("{%(block)s} names no indicator. Write their codes after a colon: {%(block)s: visits.physical, uses}")
                % {"block": block}
            )
        return Placed(block, tuple(code for code in codes if self._knows(code)))

    def _chart(self, said: str) -> Placed | None:
        kind, _space, code = said.partition(" ")
        if kind not in {each.value for each in ChartKind} or not code.strip():
            self.wrong(_("A chart is written {chart: years visits.physical}; besides years: months, members."))
            return None
        return Placed(Block.CHART, (code.strip(),), ChartKind(kind)) if self._knows(code.strip()) else None

    def parts(self, bare: str) -> tuple[Part, ...]:
        found: list[Part] = []
        inside: list[Words | Field | Reference] | None = None
        for piece in _MARKS.split(bare):
            if piece == "[[" and inside is None:
                inside = []
            elif piece == "]]" and inside is not None:
                found.append(Passage(tuple(inside)))
                inside = None
            elif piece:
                part = self._part(piece)
                if isinstance(part, Reference) and inside is None:
                    self.wrong(
                        _("%(field)s stands within [[ ]]: its sentence goes where the list is empty.")
                        % {"field": piece}
                    )
                (found if inside is None else inside).append(part)
        if inside is not None:
            self.wrong(_("[[ is opened on this line and not closed. Write ]] where the passage ends."))
            found += inside
        return tuple(found)

    def _part(self, piece: str) -> Words | Field | Reference:
        if piece in ("{", "}", "[[", "]]"):
            self.wrong(_("“%(mark)s” stands alone here. Fields are written {visits.physical}.") % {"mark": piece})
            return Words(piece)
        if not piece.startswith("{"):
            return Words(piece)
        found = _FIELD.fullmatch(piece)
        if found is None:
            self.wrong(_("“%(field)s” is no field. Fields are written {visits.physical}.") % {"field": piece})
            return Words(piece)
        code, what = found[1], found[2] or "value"
        if code in POINTS and what == SECTION:
            return Reference(Block(code))
        if code in {block.value for block in Block}:
            self.wrong(_("%(field)s needs a line of its own, with nothing before or after it.") % {"field": piece})
            return Words(piece)
        if what not in {each.value for each in What}:
            self.wrong(
                _("%(field)s: “%(what)s” is unknown. There are: %(all)s.")
                % {"field": piece, "what": what, "all": ", ".join(What)}
            )
            return Words(piece)
        return Field(code, What(what)) if code in SPECIAL or self._knows(code) else Words(piece)

    def _knows(self, code: str) -> bool:
        if code in self.known:
            return True
        near = get_close_matches(code, [*self.known, *SPECIAL], n=2)
        hint = _("Did you mean %(codes)s?") % {"codes": " / ".join(near)} if near else _("Choose one from the list.")
        self.wrong(_("There is no indicator “%(code)s”. %(hint)s") % {"code": code, "hint": hint})
        return False


@dataclass(frozen=True)
class Section:
    """A section of a template: `level` 0 has no heading (the opening), 1 is I., 2 is 1., 3 is a)."""

    level: int
    heading: str
    text: str


def sections(body: str) -> list[Section]:
    """The sections of a template: lines that begin with #, ## or ### are headings of the three levels."""
    found: list[Section] = []
    level, heading, lines = 0, "", list[str]()
    for line in [*body.splitlines(), "# "]:
        marks = re.match(r"(#{1,3})\s", line)
        if not marks:
            lines.append(line)
            continue
        text = "\n".join(lines).strip()
        if text or heading:
            found.append(Section(level, heading, text))
        level, heading, lines = len(marks[1]), line[marks.end() :].strip(), []
    return found


def joined(parts: Sequence[Section]) -> str:
    """The other way round."""
    return "\n\n".join(f"{'#' * each.level} {each.heading}\n{each.text}".strip() for each in parts)
