"""The register on paper: as a workbook and as PDF, in the order of its numbers."""

from collections.abc import Iterable
from datetime import date

from lienthu.common.printing import pdf
from lienthu.common.workbooks import Sheet, workbook
from lienthu.registry.models import Document

MOST = 20_000  # lines of one register: more is asked for by year or kind
# The head of a printed register is Vietnamese, whatever language the page is read in.
OUT = (
    ("Số, ký hiệu", 18), ("Ngày văn bản", 13), ("Loại văn bản", 16), ("Trích yếu nội dung", 56),
    ("Cơ quan ban hành", 30), ("Người ký", 24), ("Nơi nhận", 36), ("Ghi chú", 28),
)  # fmt: skip
IN = (
    ("Số đến", 9), ("Ngày đến", 13), ("Số, ký hiệu", 18), ("Ngày văn bản", 13), ("Loại văn bản", 16),
    ("Trích yếu nội dung", 56), ("Cơ quan ban hành", 30), ("Người ký", 24), ("Ghi chú", 28),
)  # fmt: skip
NAMES = {"incoming": "Sổ đăng ký văn bản đến", "outgoing": "Sổ đăng ký văn bản đi", "internal": "Sổ văn bản nội bộ"}


def _row(each: Document) -> list[object]:
    note = "; ".join(part for part in (f"Đã hủy: {each.cancelled_for}" if each.cancelled_on else "", each.note) if part)
    shared = [each.kind.name, each.subject, each.issuer, each.signer]
    if each.direction == Document.Direction.INCOMING:
        return [each.ordinal, each.booked_on, each.symbol, each.dated_on, *shared, note]
    return [each.symbol, each.dated_on, *shared, each.recipients.replace("\n", "; "), note]


def _parts(documents: Iterable[Document]) -> dict[str, list[list[object]]]:
    parts: dict[str, list[list[object]]] = {}
    for each in documents:
        parts.setdefault(each.direction, []).append(_row(each))
    return parts


def as_xlsx(documents: Iterable[Document]) -> bytes:
    parts = _parts(documents) or {"outgoing": []}
    return workbook(
        Sheet(NAMES[direction], IN if direction == "incoming" else OUT, rows) for direction, rows in parts.items()
    )


def as_pdf(documents: Iterable[Document], *, holder: str, which: str) -> bytes:
    """`which`: "năm 2026"."""
    parts = [
        {
            "name": NAMES[direction],
            "heads": [head for head, _width in (IN if direction == "incoming" else OUT)],
            "widths": [width for _head, width in (IN if direction == "incoming" else OUT)],
            "rows": [[_shown(value) for value in row] for row in rows],
        }
        for direction, rows in (_parts(documents) or {"outgoing": []}).items()
    ]
    return pdf("registry/register", {"holder": holder, "which": which, "parts": parts})


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
