"""Files that pages answer with, whatever letters are in their names."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.http import Http404

from lienthu.common.downloads import download, plain_name, stored


def test_a_plain_name_keeps_what_comes_after_words_that_are_long() -> None:
    assert plain_name("Biểu 1", "Thư viện tỉnh Cà Mau", "năm 2025") == "bieu-1-thu-vien-tinh-ca-mau-nam-2025"
    assert plain_name("đường " * 30, "năm 2025") == f"{'-'.join(['duong'] * 13)}-nam-2025"
    assert plain_name("x" * 200, "2025") == f"{'x' * 80}-2025"
    assert plain_name("…") == "file"


def test_a_name_with_accents_comes_whole_and_the_ending_tells_the_kind() -> None:
    answer = download(b"1", "tặng sách.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('tặng sách.csv')}"
    assert download(b"1", "the.pdf", shown=True)["Content-Disposition"] == 'inline; filename="the.pdf"'


def test_what_was_handed_in_is_kept_under_its_name_and_a_file_that_is_gone_is_no_page(hub_folder: Path) -> None:
    (hub_folder / "uploads").mkdir()
    (hub_folder / "uploads" / "a.pdf").write_bytes(b"%PDF-")
    answer = stored("a.pdf", "application/pdf", "biên bản.pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-"  # type: ignore[arg-type]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert stored("a.pdf", "application/pdf")["Content-Disposition"] == 'inline; filename="a.pdf"'
    for gone in ("", "b.pdf"):
        with pytest.raises(Http404):
            stored(gone, "application/pdf")
