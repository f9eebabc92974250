"""A long log is folded with few statements, and many events in one transaction are booked as each would be alone."""

from datetime import timedelta

import pytest
from conftest import Person
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import DeskAction, Loan
from lienthu.circulation.rules import end_of
from lienthu.circulation.tests.builders import hold
from lienthu.common.models import AuditEntry
from lienthu.ledger import checks as ledger_checks
from lienthu.ledger.models import Event, Kind
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron
from lienthu.sync.checks import problems
from lienthu.sync.services import folding
from lienthu.sync.services.folding import fold

from .builders import Phone, hours_ago, phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(folding, "STRETCH_SECONDS", 60)


def act(device: Phone, kind: str, copy: Copy, hours: float, **data: object) -> None:
    device.act(kind, at=hours_ago(hours), barcode=copy.barcode, copy=copy.pk, **data)


def test_an_event_of_a_long_log_costs_less_than_nine_statements(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    for number in range(10):
        for copy in shelf[:4]:
            act(device, "check_out", copy, 30 - number, patron=reader.pk)
        for copy in shelf[:4]:
            act(device, "check_in", copy, 29.5 - number)
    device.send()
    with CaptureQueriesContext(connection) as asked:
        assert fold(device.row.pk) == 80
    assert len(asked) < 80 * 9
    assert Event.objects.filter(kind=Kind.CHECK_OUT).count() == 40
    assert Loan.objects.filter(state=Loan.State.RETURNED).count() == 40
    assert [*problems(), *ledger_checks.problems()] == []


def test_an_event_that_cannot_be_booked_leaves_those_around_it_as_they_are(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    other = patron(ours.library, "Lò Văn Páo")
    act(device, "check_out", shelf[0], 9, patron=reader.pk)
    act(device, "check_out", shelf[0], 8, patron=other.pk)  # the first has it
    act(device, "check_out", shelf[1], 7, patron=other.pk)
    act(device, "check_in", shelf[2], 6)  # nobody has it
    act(device, "check_in", shelf[1], 5)
    told = device.hand_in()
    assert [told[seq]["code"] for seq in sorted(told)] == ["", "on_loan", "", "not_on_loan", ""]
    booked = Event.objects.exclude(kind=Kind.CARD_ISSUED).order_by("pk").values_list("kind", flat=True)
    assert list(booked) == [Kind.CHECK_OUT, Kind.CHECK_OUT, Kind.CHECK_IN]
    audited = AuditEntry.objects.filter(action__startswith="loan.").order_by("pk").values_list("action", flat=True)
    assert list(audited) == ["loan.made", "loan.made", "loan.ended"]
    assert [*problems(), *ledger_checks.problems()] == []


def test_one_copy_goes_many_ways_within_a_stretch(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    """What is known of it from one act to the next is what the acts before made of it."""
    device, copy, day = phone(ours), shelf[0], timezone.localdate() + timedelta(days=40)
    act(device, "check_out", copy, 9, patron=reader.pk)
    act(device, "renew", copy, 8, due_on=day.isoformat())
    act(device, "check_in", copy, 7)
    act(device, "check_out", copy, 6, patron=reader.pk)
    device.act("undo", at=hours_ago(5.9), event=device.log[-1]["id"])
    act(device, "in_house_use", copy, 5)
    act(device, "check_out", copy, 4, patron=reader.pk)
    told = device.hand_in()
    assert {each["outcome"] for each in told.values()} == {"applied"}
    first, taken_back, last = Loan.objects.order_by("pk")
    assert (first.due_at, first.renewals, first.state) == (end_of(day), 1, Loan.State.RETURNED)
    assert (taken_back.state, last.state) == (Loan.State.UNDONE, Loan.State.LENT)
    copy.refresh_from_db()
    copy.record.refresh_from_db()
    assert (copy.status, copy.record.copies_available) == (Copy.Status.ON_LOAN, len(shelf) - 1)
    kinds = list(DeskAction.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["check_out", "renewal", "check_in", "check_out", "in_house_use", "check_out"]
    assert [*problems(), *ledger_checks.problems()] == []


def test_a_hold_that_loses_its_copy_in_a_stretch_is_seen_by_the_return_after_it(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    """The one copy of a title is kept for somebody, lent to another on the device, and comes back."""
    device, other = phone(ours), patron(ours.library, "Lò Văn Páo")
    Copy.objects.filter(pk__in=[copy.pk for copy in shelf[1:]]).update(status=Copy.Status.DAMAGED)
    waiting = hold(other, shelf[0], ours, at=hours_ago(20))
    assert waiting.copy_id == shelf[0].pk
    act(device, "check_out", shelf[0], 3, patron=reader.pk)
    act(device, "check_in", shelf[0], 2)
    told = device.hand_in()
    assert [told[seq]["code"] for seq in sorted(told)] == ["booked_against", "hold_waiting"]
    waiting.refresh_from_db()
    assert waiting.copy_id == shelf[0].pk


def test_a_machine_that_is_too_slow_for_its_stretches_comes_to_the_end_all_the_same(
    ours: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "STRETCH_SECONDS", 0)
    device = phone(ours)
    for number in range(45):
        device.act("visit", at=hours_ago(30 - number / 2), age_band="adult", quantity=1)
    device.send()
    assert fold(device.row.pk) == 45
