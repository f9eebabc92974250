"""Tables that are brought as lists of books."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from lienthu.catalogue import file_troubles
from lienthu.lib.marc.problems import UnreadableFile
from lienthu.lib.marc.tabular import open_table
from lienthu.lib.vietnamese import fold
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.rules.lists import HEADINGS, MOST, Wanted, told


def rows_in(file: "UploadedFile[Any]") -> list[Wanted]:
    """The lines of an XLSX or CSV file. Raises SharingRefused for one that cannot be read or has too many."""
    begins = file.read(2)
    file.seek(0)
    kind = "xlsx" if begins == b"PK" else "csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(file.name or '').stem[:80]}.{kind}"
        with path.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        return _read(path, kind)


def _read(path: Path, kind: str) -> list[Wanted]:
    found: list[Wanted] = []
    try:
        with open_table(path, format=kind, known=lambda cells: sum(fold(cell) in HEADINGS for cell in cells)) as table:
            if not any(fold(name) in HEADINGS for name in table.header):
                message = _("No column of the table is known. Name them Mã vạch, or Nhan đề, Tác giả, Số bản.")
                raise SharingRefused("no_columns", message)
            for row in table.rows:
                wanted = told(row.line, dict(zip(table.header, row.cells, strict=False)))
                if wanted is not None:
                    found.append(wanted)
                if len(found) > MOST:
                    raise SharingRefused(
                        "too_long", _("A list has at most %(most)d lines. Make two gifts of it.") % {"most": MOST}
                    )
    except UnreadableFile as problem:
        raise SharingRefused(
            "unreadable", file_troubles.told(str(problem), stored=path.name, own=path.name)
        ) from problem
    return found
