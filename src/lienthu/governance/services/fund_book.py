"""The fund of a year as a workbook: its lines, and the sums of its report, in Vietnamese as offices file it."""

from collections.abc import Iterable

from lienthu.common.workbooks import Sheet, workbook
from lienthu.governance.models import FundEntry
from lienthu.governance.queries.fund import Year

BOOK = (
    ("Ngày", 12), ("Nội dung", 50), ("Khoản mục", 26), ("Từ ai, cho ai", 30), ("Thu (đồng)", 16), ("Chi (đồng)", 16),
    ("Tình trạng", 16), ("Người lập", 22), ("Người duyệt", 22), ("Ghi chú", 30),
)  # fmt: skip


def as_xlsx(year: Year, entries: Iterable[FundEntry]) -> bytes:
    rows = [
        [
            each.on, each.what, str(each.get_category_display()), each.party,
            each.amount if each.sort == FundEntry.Sort.INCOME else None,
            each.amount if each.sort == FundEntry.Sort.EXPENSE else None, str(each.get_state_display()),
            str(each.written_by or ""), str(each.decided_by or ""), each.reason,
        ]
        for each in sorted(entries, key=lambda each: (each.on, each.pk))
    ]  # fmt: skip
    sums: list[list[object]] = [["Tồn đầu năm", year.opening]]
    sums += [["Tổng thu", year.came], *([f"  {label}", amount] for label, amount in year.income)]
    sums += [["Tổng chi", year.went], *([f"  {label}", amount] for label, amount in year.expense)]
    sums.append(["Tồn cuối năm", year.closing])
    return workbook([
        Sheet(f"Báo cáo quỹ năm {year.year}", (("Khoản mục", 40), ("Số tiền (đồng)", 20)), sums),
        Sheet(f"Sổ quỹ năm {year.year}", BOOK, rows),
    ])  # fmt: skip
