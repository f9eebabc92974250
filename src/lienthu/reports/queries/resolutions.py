"""What became of a federation's resolutions up to the end of a report's period, as the table that the report prints."""

from datetime import date, timedelta

from lienthu.common.content import Paragraph, Piece, Table
from lienthu.governance.models import Duty
from lienthu.governance.queries.resolutions import Followed, Part, follow_up
from lienthu.reports.models import Report
from lienthu.reports.rules import saying

# The words of a report are Vietnamese, whatever language the page is read in.
SAID = {
    Duty.State.OPEN: "chưa báo cáo",
    Duty.State.UNDER_WAY: "đang thực hiện",
    Duty.State.TOLD: "đã báo cáo hoàn thành, chờ xác nhận",
    Duty.State.RETURNED: "cần bổ sung minh chứng",
    Duty.State.DONE: "hoàn thành",
}
MOST_NAMED = 5  # members named in one cell; of more their number is told


def pieces(report: Report, on: date) -> list[Piece]:
    """Nothing where it is no federation's report, or no resolution was adopted by then."""
    if report.federation is None:
        return []
    until = min(report.until, on + timedelta(days=1))
    rows = follow_up(report.federation, until, since=report.first_on)
    if not rows:
        return []
    done, late = sum(row.is_done for row in rows), sum(row.overdue > 0 for row in rows)
    said = f"Đến ngày {saying.day(until - timedelta(days=1))}: {done}/{len(rows)} nội dung của nghị quyết đã hoàn thành"
    said += f", {late} nội dung có phần việc quá hạn." if late else "."
    heads = ["TT", "Nghị quyết, mục", "Nội dung", "Thời hạn", "Tình hình thực hiện"]
    table = [
        [
            str(number), f"{row.item.resolution.number}, mục {row.item.position}", row.item.text,
            f"{row.item.due_on:%d/%m/%Y}" if row.item.due_on else saying.DASH, _told(row),
        ]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return [
        Paragraph(said),
        Table("Tình hình thực hiện nghị quyết của Liên hiệp", heads, table, [6, 18, 36, 14, 26], []),
    ]


def _told(row: Followed) -> str:
    if not row.parts:
        return saying.DASH
    if row.is_done:
        return "hoàn thành"
    groups: dict[str, list[Part]] = {}
    for part in row.parts:
        groups.setdefault(SAID[Duty.State(part.state)] + (" (quá hạn)" if part.is_overdue else ""), []).append(part)
    return "; ".join(f"{words}: {_who(parts)}" for words, parts in groups.items())


def _who(parts: list[Part]) -> str:
    if len(parts) > MOST_NAMED:
        return f"{len(parts)} đơn vị"
    return ", ".join(part.name for part in parts)
