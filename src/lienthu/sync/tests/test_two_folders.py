"""Two workers at one device's log, on whichever database: each event once, in order; a killed one leaves no trace."""

import threading

import pytest
from conftest import Person
from django.db import connection, transaction

from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total
from lienthu.sync.checks import problems
from lienthu.sync.models import DeviceEvent, Outcome
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
