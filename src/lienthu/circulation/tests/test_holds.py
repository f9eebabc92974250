"""Holds: placed with every reason against at once, served in turn by the nearest copy, fetched, ended, taken back."""

import datetime
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import titles
from lienthu.circulation.errors import HoldRefused, LoanRefused, ReturnRefused, TransferRefused, UndoRefused
from lienthu.circulation.models import DeskAction, Hold, Loan
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.services import holds, loans, marks, transfers
from lienthu.circulation.services.desk_log import Desk
from lienthu.circulation.services.sweeping import sweep
from lienthu.circulation.services.undo import undo
from lienthu.circulation.tests.builders import DAY, desk, everything, hold, policy, stock
from lienthu.circulation.tests.test_loans import codes, sound
from lienthu.common.models import AuditEntry
from lienthu.ledger.models import DailySum
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(minutes=5)


@pytest.fixture
def other(ours: Person) -> Patron:
    return patron(ours.library, "Lê Văn Tám", card="R2")


@pytest.fixture
def one(shelf: list[Copy]) -> Copy:
    """The only copy there is of its title: the others are withdrawn."""
    Copy.objects.exclude(pk=shelf[0].pk).update(status=Copy.Status.WITHDRAWN)
    SourceRecord.objects.update(copies_total=1, copies_available=1)
    return Copy.objects.select_related("record").get(pk=shelf[0].pk)


def status(copy: Copy) -> str:
    return Copy.objects.get(pk=copy.pk).status


def now(of: Hold) -> Hold:
    return Hold.objects.get(pk=of.pk)


# --- placing


def test_a_hold_on_what_stands_on_the_shelf_reserves_a_copy_to_be_fetched(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    placed = hold(reader, shelf[0], ours)
    assert (placed.state, placed.copy) == ("waiting", shelf[0])
    assert status(shelf[0]) == "reserved"
    assert list(queries.to_pull(ours.library)) == [placed]
    assert DailySum.objects.get(kind="hold_placed").quantity == 1
    sound()


def test_fetched_from_the_shelf_it_lies_ready_and_then_is_lent_to_its_reader(
    ours: Person, reader: Patron, one: Copy
) -> None:
    placed = hold(reader, one, ours)
    done = loans.check_in(copy=one, **desk(ours))
    assert done.hold == placed
    held = now(placed)
    assert (held.state, held.shelf_until) == ("ready", NOW.date() + 7 * DAY)
    assert list(queries.on_shelf(ours.library)) == [held]
    sound()
    loan = loans.check_out(copy=one, patron=reader, **desk(ours, at=LATER))
    held = now(placed)
    assert (held.state, held.loan) == ("fulfilled", loan)
    kinds = dict(DailySum.objects.exclude(kind="card_issued").values_list("kind", "quantity"))
    assert kinds == {"hold_placed": 1, "check_out": 1, "hold_filled": 1}
    sound()


def test_what_comes_back_goes_to_the_first_who_waits(ours: Person, reader: Patron, other: Patron, one: Copy) -> None:
    third = patron(ours.library, "Trần Ba", card="R3")
    loans.check_out(copy=one, patron=third, **desk(ours))
    first, second = hold(reader, one, ours), hold(other, one, ours)
    done = loans.check_in(copy=one, **desk(ours, at=LATER))
    assert done.hold == first
    assert (now(first).state, now(second).state) == ("ready", "waiting")
    assert status(one) == "reserved"
    sound()


def test_every_reason_against_a_hold_is_named_at_once_and_who_may_override_does(
    ours: Person, director: Person, reader: Patron, one: Copy
) -> None:
    policy(ours, hold_limit=0, shelf_first=True)
    Patron.objects.filter(pk=reader.pk).update(expires_on=NOW.date() - DAY)
    Copy.objects.filter(pk=one.pk).update(call_number="895.9221 TR527K")
    asked = holds.Asked(patron=reader, title=one.record.title_id, library=ours.library)
    with pytest.raises(HoldRefused) as refused:
        holds.place(asked=asked, actor=ours.user, at=NOW, desk=Desk(ours.library, None, ours.user, NOW))
    assert codes(refused.value) == ["expired", "too_many_holds", "on_shelf"]
    assert "895.9221 TR527K" in str(refused.value)
    with pytest.raises(HoldRefused):
        holds.place(asked=asked, actor=ours.user, at=NOW, desk=Desk(ours.library, None, ours.user, NOW), against="xin")
    at_desk = Desk(director.library, None, director.user, NOW)
    placed = holds.place(asked=asked, actor=director.user, at=NOW, desk=at_desk, against="đọc cho hội thi")
    assert placed.state == "waiting"
    assert AuditEntry.objects.get(action="hold.placed").reason == "đọc cho hội thi"


def test_nobody_waits_twice_for_one_title_nor_for_what_they_have(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    hold(reader, shelf[0], ours)
    with pytest.raises(HoldRefused) as refused:
        hold(reader, shelf[1], ours)
    assert codes(refused.value) == ["held_already"]
    assert not refused.value.overridable
    other = patron(ours.library, "Lê Văn Tám")
    loans.check_out(copy=shelf[3], patron=other, **desk(ours))
    with pytest.raises(HoldRefused) as refused:
        hold(other, shelf[1], ours)
    assert codes(refused.value) == ["on_loan"]


def test_a_place_where_the_card_does_not_serve_is_refused(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    with pytest.raises(HoldRefused) as refused:
        hold(reader, shelf[0], sister)
    assert "no_pickup" in codes(refused.value)


def test_one_copy_only_waits_for_that_copy(ours: Person, reader: Patron, other: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[2], patron=other, **desk(ours))
    placed = hold(reader, shelf[2], ours, only_copy=shelf[2])
    assert placed.copy is None
    assert loans.check_in(copy=shelf[2], **desk(ours, at=LATER)).hold == placed
    sound()


# --- the copy, the desk


def test_a_copy_that_is_to_be_fetched_for_one_is_lent_to_another_only_by_decision_and_the_first_waits_on(
    ours: Person, reader: Patron, other: Patron, shelf: list[Copy]
) -> None:
    placed = hold(reader, shelf[0], ours)
    with pytest.raises(LoanRefused) as refused:
        loans.check_out(copy=shelf[0], patron=other, **desk(ours))
    assert codes(refused.value) == ["asked_for"]
    assert "Hoa" not in str(refused.value)
    loans.override_check_out(copy=shelf[0], patron=other, reason="đang cầm trên tay", **desk(ours))
    held = now(placed)
    assert (held.state, held.copy) == ("waiting", shelf[1])
    sound()


def test_on_the_hold_shelf_it_is_kept_and_the_desk_is_told_for_whom(
    ours: Person, director: Person, reader: Patron, other: Patron, one: Copy
) -> None:
    placed = hold(reader, one, ours)
    loans.check_in(copy=one, **desk(ours))
    with pytest.raises(LoanRefused, match="Nguyễn Thị Hoa") as refused:
        loans.check_out(copy=one, patron=other, **desk(ours))
    assert codes(refused.value) == ["reserved"]
    with pytest.raises(ReturnRefused, match="Nguyễn Thị Hoa"):
        loans.check_in(copy=one, **desk(ours))
    loans.override_check_out(copy=one, patron=other, reason="bạn đọc nhường", **desk(director))
    held = now(placed)
    assert (held.state, held.copy, held.shelf_until) == ("waiting", None, None)
    sound()


def test_who_borrows_another_copy_waits_no_longer_and_the_next_has_the_one_kept(
    ours: Person, reader: Patron, other: Patron, shelf: list[Copy]
) -> None:
    first = hold(reader, shelf[0], ours)
    loans.check_out(copy=shelf[4], patron=reader, **desk(ours))
    assert (now(first).state, now(first).copy) == ("fulfilled", shelf[4])
    assert status(shelf[0]) == "available"
    sound()


def test_a_lost_or_damaged_copy_is_replaced_by_another(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    placed = hold(reader, shelf[0], ours)
    marks.mark_lost(copy=shelf[0], **desk(ours))
    assert now(placed).copy == shelf[1]
    marks.mark_damaged(copy=shelf[1], **desk(ours))
    assert now(placed).copy == shelf[2]
    sound()
    marks.mark_lost(copy=shelf[2], **desk(ours))
    marks.mark_lost(copy=shelf[3], **desk(ours))
    marks.mark_lost(copy=shelf[4], **desk(ours))
    marks.mark_lost(copy=shelf[5], **desk(ours))
    assert now(placed).copy is None
    marks.mark_repaired(copy=shelf[1], **desk(ours))
    assert (now(placed).copy, now(placed).state) == (shelf[1], "ready")
    sound()


def test_what_is_kept_for_a_reader_is_not_sent_away(ours: Person, sister: Person, reader: Patron, one: Copy) -> None:
    hold(reader, one, ours)
    with pytest.raises(TransferRefused) as refused:
        transfers.send(copy=one, receiver=sister.library, **desk(ours))
    assert codes(refused.value) == ["kept"]


def test_a_copy_not_on_its_shelf_is_passed_over_until_it_turns_up_on_a_desk(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    Copy.objects.filter(pk__in=[copy.pk for copy in shelf[2:]]).update(status="withdrawn")
    placed = hold(reader, shelf[0], ours)
    holds.not_found(hold=placed, actor=ours.user, at=NOW)
    assert now(placed).copy == shelf[1]
    assert status(shelf[0]) == "available"
    holds.not_found(hold=placed, actor=ours.user, at=NOW)
    assert now(placed).copy is None
    sweep(at=LATER)
    assert now(placed).copy is None
    assert loans.check_in(copy=shelf[0], **desk(ours, at=LATER)).hold == placed
    assert now(placed).state == "ready"


# --- the queue


def test_a_suspended_hold_keeps_its_place_and_lets_others_go_first(
    ours: Person, reader: Patron, other: Patron, one: Copy
) -> None:
    first, second = hold(reader, one, ours), hold(other, one, ours)
    holds.suspend(hold=first, until=NOW.date() + 3 * DAY, actor=None, at=NOW)
    assert (now(first).copy, now(second).copy) == (None, one)
    assert now(second).choice["passed"] == {str(first.pk): "sleeps"}
    sound()
    holds.cancel(hold=second, actor=None, at=NOW)
    assert status(one) == "available"
    assert sweep(at=NOW + 2 * DAY)["resumed"] == 0
    assert sweep(at=NOW + 3 * DAY) == {"expired": 0, "resumed": 1, "served": 0}
    assert now(first).copy == one
    assert sweep(at=NOW + 3 * DAY) == {"expired": 0, "resumed": 0, "served": 0}
    sound()


def test_only_ones_own_readers_change_places_and_why_is_kept(
    ours: Person, director: Person, reader: Patron, other: Patron, one: Copy
) -> None:
    third = patron(ours.library, "Trần Ba", card="R3")
    loans.check_out(copy=one, patron=third, **desk(ours))
    first, second = hold(reader, one, ours), hold(other, one, ours)
    said = {"library": ours.library, "actor": director.user, "at": NOW}
    with pytest.raises(HoldRefused) as refused:
        holds.move(hold=second, up=True, reason=" ", **said)
    assert refused.value.code == "no_reason"
    holds.move(hold=second, up=True, reason="cần cho kỳ thi", **said)
    assert list(queries.queue(one.record.title_id)) == [second, first]
    assert AuditEntry.objects.filter(action="hold.moved", reason="cần cho kỳ thi").count() == 2
    with pytest.raises(HoldRefused):
        holds.move(hold=second, up=True, reason="nữa", **said)


def test_a_hold_that_ran_out_and_one_not_fetched_make_room_for_the_next(
    ours: Person, reader: Patron, other: Patron, one: Copy
) -> None:
    third = patron(ours.library, "Trần Ba", card="R3")
    first, second = hold(reader, one, ours), hold(other, one, ours)
    wanted = hold(third, one, ours, expires_on=NOW.date() + DAY)
    loans.check_in(copy=one, **desk(ours))
    assert sweep(at=NOW + 7 * DAY)["expired"] == 1
    assert now(wanted).state == "expired"
    assert sweep(at=NOW + 8 * DAY)["expired"] == 1
    held = now(first)
    assert (held.state, held.left_on_shelf) == ("expired", True)
    assert (now(second).state, now(second).copy) == ("waiting", one)
    assert list(queries.left_on_shelf(ours.library)) == [held]
    sound()
    loans.check_in(copy=one, **desk(ours, at=NOW + 8 * DAY))
    assert now(second).state == "ready"
    assert not queries.left_on_shelf(ours.library).exists()
    sound()


def test_what_nobody_waits_for_is_taken_off_the_hold_shelf_by_scanning_it(
    ours: Person, reader: Patron, one: Copy
) -> None:
    placed = hold(reader, one, ours)
    loans.check_in(copy=one, **desk(ours))
    holds.cancel(hold=placed, actor=ours.user, at=LATER, reason="bạn đọc báo không cần")
    assert list(queries.left_on_shelf(ours.library)) == [now(placed)]
    assert status(one) == "available"
    done = loans.check_in(copy=one, **desk(ours, at=LATER))
    assert done.action.kind == "off_shelf"
    assert not queries.left_on_shelf(ours.library).exists()
    with pytest.raises(ReturnRefused):
        loans.check_in(copy=one, **desk(ours, at=LATER))


def test_a_hold_follows_its_title_when_titles_are_merged_and_when_that_is_undone(
    ours: Person, reader: Patron, other: Patron, one: Copy, tmp_path: Path
) -> None:
    loans.check_out(copy=one, patron=other, **desk(ours))
    placed = hold(reader, one, ours)
    more = stock(tmp_path, ours, "K1", title="Lục Vân Tiên", author="Nguyễn Đình Chiểu")[0]
    merged = titles.merge(kept=more.record.title_id, moved=one.record.title_id, reason="một sách", actor=None, at=NOW)
    assert list(queries.queue(more.record.title_id)) == [placed]
    with pytest.raises(HoldRefused) as refused:
        hold(reader, Copy.objects.get(pk=more.pk), ours)
    assert codes(refused.value) == ["held_already"]
    sweep(at=LATER)
    assert now(placed).copy == more
    holds.cancel(hold=placed, actor=None, at=LATER)
    titles.undo(regrouping=merged, actor=None, at=LATER)
    again = hold(reader, one, ours, at=LATER)
    assert again.copy is None
    assert loans.check_in(copy=one, **desk(ours, at=LATER)).hold == again


# --- taken back


def test_each_verb_with_a_hold_in_it_is_undone_exactly(ours: Person, reader: Patron, other: Patron, one: Copy) -> None:
    """Placing, fetching, lending, taking back: after each step all is as it was once it is undone."""
    third = patron(ours.library, "Trần Ba", card="R3")

    def back(before: object) -> None:
        undo(action=DeskAction.objects.filter(undone_at=None).first(), library=ours.library, actor=ours.user, at=LATER)
        assert everything() == before
        sound()

    before = everything()
    hold(reader, one, ours)
    back(before)
    placed = hold(reader, one, ours)
    hold(other, one, ours)
    before = everything()
    loans.check_in(copy=one, **desk(ours))
    back(before)
    loans.check_in(copy=one, **desk(ours))
    before = everything()
    loans.check_out(copy=one, patron=reader, **desk(ours))
    back(before)
    loans.check_out(copy=one, patron=reader, **desk(ours))
    before = everything()
    loans.check_in(copy=one, **desk(ours))
    assert Hold.objects.get(patron=other).state == "ready"
    back(before)
    loans.check_in(copy=one, **desk(ours))
    before = everything()
    holds.cancel(
        hold=Hold.objects.get(patron=other), actor=ours.user, at=NOW, desk=Desk(ours.library, None, ours.user, NOW)
    )
    back(before)
    assert now(placed).state == "fulfilled"
    assert Loan.objects.open().filter(patron=third).count() == 0


def test_what_others_rest_on_is_not_undone(ours: Person, reader: Patron, one: Copy) -> None:
    hold(reader, one, ours)
    action = DeskAction.objects.get()
    loans.check_in(copy=one, **desk(ours))
    with pytest.raises(UndoRefused) as refused:
        undo(action=action, library=ours.library, actor=ours.user, at=LATER)
    assert refused.value.code == "rested_on"
