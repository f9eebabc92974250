"""A library's record, series and copies, with what a test does not care for filled in."""

from datetime import date
from pathlib import Path
from typing import Any

from conftest import NOW

from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import marc, write
from lienthu.cataloguing.models import AccessionSeries
from lienthu.cataloguing.services import accessions, copies
from lienthu.federation.models import Organisation

TODAY = date(2026, 1, 5)


def record(library: Organisation, folder: Path, number: str = "1", **facts: Any) -> SourceRecord:
    """A record as the library's file brings it; "Đất rừng phương Nam" unless told otherwise."""
    facts.setdefault("title", "Đất rừng phương Nam")
    imports.import_file(path=write(folder, f"{number}.mrc", marc(number, **facts)), library=library, actor=None, at=NOW)
    return SourceRecord.objects.get(library=library, control_number=number)


def series(library: Organisation, prefix: str = "VL.", **facts: Any) -> AccessionSeries:
    settings = {"name": f"Kho {prefix}", "width": 6, "yearly": False, "site": None, "first": 1} | facts
    return accessions.add_series(library=library, prefix=prefix, actor=None, at=NOW, **settings)


def added(of: SourceRecord, drawn_from: AccessionSeries, count: int = 1, **facts: Any) -> copies.Added:
    entry = copies.Entry(**{"on": TODAY, "series": drawn_from, "count": count, **facts})
    return copies.add(record=of, library=drawn_from.library, entry=entry, actor=None, at=NOW)
