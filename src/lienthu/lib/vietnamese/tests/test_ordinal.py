import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.vietnamese.ordinal import number_of, roman


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("Tái bản lần thứ 3", 3), ("In lần thứ nhất", 1), ("Tái bản lần thứ hai", 2), ("In lần 2", 2),
        ("Lần thứ mười", 10), ("Lần thứ mười hai", 12), ("Tái bản lần thứ hai mươi mốt", 21), ("Lần thứ tư", 4),
        ("Tái bản lần thứ bảy, có sửa chữa", 7), ("Xuất bản lần đầu", 1), ("Lần thứ III", 3), ("Tái bản thứ hai", 2),
        ("Tái bản lần thứ 10 (2020), có bổ sung", 10), ("Ấn bản 5", 5), ("tai ban lan thu ba", 3),
        ("3rd ed.", 3), ("Second edition", 2), ("Twenty-first edition", 21), ("1st American ed.", 1), ("Ed. 2", 2),
        ("2nd ed., 5th printing", 2), ("2. vyd.", 2), ("2e éd. rev.", 2), ("[2. Aufl.]", 2), ("3., überarb. Aufl.", 3),
        ("2ª ed.", 2), ("Deuxième édition", 2), ("2-е изд.", 2), ("第3版", 3), ("4", 4), ("IV", 4),
    ],
)  # fmt: skip
def test_the_number_of_an_edition_is_found(statement: str, number: int) -> None:
    assert number_of(statement) == number


@pytest.mark.parametrize(
    "statement",
    ["", "Tái bản 2020", "Tái bản năm 2020", "Tái bản có sửa chữa", "Rev. ed.", "New ed.", "In 1000 bản"],
)
def test_an_edition_without_a_number_has_none(statement: str) -> None:
    assert number_of(statement) is None


@given(st.integers(1, 199))
@settings(max_examples=50, deadline=None)
def test_every_number_written_in_figures_is_read(number: int) -> None:
    assert number_of(f"Tái bản lần thứ {number}") == number
    assert number_of(f"{number}th ed.") == number


@given(st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_reading(text: str) -> None:
    assert number_of(text) is None or 0 < (number_of(text) or 0) < 200


@pytest.mark.parametrize(("figure", "value"), [("i", 1), ("IV", 4), ("ix", 9), ("XIV", 14), ("XL", 40), ("XCIX", 99)])
def test_roman_figures_are_read(figure: str, value: int) -> None:
    assert roman(figure) == value


@pytest.mark.parametrize("word", ["", "iiii", "vx", "nam", "mix"])
def test_words_are_not_roman_figures(word: str) -> None:
    assert roman(word) is None
