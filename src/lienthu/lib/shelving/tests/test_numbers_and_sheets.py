import pytest

from lienthu.lib.shelving import numbers
from lienthu.lib.shelving.sheets import COMMON, PAPER, Sheet


def test_a_number_is_padded_behind_its_prefix_and_year() -> None:
    assert numbers.written("VL.", 123, width=6) == "VL.000123"
    assert numbers.written("{year}.M.", 7, width=4, year=2026) == "2026.M.0007"
    assert numbers.written("TN{yy}-", 1_234_567, width=5, year=2026) == "TN26-1234567"


@pytest.mark.parametrize(
    ("number", "ordinal"),
    [("VL.000123", 123), ("VL.9", 9), ("VL.", None), ("VL.12a", None), ("VX.12", None), ("VL.٣", None),
     ("VL." + "9" * 10, None)],
)  # fmt: skip
def test_a_number_of_the_series_is_known_again(number: str, ordinal: int | None) -> None:
    assert numbers.ordinal_of(number, "VL.") == ordinal


def test_numbers_follow_each_other_by_value_padded_or_not() -> None:
    ordered = ["9", "10", "A.2", "VL.000009", "VL.10", "VL.000123", "VN.1"]
    keys = [numbers.number_key(each) for each in ordered]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("sheet", COMMON.values(), ids=COMMON)
def test_a_common_sheet_lies_on_the_paper_in_the_middle(sheet: Sheet) -> None:
    assert sheet.fits()
    assert sheet.left == pytest.approx(PAPER[0] - sheet.right_edge, abs=0.5)
    assert sheet.top == pytest.approx(PAPER[1] - sheet.bottom_edge, abs=0.5)


def test_labels_go_on_after_those_that_are_used_and_over_to_the_next_page() -> None:
    places = COMMON["3x8-70x37"].places(3, skipped=22)
    assert places == [(0, 70, 259.5), (0, 140, 259.5), (1, 0, 0.5)]


def test_a_sheet_that_is_too_wide_does_not_fit() -> None:
    assert not Sheet("x", 4, 2, 60, 30, 0, 0).fits()
