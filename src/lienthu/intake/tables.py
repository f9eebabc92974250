"""Files of rows, opened: CSV in any separator and encoding, or XLSX. `lib.marc.tabular` reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from lienthu.catalogue.file_troubles import told
from lienthu.intake import columns
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.services.results import Row
from lienthu.lib.marc.detect import sniff
from lienthu.lib.marc.problems import UnreadableFile
from lienthu.lib.marc.streams import Stream
from lienthu.lib.marc.tabular import OpenTable, open_table
from lienthu.lib.vietnamese import fold

FORMATS = ("csv", "xlsx")
BEYOND = "+"  # name of the cells beyond the heading
SAMPLED = 200  # rows that words (categories, places) and samples are gathered from for the page
_HEAD = 1 << 16
_EXAMPLE = "vi du"  # how the example in the downloaded table begins; it is passed over


@dataclass
class Sheet:
    """A table being read: its heading, how it is read, and its rows one after the other."""

    header: list[str]
    format: str
    encoding: str
    _table: OpenTable

    @property
    def reached(self) -> int:
        """Bytes of the file; of a workbook it is told only at the end."""
        return self._table.reached

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for row in self._table.rows:
            cells = dict(zip(self.header, row.cells, strict=False))
            if row.code:
                yield Row(row.line, {self.header[0]: row.raw.decode("utf-8", "replace").strip()}, "broken")
            elif any(row.cells[width:]):
                yield Row(row.line, cells | {BEYOND: "; ".join(filter(None, row.cells[width:]))}, "too_long")
            elif not _is_example(row.cells):
                yield Row(row.line, cells)


def _is_example(cells: list[str]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return fold(first[:20]).startswith(_EXAMPLE)


@contextmanager
def opened(path: Path, *, kind: str, encoding: str = "auto", name: str = "") -> Iterator[Sheet]:
    """The table in a file of this kind. Raises IntakeRefused, which calls the file by `name`, when it is none."""
    try:
        format = _format(path)
        with open_table(path, format=format, encoding=encoding, known=lambda row: columns.known(kind, row)) as table:
            yield Sheet(table.header, format, table.encoding, table)
    except UnreadableFile as problem:
        raise IntakeRefused("unreadable", told(str(problem), stored=path.name, own=name or path.name)) from problem
    except OSError as problem:
        message = _("The file is no longer there. Upload it again.")
        raise IntakeRefused("gone", message) from problem


def _format(path: Path) -> str:
    stream = Stream(path)
    try:
        head = stream.read(_HEAD)
    finally:
        stream.close()
    try:
        found = sniff(head, path.name)
    except UnreadableFile:
        if b"\x00" in head or not head.strip() or head[:1] == b"<":
            raise
        return "csv"
    if found not in FORMATS:
        raise UnreadableFile(f"{path.name} is not a file of records that is known here; save it as XLSX again.")
    return found


def sample(path: Path, *, kind: str, encoding: str = "auto", name: str = "") -> tuple[Sheet, list[Row]]:
    """The heading and the first rows. Raises IntakeRefused."""
    with opened(path, kind=kind, encoding=encoding, name=name) as sheet:
        return sheet, list(islice(sheet.rows(), SAMPLED))
