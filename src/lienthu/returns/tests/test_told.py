"""Whose word a figure is: an approved return's, a submitted one's, the ledger's; and what a total lacks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from conftest import NOW, Person

from lienthu.federation.models import Organisation, Succession
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.tests.builders import happened, indicators
from lienthu.ledger.models import AgeBand
from lienthu.ledger.models import Kind as Booked
from lienthu.returns.models import Return
from lienthu.returns.queries.told import Figure, Origin, told

from .builders import YEAR, Asks, State, answer, below, call, federation

pytestmark = pytest.mark.django_db
LOANS = "uses.loans"


@pytest.fixture
def library(person: Callable[..., Person]) -> Callable[[str], Organisation]:
    return lambda code: person(code, f"Thư viện {code}").library


def figure(code: str, place: Place, period: Period = YEAR, **facts: Any) -> Figure:
    return told(indicators(code), period, [place], **facts)[code, place]


def alone(library: Organisation) -> Place:
    return Place(Sort.LIBRARY, library.pk)


def network(library: Organisation) -> Place:
    return Place(Sort.NETWORK, library.pk)


def lent(library: Organisation, number: int, on: date = date(2025, 3, 1)) -> None:
    happened(Booked.CHECK_OUT, on, host=library.pk, quantity=number)


def test_an_approved_return_is_told_before_a_submitted_one_and_that_before_the_ledger(
    library: Callable[[str], Organisation],
) -> None:
    ours, above, sister = library("XA"), library("TINH"), library("BO")
    lent(ours, 5)
    assert figure(LOANS, alone(ours)) == Figure(Decimal(5), Origin.LEDGER)
    answer(call(above, LOANS), ours, {LOANS: 7}, State.SUBMITTED)
    assert figure(LOANS, alone(ours)) == Figure(Decimal(7), Origin.SUBMITTED)
    answer(call(sister, LOANS), ours, {LOANS: 6})
    assert figure(LOANS, alone(ours)) == Figure(Decimal(6), Origin.REPORTED)


def test_a_draft_is_not_told(library: Callable[[str], Organisation]) -> None:
    ours = library("XA")
    lent(ours, 5)
    answer(call(library("TINH"), LOANS), ours, {LOANS: 7}, State.DRAFT)
    assert figure(LOANS, alone(ours)) == Figure(Decimal(5), Origin.LEDGER, (ours.pk,))


def test_a_total_takes_reports_where_there_are_some_and_the_ledger_elsewhere_and_nobody_twice(
    library: Callable[[str], Organisation],
) -> None:
    top, first, second = library("TINH"), library("XA1"), library("XA2")
    for number, one in ((1, top), (10, first), (100, second)):
        lent(one, number)
    for one in (first, second):
        below(one, top)
    asked = call(top, LOANS)
    answer(asked, first, {LOANS: 12})
    answer(asked, second, {}, State.ASKED)
    assert figure(LOANS, network(top)) == Figure(Decimal(113), Origin.MIXED, (second.pk,))


def test_a_library_on_paper_that_has_not_answered_is_lacking_and_not_0(library: Callable[[str], Organisation]) -> None:
    top, paper = library("TINH"), library("XA")
    below(paper, top)
    lent(top, 4)
    answer(call(top, LOANS), paper, {}, State.ASKED)
    assert figure(LOANS, alone(paper)) == Figure(None, Origin.NONE, (paper.pk,))
    assert figure(LOANS, network(top)) == Figure(Decimal(4), Origin.LEDGER, (paper.pk,))


def test_who_reports_with_all_below_speaks_for_them_and_not_for_itself_alone(
    library: Callable[[str], Organisation],
) -> None:
    top, commune, other = library("TINH"), library("XA"), library("TINH2")
    below(commune, top)
    group = federation(top, other)
    for number, one in ((1, top), (10, commune), (100, other)):
        lent(one, number)
    answer(call(group, LOANS, asks=Asks.NETWORK), top, {LOANS: 15})
    assert figure(LOANS, network(top)) == Figure(Decimal(15), Origin.REPORTED)
    assert figure(LOANS, alone(top)) == Figure(Decimal(1), Origin.LEDGER)
    assert figure(LOANS, Place(Sort.FEDERATION, group.pk)) == Figure(Decimal(115), Origin.MIXED)


def test_what_is_counted_by_hand_is_the_sum_of_those_who_reported_and_says_whom_it_lacks(
    library: Callable[[str], Organisation],
) -> None:
    members = [library(f"TV{number}") for number in range(4)]
    group = federation(*members)
    asked = call(group, "exhibitions")
    answer(asked, members[0], {"exhibitions": 3})
    answer(asked, members[1], {"exhibitions": 0})
    answer(asked, members[2], {"exhibitions": None})
    answer(asked, members[3], {}, State.SENT_BACK)
    lacking = (members[2].pk, members[3].pk)
    assert figure("exhibitions", Place(Sort.FEDERATION, group.pk)) == Figure(Decimal(3), Origin.REPORTED, lacking)
    assert figure("exhibitions", alone(members[1])) == Figure(Decimal(0), Origin.REPORTED)
    assert figure("exhibitions", alone(members[2])).value is None


def test_what_one_library_books_and_another_counts_by_hand_is_told_together(
    library: Callable[[str], Organisation],
) -> None:
    above, books, counts, neither = library("TINH"), library("MOT"), library("HAI"), library("BA")
    for one in (books, counts, neither):
        below(one, above)
    happened(Booked.EXHIBITION, date(2025, 5, 1), host=books.pk, quantity=2)
    assert figure("exhibitions", network(above)) == Figure(Decimal(2), Origin.LEDGER)
    asked = call(above, "exhibitions")
    answer(asked, counts, {"exhibitions": 5})
    answer(asked, neither, {}, State.ASKED)
    assert figure("exhibitions", network(above)) == Figure(Decimal(7), Origin.MIXED, (neither.pk,))
    assert figure("exhibitions", alone(neither)) == Figure(None, Origin.NONE, (neither.pk,))


def test_a_round_within_one_member_says_nothing_of_what_a_federation_lacks(
    library: Callable[[str], Organisation],
) -> None:
    top, commune, other = library("TINH"), library("XA"), library("TINH2")
    below(commune, top)
    group = federation(top, other)
    lent(top, 4)
    answer(call(top, LOANS), commune, {}, State.ASKED)
    assert figure(LOANS, network(top)).missing == (commune.pk,)
    assert figure(LOANS, Place(Sort.FEDERATION, group.pk)).missing == ()
    answer(call(group, LOANS, asks=Asks.NETWORK), other, {}, State.ASKED)
    assert figure(LOANS, Place(Sort.FEDERATION, group.pk)).missing == (other.pk,)


@pytest.mark.once
def test_returns_of_quarters_make_up_the_year_when_none_is_lacking(library: Callable[[str], Organisation]) -> None:
    ours, above = library("XA"), library("TINH")
    for number in range(1, 5):
        quarter = call(above, "exhibitions", "inhabitants", period=periods.read(f"2025-Q{number}"))
        answer(quarter, ours, {"exhibitions": number, "inhabitants": 9000 + number})
        half_told = figure("exhibitions", alone(ours))
        assert half_told.value == (10 if number == 4 else None)
    assert figure("inhabitants", alone(ours)).value == 9004
    answer(call(above, "exhibitions"), ours, {"exhibitions": 11})
    assert figure("exhibitions", alone(ours)).value == 11
    late, last = library("XA2"), call(above, "exhibitions", "inhabitants", period=periods.read("2025-Q4"))
    answer(last, late, {"exhibitions": 7, "inhabitants": 8000})
    assert (figure("inhabitants", alone(late)).value, figure("exhibitions", alone(late)).value) == (8000, None)


def test_a_year_approved_before_its_end_has_what_came_after_and_keeps_what_was_corrected(
    library: Callable[[str], Organisation],
) -> None:
    ours, above = library("XA"), library("TINH")
    lent(ours, 100, date(2025, 3, 1))
    asked = call(above, LOANS, "exhibitions", "uses")
    approved = datetime(2025, 11, 20, 3, tzinfo=UTC)
    row = answer(asked, ours, {LOANS: 107, "uses": 107, "exhibitions": 4})
    Return.objects.filter(pk=row.pk).update(prefilled_at=approved, submitted_at=approved, settled_at=approved)
    assert figure(LOANS, alone(ours)) == Figure(Decimal(107), Origin.REPORTED)
    lent(ours, 10, date(2025, 12, 2))
    lent(ours, 1000, date(2026, 1, 2))
    assert figure(LOANS, alone(ours)) == Figure(Decimal(117), Origin.MIXED)
    assert figure("uses", alone(ours)).value == 117
    assert figure("exhibitions", alone(ours)) == Figure(Decimal(4), Origin.REPORTED)


def test_a_year_computed_before_its_end_and_approved_after_it_stands_as_it_was_approved(
    library: Callable[[str], Organisation],
) -> None:
    ours = library("XA")
    row = answer(call(library("TINH"), LOANS), ours, {LOANS: 107})
    Return.objects.filter(pk=row.pk).update(prefilled_at=datetime(2025, 12, 20, 3, tzinfo=UTC))
    lent(ours, 10, date(2025, 12, 28))
    assert figure(LOANS, alone(ours)) == Figure(Decimal(107), Origin.REPORTED)


def test_quarters_that_make_up_a_year_bring_along_what_came_after_the_last_was_approved(
    library: Callable[[str], Organisation],
) -> None:
    ours, above = library("XA"), library("TINH")
    for number in range(1, 5):
        row = answer(call(above, LOANS, period=periods.read(f"2025-Q{number}")), ours, {LOANS: 10})
    early = datetime(2025, 12, 10, 3, tzinfo=UTC)
    Return.objects.filter(pk=row.pk).update(prefilled_at=early, submitted_at=early, settled_at=early)
    lent(ours, 3, date(2025, 12, 11))
    assert figure(LOANS, alone(ours)) == Figure(Decimal(43), Origin.MIXED)


def test_a_ratio_reported_before_the_end_is_worked_out_anew_once_its_parts_have_grown(
    library: Callable[[str], Organisation],
) -> None:
    ours = library("XA")
    asked = call(library("TINH"), "visits.per_inhabitant", "visits.physical", "inhabitants")
    row = answer(asked, ours, {"visits.per_inhabitant": "0.5", "visits.physical": 100, "inhabitants": 200})
    early = datetime(2025, 12, 10, 3, tzinfo=UTC)
    Return.objects.filter(pk=row.pk).update(prefilled_at=early, submitted_at=early, settled_at=early)
    happened(Booked.VISIT, date(2025, 12, 20), host=ours.pk, age_band=AgeBand.ADULT, quantity=20)
    assert figure("visits.per_inhabitant", alone(ours)).value == Decimal("0.6")


def test_a_ratio_is_worked_out_of_what_was_reported_and_a_sum_follows_from_its_parts(
    library: Callable[[str], Organisation],
) -> None:
    members = [library("A"), library("B")]
    group = federation(*members)
    asked = call(group, "collection.copies", "inhabitants", "visits.adult")
    for member, copies in zip(members, (90, 110), strict=True):
        says = {"collection.copies": copies, "inhabitants": 250, "uses.loans": 10, "uses.in_house": 5}
        answer(asked, member, says)
    place = Place(Sort.FEDERATION, group.pk)
    assert figure("copies.per_inhabitant", place).value == Decimal("0.4")
    assert figure("uses", place) == Figure(Decimal(30), Origin.REPORTED)


def test_a_ratio_that_the_library_itself_reported_stays_as_reported(library: Callable[[str], Organisation]) -> None:
    ours = library("A")
    asked = call(library("TINH"), "copies.per_inhabitant")
    answer(asked, ours, {"copies.per_inhabitant": "0.45", "collection.copies": 90, "inhabitants": 201})
    assert figure("copies.per_inhabitant", alone(ours)).value == Decimal("0.45")


def test_a_restated_total_gives_heirs_what_their_predecessor_reported(library: Callable[[str], Organisation]) -> None:
    gone, heir, other = library("CU"), library("MOI"), library("KHAC")
    for successor, share in ((heir, "0.75"), (other, "0.25")):
        Succession.objects.create(
            predecessor=gone, successor=successor, kind="split", share=Decimal(share), on=date(2026, 1, 1)
        )
    answer(call(library("BO"), "exhibitions"), gone, {"exhibitions": 8})
    assert figure("exhibitions", alone(heir)).value is None
    assert figure("exhibitions", alone(heir), restated_on=date(2026, 2, 1)).value == 6


def test_a_withdrawn_call_is_as_if_it_had_never_been(library: Callable[[str], Organisation]) -> None:
    ours = library("XA")
    lent(ours, 5)
    answer(call(library("TINH"), LOANS, withdrawn_at=NOW), ours, {LOANS: 7})
    assert figure(LOANS, alone(ours)) == Figure(Decimal(5), Origin.LEDGER)


def test_parts_of_a_visit_are_told_beside_a_total_that_only_paper_knows(
    library: Callable[[str], Organisation],
) -> None:
    top, paper = library("TINH"), library("XA")
    below(paper, top)
    happened(Booked.VISIT, date(2025, 3, 1), host=top.pk, age_band=AgeBand.ADULT, quantity=20)
    answer(call(top, "visits.physical"), paper, {"visits.physical": 300})
    assert figure("visits.physical", network(top)) == Figure(Decimal(320), Origin.MIXED)
    assert figure("visits.adult", network(top)).value == 20


def test_a_hundred_libraries_cost_no_more_questions_than_ten(
    library: Callable[[str], Organisation], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    top = library("TINH")
    asked = call(top, LOANS, "exhibitions")
    for number in range(12):
        commune = library(f"XA{number}")
        below(commune, top)
        answer(asked, commune, {LOANS: 1, "exhibitions": 1}, State.APPROVED if number % 2 else State.ASKED)
    every = indicators()
    with django_assert_max_num_queries(22):
        told(every, YEAR, [network(top)])
