"""Titles, extents and editions taken apart."""

import pytest

from lienthu.lib.matching.editions import edition_number, pages
from lienthu.lib.matching.names import people
from lienthu.lib.matching.publishers import houses
from lienthu.lib.matching.titles import parse


@pytest.mark.parametrize(
    ("title", "main", "rest"),
    [
        ("Mắt biếc / Nguyễn Nhật Ánh", "mat biec", ()),
        ("Bến xe (Tái bản 2020)", "ben xe", ()),
        ("Sách - Truyện Kiều (Bìa cứng)", "truyen kieu", ()),
        ("Ikigai : bí mật sống lâu", "ikigai", ("bi mat song lau",)),
        ("Hai số phận [electronic resource]", "hai so phan", ()),
        ("Ông già và biển cả - Tặng kèm bookmark", "ong gia va bien ca", ()),
        ("Việt-Nam sử lược", "viet nam su luoc", ()),
        ("Tái bản văn hoá làng", "tai ban van hoa lang", ()),
    ],
)
def test_a_title_is_parted_from_what_was_written_into_it(title, main, rest):
    found = parse(title)
    assert (found.main, found.rest) == (main, rest)


@pytest.mark.parametrize(
    ("title", "numbers", "volumes"),
    [
        ("Ngữ văn 6", ("6",), ()),
        ("Ngữ văn lớp 6 - Tập 1", ("6",), ("1",)),
        ("Sử ký, Q.II", (), ("2",)),
        ("Phân tâm học nhập môn", (), ()),
        ("Kính vạn hoa (Quyển thượng)", (), ("thuong",)),
        ("Conan tập 05", (), ("5",)),
    ],
)
def test_numbers_and_volumes_are_told_apart(title, numbers, volumes):
    found = parse(title)
    assert (found.numbers, found.volumes) == (numbers, volumes)


def test_a_reprint_in_the_title_gives_its_year():
    assert parse("Hiểu về trái tim (Tái bản 2023)").year == 2023


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("Tái bản lần thứ 3", 4),
        ("In lần thứ nhất", 1),
        ("Xuất bản lần thứ hai, có bổ sung", 2),
        ("3rd ed.", 3),
        ("Second edition", 2),
        ("Tái bản có sửa chữa", 0),
        ("Tái bản 2024", 0),
        ("", 0),
    ],
)
def test_the_number_of_an_edition_is_read(statement, number):
    assert edition_number(statement) == number


@pytest.mark.parametrize(
    ("extent", "number"),
    [
        ("303tr. ; 21cm", 303),
        ("xii, 154 p.", 154),
        ("[24] p.", 24),
        ("303", 303),
        ("2 v. (xx, 630 pages)", 630),
        ("2 v.", 0),
        ("", 0),
    ],
)
def test_the_pages_of_an_extent_are_read(extent, number):
    assert pages(extent) == number


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (("Nguyễn, Du, 1765-1820",), ("du nguyen",)),
        (("Phụng, Vũ Trọng",), ("phung trong vu",)),
        (("Trương Văn Giới, Lê Khắc Kiều Lục",), ("gioi truong van", "khac kieu le luc")),
        (("TS. David J. Lieberman",), ("david j lieberman",)),
        (("Nhiều tác giả",), ()),
        (("Lê Thanh Lộc (dịch)", "Lê Thanh Lộc"), ("le loc thanh",)),
    ],
)
def test_names_are_read_in_every_form(authors, names):
    assert people(authors) == names


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        ("Nxb. Giáo dục Việt Nam", ("giao duc",)),
        ("TP. Hồ Chí Minh : Nxb. Tổng hợp TP. HCM", ("tong hop hcm",)),
        ("Thế giới ; Công ty Sách Alpha", ("the gioi", "sach alpha")),
        ("ĐHQG Hà Nội", ("dai hoc quoc gia ha noi",)),
        ("[s.n.]", ()),
    ],
)
def test_publishers_are_read_in_every_form(publisher, names):
    assert houses(publisher) == names
