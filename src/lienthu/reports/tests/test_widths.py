"""Columns of a report's table."""

import pytest

from lienthu.reports.rules.widths import EDGES, LINE, fitted, wide

LONGEST = "TV KHTH TP. Hồ Chí Minh"
HEADS = [
    "TT", "Thư viện", "Vốn tài liệu (bản)", "Thẻ cấp mới (thẻ)", "Lượt bạn đọc tại chỗ (lượt)",
    "Lượt luân chuyển tài liệu (mượn và đọc) (lượt)", "Sách luân chuyển về cơ sở (bản)", "Chuyến xe (chuyến)",
]  # fmt: skip
ROWS = [
    ["13", LONGEST, "398.143", "2.826", "181.604", "339.486", "50.325", "46"],
    ["", "Tổng cộng", "2.475.573", "19.997", "1.302.848", "1.755.437", "274.718", "353"],
]


def test_letters_are_as_wide_as_the_document_s() -> None:
    # Liberation Serif, 11 points, measured by a program that draws it; it moves some capitals closer together
    assert 44.49 <= wide(LONGEST) < 45.2
    assert wide("Lượt luân chuyển") == pytest.approx(27.43, abs=0.2)
    assert wide("Đẩu") == wide("Đau")


def test_names_keep_to_one_line_beside_six_columns_and_no_number_is_broken() -> None:
    widths = fitted(HEADS, ROWS)
    assert sum(widths) == pytest.approx(LINE, abs=0.5)
    assert widths[1] >= wide(LONGEST) + EDGES - 0.1
    assert [at for at in range(2, 8) if widths[at] < wide(ROWS[1][at]) + EDGES - 0.1] == []


def test_what_names_do_not_need_goes_to_headings_and_then_to_all() -> None:
    few = fitted(HEADS[:3], [row[:3] for row in ROWS])
    assert few[1] > wide(LONGEST) + EDGES
    assert few[2] > wide(HEADS[2], bold=True)
    assert few[0] < 10


def test_one_name_that_no_line_holds_takes_nothing_from_the_headings() -> None:
    long = ["14", "Thư viện Khoa học Tổng hợp Thành phố Hồ Chí Minh", *ROWS[0][2:]]
    rows = [["1", "Thư viện Sóc Trăng", *ROWS[0][2:]], ROWS[1]]
    assert fitted(HEADS, [*rows, long]) == fitted(HEADS, rows)


def test_names_that_no_line_holds_are_broken_between_words_and_columns_stay_on_the_page() -> None:
    long = "Trung tâm Văn hóa, Thông tin và Truyền thông thành phố Phan Rang - Tháp Chàm, tỉnh Khánh Hòa"
    widths = fitted(HEADS, [["1", long, *ROWS[1][2:]]])
    assert sum(widths) == pytest.approx(LINE, abs=0.5)
    assert widths[1] > 28
    assert fitted(HEADS, [])[1] >= 28
