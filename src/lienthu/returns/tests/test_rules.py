"""What is asked about a figure, how a number is read, when a round is due: without a database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.common.reminding import occasion
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.rules import digests, reading
from lienthu.returns.rules.checks import Fact, Kind, questions
from lienthu.returns.rules.reading import Typed, aloud, read
from lienthu.returns.rules.rounds import Pattern, days_late, of_year


def asked(**facts: Fact) -> list[tuple[str, Kind]]:
    return [(question.code, question.kind) for question in questions(facts)]


def fact(value: int | str | None, **beside: object) -> Fact:
    return Fact("Lượt", Decimal(value) if value is not None else None, **beside)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "decimals", "typed"),
    [
        ("37.176.610", 0, Typed(Decimal(37176610))),
        ("37,176,610", 0, Typed(Decimal(37176610))),
        (" 1 234 ", 0, Typed(Decimal(1234))),
        ("1.234", 0, Typed(Decimal(1234))),
        ("0,45", 2, Typed(Decimal("0.45"))),
        ("1.234", 2, Typed(Decimal(1234), is_doubtful=True)),
        ("2,5", 0, Typed(Decimal("2.5"), is_doubtful=True)),
        ("-", 0, Typed(None)),
        ("Không  có", 0, Typed(None)),
        ("0", 0, Typed(Decimal(0))),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, decimals: int, typed: Typed) -> None:
    assert read(text, decimals) == typed


@pytest.mark.parametrize("text", ["", "nhiều", "-5", "1.23.4", "12 quyển", "9" * 30])
def test_what_is_no_number_is_told_back_and_not_guessed(text: str) -> None:
    with pytest.raises(ReturnRefused):
        read(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        found = read(text).value
    except ReturnRefused:
        return
    assert found is None or found >= 0


def test_a_long_number_is_said_in_words_and_a_small_one_is_not() -> None:
    assert aloud(Decimal(42_348)) == "bốn mươi hai nghìn ba trăm bốn mươi tám"
    assert aloud(Decimal(808)) == aloud(Decimal("1234.5")) == aloud(None) == ""


def test_a_jump_from_last_year_is_asked_about_and_a_small_number_s_is_not() -> None:
    assert asked(uses=fact(55_130, before=Decimal(17_000))) == [("uses", Kind.JUMP)]
    assert asked(uses=fact(5_000, before=Decimal(17_000))) == [("uses", Kind.JUMP)]
    assert asked(uses=fact(40_000, before=Decimal(17_000))) == []
    assert asked(uses=fact(9, before=Decimal(2))) == []


def test_parts_that_do_not_make_up_the_total_are_asked_about_once_all_are_there() -> None:
    parts = {"adult": fact(10), "child": fact(5)}
    assert asked(all=fact(16, parts=("adult", "child")), **parts) == [("all", Kind.PARTS)]
    assert asked(all=fact(15, parts=("adult", "child")), **parts) == []
    assert asked(all=fact(16, parts=("adult", "child")), adult=fact(10)) == []


def test_more_children_than_all_are_asked_about() -> None:
    found = asked(all=fact(15, parts=("adult", "child")), adult=fact(None), child=fact(20))
    assert found == [("child", Kind.MORE_THAN_ALL)]


def test_nothing_is_told_from_not_counted() -> None:
    assert asked(trips=fact(0, before=Decimal(35))) == [("trips", Kind.ZERO)]
    assert asked(trips=fact(0, before=Decimal(0))) == asked(trips=fact(0)) == []
    assert asked(trips=fact(None, before=Decimal(35))) == [("trips", Kind.UNKNOWN)]
    assert asked(trips=fact(None)) == []


def test_a_level_far_from_the_last_count_is_asked_about() -> None:
    assert asked(copies=fact(147_000, is_level=True, computed=Decimal(100_000))) == [("copies", Kind.LEVEL)]
    assert asked(copies=fact(110_000, is_level=True, computed=Decimal(100_000))) == []


def test_a_doubtful_number_is_said_both_ways() -> None:
    (question,) = questions({"ratio": Fact("Số bản", Decimal(1234), decimals=2, is_doubtful=True)})
    assert question.kind == Kind.DOUBTFUL
    assert "1.234" in question.words and "1,234" in question.words
    (question,) = questions({"visits": Fact("Lượt", Decimal("2.5"), is_doubtful=True)})  # 2.500 in a spreadsheet
    assert "2,5" in question.words and "2.500" in question.words


def test_a_year_of_calls_is_made_at_once() -> None:
    usual = of_year(2026, Pattern.USUAL, 10)
    assert [(each.period.code, each.due_on) for each in usual] == [
        ("2026-6M", date(2026, 7, 10)), ("2026-9M", date(2026, 10, 10)), ("2026", date(2027, 1, 10))
    ]  # fmt: skip
    assert of_year(2026, Pattern.YEAR, -16)[0].due_on == date(2026, 12, 15)
    assert [len(of_year(2026, pattern, 0)) for pattern in Pattern] == [3, 5, 7, 13, 1]


def test_a_letter_is_due_so_many_days_before_and_after_the_day() -> None:
    due = date(2026, 10, 10)
    told = {left: occasion(due, due - timedelta(days=left), (7, 1, -1)) for left in (8, 7, 5, 1, 0, -1, -9)}
    assert told == {
        8: "", 7: "before:7", 5: "before:7", 1: "before:1", 0: "before:1", -1: "late:1", -9: "late:1"
    }  # fmt: skip
    assert occasion(due, due + timedelta(days=3), (7, 1)) == ""
    assert (days_late(due, due), days_late(due, date(2026, 10, 13))) == (0, 3)


def test_one_other_sign_makes_another_digest_and_the_order_none() -> None:
    first = {"a": Decimal(1), "b": None}
    assert digests.digest(first) == digests.digest({"b": None, "a": Decimal("1.0000")})
    assert digests.digest(first) != digests.digest({"a": Decimal(1), "b": Decimal(0)})
    assert digests.plain(first) == {"a": "1.0000", "b": None}


def test_the_largest_number_is_kept_within_the_column() -> None:
    assert read("999.999.999.999").value == reading.numbers.LARGEST
