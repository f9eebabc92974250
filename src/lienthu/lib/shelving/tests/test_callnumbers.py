import pytest

from lienthu.lib.shelving import callnumbers as call
from lienthu.lib.shelving.callnumbers import PatternProblem

FACTS = {"class": "895.922134", "mark": "TR527K", "volume": "T.2", "year": "2020"}


def test_a_pattern_puts_the_parts_together_and_leaves_out_what_is_empty() -> None:
    assert call.build(call.DEFAULT_PATTERN, FACTS) == "895.922134 TR527K T.2"
    assert call.build(call.DEFAULT_PATTERN, {"class": "005.1", "mark": "L123H"}) == "005.1 L123H"
    assert call.build("[{prefix}. ]{class}/{mark}[ - {year}]", FACTS) == "895.922134/TR527K - 2020"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [("", "empty"), ("sách", "empty"), ("{ddc}", "unknown"), ("{class", "unknown"), ("[{class}", "brackets"),
     ("[[{class}]]", "brackets"), ("{class}" * 40, "long"), ("{Class} {mark}", "unknown")],
)  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_told_by_what_is_wrong(pattern: str, code: str) -> None:
    with pytest.raises(PatternProblem) as found:
        call.check_pattern(pattern)
    assert found.value.code == code


def test_the_default_pattern_is_usable() -> None:
    call.check_pattern(call.DEFAULT_PATTERN)


@pytest.mark.parametrize(
    ("parts", "volume"),
    [(("Tập 1", "Đất phương Nam"), "T.1"), (("Quyển 12",), "Q.12"), (("T. 3",), "T.3"), (("Phần II",), "P.II"),
     (("Đất phương Nam",), ""), ((), "")],
)  # fmt: skip
def test_the_volume_is_read_from_the_parts(parts: tuple[str, ...], volume: str) -> None:
    assert call.volume_of(parts) == volume


def test_the_class_of_a_fact_is_bare() -> None:
    assert call.class_of("895.922/134|23") == "895.922134"


def test_call_numbers_stand_as_on_the_shelf() -> None:
    shelf = [
        "005 K312T", "005.1 A100B", "338.1 T100", "895.92 Z999", "895.922 A107H", "895.922 D500", "895.922 Đ124R",
        "895.922 GI-108T", "895.922 TR527", "895.922 TR527K", "895.922 TR527K T.2", "895.922 TR527K T.10",
        "895.9221 A100", "895.922134 A100", "ĐC 895.922 A100", "không có số",
    ]  # fmt: skip
    keys = [call.shelf_key(each) for each in shelf]
    assert keys == sorted(set(keys))


def test_a_mark_s_figures_are_a_decimal_and_spaces_in_a_class_do_not_part_it() -> None:
    assert call.shelf_key("895.922 N576") < call.shelf_key("895.922 N58")
    assert (
        call.shelf_key("895.922 134 TR527K")
        == call.shelf_key("895.922134/TR527K")
        == call.shelf_key("895.922'134 TR-527K")
    )


def test_a_spine_has_a_line_for_each_part() -> None:
    assert call.spine_lines("895.922134 TR527K T.2") == ["895", ".922134", "TR527K", "T.2"]
    assert call.spine_lines("005.1 L123H") == ["005.1", "L123H"]
    assert call.spine_lines("") == []
