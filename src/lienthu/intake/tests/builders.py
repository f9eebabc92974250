"""Files as libraries bring them, and taking one in."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from conftest import NOW, Person

from lienthu.intake import tables
from lienthu.intake.models import Intake, IntakeRow
from lienthu.intake.services import running

READERS = ("Số thẻ", "Họ và tên", "Ngày sinh", "Giới tính", "Địa chỉ", "Điện thoại", "Loại bạn đọc", "Hạn thẻ")
HOA = (
    "TV0001",
    "Nguyễn Thị Hoa",
    "12/03/1988",
    "Nữ",
    "Ấp Bình Lợi, xã An Thạnh",
    "0912345678",
    "Người lớn",
    "31/12/2026",
)
BINH = ("TV0002", "Trần Văn Bình", "1975", "Nam", "Khóm 3, phường 1", "912000111", "Người lớn", "31/12/2026")
AN = ("TV0003", "Lê Bảo An", "01/09/2015", "Nam", "Ấp Phú Hòa", "", "Thiếu nhi", "31/12/2026")
COPIES = (
    "Số ĐKCB",
    "Mã vạch",
    "Nhan đề",
    "Tác giả",
    "Năm XB",
    "ISBN",
    "Ký hiệu xếp giá",
    "Kho",
    "Giá tiền",
    "Ngày vào sổ",
)
LOANS = ("Số thẻ", "Mã vạch", "Ngày mượn", "Hạn trả")


def csv(path: Path, header: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8", mark: str = ",") -> Path:
    """A table as text; in an encoding of this program's own where Python has none of that name."""
    text = "\n".join(mark.join(f'"{cell}"' if mark in cell else cell for cell in row) for row in (header, *rows)) + "\n"
    path.write_bytes(_encoded(text, encoding))
    return path


def _encoded(text: str, encoding: str) -> bytes:
    from lienthu.lib.vietnamese import encode

    return text.encode() if encoding == "utf-8" else encode(text, encoding)


def xlsx(path: Path, header: Sequence[str], *rows: Sequence[object], title: str = "") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    if title:
        page.append([title])
        page.append([])
    page.append(list(header))
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def take(person: Person, kind: str, path: Path, *, at: Any = NOW, **options: Any) -> Intake:
    """Take a file in as the command does, its columns as guessed and remembered."""
    sheet, _rows = tables.sample(path, kind=kind)
    columns, words = running.settings_for(person.library, kind, sheet.header)
    intake = running.begin(
        library=person.library, kind=kind, path=path, file_name=path.name, columns=columns,
        options={"words": words, **options}, encoding="auto", actor=person.user, at=at,
    )  # fmt: skip
    return running.run(intake=intake, path=path, at=at)


def counted(intake: Intake) -> dict[str, int]:
    """The counters that are not 0."""
    names = ("read", "new", "updated", "unchanged", "rejected", "doubtful")
    return {name: intake.counts[name] for name in names if intake.counts[name]}


def codes(intake: Intake) -> dict[int, list[str]]:
    """Line → the codes of its reasons, of the rows that were kept and wait."""
    rows = intake.rows.exclude(state=IntakeRow.State.SETTLED)
    return {row.line: [reason["code"] for reason in row.reasons] for row in rows}


def cells_of(data: bytes) -> list[list[Any]]:
    """The rows of a workbook's first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
