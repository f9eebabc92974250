"""A report with its figures put in: what Word, PDF and the page then show in the same words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from lienthu.common.content import Content, Heading, Paragraph, Piece, Points, Table
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Sort
from lienthu.reports.models import Kind, Point, Report, Section
from lienthu.reports.queries import resolutions, tables
from lienthu.reports.queries.collecting import Collected, collect, figures_period, known_indicators
from lienthu.reports.rules import framing, saying
from lienthu.reports.rules.numbering import headings, named
from lienthu.reports.rules.texts import (
    POINTS,
    Block,
    Field,
    Grid,
    Line,
    Parsed,
    Part,
    Passage,
    Placed,
    Problem,
    Reference,
    What,
    Words,
    parse,
)

SORTS = {
    Block.RESULTS: Point.Sort.RESULT,
    Block.DIFFICULTIES: Point.Sort.DIFFICULTY,
    Block.DIRECTIONS: Point.Sort.DIRECTION,
    Block.TASKS: Point.Sort.DIRECTION,
    Block.PROPOSALS: Point.Sort.PROPOSAL,
}


@dataclass(frozen=True)
class Composed:
    """The content, what is wrong with the texts by section, which figures are not available, all that was asked, what
    is wrong in the points, and each section's heading as it reads."""

    content: Content
    problems: dict[int, tuple[Problem, ...]]
    gaps: list[str]
    collected: Collected
    in_points: list[str]
    names: dict[int, str]

    @property
    def wrong(self) -> int:
        """How many fields cannot be read."""
        return sum(len(each) for each in self.problems.values()) + len(self.in_points)

    @property
    def printed_gaps(self) -> list[str]:
        """Those that leave a hole: a figure in a sentence, a table or a chart. An empty list of points leaves none."""
        return [each for each in self.gaps if each not in {"{" + block + "}" for block in POINTS}]


def compose(report: Report, on: date, *, sections: Sequence[Section] | None = None) -> Composed:
    """The report as it reads today. `sections` stand for its own where a page tries out words not saved."""
    rows = list(report.sections.all()) if sections is None else list(sections)
    known = known_indicators(figures_period(report))
    texts = [parse(row.text, known) for row in rows]
    heads = [parse(row.heading, known) for row in rows]
    points = list(report.points.all())
    inside = [parse(f"{point.text}\n{point.cause}", known) for point in points]
    collected = collect(report, [*texts, *heads, *inside], known, on)
    writing = _Writing(collected, points, known)
    said, kept = _said(writing, rows, texts)
    pieces: list[Piece] = []
    for at, mark in zip(kept, headings(rows[at].level for at in kept), strict=True):
        if rows[at].heading:
            pieces.append(Heading(rows[at].level, f"{mark} {writing.heading(heads[at])}", rows[at].pk or 0))
        pieces += said[at]
    if corrected := framing.correction(report):
        pieces.insert(0, Paragraph(corrected))
    _as_of(pieces, collected, on)
    problems = {
        row.pk or 0: (*head.problems, *text.problems)
        for row, head, text in zip(rows, heads, texts, strict=True)
        if head.problems or text.problems
    }
    in_points = [problem.message for text in inside for problem in text.problems]
    content = Content(framing.frame(report), pieces)
    return Composed(content, problems, list(writing.gaps), collected, in_points, writing.names(rows, heads))


def _said(writing: "_Writing", rows: Sequence[Section], texts: Sequence[Parsed]) -> tuple[list[list[Piece]], list[int]]:
    """What each section says, and which are printed. Sections get their numbers once it is known which are printed:
    what names another section is therefore said again."""
    listed = {SORTS[block] for block in POINTS} & {point.sort for point in writing.points}
    standing = [
        (placed.block, at)
        for at, (row, text) in enumerate(zip(rows, texts, strict=True))
        for placed in text.placed()
        if row.heading and SORTS.get(placed.block) in listed
    ]
    writing.where = {block: "" for block, _at in standing}
    said, naming = [], []
    for at, text in enumerate(texts):
        writing.has_named = False
        said.append(writing.pieces(text))
        naming += [at] if writing.has_named else []
    kept = [at for at in range(len(rows)) if _says_something(at, rows, said)]
    called = dict(zip(kept, named([rows[at].level for at in kept]), strict=True))
    writing.where = {block: called[at] for block, at in reversed(standing)}
    for at in naming:
        said[at] = writing.pieces(texts[at])
    return said, kept


def _says_something(at: int, rows: Sequence[Section], said: Sequence[Sequence[Piece]]) -> bool:
    """Whether the section, or one below it, has anything to print: a heading over nothing is left out."""
    for row, pieces in zip(rows[at:], said[at:], strict=True):
        if row is not rows[at] and row.level <= rows[at].level:
            return False
        if pieces:
            return True
    return False


def _as_of(pieces: list[Piece], facts: Collected, on: date) -> None:
    """Below the first table: until which day figures reach, where the period is not over; whose nobody approved yet."""
    notes = [] if facts.period.is_over(on) else [f"Số liệu tính đến ngày {saying.day(on)}."]
    if facts.unapproved:
        notes.append(f"Gồm cả số liệu đã gửi nhưng chưa được duyệt của: {', '.join(facts.unapproved)}.")
    if not notes:
        return
    for at, piece in enumerate(pieces):
        if isinstance(piece, Table) and piece.caption:
            pieces[at] = replace(piece, notes=[*notes, *piece.notes])
            return


@dataclass
class _Writing:
    facts: Collected
    points: Sequence[Point]
    known: Mapping[str, Indicator]

    def __post_init__(self) -> None:
        self.gaps: dict[str, None] = {}
        self.by_part = False  # whether what is being said compares with the same stretch of the period before
        self.where: dict[Block, str] = {}  # the section of each list with something in it: "I.2"
        self.has_named = False  # whether what was said names a section

    def pieces(self, text: Parsed) -> list[Piece]:
        found: list[Piece] = []
        for are_placed, lines in groupby(text.lines, lambda line: isinstance(line, Placed)):
            if not are_placed:
                self._put_lines(found, [line for line in lines if not isinstance(line, Placed)])
                continue
            made = [piece for line in lines if isinstance(line, Placed) for piece in self.placed(line)]
            if not made and found and isinstance(found[-1], Paragraph) and found[-1].text.endswith(":"):
                found.pop()  # it announces what is not there
            found += made
        return found

    def _put_lines(self, found: list[Piece], lines: Iterable[Line | Grid]) -> None:
        for line in lines:
            if isinstance(line, Grid):
                found.append(tables.pasted([[self.line(cell).strip() for cell in row] for row in line.rows]))
                continue
            said = self.line(line.parts).strip()
            if not any(letter.isalnum() for letter in said):  # all of it was left out
                continue
            if not line.is_point:
                found.append(Paragraph(said))
            elif found and isinstance(found[-1], Points):
                found[-1] = Points([*found[-1].lines, said])
            else:
                found.append(Points([said]))

    def heading(self, text: Parsed) -> str:
        return " ".join(self.line(line.parts) for line in text.lines if isinstance(line, Line))

    def names(self, rows: Sequence[Section], heads: Sequence[Parsed]) -> dict[int, str]:
        return {row.pk or 0: self.heading(head) for row, head in zip(rows, heads, strict=True)}

    def line(self, parts: Iterable[Part]) -> str:
        parts, before = list(parts), self.by_part
        fields = [each for each in parts if isinstance(each, Field) and each.what in (What.CHANGE, What.LAST_YEAR)]
        if fields:
            self.by_part = any(each.code in self.facts.beside.by_part for each in fields)
        said = "".join(self._said(part) for part in parts)
        self.by_part = before
        return said

    def _said(self, part: Part) -> str:
        match part:
            case Words(text):
                return text
            case Passage(parts):
                fields = [each for each in parts if isinstance(each, Field)]
                lacking = any(self.value(each) is None or self._is_zero(each) for each in fields) or any(
                    each.block not in self.where for each in parts if isinstance(each, Reference)
                )
                return "" if lacking else self.line(parts)
            case Reference(block):
                self.has_named = True
                return self.where.get(block) or part.source
            case Field():
                said = self.value(part)
                if said is None:
                    self.gaps[part.source] = None
                return f"({saying.NOT_AVAILABLE})" if said is None else said

    def value(self, one: Field) -> str | None:
        """What a field says; None where it is not available."""
        if one.code in self.known:
            return saying.field(self.facts.said(one.code), one.what)
        if one.code == "previous_period" and self.by_part:
            return saying.stretch_before(self.facts.beside.whole)
        return _special(one.code, self.facts)

    def _is_zero(self, one: Field) -> bool:
        if one.code not in self.known or one.what not in (What.VALUE, What.LAST_YEAR):
            return False
        said = self.facts.said(one.code)
        return (said.before if one.what == What.LAST_YEAR else said.value) == Decimal()

    def placed(self, placed: Placed) -> list[Piece]:
        if placed.block in POINTS:
            return self._list(placed.block)
        if placed.block == Block.RESOLUTIONS:
            return resolutions.pieces(self.facts.report, self.facts.on)
        indicators = [self.known[code] for code in placed.codes if code in self.known]
        found = tables.pieces(placed, indicators, self.facts) if indicators else []
        if not found:
            self.gaps["{" + placed.block + "}"] = None
        return found

    def _list(self, block: Block) -> list[Piece]:
        rows = [point for point in self.points if point.sort == SORTS[block]]
        said = [(self._text(point.text), self._text(point.cause), point) for point in rows]
        if not said:
            self.gaps["{" + block + "}"] = None
            return []
        if block == Block.TASKS:
            return [tables.tasks([(text, point.who, point.by_when) for text, _cause, point in said])]
        if block == Block.DIFFICULTIES:
            return [Points([_with_cause(text, cause) for text, cause, _point in said])]
        return [Points([_with_care(text, point) for text, _cause, point in said])]

    def _text(self, text: str) -> str:
        lines = parse(text, self.known).lines
        return " ".join(self.line(line.parts) for line in lines if isinstance(line, Line))


def _special(code: str, facts: Collected) -> str | None:
    """What a field says that is no indicator; None where there is nothing to say."""
    report, year = facts.report, facts.report.period.last.year
    codes = {each for each, place in facts.now if place == facts.place}
    missing, late = facts.missing(codes), facts.late(codes)
    members = [row.place for row in facts.members if row.place.sort != Sort.LIBRARY]
    sitting, reported = len(members), sum(facts.sent(each, late) for each in members)  # also late: bodies below them
    said = {
        "organisation": facts.called,
        "period": saying.period(report.period),
        "previous_period": saying.period(facts.period if report.kind == Kind.PLAN else facts.beside.whole),
        "next_period": saying.period(facts.ahead),
        "year": str(year),
        "previous_year": str(year - 1),
        "next_year": str(year + 1),
        "term": saying.term(report.period),
        "next_term": saying.term(facts.ahead),
        "last_day": saying.day(min(facts.period.last, facts.on)),
        "missing": ", ".join(missing),
        "missing_count": saying.in_text(len(missing)) if missing else None,
        "member_count": saying.in_text(sitting) if sitting else None,
        "reported_count": saying.in_text(reported) if sitting else None,
    }
    return said.get(code) or None


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text.rstrip(';,')}."


def _with_cause(text: str, cause: str) -> str:
    return f"{_ended(text)} Nguyên nhân: {_ended(_lower(cause))}" if cause else _ended(text)


def _lower(text: str) -> str:
    """With a small letter at the front, unless an abbreviation begins it."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _with_care(text: str, point: Point) -> str:
    care = "; ".join(part for part in (point.who, _lower(point.by_when)) if part)
    return f"{text.rstrip('.;')} ({care})." if care else _ended(text)
