"""What is queued, and that nothing is queued twice."""

import threading
from datetime import timedelta

import pytest
from conftest import Person
from django.db import connection
from django.utils import timezone

from lienthu.notices import kinds
from lienthu.notices.models import Declined, Letter, Notice
from lienthu.notices.services import gathering, queue_all, withdraw
from lienthu.notices.services.printing import print_waiting
from lienthu.patrons.models import Patron

from .builders import AT, LATER, PICKUP, hold, new

pytestmark = pytest.mark.django_db


def test_a_notice_is_queued_once_under_its_key(desk: Person, reader: Patron) -> None:
    first = hold(desk, reader, "7:2026-11-12")
    assert first is not None
    assert first.facts == {"title": "Truyện Kiều", **PICKUP}
    assert hold(desk, reader, "7:2026-11-12", at=LATER) is None
    assert hold(desk, reader, "7:2026-11-20") is not None
    assert Notice.objects.count() == 2


def test_two_libraries_may_use_the_same_key(desk: Person, sister_desk: Person, reader: Patron) -> None:
    assert hold(desk, reader) is not None
    assert hold(sister_desk, reader) is not None


def test_many_are_queued_at_once_and_again_none(desk: Person, reader: Patron) -> None:
    hold(desk, reader, "3")
    some = [new(reader, str(number), f"Sách {number}") for number in range(1200)]
    everything = {"kind": "hold_ready", "library": desk.library, "actor": None, "at": AT}
    assert queue_all(new=[*some, some[0]], **everything) == 1199
    assert queue_all(new=some, **everything) == 0
    assert Notice.objects.count() == 1200


def test_a_notice_must_have_the_facts_of_its_kind(desk: Person, reader: Patron) -> None:
    with pytest.raises(ValueError, match="title, pickup, until"):
        queue_all(
            kind="hold_ready",
            library=desk.library,
            new=[kinds_new(reader)],
            actor=None,
            at=AT,
        )
    with pytest.raises(LookupError, match="no room has notices of the kind birthday"):
        hold(desk, reader, kind="birthday")


def kinds_new(reader: Patron) -> object:
    wrong = new(reader, "1")
    return type(wrong)(key="1", patron=reader, facts={"title": "Truyện Kiều"})


def test_who_declined_a_kind_is_not_told(desk: Person, reader: Patron) -> None:
    for kind in ("due_soon", "overdue"):
        Declined.objects.create(patron=reader, kind=kind, at=AT)
    samples = {kind.code: kind.samples_on(timezone.localdate(AT))[0] for kind in kinds.all_kinds()}
    told = []
    for kind in ("due_soon", "overdue"):
        one = type(new(reader, "1"))(key="1", patron=reader, facts=samples[kind])
        told.append(queue_all(kind=kind, library=desk.library, new=[one], actor=None, at=AT))
    assert told == [0, 1], "a reminder may be declined; that something is overdue is always told"


def test_what_was_withdrawn_before_it_was_told_may_be_told_after_all_and_once(desk: Person, reader: Patron) -> None:
    made = hold(desk, reader, about=12)
    assert made is not None
    assert withdraw(kind="hold_ready", about=[12], at=LATER) == 1
    made.refresh_from_db()
    assert (made.cancelled_at, made.why) == (LATER, "moot")
    assert withdraw(kind="hold_ready", about=[12], at=LATER) == 0
    again = hold(desk, reader, about=12, at=LATER)
    assert again == made
    assert hold(desk, reader, about=12, at=LATER) is None
    everything = {"kind": "hold_ready", "library": desk.library, "actor": None, "at": LATER}
    withdraw(kind="hold_ready", about=[12], at=LATER)
    assert [queue_all(new=[new(reader, "1")], **everything) for _ in range(2)] == [1, 0]
    gathering.gather(at=LATER + timedelta(hours=1))
    print_waiting(library=desk.library, actor=None, at=LATER + timedelta(hours=1))
    assert withdraw(kind="hold_ready", about=[12], at=LATER) == 0, "it is out"
    assert hold(desk, reader, about=12, at=LATER) is None


def test_a_letter_whose_notice_was_withdrawn_and_came_back_goes_out_once(desk: Person, reader: Patron) -> None:
    hold(desk, reader, about=12)
    gathering.gather(at=LATER)
    withdraw(kind="hold_ready", about=[12], at=LATER)
    assert hold(desk, reader, about=12, at=LATER) is not None
    print_waiting(library=desk.library, actor=None, at=LATER)
    assert print_waiting(library=desk.library, actor=None, at=LATER) is None
    assert Letter.objects.get().notices.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_in_the_same_second_queue_one(desk: Person, reader: Patron) -> None:
    made: list[Notice | None] = []
    start = threading.Barrier(2)

    def one() -> None:
        start.wait()
        try:
            made.append(hold(desk, reader))
        finally:
            connection.close()

    desks = [threading.Thread(target=one) for _ in range(2)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert len([each for each in made if each]) == 1
    assert Notice.objects.count() == 1


def test_every_kind_has_a_text_of_its_own_in_both_languages_and_samples_with_all_its_facts() -> None:
    assert {kind.code for kind in kinds.all_kinds()} >= {"hold_ready", "due_soon", "overdue", "card_expiring"}
    for kind in kinds.all_kinds():
        for language in ("vi", "en"):
            assert set(kinds.default_parts(kind.code, language)) == set(kinds.PARTS)
        for sample in kind.samples:
            assert set(sample) == set(kind.facts)
