"""Layouts of statistics forms: data, because the sector's forms and their codes change. Pure.

    name: …           code: …           title: … (any number; {period}, {organisation})
    column: Heading | value             (or target, of_target, last_year, change)
    sign: Người lập biểu | Thủ trưởng đơn vị

    1 | Label | unit | uses.loans @ age_band=child
    I | A HEADING

With `rows: members` the rows are the members, and each column names an indicator.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienthu.reports.errors import TextRefused
from lienthu.reports.rules.texts import What

FACTS = ("age_band", "material", "channel")


@dataclass(frozen=True)
class Cell:
    """An indicator, or a part of it by one fact of the ledger."""

    code: str
    fact: str = ""
    of: str = ""


@dataclass(frozen=True)
class Row:
    mark: str
    label: str
    unit: str = ""
    cell: Cell | None = None  # None: a heading


@dataclass(frozen=True)
class Column:
    heading: str
    what: What = What.VALUE
    cell: Cell | None = None  # where rows are members


@dataclass(frozen=True)
class Layout:
    name: str
    code: str
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    of_members: bool
    signs: tuple[str, ...] = ()  # who signs below it, from left to right

    @property
    def cells(self) -> list[Cell]:
        held = [*(row.cell for row in self.rows), *(column.cell for column in self.columns)]
        return [cell for cell in held if cell]


def read(text: str, known: Collection[str]) -> Layout:
    """The layout of a text. Raises TextRefused, which names the line."""
    head, _gap, body = text.replace("\r\n", "\n").strip().partition("\n\n")
    said: dict[str, list[str]] = {}
    for number, line in enumerate(head.splitlines(), 1):
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in {"name", "code", "title", "column", "rows", "sign"}:
            raise _wrong(number, _("a line at the top begins with name:, code:, title:, column:, rows: or sign:"))
        said.setdefault(name.strip(), []).append(value.strip())
    of_members = said.get("rows", [""])[0] == "members"
    columns = tuple(_column(each, known, of_members=of_members) for each in said.get("column", []))
    first = len(head.splitlines()) + 2
    rows = tuple(_row(number, line, known) for number, line in enumerate(body.splitlines(), first) if line.strip())
    if not columns or not (rows or of_members) or not said.get("name"):
        raise _wrong(1, _("a form has a name, columns and rows"))
    signs = tuple(part.strip() for part in "|".join(said.get("sign", [])).split("|") if part.strip())
    return Layout(
        said["name"][0], "".join(said.get("code", [])), tuple(said.get("title", [])), columns, rows, of_members, signs
    )


def _column(text: str, known: Collection[str], *, of_members: bool) -> Column:
    heading, _bar, says = (part.strip() for part in text.rpartition("|"))
    if of_members:
        return Column(heading, cell=_cell(0, says, known))
    if says not in {each.value for each in What}:
        raise _wrong(0, _("a column says one of: %(all)s") % {"all": ", ".join(What)})
    return Column(heading, What(says))


def _row(number: int, line: str, known: Collection[str]) -> Row:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) == 2:
        return Row(parts[0], parts[1])
    if len(parts) != 4:
        raise _wrong(number, _("a row is written: number | label | unit | indicator; a heading: number | label"))
    return Row(parts[0], parts[1], parts[2], _cell(number, parts[3], known))


def _cell(number: int, text: str, known: Collection[str]) -> Cell:
    code, at, part = (piece.strip() for piece in text.partition("@"))
    fact, _equals, of = (piece.strip() for piece in part.partition("="))
    if code not in known:
        raise _wrong(number, _("there is no indicator “%(code)s”") % {"code": code})
    if at and (fact not in FACTS or not of):
        raise _wrong(number, _("a part is written @ age_band=child; facts: %(all)s") % {"all": ", ".join(FACTS)})
    return Cell(code, fact, of)


def _wrong(line: int, message: str) -> TextRefused:
    return TextRefused(
        "unreadable_layout", _("Line %(line)d: %(message)s.") % {"line": line, "message": message}, field="body"
    )
