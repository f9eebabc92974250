from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lienthu.common.models import AuditEntry
from lienthu.ledger import checks, queries, services
from lienthu.ledger.errors import LedgerRefused
from lienthu.ledger.models import Closing, Event, Kind
from lienthu.ledger.services import Activity

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
AT = datetime(2026, 3, 5, 3, tzinfo=UTC)
LIBRARY, OTHER = 7, 8


def visit(day: int, month: int = 1, **facts: Any) -> Activity:
    at = datetime(2026, month, day, 3, tzinfo=UTC)
    return Activity(**{"kind": Kind.VISIT, "at": at, "host": LIBRARY, "owner": OTHER, **facts})


def tell(*activities: Activity) -> Event:
    return services.append_all(activities, actor=None)[0]


def close(until: date, organisation: int = LIBRARY) -> Closing:
    return services.close(organisation=organisation, until=until, actor=None, at=AT, document="05/BC-TV")


def visits(since: date, until: date) -> int:
    return queries.total([Kind.VISIT], since=since, until=until)


def test_what_is_told_late_counts_on_the_first_open_day_and_keeps_its_own() -> None:
    tell(visit(3, quantity=10))
    close(FEBRUARY)
    event = tell(visit(4, quantity=2))
    assert (event.booked_on, event.own_day, event.at.day) == (FEBRUARY, date(2026, 1, 4), 4)
    assert (visits(JANUARY, FEBRUARY), visits(FEBRUARY, MARCH)) == (10, 2)
    assert list(queries.late(LIBRARY, since=FEBRUARY, until=MARCH)) == [event]
    assert list(queries.told_later(LIBRARY, since=JANUARY, until=FEBRUARY)) == [event]
    assert list(checks.problems()) == []


def test_a_correction_of_a_closed_day_counts_on_the_first_open_one() -> None:
    event = tell(visit(3, quantity=10))
    close(FEBRUARY)
    counter = services.correct(event, quantity=4, reason="đếm nhầm", actor=None, at=AT, booked_on=None)
    assert (counter.booked_on, counter.own_day) == (FEBRUARY, date(2026, 1, 3))
    assert (visits(JANUARY, FEBRUARY), visits(FEBRUARY, MARCH)) == (10, -4)
    assert list(queries.late(LIBRARY, since=FEBRUARY, until=MARCH)) == [counter]


def test_a_day_that_a_caller_names_gives_way_as_well_when_it_is_closed() -> None:
    close(FEBRUARY)
    assert tell(visit(3, booked_on=date(2026, 1, 31))).booked_on == FEBRUARY
    assert tell(visit(3, booked_on=date(2026, 2, 4))).booked_on == date(2026, 2, 4)


def test_who_reports_is_the_host_and_where_nobody_hosts_the_owner() -> None:
    close(FEBRUARY, OTHER)
    assert tell(visit(3)).own_day is None
    assert tell(visit(3, host=0)).booked_on == FEBRUARY
    hosted, owned = services.append_all([visit(3), visit(3, host=OTHER, owner=LIBRARY)], actor=None)
    assert (hosted.own_day, owned.booked_on) == (None, FEBRUARY)


def test_a_closing_moves_on_and_never_back_by_itself() -> None:
    first = close(FEBRUARY)
    assert close(FEBRUARY) == first
    assert close(MARCH) != first
    assert close(FEBRUARY).until == MARCH
    assert queries.closed_until(LIBRARY) == MARCH
    assert queries.closed_until(OTHER) is None
    assert Closing.objects.count() == 2
    assert AuditEntry.objects.filter(action="ledger.closed", organisation_id=LIBRARY).count() == 2


def test_days_that_are_not_over_cannot_be_closed() -> None:
    with pytest.raises(LedgerRefused) as refusal:
        close(timezone.localdate() + timedelta(days=1))
    assert refusal.value.code == "not_over"
    assert close(timezone.localdate()).until == timezone.localdate()


def test_closed_days_are_opened_again_only_with_a_reason() -> None:
    close(MARCH)
    reopening: dict[str, Any] = {"organisation": LIBRARY, "since": FEBRUARY, "actor": None, "at": AT}
    with pytest.raises(LedgerRefused) as refusal:
        services.reopen(**reopening, reason="  ")
    assert refusal.value.code == "no_reason"
    services.reopen(**reopening, reason="sở yêu cầu báo cáo lại")
    assert queries.closed_until(LIBRARY) == FEBRUARY
    assert tell(visit(9, month=2)).own_day is None
    assert tell(visit(9)).booked_on == FEBRUARY
    with pytest.raises(LedgerRefused) as refusal:
        services.reopen(**reopening, reason="lần nữa")
    assert refusal.value.code == "open"
    assert list(checks.problems()) == []


def test_the_database_itself_wants_a_reason_for_a_reopening() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.create(organisation=1, until=MARCH, reopens=True, last_event=0, at=AT)


def test_the_check_finds_what_came_into_a_closed_day_and_nothing_else() -> None:
    tell(visit(3))
    close(FEBRUARY)
    services.reopen(organisation=LIBRARY, since=JANUARY, reason="sót sổ", actor=None, at=AT)
    tell(visit(4))
    close(FEBRUARY)
    assert list(checks.problems()) == []
    late = tell(visit(5))
    Event.objects.filter(pk=late.pk).update(booked_on=date(2026, 1, 5), own_day=None)
    services.rebuild()
    assert [problem.split(" counts")[0] for problem in checks.problems()] == [f"Event {late.pk}"]


def test_nobody_at_a_desk_pays_for_closings(django_assert_num_queries: Callable[[int], Any]) -> None:
    now = timezone.now() + services.booking.UNDER_WAY  # past the minutes before midnight, whenever the test runs
    services.append(visit(1, at=now), actor=None)
    of_sums = 1 if connection.vendor == "postgresql" else 4
    with transaction.atomic(), django_assert_num_queries(1 + of_sums):  # the event is the one
        event = services.append(visit(1, at=now), actor=None)
    assert event.own_day is None


def test_many_old_days_of_many_libraries_cost_one_look(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    close(FEBRUARY)
    activities = [visit(3, host=number) for number in range(1, 30)]
    with transaction.atomic(), django_assert_max_num_queries(5 + 3 * 29):  # lock, look, events; their sums
        events = services.append_all(activities, actor=None)
    assert [event.host for event in events if event.own_day] == [LIBRARY]
