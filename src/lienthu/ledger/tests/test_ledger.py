from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.ledger import checks, queries, services
from lienthu.ledger.errors import LedgerRefused
from lienthu.ledger.models import Closing, DailySum, Event, Kind
from lienthu.ledger.services import Activity

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)  # 8:30 in Viet Nam
LATE_EVENING = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past midnight of the next day in Viet Nam


def loan(**facts: object) -> Activity:
    return Activity(**{"kind": Kind.CHECK_OUT, "at": MORNING, "owner": 1, "host": 2, **facts})


def march(kind: Kind, **narrowed: object) -> int:
    return queries.total([kind], since=date(2026, 3, 1), until=date(2026, 4, 1), **narrowed)


def test_an_event_counts_on_the_day_that_the_clock_on_the_wall_shows() -> None:
    services.append(loan(at=LATE_EVENING), actor=None)
    assert queries.by_day(Kind.CHECK_OUT, since=date(2026, 3, 1), until=date(2026, 3, 9), host=2) == {
        date(2026, 3, 2): 1
    }


def test_events_with_the_same_facts_add_up_in_one_sum_and_others_stay_apart() -> None:
    services.append_all([loan(), loan(quantity=3), loan(owner=9)], actor=None)
    assert DailySum.objects.count() == 2
    assert march(Kind.CHECK_OUT) == 5
    assert march(Kind.CHECK_OUT, owners=[9]) == 1
    assert march(Kind.CHECK_OUT, hosts=[7]) == 0
    assert march(Kind.VISIT) == 0


def test_a_correction_takes_away_by_a_counter_event_and_the_first_event_stays() -> None:
    event = services.append(loan(quantity=3), actor=None)
    services.correct(event, quantity=2, reason="đếm nhầm", actor=None, at=LATE_EVENING, booked_on=None)
    assert march(Kind.CHECK_OUT) == 1
    assert Event.objects.get(pk=event.pk).quantity == 3
    assert list(checks.problems()) == []


def test_no_more_is_corrected_than_there_is() -> None:
    event = services.append(loan(quantity=3), actor=None)
    services.correct(event, quantity=2, reason="", actor=None, at=LATE_EVENING, booked_on=None)
    with pytest.raises(LedgerRefused) as refusal:
        services.correct(event, quantity=2, reason="", actor=None, at=LATE_EVENING, booked_on=None)
    assert refusal.value.code == "nothing_left"
    counter = event.corrections.get()
    with pytest.raises(LedgerRefused):
        services.correct(counter, quantity=1, reason="", actor=None, at=LATE_EVENING, booked_on=None)
    assert march(Kind.CHECK_OUT) == 1


def test_a_late_entry_keeps_its_own_time_and_counts_on_the_day_it_is_booked() -> None:
    event = services.append(loan(booked_on=date(2026, 4, 2)), actor=None)
    assert event.at == MORNING
    assert march(Kind.CHECK_OUT) == 0
    assert queries.total([Kind.CHECK_OUT], since=date(2026, 4, 1), until=date(2026, 5, 1)) == 1


@pytest.mark.parametrize("quantity", [0, -1])
def test_an_entry_of_nothing_is_refused(quantity: int) -> None:
    with pytest.raises(LedgerRefused) as refusal:
        services.append(loan(quantity=quantity), actor=None)
    assert refusal.value.code == "no_quantity"
    assert not Event.objects.exists()
    assert services.append_all([], actor=None) == []


def test_the_database_itself_refuses_a_negative_event_that_corrects_nothing() -> None:
    event = services.append(loan(), actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(quantity=-1)


def test_what_a_row_brought_about_is_found_from_the_row() -> None:
    thing = Closing.objects.create(organisation=9, until=date(2026, 1, 1), last_event=0, at=MORNING)
    event = services.append(loan(thing=thing), actor=None)
    assert list(queries.events_of(thing)) == [event]


def test_the_check_finds_a_sum_that_was_changed_and_one_that_was_lost() -> None:
    services.append_all([loan(), loan(owner=9)], actor=None)
    DailySum.objects.filter(owner=1).update(quantity=8)
    DailySum.objects.filter(owner=9).delete()
    assert len(list(checks.problems())) == 6  # months and kinds of material no longer agree with their days either


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from(Kind), st.integers(0, 2), st.integers(0, 2), st.integers(1, 9), st.integers(0, 9)),
        max_size=12,
    )
)
def test_sums_equal_events_after_any_history(history: list[tuple[Kind, int, int, int, int]]) -> None:
    before = {kind: march(kind) for kind in Kind}
    for kind, owner, host, quantity, taken in history:
        event = services.append(loan(kind=kind, owner=owner, host=host, quantity=quantity), actor=None)
        before[kind] += quantity
        if 0 < taken <= quantity:
            services.correct(event, quantity=taken, reason="", actor=None, at=LATE_EVENING, booked_on=None)
            before[kind] -= taken
    assert {kind: march(kind) for kind in Kind} == before
    assert list(checks.problems()) == []
