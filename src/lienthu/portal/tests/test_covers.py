"""Covers: well-formed, the same for ever, their words whole and inside the board."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.portal import covers
from lienthu.portal.tests.builders import shown
from lienthu.portal.wrapping import balanced, fit, width_of, wrap

LONG = "Hướng dẫn kỹ thuật trồng và chăm sóc cây ăn quả có múi ở đồng bằng sông Cửu Long trong điều kiện xâm nhập mặn"


def lines_of(drawing: str, css: str) -> list[str]:
    found = re.search(rf'<text class="{css}".*?</text>', drawing)
    return re.findall(r"<tspan[^>]*>([^<]*)</tspan>", found.group(0)) if found else []


def test_a_cover_says_the_title_and_the_author() -> None:
    drawing = covers.cover(shown())
    assert " ".join(lines_of(drawing, "cover-title")) == "Truyện Kiều"
    assert lines_of(drawing, "cover-author") == ["Nguyễn Du"]


def test_a_cover_stays_the_same_when_the_record_is_corrected() -> None:
    before = covers.cover(shown(id=12))
    after = covers.cover(shown(id=12, year=1999, publisher="Trẻ", subjects=("Thơ",)))
    assert before == after


def test_neighbours_do_not_look_alike() -> None:
    looks = [re.sub(r"<text.*?</text>", "", covers.cover(shown(id=number))) for number in range(1, 41)]
    assert all(one != other for one, other in itertools.pairwise(looks))
    assert len(set(looks)) > 30


@pytest.mark.parametrize("number", range(24))
def test_every_layout_and_pattern_is_well_formed_and_needs_no_inline_style(number: int) -> None:
    drawing = covers.cover(shown(id=number, title='Tom & "Jerry" <b>', authors=("O'Neil & Sons",)))
    ElementTree.fromstring(drawing)  # noqa: S314 our own drawing
    assert "style=" not in drawing
    assert "http" not in drawing


@settings(max_examples=150, deadline=None)
@given(title=st.text(max_size=300), author=st.text(max_size=60), number=st.integers(0, 2**40))
def test_no_title_breaks_a_cover(title: str, author: str, number: int) -> None:
    clean = "".join(letter for letter in title + author if letter >= " " and not "\ud800" <= letter <= "\udfff")
    legal = "".join(letter for letter in clean if letter not in "\x7f\ufffe\uffff")
    ElementTree.fromstring(covers.cover(shown(id=number, title=legal, authors=(legal[:40],))))  # noqa: S314


def test_the_words_can_be_read_on_every_palette() -> None:
    from lienthu.common.tests.test_design import contrast

    for palette in covers.PALETTES:
        assert contrast(palette.ink, palette.ground) >= 4.5, palette


def test_a_long_vietnamese_title_is_set_whole_at_syllables_within_the_column() -> None:
    lines, size = fit(LONG, 164, 6, covers.SIZES)
    assert " ".join(lines) == LONG
    assert len(lines) <= 6
    assert all(width_of(line, size) <= 164 for line in lines)


def test_a_short_title_is_set_large() -> None:
    assert fit("Tắt đèn", 164, 6, covers.SIZES) == (["Tắt đèn"], covers.SIZES[0])


def test_no_lone_syllable_stands_on_the_last_line() -> None:
    text = "Hai vạn dặm dưới đáy biển sâu"
    assert wrap(text, 164, 22) == ["Hai vạn dặm", "dưới đáy biển", "sâu"]
    assert balanced(text, 164, 22) == ["Hai vạn", "dặm dưới", "đáy biển sâu"]


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    lines, _size = fit(LONG * 3, 164, 6, covers.SIZES)
    assert len(lines) == 6
    assert lines[-1].endswith("…")


def test_a_word_wider_than_the_board_is_cut() -> None:
    lines = wrap("x" * 90, 164, 20)
    assert "".join(lines) == "x" * 90
    assert all(width_of(line, 20) <= 164 for line in lines)


def test_marks_take_no_width_whether_composed_or_not() -> None:
    assert width_of("ệ", 10) == width_of("e", 10) == width_of("e\u0323\u0302", 10)
    assert width_of("ự", 10) > width_of("u", 10)
