"""The figures of a statistics form, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lienthu.common.looks import one_look
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.breakdowns import Fact, by_fact
from lienthu.indicators.queries.places import Place, Sort, names
from lienthu.indicators.queries.targets import targets
from lienthu.indicators.rules.periods import Period
from lienthu.reports.models import Layout as OwnLayout
from lienthu.reports.queries.beside import Beside, beside
from lienthu.reports.queries.collecting import known_indicators
from lienthu.reports.queries.members import members
from lienthu.reports.queries.templates import FOLDER, SUFFIX
from lienthu.reports.rules import layouts, saying
from lienthu.reports.rules.layouts import Cell, Layout
from lienthu.reports.rules.texts import What
from lienthu.returns.queries.told import told

Value = Decimal | str | None


@dataclass(frozen=True)
class Filled:
    """A form with its figures: rows of mark, label, unit and values; `missing`: who has not reported; `notes`: of what
    days the figures are, while the period runs; `shares`: columns of percent; `signs`: who signs below it."""

    titles: list[str]
    code: str
    heads: list[str]
    rows: list[tuple[str, str, str, list[Value]]]
    missing: list[str]
    notes: list[str]
    called: tuple[str, str, str]  # the form, whose figures, of when
    shares: list[int]
    signs: tuple[str, ...]


def texts(organisation: Organisation | None, federation: Federation | None) -> dict[str, str]:
    """Every layout's text by its key: the program's, and own ones in use."""
    found = {
        file.name.removesuffix(SUFFIX): file.read_text(encoding="utf-8")
        for file in sorted(FOLDER.glob(f"layout-*{SUFFIX}"))
    }
    own = OwnLayout.objects.filter(organisation=organisation, federation=federation, is_active=True)
    return {**{f"own-{row.pk}": row.body for row in own}, **found}


def name_of(text: str) -> str:
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("name:")), "")


@dataclass(frozen=True)
class _Asked:
    layout: Layout
    period: Period
    place: Place
    known: dict[str, Indicator]
    on: date


@one_look()
def filled(text: str, place: Place, period: Period, on: date) -> Filled:
    """The form filled for the place and period as of the day: while the period runs, beside the same stretch of the
    one before, as in reports. Raises TextRefused where the layout cannot be read."""
    known = known_indicators(period)
    asked = _Asked(layouts.read(text, known), period, place, known, on)
    called = names([place], period.last).get(place, "")
    titles = [
        line.replace("{period}", saying.period(period)).replace("{organisation}", called)
        for line in asked.layout.titles
    ]
    rows, missing, notes = _of_members(asked) if asked.layout.of_members else _of_indicators(asked)
    first = ["TT", "Thư viện"] if asked.layout.of_members else ["TT", "Chỉ tiêu", "ĐVT"]
    heads = [*first, *(column.heading for column in asked.layout.columns)]
    words = (name_of(text), called, saying.period(period))
    if any(value is None and column.what == What.VALUE for *_said, values in rows
           for value, column in zip(values, asked.layout.columns, strict=False)):  # fmt: skip
        notes.append("Ô để trống: chưa có số liệu.")
    shares = [at for at, column in enumerate(asked.layout.columns) if column.what in (What.OF_TARGET, What.CHANGE)]
    return Filled(titles, asked.layout.code, heads, rows, missing, notes, words, shares, asked.layout.signs)


Rows = list[tuple[str, str, str, list[Value]]]


def _of_indicators(asked: _Asked) -> tuple[Rows, list[str], list[str]]:
    layout, place = asked.layout, asked.place
    wanted = [asked.known[code] for code in {cell.code for cell in layout.cells}]
    now = told(wanted, asked.period, [place])
    then = beside(wanted, asked.known, asked.period, place, asked.on)
    aims = targets([place], asked.period)
    parts = _parts(asked, asked.period)
    parts_before = _parts(asked, then.part or then.whole)
    rows: Rows = []
    for row in layout.rows:
        if row.cell is None:
            rows.append((row.mark, row.label, "", []))
            continue
        key = (row.cell.code, place)
        value, earlier = now[key].value, then.values[key].value
        aim = aims[key].value if key in aims else None
        if row.cell.fact:
            value, earlier, aim = parts.get(row.cell), parts_before.get(row.cell), None
        said = {
            What.VALUE: value, What.TARGET: aim, What.LAST_YEAR: earlier, What.OF_TARGET: _percent(value, aim),
            What.CHANGE: _percent(value - earlier, earlier) if value is not None and earlier is not None else None,
        }  # fmt: skip
        rows.append((row.mark, row.label, row.unit, [said.get(column.what) for column in layout.columns]))
    lacking = {pk for figure in now.values() for pk in figure.missing}
    called = names([Place(Sort.LIBRARY, pk) for pk in lacking], asked.period.last)
    return rows, sorted(called.values()), _notes(asked, then)


def _notes(asked: _Asked, then: Beside) -> list[str]:
    """From when to when the figures are, and what they are set beside, while the period runs."""
    if then.part is None:
        return []
    shown = {column.what for column in asked.layout.columns}
    codes = {cell.code for cell in asked.layout.cells}
    notes = [f"Số liệu tính đến ngày {saying.day(asked.on)}."]
    if shown & {What.LAST_YEAR, What.CHANGE}:
        span = f"từ {saying.day(then.part.first)} đến {saying.day(then.part.last)}"
        notes.append(f"Kỳ báo cáo chưa hết: so sánh với số liệu {span}.")
        named = {code: asked.known[code].name_vi for code in sorted(codes, key=lambda code: asked.known[code].position)}
        wholly = [name for code, name in named.items() if then.values[code, asked.place].value is not None
                  and code not in then.by_part]  # fmt: skip
        if wholly:
            notes.append(f"So sánh với cả {saying.period(then.whole)}: {', '.join(wholly)}.")
        if uneven := [name for code, name in named.items() if code in then.uneven]:
            notes.append(f"Không so sánh, vì không tách được số liệu cùng kỳ: {', '.join(uneven)}.")
    return notes


def _parts(asked: _Asked, period: Period) -> dict[Cell, Decimal]:
    """The cells that are a part of an indicator; only what the ledger knows can be taken apart."""
    found: dict[Cell, Decimal] = {}
    for fact in {cell.fact for cell in asked.layout.cells if cell.fact}:
        cells = [cell for cell in asked.layout.cells if cell.fact == fact]
        apart = by_fact([asked.known[cell.code] for cell in cells], period, [asked.place], Fact(fact))
        for cell in cells:
            value = apart.get((cell.code, asked.place), {}).get(cell.of)
            if value is not None:
                found[cell] = value
    return found


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else (part * 100 / whole).quantize(Decimal("0.1"))


def _of_members(asked: _Asked) -> tuple[Rows, list[str], list[str]]:
    who = members(asked.place, asked.period)
    codes = [column.cell.code for column in asked.layout.columns if column.cell]
    now = told([asked.known[code] for code in set(codes)], asked.period, [asked.place, *(row.place for row in who)])

    def values(place: Place) -> Sequence[Value]:
        return [now[code, place].value for code in codes]

    rows: Rows = [(str(number), row.name, "", list(values(row.place))) for number, row in enumerate(who, 1)]
    rows.append(("", "Tổng cộng", "", list(values(asked.place))))
    lacking = {pk for code in codes for pk in now[code, asked.place].missing}
    notes = [] if asked.period.is_over(asked.on) else [f"Số liệu tính đến ngày {saying.day(asked.on)}."]
    return rows, sorted(row.name for row in who if row.place.pk in lacking), notes
