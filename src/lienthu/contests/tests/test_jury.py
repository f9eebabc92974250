"""The jury's points and the consents, without a database."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

import pytest

from lienthu.contests.rules import results
from lienthu.contests.rules.agreeing import agreed, givers
from lienthu.contests.rules.scoring import Yardstick, ranked, standing
from lienthu.lib.tournaments import scales

DAY = datetime.date(2026, 5, 1)
STICKS = [Yardstick(1, 10, 2), Yardstick(2, 20)]


@dataclass(frozen=True)
class Said:
    giver: str
    granted: bool
    at: datetime.datetime


def said(giver: str, hour: int, *, granted: bool = True) -> Said:
    return Said(giver, granted, datetime.datetime(2026, 4, 1, hour, tzinfo=datetime.UTC))


def points(*given: tuple[int, int, str]) -> dict[tuple[int, int], Decimal]:
    return {(judge, stick): Decimal(value) for judge, stick, value in given}


def test_points_count_by_weight_and_what_is_missing_counts_for_nothing() -> None:
    found = standing(points((7, 1, "8"), (7, 2, "15"), (8, 1, "9")), [7, 8], STICKS, gap=20, trims=False)
    assert found.totals == {7: Decimal("77.5"), 8: None}
    assert found.score == Decimal("77.50")
    assert found.missing == ((8, 2),)


def test_a_judge_far_off_the_others_is_pointed_out_and_the_ends_can_be_left_out() -> None:
    stick = [Yardstick(1, 100)]
    given = points((1, 1, "80"), (2, 1, "82"), (3, 1, "40"), (4, 1, "84"))
    assert standing(given, [1, 2, 3, 4], stick, gap=20, trims=False).outliers == (3,)
    trimmed = standing(given, [1, 2, 3, 4], stick, gap=20, trims=True)
    assert (trimmed.score, sorted(trimmed.left_out)) == (Decimal("81.00"), [3, 4])


def test_equals_are_parted_by_the_contests_list_or_share_the_place() -> None:
    stick = [Yardstick(1, 100)]
    same = {key: standing(points((1, 1, "70"), (2, 1, "80")), [1, 2], stick, gap=50, trims=False) for key in (5, 6)}
    assert ranked(same, {5: Decimal(1), 6: Decimal(2)}, ["first_criterion"]) == [(6,), (5,)]
    assert ranked(same, {5: Decimal(1), 6: Decimal(1)}, ["first_criterion", "median", "lowest"]) == [(5, 6)]


@pytest.mark.parametrize(
    ("born", "needed"),
    [
        ((2020, 1, 1), ("guardian",)),
        ((2019, 5, 1), ("self", "guardian")),
        ((2010, 5, 2), ("self", "guardian")),
        ((2010, 5, 1), ("self",)),
        (None, ("self", "guardian")),
    ],
)
def test_who_must_agree_depends_on_the_age_of_the_day(
    born: tuple[int, int, int] | None, needed: tuple[str, ...]
) -> None:
    born_on = datetime.date(*born) if born else None
    assert givers(born_on, DAY) == needed
    assert not agreed(born_on, [], DAY)  # silence
    answers = [said(giver, 1) for giver in needed]
    assert agreed(born_on, answers, DAY)
    assert not agreed(born_on, answers[1:], DAY)
    assert not agreed(born_on, [*answers, said(needed[0], 2, granted=False)], DAY)
    assert agreed(born_on, [said(needed[0], 0, granted=False), *answers], DAY)


def test_a_child_who_says_no_is_heard_before_the_child_has_to_be_asked() -> None:
    assert not agreed(datetime.date(2021, 1, 1), [said("guardian", 1), said("self", 1, granted=False)], DAY)


def test_a_scale_is_read_as_it_is_written() -> None:
    text = "Giải Nhất; 1; vàng\nGiải A; ; từ 90,5\nKhuyến khích"
    assert scales.written(scales.read(text)) == "Giải Nhất; 1; vàng\nGiải A; ; từ 90,5\nKhuyến khích; 1"
    for usual in (scales.USUAL, scales.LETTERS, scales.GRADES):
        assert scales.read(scales.written(usual)) == list(usual)
    with pytest.raises(scales.Unread):
        scales.read("Giải Nhất; nhiều")


@pytest.mark.parametrize(
    ("text", "sets", "said_"),
    [("2-1", 0, (2, 1)), ("25-20 23-25 15:10", 2, (2, 1)), ("10–21, 12–21", 2, (0, 2))],
)
def test_results_are_read_as_referees_write_them(text: str, sets: int, said_: tuple[int, int]) -> None:
    found = results.read(text, sets=sets, knock_out=True)
    assert (found.home, found.away) == said_


@pytest.mark.parametrize(
    ("text", "sets", "why"),
    [
        ("", 0, "form"), ("2-1 3-1", 0, "form"), ("2-2", 0, "level"), ("25-20", 2, "sets"),
        ("25-25 25-20", 2, "set_level"), ("25-1 25-1 1-25", 2, "sets"), ("a2-1", 0, "form"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused(text: str, sets: int, why: str) -> None:
    with pytest.raises(results.Unread, match=why):
        results.read(text, sets=sets, knock_out=True)
