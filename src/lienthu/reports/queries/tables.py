"""Tables and charts of a report, from what was collected."""

import re
from collections.abc import Sequence
from decimal import Decimal

from lienthu.common.content import Chart, Piece, Table
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules.periods import Kind as PeriodKind
from lienthu.indicators.rules.periods import Period
from lienthu.reports.models import Kind
from lienthu.reports.queries.collecting import Collected, stretch
from lienthu.reports.rules import saying, widths
from lienthu.reports.rules.saying import in_table
from lienthu.reports.rules.texts import Block, ChartKind, Placed

_NUMBER = re.compile(r"[-–+]?\d[\d.,]*%?|[-–—]")
MOST_COLUMNS = 6  # of indicators in a table of members: more would not be read on a page that stands upright


def pieces(placed: Placed, indicators: Sequence[Indicator], facts: Collected) -> list[Piece]:
    """What stands in the place of {table: …}, {members: …}, {targets: …} or {chart: …}."""
    match placed.block:
        case Block.TABLE:
            table = against_targets(indicators, facts)
            return [table] if table.rows else []
        case Block.TARGETS:
            table = to_come(indicators, facts)
            return [table] if table.rows else []
        case Block.MEMBERS:
            wide = [indicators[at : at + MOST_COLUMNS] for at in range(0, len(indicators), MOST_COLUMNS)]
            return [by_member(each, facts) for each in wide] if facts.members else []
        case Block.CHART if placed.chart is not None:
            return chart(placed.chart, indicators[0], facts)
    return []


def against_targets(indicators: Sequence[Indicator], facts: Collected) -> Table:
    """Each indicator with its target, what was reached of it, and the year before; columns without a figure go."""
    said = [(one, facts.said(one.code)) for one in indicators if not _says_nothing(one.code, facts)]
    with_targets = any(each.target is not None for _one, each in said)
    with_before = any(each.before is not None for _one, each in said)
    is_stretch = facts.period.kind == PeriodKind.STRETCH
    by_part = any(one.code in facts.beside.by_part and each.before is not None for one, each in said)
    now, before = saying.period(facts.period), "kỳ trước" if is_stretch else saying.period(facts.beside.whole)
    if by_part:
        before = saying.stretch_before(facts.beside.whole)
    heads = ["TT", "Chỉ tiêu", "ĐVT"]
    heads += ["Kế hoạch", "Thực hiện", "Đạt (%)"] if with_targets else ["Thực hiện" if is_stretch else _upper(now)]
    if with_before:
        heads += [_upper(before), "Tăng, giảm (%)"]
    rows = []
    for number, (one, each) in enumerate(said, 1):
        row = [str(number), one.name_vi, one.unit_vi]
        if with_targets:
            reached = saying.percent_in_table(each.value, each.target)
            row.append(in_table(each.target, each.decimals))
            row += [in_table(each.value, each.decimals), reached]
        else:
            row.append(in_table(each.value, each.decimals))
        if with_before:
            row += [in_table(each.before, each.decimals), saying.signed_change(each.value, each.before)]
        rows.append(row)
    return Table(
        caption=f"Kết quả thực hiện {now}" if not with_targets else f"Kết quả thực hiện các chỉ tiêu {now}",
        heads=heads, rows=rows, widths=widths.fitted(heads, rows), numeric=list(range(3, len(heads))),
        notes=_compared(said, facts, by_part=by_part)
        + _notes(rows, [one for one, _said in said], facts, (4, 6) if with_targets else (3, 4)),
    )  # fmt: skip


def _compared(said: Sequence[tuple[Indicator, saying.Said]], facts: Collected, *, by_part: bool) -> list[str]:
    """While the period runs: from when to when it is compared, and which indicators otherwise or not at all."""
    part, whole, notes = facts.beside.part, saying.period(facts.beside.whole), []
    if part is None:
        return []
    if by_part:
        notes.append(
            f"Kỳ báo cáo chưa hết: so sánh với số liệu từ {saying.day(part.first)} đến {saying.day(part.last)}."
        )
        wholly = [one.name_vi for one, each in said if one.code not in facts.beside.by_part and each.before is not None]
        if wholly:
            notes.append(f"Số liệu báo cáo cho cả kỳ, so sánh với cả {whole}: {', '.join(wholly)}.")
    if uneven := [one.name_vi for one, _each in said if one.code in facts.beside.uneven]:
        notes.append(f"Không so sánh, vì không tách được số liệu cùng kỳ trong {whole}: {', '.join(uneven)}.")
    return notes


def _says_nothing(code: str, facts: Collected) -> bool:
    """Whether it was neither planned, nor done, nor done before, and nobody's word on it is missing: a library without
    a vehicle has no trips to tell."""
    said = facts.said(code)
    figure = facts.now.get((code, facts.place))
    return not (said.value or said.target or said.before or (figure and figure.missing))


def to_come(indicators: Sequence[Indicator], facts: Collected) -> Table:
    """The targets of the period to come beside what this one has reached."""
    now, ahead = saying.period(facts.period), saying.period(facts.ahead)
    rows = []
    aimed = [one for one in indicators if facts.said(one.code).next_target is not None]
    for number, one in enumerate(aimed, 1):
        said = facts.said(one.code)
        runs = facts.beside.part is not None and one.code in facts.beside.by_part | facts.beside.uneven
        change = saying.DASH if runs else saying.signed_change(said.next_target, said.value)
        rows.append([
            str(number), one.name_vi, one.unit_vi, in_table(said.value, said.decimals),
            in_table(said.next_target, said.decimals), change,
        ])  # fmt: skip
    heads = ["TT", "Chỉ tiêu", "ĐVT", f"Thực hiện {now}", f"Kế hoạch {ahead}", "Tăng, giảm (%)"]
    until_when = (
        [] if facts.report.kind == Kind.PLAN else _runs(facts)
    )  # it is a plan's first table, which says so already
    return Table(
        caption=f"Chỉ tiêu {ahead}", rows=rows, numeric=[3, 4, 5], widths=widths.fitted(heads, rows), heads=heads,
        notes=until_when + _notes(rows, aimed, facts, (3,)),
    )  # fmt: skip


def by_member(indicators: Sequence[Indicator], facts: Collected) -> Table:
    """Members as rows, the whole place as the last of them."""
    rows = [
        [str(number), row.name, *_cells(indicators, facts, row.place)] for number, row in enumerate(facts.members, 1)
    ]
    rows.append(["", "Tổng cộng", *_cells(indicators, facts, facts.place)])
    heads = ["TT", "Thư viện", *(_with_unit(one) for one in indicators)]
    return Table(
        caption=f"Kết quả của các thư viện {saying.period(facts.period)}",
        heads=heads, rows=rows, widths=widths.fitted(heads, rows), numeric=list(range(2, 2 + len(indicators))),
        strong=[len(rows) - 1], notes=_others(facts) + _notes(rows, indicators, facts, range(2, 99)),
    )  # fmt: skip


def _others(facts: Collected) -> list[str]:
    return (
        ["Dòng tổng cộng gồm cả số liệu của các đơn vị trực thuộc không phải là thư viện."] if facts.has_others else []
    )


def _with_unit(one: Indicator) -> str:
    unit = f"({one.unit_vi})"
    return one.name_vi if unit in one.name_vi else f"{one.name_vi} {unit}"


def _cells(indicators: Sequence[Indicator], facts: Collected, place: Place) -> list[str]:
    return [in_table(facts.said(one.code, place).value, one.decimals) for one in indicators]


def tasks(rows: Sequence[tuple[str, str, str]]) -> Table:
    """What is to be done, by whom, until when."""
    return Table(
        caption="", heads=["TT", "Nội dung nhiệm vụ", "Đơn vị thực hiện", "Thời gian"],
        rows=[[str(number), *row] for number, row in enumerate(rows, 1)], widths=[6, 50, 26, 18], numeric=[],
    )  # fmt: skip


def pasted(rows: Sequence[Sequence[str]]) -> Table:
    """A table that somebody pasted: columns of numbers stand to the right, and what is a total is bold."""
    heads, *body = rows
    columns = [[row[at] for row in body if row[at]] for at in range(len(heads))]
    numeric = [
        at for at, cells in enumerate(columns) if at and cells and all(_NUMBER.fullmatch(cell) for cell in cells)
    ]
    longest = [max(map(len, [head[:24], *cells])) for head, cells in zip(heads, columns, strict=True)]
    strong = [number for number, row in enumerate(body) if "".join(row[:2]).casefold().startswith(("tổng", "cộng"))]
    shares = [float(min(max(each, 4), 40)) for each in longest]
    return Table(
        caption="", heads=list(heads), rows=list(map(list, body)), widths=shares, numeric=numeric, strong=strong
    )


def chart(kind: ChartKind, one: Indicator, facts: Collected) -> list[Piece]:
    """A drawing, and its table beside it."""
    match kind:
        case ChartKind.YEARS:
            return _years(one, facts)
        case ChartKind.MONTHS:
            return _months(one, facts)
    return _members(one, facts)


def _years(one: Indicator, facts: Collected) -> list[Piece]:
    when = stretch(ChartKind.YEARS, facts.period)
    values = [_over(facts, period, one.code) for period in when]
    # The year of the report is told as the report tells it.
    values = [
        facts.said(one.code).value if period == facts.period else value
        for period, value in zip(when, values, strict=True)
    ]
    if not any(values):
        return []
    known = next(at for at, value in enumerate(values) if value is not None)  # years before it were not counted
    when, values = when[known:], values[known:]
    labels = [str(period.first.year) for period in when]
    caption = f"{one.name_vi} qua các năm ({one.unit_vi})"
    drawn = _chart(caption, one, labels, [("", values)])
    said = [in_table(value, one.decimals) for value in values]
    table = Table(
        caption="", heads=["Năm", *labels], rows=[[one.unit_vi[:1].upper() + one.unit_vi[1:], *said]],
        widths=[20, *[80 / len(labels)] * len(labels)], numeric=list(range(1, len(labels) + 1)),
        notes=_runs(facts) + _dashes([said]),
    )  # fmt: skip
    return [drawn, table]


def _runs(facts: Collected) -> list[str]:
    if facts.beside.part is None:
        return []
    return [f"{_upper(saying.period(facts.period))}: số liệu tính đến ngày {saying.day(facts.on)}."]


def _months(one: Indicator, facts: Collected) -> list[Piece]:
    now, then = list(facts.period.months()), list(facts.beside.whole.months())
    first, second = [_over(facts, each, one.code) for each in now], [_over(facts, each, one.code) for each in then]
    if not any([*first, *second]):
        return []
    second += [None] * (len(first) - len(second))
    labels = [f"T{each.first.month}" if len(now) <= 12 else f"{each.first:%m/%Y}" for each in now]
    names = (_upper(saying.period(facts.period)), _upper(saying.period(facts.beside.whole)))
    drawn = _chart(f"{one.name_vi} theo tháng ({one.unit_vi})", one, labels, [(names[0], first), (names[1], second)])
    rows = [
        [
            label, in_table(a, one.decimals), in_table(b, one.decimals),
            saying.signed_change(a, b) if month.last <= facts.on else saying.DASH,
        ]
        for label, month, a, b in zip(labels, now, first, second, strict=False)
    ]  # fmt: skip
    table = Table(
        caption="", heads=["Tháng", *names, "Tăng, giảm (%)"], rows=rows, widths=[16, 30, 30, 24],
        numeric=[1, 2, 3], notes=_dashes(rows),
    )  # fmt: skip
    return [drawn, table]


def _members(one: Indicator, facts: Collected) -> list[Piece]:
    if not facts.members:
        return []
    said = [facts.said(one.code, row.place) for row in facts.members]
    names = [row.name for row in facts.members]
    series = [("Thực hiện", [each.value for each in said])]
    heads = ["TT", "Thư viện", f"Thực hiện ({one.unit_vi})"]
    rows = [
        [str(n), name, in_table(each.value, one.decimals)]
        for n, (name, each) in enumerate(zip(names, said, strict=True), 1)
    ]
    if any(each.target is not None for each in said):
        series.append(("Kế hoạch", [each.target for each in said]))
        heads += ["Kế hoạch", "Đạt (%)"]
        for row, each in zip(rows, said, strict=True):
            reached = saying.percent_in_table(each.value, each.target)
            row += [in_table(each.target, one.decimals), reached]
    drawn = _chart(
        f"{one.name_vi} của các thư viện {saying.period(facts.period)} ({one.unit_vi})",
        one,
        names,
        series,
        sideways=True,
    )
    table = Table(
        caption="", heads=heads, rows=rows, widths=widths.fitted(heads, rows), numeric=list(range(2, len(heads))),
        notes=_notes(rows, [one], facts, (2,)),
    )  # fmt: skip
    return [drawn, table]


def _over(facts: Collected, period: Period, code: str) -> Decimal | None:
    figure = facts.over_time.get(period, {}).get((code, facts.place))
    return figure.value if figure else None


def _chart(
    caption: str, one: Indicator, labels: list[str], series: Sequence[tuple[str, Sequence[Decimal | None]]], *,
    sideways: bool = False,
) -> Chart:  # fmt: skip
    drawn = [(name, [None if value is None else float(value) for value in values]) for name, values in series]
    said = [["" if value is None else in_table(value, one.decimals) for value in values] for _name, values in series]
    return Chart(caption, one.unit_vi, labels, drawn, sideways, said)


def _notes(
    rows: Sequence[Sequence[str]], indicators: Sequence[Indicator], facts: Collected, columns: Sequence[int]
) -> list[str]:
    """Whom the totals lack, and what a dash in these columns means."""
    notes = []
    if missing := facts.missing([one.code for one in indicators]):
        names = ", ".join(missing)
        notes.append(f"Số liệu tổng hợp chưa có báo cáo của: {names} (chỉ gồm phần hệ thống đã ghi nhận, nếu có).")
    for one in indicators:
        if lacking := facts.not_available(one.code):
            notes.append(f"Chỉ tiêu “{one.name_vi}” chưa gồm số liệu của: {', '.join(lacking)}.")
    return notes + _dashes([[row[at] for at in columns if at < len(row)] for row in rows])


def _dashes(rows: Sequence[Sequence[str]]) -> list[str]:
    dashed = any(cell == saying.DASH for row in rows for cell in row)
    return [f"Dấu ({saying.DASH}): {saying.NOT_AVAILABLE}."] if dashed else []


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
