"""From a QR address to a loan: enrolled, a bundle taken, a check-out without a network, sent, folded, told."""

from datetime import timedelta

import pytest
from conftest import Person
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Loan
from lienthu.circulation.rules import end_of
from lienthu.federation.models import Site
from lienthu.ledger.models import Event, Kind
from lienthu.patrons.models import Patron
from lienthu.sync.checks import problems
from lienthu.sync.models import Bundle

from .builders import hours_ago, phone

pytestmark = pytest.mark.django_db


def test_a_loan_made_without_a_network_is_booked_with_its_own_time_and_the_day_that_was_told(
    ours: Person, site: Site, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours, site=site)
    bundle = device.take(site)
    assert [row[1] for row in bundle["copies"]["rows"]] == ["B1", "B2", "B3", "B4", "B5", "B6"]
    at, day = hours_ago(5), timezone.localdate() + timedelta(days=20)
    device.act("check_out", at=at, barcode="B1", copy=shelf[0].pk, patron=reader.pk, due_on=day.isoformat())
    stored = device.send()
    assert (stored["stored_to"], stored["waiting"], stored["conflicts"]) == (1, 1, [])
    assert not Loan.objects.exists()  # stored first
    told = device.hand_in()
    loan = Loan.objects.get()
    assert (loan.patron_id, loan.copy_id, loan.due_at) == (reader.pk, shelf[0].pk, end_of(day))
    assert abs((loan.checked_out_at - at).total_seconds()) < 1
    assert (loan.site_id, loan.checked_out_by_id) == (site.pk, ours.user.pk)
    assert told[1]["outcome"] == "applied"
    assert told[1]["facts"] == {"loan": loan.pk, "due_on": day.isoformat()}
    event = Event.objects.get(kind=Kind.CHECK_OUT)
    assert (event.at, event.booked_on) == (loan.checked_out_at, timezone.localdate(loan.checked_out_at))
    assert list(problems()) == []


def test_what_is_done_on_a_trip_counts_for_it(ours: Person, site: Site, reader: Patron, shelf: list[Copy]) -> None:
    device = phone(ours, site=site)
    number = device.take(site)["bundle"]
    Bundle.objects.update(trip=31, first_made_at=hours_ago(9))
    device.act("visit", at=hours_ago(3), bundle=number, age_band="child", quantity=7)
    device.act("check_out", at=hours_ago(2), bundle=number, barcode="B1", patron=reader.pk, trip=31)
    device.act("check_in", at=hours_ago(1), bundle=number, barcode="B1", trip=99)  # it took no such trip along
    device.act("visit", at=hours_ago(1), age_band="child", quantity=2)
    assert {each["outcome"] for each in device.hand_in().values()} == {"applied"}
    booked = Event.objects.filter(kind__in=(Kind.VISIT, Kind.CHECK_OUT, Kind.CHECK_IN)).order_by("pk")
    assert [(event.kind, event.trip) for event in booked] == [
        (Kind.VISIT, 31),
        (Kind.CHECK_OUT, 31),
        (Kind.CHECK_IN, 31),
        (Kind.VISIT, 0),
    ]
