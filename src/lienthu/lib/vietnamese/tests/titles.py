"""Titles of Vietnamese books to test with, from the data that lies beside the repository."""

import csv
from functools import cache
from pathlib import Path

import pytest

from lienthu.lib.vietnamese import has_marks, nfc

DATA = Path(__file__).resolve().parents[6] / "shared" / "data"


@cache
def marked_titles() -> tuple[str, ...]:
    """Different titles with Vietnamese marks, composed, in the order of the file; about 24,000."""
    if not DATA.exists():
        pytest.skip(f"NOT TESTED: the titles to test with are not here ({DATA})")
    with (DATA / "vietnamese-books.csv").open(encoding="utf-8", newline="") as stream:
        titles = [nfc(row["title"]) for row in csv.DictReader(stream)]
    assert len(titles) > 30_000, "vietnamese-books.csv is incomplete"
    return tuple(title for title in dict.fromkeys(titles) if has_marks(title))
