"""What a figure is held against where neither the year before nor the ledger knows it."""

from collections.abc import Callable

import pytest
from conftest import Person

from lienthu.indicators.rules import periods
from lienthu.indicators.tests.builders import indicators
from lienthu.returns.models import Return
from lienthu.returns.queries.sheets import sheet_of
from lienthu.returns.rules.checks import Kind

from .builders import State, answer, call

pytestmark = pytest.mark.django_db
COPIES = "collection.copies"


def asked(row: Return) -> list[Kind]:
    return [question.kind for line in sheet_of(row).lines for question in line.questions]


def test_a_level_is_held_against_what_was_reported_of_it_last(top: Person, commune: Person) -> None:
    indicators()
    answer(call(top.library, COPIES, period=periods.of_year(2022)), commune.library, {COPIES: 900_000})
    answer(call(top.library, COPIES, period=periods.of_year(2023)), commune.library, {COPIES: 5_000})
    row = answer(call(top.library, COPIES), commune.library, {COPIES: 900_000}, State.DRAFT)
    assert asked(row) == [Kind.LEVEL]
    row.entries.update(value=5_500)
    assert asked(row) == []


def test_what_is_known_of_nowhere_else_is_held_against_all_others_together(
    person: Callable[..., Person], top: Person, commune: Person
) -> None:
    indicators()
    round_ = call(top.library, COPIES)
    answer(round_, person("XA1", "Xã 1").library, {COPIES: 2_000})
    row = answer(round_, commune.library, {COPIES: 37_176_610}, State.DRAFT)
    assert asked(row) == []  # one alone would be given away
    answer(round_, person("XA2", "Xã 2").library, {COPIES: 3_000})
    assert asked(row) == [Kind.BEYOND]
    row.entries.update(value=4_900)
    assert asked(row) == []
