"""Citations and names against what they should be, written out."""

import json

import pytest

from lienthu.portal import citations, linked_data
from lienthu.portal.names import read_name, strip_dates
from lienthu.portal.tests.builders import shown

ADDRESS = "https://example.vn/t/7"
KIEU = shown(
    rest="đoạn trường tân thanh",
    edition="Tái bản lần thứ 3",
    isbns=("9786043072716",),
    series=("Danh tác văn học Việt Nam",),
    subjects=("Văn học Việt Nam", "Thơ"),
)
GARDEN = shown(
    title="Mansfield Park & other {novels}",
    parts=("Tập 2",),
    authors=("Austen, Jane, 1775-1817", "Trần Thị B", "Oxford University Press"),
    place="London",
    publisher="Penguin",
    year=None,
    languages=("eng",),
    extent="",
)


def test_ris() -> None:
    assert citations.ris(KIEU, ADDRESS) == "\r\n".join(
        [
            "TY  - BOOK",
            "AU  - Nguyễn, Du",
            "TI  - Truyện Kiều : đoạn trường tân thanh",
            "ET  - Tái bản lần thứ 3",
            "CY  - Hà Nội",
            "PB  - Văn học",
            "PY  - 2015",
            "SP  - 250 tr.",
            "T3  - Danh tác văn học Việt Nam",
            "SN  - 9786043072716",
            "KW  - Văn học Việt Nam",
            "KW  - Thơ",
            "LA  - vi",
            "UR  - https://example.vn/t/7",
            "ID  - lienthu-7",
            "ER  - ",
            "",
        ]
    )


def test_bibtex() -> None:
    assert citations.bibtex(KIEU, ADDRESS) == (
        "@book{nguyendu2015truyen-7,\n"
        "  author = {Nguyễn, Du},\n"
        "  title = {Truyện Kiều : đoạn trường tân thanh},\n"
        "  edition = {Tái bản lần thứ 3},\n"
        "  address = {Hà Nội},\n"
        "  publisher = {Văn học},\n"
        "  year = {2015},\n"
        "  series = {Danh tác văn học Việt Nam},\n"
        "  isbn = {9786043072716},\n"
        "  keywords = {Văn học Việt Nam, Thơ},\n"
        "  language = {vi},\n"
        "  url = {https://example.vn/t/7}\n"
        "}\n"
    )


def test_bibtex_guards_its_own_signs_and_keeps_institutions_whole() -> None:
    text = citations.bibtex(GARDEN, ADDRESS)
    assert r"title = {Mansfield Park \& other \{novels\}. Tập 2}" in text
    assert "author = {Austen, Jane and Trần, Thị B and {Oxford University Press}}" in text


def test_tcvn() -> None:
    assert citations.tcvn(KIEU, ADDRESS) == (
        "NGUYỄN DU. Truyện Kiều : đoạn trường tân thanh. Tái bản lần thứ 3. Hà Nội : Văn học, 2015. 250 tr. "
        "(Danh tác văn học Việt Nam). ISBN 9786043072716. https://example.vn/t/7"
    )
    assert citations.tcvn(GARDEN, ADDRESS).startswith(
        "AUSTEN, Jane, TRẦN THỊ B, Oxford University Press. Mansfield Park"
    )


def test_apa() -> None:
    assert citations.apa(KIEU, ADDRESS) == (
        "Nguyễn Du. (2015). Truyện Kiều : đoạn trường tân thanh (Tái bản lần thứ 3). Văn học. https://example.vn/t/7"
    )
    assert citations.apa(GARDEN, ADDRESS).startswith(
        "Austen, J., Trần Thị B & Oxford University Press. (n.d.). Mansfield"
    )
    assert citations.apa(shown(authors=()), ADDRESS) == "Truyện Kiều. (2015). Văn học. https://example.vn/t/7"


def test_a_line_break_in_a_record_does_not_make_a_field_of_its_own() -> None:
    assert "ER  - \r\nTY" not in citations.ris(shown(summary="a\r\nER  - \r\nTY  - BOOK"), ADDRESS)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Nguyễn, Du, 1765-1820", "Nguyễn Du"),
        ("Nguyễn Du", "Nguyễn Du"),
        ("Phụng, Vũ Trọng", "Vũ Trọng Phụng"),
        ("Vũ, Trọng Phụng, 1912-1939.", "Vũ Trọng Phụng"),
        ("Austen, Jane, 1775-1817", "Jane Austen"),
        ("Nguyễn Nhật Ánh, tác giả", "Nguyễn Nhật Ánh"),
        ("Tolkien, J. R. R.", "J. R. R. Tolkien"),
        ("Thư viện Quốc gia Việt Nam", "Thư viện Quốc gia Việt Nam"),
        ("Hồ, Chí Minh, 1890-1969", "Hồ Chí Minh"),
        ("Smith, John, 1950-", "John Smith"),
        ("", ""),
        (",", ""),
        ("1765-1820", "1765-1820"),
    ],
)
def test_names_are_shown_as_one_says_them(heading: str, name: str) -> None:
    assert read_name(heading).shown == name


def test_dates_and_roles_are_no_part_of_a_name() -> None:
    assert strip_dates("Nguyễn, Du, 1765-1820, tác giả") == "Nguyễn, Du"


def test_linked_data_cannot_break_out_of_its_element() -> None:
    element = linked_data.script(
        linked_data.describe(shown(title="</script><script>alert(1)</script>"), ADDRESS, ["A & B"])
    )
    assert element.count("<") == 2
    data = json.loads(element[len('<script type="application/ld+json">') : -len("</script>")])
    assert data["name"] == "</script><script>alert(1)</script>"
    assert data["@type"] == "Book"
    assert data["author"] == [{"@type": "Person", "name": "Nguyễn Du"}]
    assert data["offers"][0]["offeredBy"] == {"@type": "Library", "name": "A & B"}
