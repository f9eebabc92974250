"""Any history of late events, corrections, closings and reopenings: nothing is lost, and what is closed stays."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.ledger import checks, queries, services
from lienthu.ledger.errors import LedgerRefused
from lienthu.ledger.models import AgeBand, Event, Kind
from lienthu.ledger.services import Activity

pytestmark = pytest.mark.django_db

MONTHS = [date(2025, month, 1) for month in range(1, 7)]
BEGIN, END = date(2025, 1, 1), date(2030, 1, 1)
AT = datetime(2025, 7, 1, tzinfo=UTC)
numbers: Iterator[int] = count(1)

days = st.dates(MONTHS[0], date(2025, 6, 30))
steps = st.one_of(
    st.tuples(st.just("tell"), st.integers(0, 1), days, st.integers(1, 9), st.sampled_from(AgeBand)),
    st.tuples(st.just("correct"), st.integers(0, 30), st.integers(1, 9)),
    st.tuples(st.just("close"), st.integers(0, 1), st.sampled_from(MONTHS)),
    st.tuples(st.just("reopen"), st.integers(0, 1), st.sampled_from(MONTHS)),
)


@dataclass
class Library:
    number: int
    closed: date | None = None
    expected: int = 0
    told: list[Event] = field(default_factory=list)
    reported: list[Any] = field(default_factory=list)  # what its closed days said when they were closed

    def says(self) -> list[Any]:
        if self.closed is None:
            return []
        return queries.sums([Kind.VISIT], BEGIN, self.closed, ("day", "age_band"), hosts=[self.number])


@settings(max_examples=25)
@given(st.lists(steps, max_size=18))
def test_nothing_is_lost_and_what_is_closed_stays_as_it_was(history: list[tuple[Any, ...]]) -> None:
    libraries = [Library(next(numbers)), Library(next(numbers))]
    for verb, which, *words in history:
        if verb == "correct":
            _correct(libraries, which, words[0])
        else:
            {"tell": _tell, "close": _close, "reopen": _reopen}[verb](libraries[which], *words)
        for library in libraries:
            assert library.says() == library.reported
    for library in libraries:
        hosts = [library.number]
        assert queries.total([Kind.VISIT], since=BEGIN, until=END, hosts=hosts) == library.expected
        assert sum(e.quantity for e in queries.events([Kind.VISIT], BEGIN, END, hosts=hosts, count=99).events) == (
            library.expected
        )
        assert queries.closed_until(library.number) == library.closed
    assert list(checks.problems()) == []


def _tell(library: Library, day: date, quantity: int, age_band: AgeBand) -> None:
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    activity = Activity(kind=Kind.VISIT, at=at, host=library.number, quantity=quantity, age_band=age_band)
    event = services.append(activity, actor=None)
    assert event.booked_on == max(day, library.closed or day)
    library.told.append(event)
    library.expected += quantity


def _correct(libraries: list[Library], which: int, quantity: int) -> None:
    told = [(library, event) for library in libraries for event in library.told]
    if not told:
        return
    library, event = told[which % len(told)]
    try:
        services.correct(event, quantity=quantity, reason="đếm nhầm", actor=None, at=AT, booked_on=None)
    except LedgerRefused:
        return
    library.expected -= quantity


def _close(library: Library, until: date) -> None:
    services.close(organisation=library.number, until=until, actor=None, at=AT)
    library.closed = max(until, library.closed or until)
    library.reported = library.says()


def _reopen(library: Library, since: date) -> None:
    try:
        services.reopen(organisation=library.number, since=since, reason="báo cáo lại", actor=None, at=AT)
    except LedgerRefused:
        return
    library.closed = since
    library.reported = library.says()
