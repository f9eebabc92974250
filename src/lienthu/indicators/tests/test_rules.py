"""Periods, recipes and formulas, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.indicators.errors import IndicatorRefused, PeriodRefused
from lienthu.indicators.rules import formulas, periods, recipes
from lienthu.indicators.rules.condensing import condensed
from lienthu.indicators.rules.sharing import in_step
from lienthu.indicators.services.loads import shipped


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-6M", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-9M", date(2026, 1, 1), date(2026, 9, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2020-10-15..2022-10-13", date(2020, 10, 15), date(2022, 10, 13)),
    ],
)
def test_a_period_is_read_from_its_code_and_gives_it_back(code: str, first: date, last: date) -> None:
    period = periods.read(code)
    assert (period.first, period.last, period.code) == (first, last, code)


@pytest.mark.parametrize("code", ["", "26", "2026-13", "2026-Q5", "2026-7M", "0001", "2026-01-05..2026-01-01", "năm"])
def test_what_is_no_period_is_refused_in_words(code: str) -> None:
    with pytest.raises(PeriodRefused):
        periods.read(code)


@given(st.dates(date(1960, 1, 1), date(2190, 1, 1)), st.integers(1, 1500))
def test_the_months_of_a_period_are_its_days_each_once(first: date, days: int) -> None:
    period = periods.Period(first, date.fromordinal(first.toordinal() + days))
    parts = list(period.months())
    assert [parts[0].first, *(part.until for part in parts)] == [*(part.first for part in parts), period.until]
    assert periods.read(period.code) == period


def test_what_a_report_stands_beside_is_the_same_stretch_of_the_year_before() -> None:
    assert periods.read("2024-02").a_year_before().code == "2023-02"
    assert periods.read("2026-9M").a_year_before().code == "2025-9M"
    assert periods.read("2026-Q1").before().code == "2025-Q4"
    assert periods.Period(date(2024, 2, 29), date(2024, 3, 5)).a_year_before().first == date(2023, 2, 28)


def test_a_formula_adds_and_divides_and_knows_what_is_not_available() -> None:
    formula = formulas.read("(a.b + c) / 2")
    assert formula.codes == {"a.b", "c"}
    assert formula.value({"a.b": Decimal(3), "c": Decimal(4)}) == Decimal("3.5")
    assert formula.value({"a.b": None, "c": Decimal(4)}) is None
    assert formulas.read("a / b").value({"a": Decimal(1), "b": Decimal(0)}) is None


@pytest.mark.parametrize("text", ["", "a +", "__import__('os')", "a if b else c", "a ** 9", "'x'", "1", "a.b()", "("])
def test_nothing_but_a_formula_is_ever_taken_for_one(text: str) -> None:
    with pytest.raises(IndicatorRefused):
        formulas.read(text)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"ledger": []},
        {"ledger": ["no such kind"]},
        {"ledger": ["visit"], "credit": "nobody"},
        {"ledger": ["visit"], "where": {"age_band": ["old"]}},
        {"ledger": ["visit"], "where": {"weather": ["rain"]}},
        {"count": "stars"},
        {"formula": "1 +"},
        "visits",
    ],
)
def test_a_recipe_that_cannot_be_read_is_refused_in_words(how: object) -> None:
    with pytest.raises(IndicatorRefused):
        recipes.read(how)


def test_every_indicator_that_comes_with_the_program_has_a_recipe_and_parts_that_there_are() -> None:
    rows = {row["code"]: row for row in shipped()}
    assert len(rows) == len(shipped())
    for row in rows.values():
        recipe = recipes.read(row["how"])
        assert set(row["parts"]) <= set(rows)
        if isinstance(recipe, recipes.Worked):
            assert recipe.formula.codes <= set(rows)
        assert all(row[f"{word}_{tongue}"] for word in ("name", "unit", "definition") for tongue in ("vi", "en"))


def ledger(kind: str, **where: list[str]) -> recipes.Recipe:
    return recipes.read({"ledger": [kind], "where": where})


PARTS = {
    "adults": ledger("visit", age_band=["adult"], channel=["physical"]),
    "children": ledger("visit", age_band=["child"], channel=["physical"]),
    "others": ledger("visit", age_band=[""], channel=["physical"]),
    "online": ledger("visit", channel=["online"]),
    "loans": ledger("check_out"),
}


def asked(formula: str, *wanted: str, **more: str) -> dict[str, recipes.Recipe]:
    sums = {code: recipes.read({"formula": text}) for code, text in {"whole": formula, **more}.items()}
    return condensed({**PARTS, **sums}, ["whole", *wanted])


def test_what_a_sum_takes_together_is_asked_for_together() -> None:
    found = asked("adults + children + others + loans")
    assert found["whole.together0"] == ledger("visit", channel=["physical"])
    assert found["loans"] == PARTS["loans"]
    assert set(found) == {"whole", "whole.together0", "loans"}
    assert isinstance(whole := found["whole"], recipes.Worked)
    assert whole.formula.value({"whole.together0": Decimal(5), "loans": Decimal(2)}) == 7
    assert asked("adults + children")["whole.together0"] == ledger(
        "visit", age_band=["adult", "child"], channel=["physical"]
    )


def test_what_is_wanted_by_itself_or_told_otherwise_is_asked_for_by_itself() -> None:
    assert set(asked("adults + children", "adults")) == {"whole", "adults", "children"}
    assert set(asked("adults + online")) == {"whole", "adults", "online"}
    assert set(asked("adults + adults + children")) == {"whole", "adults", "children"}
    assert set(asked("adults - children")) == {"whole", "adults", "children"}
    assert set(asked("adults + children", "half", half="adults / 2")) == {"whole", "half", "adults", "children"}
    assert set(asked("share + loans", share="adults + children")) == {"whole", "share", "share.together0", "loans"}


def test_a_whole_is_shared_out_in_step_and_adds_up() -> None:
    assert in_step(Decimal(10), {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)}) == {"a": 4, "b": 3, "c": 3}
    assert in_step(Decimal(100), {"a": Decimal(199), "b": Decimal(1)}) == {"a": 100, "b": 0}
    assert in_step(Decimal(10), {"a": Decimal(1), "b": None}) == in_step(Decimal(10), {"a": Decimal(0)}) == {}
