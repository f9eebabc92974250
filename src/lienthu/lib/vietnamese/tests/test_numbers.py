"""Numbers as they are written, read and said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.lib.vietnamese.numbers import LARGEST, in_words, read, written


@pytest.mark.parametrize(
    ("text", "value", "doubtful"),
    [
        ("0", "0", False),
        ("37.176.610", "37176610", False),
        ("37,176,610", "37176610", False),
        ("2 500 000", "2500000", False),
        ("2.500", "2500", True),
        ("2,500", "2500", True),
        ("0,45", "0.45", False),
        ("0.450", "0.450", False),
        ("12,5", "12.5", False),
        ("1.234,5", "1234.5", False),
        ("1,234.5", "1234.5", False),
        ("1234.567", "1234.567", False),
    ],
)
def test_a_number_is_read_whoever_wrote_it(text: str, value: str, *, doubtful: bool) -> None:
    assert read(text) == (Decimal(value), doubtful)


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1.2.3", "12.34.567", "1,2.3,4", "-5", "1..2", "1234.567.890", "5 bản"]
)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        read(text)


@given(st.decimals(0, 10**15, places=2), st.booleans())
def test_what_was_written_is_read_back(value: Decimal, english: bool) -> None:
    assert read(written(value, 2, english=english)) == (value, False)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1_000_000, "một triệu"),
        (37_176_610, "ba mươi bảy triệu một trăm bảy mươi sáu nghìn sáu trăm mười"),
        (2_000_005, "hai triệu không trăm linh năm"),
        (1_000_000_021, "một tỷ không trăm hai mươi mốt"),
    ],
)
def test_a_large_number_is_said_as_it_is_read_aloud(number: int, words: str) -> None:
    assert in_words(number) == words


@given(st.integers(0, LARGEST))
def test_every_number_up_to_the_largest_has_words_of_its_own(number: int) -> None:
    assert in_words(number)
    assert in_words(number) != in_words((number + 1) % LARGEST)
