"""What a file's own bytes say of its encoding, when somebody said another."""

from pathlib import Path

import pytest

from lienthu.lib.marc.charset import VIETNAMESE, evident_encoding
from lienthu.lib.marc.source import contradiction
from lienthu.lib.vietnamese.legacy import encode

ROWS = "Nhan đề,Tác giả\nDế mèn phiêu lưu ký,Tô Hoài\nTắt đèn,Ngô Tất Tố\nNhững ngày thơ ấu,Nguyên Hồng\n"


def evident(folder: Path, content: bytes, encoding: str) -> str:
    path = folder / "sach.csv"
    path.write_bytes(content)
    return contradiction(path, encoding=encoding)


@pytest.mark.parametrize("encoding", VIETNAMESE)
def test_a_file_speaks_for_its_encoding_against_any_other(tmp_path: Path, encoding: str) -> None:
    content = encode(ROWS * 3, encoding)
    assert evident(tmp_path, content, encoding) == ""
    assert evident(tmp_path, content, "auto") == ""
    assert evident(tmp_path, content, "mixed") == ""
    assert evident(tmp_path, content, "tcvn3" if encoding != "tcvn3" else "vni") == encoding
    assert evident(tmp_path, ROWS.encode(), encoding) == "utf-8"


def test_letters_of_a_font_that_were_saved_as_unicode_do_not_contradict_the_font(tmp_path: Path) -> None:
    content = encode(ROWS, "tcvn3").decode("cp1252").encode()
    assert evident(tmp_path, content, "tcvn3") == ""


@pytest.mark.parametrize("content", [b"title,author\nEmma,Jane Austen\n", "title,author\nL'été,Zoé\n".encode()])
def test_a_file_without_vietnamese_says_nothing(tmp_path: Path, content: bytes) -> None:
    assert evident(tmp_path, content, "tcvn3") == ""


def test_marks_far_from_the_beginning_are_heard() -> None:
    assert evident_encoding(b"A title of plain letters\n" * 10_000 + ROWS.encode()) == "utf-8"
