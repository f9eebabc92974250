"""Tables of delegates as XLSX: an empty one to fill in, the list as it is, and a filled-in one read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.common.workbooks import Sheet, workbook
from lienthu.conferences.errors import DelegateRefused
from lienthu.conferences.models import Conference
from lienthu.conferences.queries import people
from lienthu.conferences.rules.tables import Line, columns, lines
from lienthu.lib.marc.problems import UnreadableFile
from lienthu.lib.marc.tabular import open_table

LARGEST = 2_000_000
HEADS = (
    ("Danh xưng", 10), ("Họ và tên", 28), ("Chức vụ", 24), ("Thư viện", 34), ("Cơ quan", 34), ("Thành phần", 14),
    ("Điện thoại", 16), ("Email", 26), ("Thời gian đến", 26), ("Số đêm", 9), ("Ghi chú", 30),
)  # fmt: skip


def empty_table() -> bytes:
    """The headings alone; whoever fills it in needs no other column."""
    return workbook([Sheet("Đại biểu", HEADS, [])])


def list_of(conference: Conference) -> bytes:
    """Everybody who comes, as the table that can be read again, with arrival and seat behind it."""
    rows = people.in_order(conference)
    units = people.unit_names(conference, rows)
    with override("vi"):
        cells = [
            (
                each.address, each.name, each.title, "" if each.organisation_id is None else units[each.pk], each.body,
                str(each.get_role_display()), each.phone, each.email, each.arrives, each.nights or None, each.wishes,
                each.code, f"{timezone.localtime(each.arrived_at):%H:%M %d/%m/%Y}" if each.arrived_at else "",
                f"{each.row}/{each.seat}" if each.row else "",
            )
            for each in rows
        ]  # fmt: skip
    return workbook([Sheet("Đại biểu", (*HEADS, ("Mã thẻ", 12), ("Có mặt lúc", 18), ("Hàng/ghế", 10)), cells)])


def read(upload: "UploadedFile[Any]") -> list[Line]:
    """The people in an XLSX or CSV table. Raises DelegateRefused, in words for whoever chose the file."""
    if (upload.size or 0) > LARGEST:
        raise DelegateRefused("too_large", _("The file is larger than 2 MB. Leave the other sheets out."), field="file")
    upload.seek(0)
    data = upload.read()
    kind = "xlsx" if data[:4] == b"PK\x03\x04" else "csv"
    try:
        with _on_disk(data, f".{kind}") as path, open_table(path, format=kind, known=_known) as table:
            known = columns(table.header)
            if "name" not in known.values():
                message = _("No column is called “Họ và tên”. Take the empty table, fill it in and hand it in again.")
                raise DelegateRefused("no_names", message, field="file")
            found = lines([(row.line, row.cells) for row in table.rows if not row.code], known)
    except UnreadableFile as problem:
        message = _("This table cannot be read. Save it as XLSX and choose it again.")
        raise DelegateRefused("unreadable", message, field="file") from problem
    if not found:
        raise DelegateRefused("empty", _("There is nobody in this table."), field="file")
    return found


def _known(cells: list[str]) -> int:
    return len(columns(cells))


@contextmanager
def _on_disk(data: bytes, suffix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(data)
        yield path
