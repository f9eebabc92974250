"""The template that comes back: what can be read is taken, every other row is kept with its reason."""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.lib import workbooks
from lienthu.lib.vietnamese import fold
from lienthu.returns.errors import TemplateRefused
from lienthu.returns.models import Return, TemplateRun
from lienthu.returns.rules.columns import CODE, MARK, NAME, REPORTED, WORDS, is_ours, laid_out, mark_of
from lienthu.returns.services import filling
from lienthu.returns.services.filling import Said

LARGEST = 2_000_000  # bytes
LARGEST_UNPACKED = 30_000_000
LAST_ROW = 2_000
FOLDER = "returns"


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its number there and its cells."""

    number: int
    code: str
    name: str
    value: object
    words: str


@transaction.atomic
def take_in(
    *, row: Return, upload: "UploadedFile[Any]", name: str = "", actor: User | None, at: datetime
) -> TemplateRun:
    """Take the figures of the workbook, which is kept as it came. Raises TemplateRefused where it is another file."""
    row = filling.editable(row.pk)
    filling.begin(row=row, actor=actor, at=at)
    rows = _rows(upload, row)
    known = by_code(row.call.period.last)
    asked = {code: known[code] for code in row.call.codes if code in known}
    said: dict[str, Said] = {}
    of_code: dict[str, Row] = {}
    left: list[dict[str, object]] = []
    for each in rows:
        code = _code_of(each, asked)
        why = _why_not(each, code, of_code)
        if why:
            left.append(_left(each, why, code))
        elif code and each.value is not None and asked[code].kind != Indicator.Kind.RATIO:
            of_code[code] = each
            said[code] = Said(text=_text(each.value), word=each.words or None, reason=each.words or None)
    taken, refused = filling.save_many(row=row, said=said, actor=actor, at=at)
    left += [_left(of_code[code], why, code) for code, why in refused.items()]
    path = uploads.keep(upload, folder=FOLDER, of=row.pk, suffix=".xlsx")
    run = TemplateRun.objects.create(
        of=row, file_name=uploads.called(upload, path), path=path, at=at, actor=actor, name=name[:120],
        taken=len(taken), left=sorted(left, key=lambda each: str(each["row"]).zfill(6)),
    )  # fmt: skip
    after = {"file": run.file_name, "taken": run.taken, "left": len(left)}
    audit.record(actor=actor, at=at, action="return.workbook_read", thing=row, before=None, after=after)
    return run


def _code_of(each: Row, asked: Mapping[str, Indicator]) -> str | None:
    """By the indicator's name, which is what people see; by the hidden code where the name was reworded.

    Rows that were sorted without their hidden column have the codes of others.
    """
    named = [code for code, one in asked.items() if fold(each.name) in (fold(one.name_vi), fold(one.name_en))]
    if len(named) == 1 and (each.code in asked or not each.code):
        return named[0]
    return each.code if each.code in asked else None


def _why_not(each: Row, code: str | None, seen: Mapping[str, Row]) -> str:
    if code is None:
        return _("This figure is not asked for in this return.") if each.value is not None else ""
    if code in seen:
        return _("This figure stands in the sheet twice; the first was taken.")
    if isinstance(each.value, workbooks.Formula):
        return _(
            "A formula stands here that nothing has worked out: %(formula)s. Type the number, "
            "or open the workbook in a spreadsheet program, save it and read it in again."
        ) % {"formula": each.value[:60]}
    return ""


def _left(each: Row, why: str, code: str | None) -> dict[str, object]:
    shown = each.name or each.code
    return {"row": each.number, "label": shown[:120], "typed": str(each.value)[:60], "why": why, "code": code or ""}


def _text(value: object) -> str:
    """A cell as somebody would have typed it: 42348.0 is a whole number, 0.45 is told from 1.234 by its decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return str(value)
    return str(int(value)) if value == int(value) else f"{value:.4f}"


def _rows(upload: "UploadedFile[Any]", row: Return) -> Iterator[Row]:
    strange = TemplateRefused(
        "unreadable", _("This is no XLSX workbook that can be read. Save it as .xlsx and try again.")
    )
    if (upload.size or 0) > LARGEST:
        raise TemplateRefused("too_large", _("The file is larger than a filled-in template ever is."))
    upload.seek(0)
    data = io.BytesIO(upload.read())
    try:
        sheets = list(workbooks.sheets_as_written(data, most=LARGEST_UNPACKED, last=LAST_ROW))
    except workbooks.UnreadableWorkbook as error:
        raise strange from error
    lines = next((each for each in sheets if is_ours(each)), sheets[0] if sheets else [])
    told = mark_of(lines)
    if told and told != f"{MARK}:{row.pk}":
        raise TemplateRefused("another", _("This workbook is the template of another return."))
    at, before = laid_out(lines)
    found = (_row(number, line, at) for number, line in enumerate(lines[before:], before + 1))
    return (each for each in found if each)


def _row(number: int, line: Sequence[Any], at: Mapping[int, int]) -> Row | None:
    """None for a section's heading and an empty row."""

    def cell(column: int) -> Any:
        place = at.get(column, -1)
        return line[place] if 0 <= place < len(line) else None

    code, name = str(cell(CODE) or "").strip(), str(cell(NAME) or "").strip()
    value = cell(REPORTED)
    value = None if isinstance(value, str) and not value.strip() else value
    if code.startswith(MARK) or (not code and value is None):
        return None
    return Row(number, code, name, value, str(cell(WORDS) or "").strip())
