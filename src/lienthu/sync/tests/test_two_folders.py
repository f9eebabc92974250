"""Two workers at one device's log, on whichever database: each event once, in order; a killed one leaves no trace."""

import threading
import time

import pytest
from conftest import Person
from django.db import connection, transaction

from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total
from lienthu.sync.checks import problems
from lienthu.sync.models import Device, DeviceEvent, Outcome
from lienthu.sync.services.folding import fold

from .builders import hours_ago, phone

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(Exception):
    """The power went."""


def test_two_folders_at_once_book_each_event_once_and_in_order(ours: Person) -> None:
    device = phone(ours)
    for number in range(40):
        device.act("visit", at=hours_ago(30 - number / 2), age_band="adult", quantity=1)
    device.send()
    with pytest.raises(Killed), transaction.atomic():
        fold(device.row.pk)
        raise Killed
    assert Outcome.objects.count() == 0
    folded: list[int] = []

    def work() -> None:
        try:
            folded.append(fold(device.row.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(folded) == 40
    order = Outcome.objects.order_by("cursor").values_list("event__seq", flat=True)
    assert list(order) == list(range(1, 41))
    first = DeviceEvent.objects.order_by("happened_at").first()
    assert first is not None
    booked = total([Kind.VISIT], since=first.happened_at.date(), until=hours_ago(-48).date(), hosts=[ours.library.pk])
    assert booked == 40
    assert list(problems()) == []


def test_a_folder_gives_way_to_who_holds_a_row_for_long_and_begins_again(ours: Person) -> None:
    device = phone(ours)
    device.act("visit", at=hours_ago(3), age_band="adult", quantity=1)
    device.send()
    held = threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Device.objects.filter(pk=device.row.pk).update(name="Máy của xe")
                held.set()
                time.sleep(0.8)  # longer than a folder waits for a row
        finally:
            connection.close()

    desk = threading.Thread(target=hold)
    desk.start()
    held.wait()
    assert fold(device.row.pk) == 1
    desk.join()
    assert [each.kind for each in Outcome.objects.all()] == [Outcome.Kind.APPLIED]
    assert list(problems()) == []
