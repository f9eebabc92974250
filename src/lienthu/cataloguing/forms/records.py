"""A record as the editor's page sends it back: from the form view, from the grid, and from the coded positions.

The page carries the record that it began from (`base`), so that reading it needs nothing else, and reading it twice
gives the same. Names: `g.KEY.N.at`, `g.KEY.N.0` …, `g.KEY.N.gone` in the form view; `tag`, `ind`, `text` in the grid,
row by row; `c.008_22` and `was.008_22` for coded positions, of which only those that were changed count.
"""

import re
from datetime import date
from typing import NamedTuple

import orjson
from django.http import QueryDict

from lienthu.cataloguing.models import Draft
from lienthu.cataloguing.rules.sheets import Typed, Worksheet, applied
from lienthu.cataloguing.rules.worksheets import WORKSHEETS
from lienthu.lib.marc.canonical import clean, clean_leader
from lienthu.lib.marc.coded import with_positions
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.schema import LEADER
from lienthu.lib.marc.written import BLANK, content_of, indicators_of, text_of

_BLANKS_SHOWN = frozenset((LEADER, "006", "007", "008"))
_NAME = re.compile(r"g\.([a-z_]{1,30})\.(\d{1,4})\.(at|gone|whole|\d{1,2})")


class Row(NamedTuple):
    """A field as the grid shows it."""

    tag: str
    indicators: str
    text: str


class Page(NamedTuple):
    """What a posted page says."""

    record: Record
    view: str
    sheet: Worksheet
    revision: int


def base_text(record: Record) -> str:
    return orjson.dumps([record.leader, record.fields]).decode()


def read_page(data: QueryDict, draft: Draft, *, on: date) -> Page:
    """The posted record. Whatever of it makes no sense is taken as it was in the base, or in the draft."""
    view = data.get("view", "")
    sheet = WORKSHEETS.get(data.get("sheet", ""), WORKSHEETS[draft.sheet])
    base = _base(data.get("base", "")) or draft.record
    record = _grid(data, base) if view == Draft.View.GRID else applied(sheet, base, _typed(data, sheet))
    changes = {
        name[2:]: str(text) for name, text in data.items() if name[:2] == "c." and data.get(f"was.{name[2:]}") != text
    }
    revision = data.get("revision", "")
    return Page(
        with_positions(record, changes, on),
        Draft.View.GRID if view == Draft.View.GRID else Draft.View.FORM,
        sheet,
        int(revision) if revision.isdecimal() and len(revision) < 9 else -1,
    )


def _base(text: str) -> Record | None:
    try:
        leader, fields = orjson.loads(text)
        return Record(str(leader), [(str(tag), str(content)) for tag, content in fields])
    except (ValueError, TypeError):
        return None


def _typed(data: QueryDict, sheet: Worksheet) -> list[Typed]:
    widths = {group.key: len(group.boxes) for group in sheet.groups()}
    said: dict[tuple[str, int], dict[str, str]] = {}
    for name, text in data.items():
        found = _NAME.fullmatch(name)
        if found and found[1] in widths and isinstance(text, str):
            said.setdefault((found[1], int(found[2])), {})[found[3]] = text
    entries = []
    for (key, _number), texts in said.items():
        at = texts.get("at", "")
        values = tuple(clean(texts.get(str(box), "")).strip() for box in range(widths[key]))
        place = int(at) if at.isdecimal() and len(at) < 6 else -1
        entries.append(Typed(key, place, values, gone=bool(texts.get("gone")), whole=texts.get("whole", "")))
    return entries


def rows_of(record: Record) -> list[Row]:
    """The leader and every field, in the record's order."""
    rows = [Row(LEADER, "", clean_leader(record.leader).replace(" ", BLANK))]
    for tag, content in record.fields:
        text = text_of(tag, content)
        if "\x1f" not in content and tag[:2] == "00":
            rows.append(Row(tag, "", text.replace(" ", BLANK) if tag in _BLANKS_SHOWN else text))
        else:
            rows.append(Row(tag, indicators_of(content), text))
    return rows


def _grid(data: QueryDict, base: Record) -> Record:
    leader, fields = base.leader, []
    tags, indicators, texts = (data.getlist(name) for name in ("tag", "ind", "text"))
    for tag, ind, text in zip(tags, indicators, texts, strict=False):
        tag = clean(tag).strip()
        text = clean(text)
        if tag.upper() == LEADER:
            leader = clean_leader(text.replace(BLANK, " "))
        elif tag or text.strip():
            if tag in _BLANKS_SHOWN and "$" not in text:
                text = text.replace(BLANK, " ")
            fields.append((tag, content_of(tag, ind, text)))
    return Record(leader, fields)
