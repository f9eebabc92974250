"""Copies that go from one library to another: sent, received, given back elsewhere, lent elsewhere."""

from pathlib import Path

import pytest
from conftest import Person

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.circulation.errors import LoanRefused, MarkRefused, ReturnRefused, TransferRefused
from lienthu.circulation.models import Loan, Transfer
from lienthu.circulation.services import loans, marks, transfers
from lienthu.circulation.tests.builders import desk, policy, stock
from lienthu.circulation.tests.test_loans import codes, sound
from lienthu.ledger.models import Event
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

pytestmark = pytest.mark.django_db


def test_a_sent_copy_stays_in_the_senders_charge_until_it_is_taken_in(
    ours: Person, sister: Person, shelf: list[Copy]
) -> None:
    copy = shelf[0]
    transfers.send(copy=copy, receiver=sister.library, reason="bạn đọc cần", **desk(ours))
    copy.refresh_from_db()
    assert (copy.status, copy.custodian) == ("in_transit", ours.library)
    sound()
    done = loans.check_in(copy=copy, **desk(sister))
    copy.refresh_from_db()
    assert done.received
    assert (copy.status, copy.owner, copy.custodian) == ("available", ours.library, sister.library)
    kinds = ["transfer_sent", "transfer_received"]
    hosts = list(Event.objects.filter(kind__in=kinds).order_by("id").values_list("kind", "host", "owner"))
    assert hosts == [(kinds[0], ours.library.pk, ours.library.pk), (kinds[1], sister.library.pk, ours.library.pk)]
    sound()


def test_a_sender_who_has_it_back_on_the_desk_calls_the_transfer_off(
    ours: Person, sister: Person, shelf: list[Copy]
) -> None:
    transfers.send(copy=shelf[0], receiver=sister.library, **desk(ours))
    transfers.receive(copy=shelf[0], **desk(ours))
    assert Transfer.objects.get().cancelled
    assert (shelf[0].status, CopyMove.objects.count()) == ("available", 0)
    sound()


def test_a_lent_copy_is_not_sent_and_one_library_does_not_send_anothers(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    with pytest.raises(TransferRefused) as refused:
        transfers.send(copy=shelf[0], receiver=sister.library, **desk(ours))
    assert [each.code for each in refused.value.refusals] == ["not_sendable"]
    with pytest.raises(TransferRefused) as refused:
        transfers.send(copy=shelf[1], receiver=sister.library, **desk(sister))
    assert [each.code for each in refused.value.refusals] == ["to_oneself", "not_here"]


def test_a_copy_given_back_elsewhere_is_refused_unless_its_library_allows_it(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    with pytest.raises(ReturnRefused, match="Châu Thành") as refused:
        loans.check_in(copy=shelf[0], **desk(sister))
    assert codes(refused.value) == ["return_there"]
    assert "Hoa" not in str(refused.value)
    policy(ours, returned_elsewhere=True)
    done = loans.check_in(copy=shelf[0], **desk(sister))
    assert done.transfer is not None
    assert (done.transfer.sender, done.transfer.receiver) == (sister.library, ours.library)
    copy = Copy.objects.get(pk=shelf[0].pk)
    assert (copy.status, copy.custodian, copy.owner) == ("in_transit", sister.library, ours.library)
    assert Loan.objects.get().closed_library == sister.library
    sound()
    loans.check_in(copy=copy, **desk(ours))
    assert Copy.objects.get(pk=copy.pk).custodian == ours.library
    sound()


def test_another_librarys_copy_is_lent_only_against_a_refusal_and_then_is_in_our_charge(
    ours: Person, sister: Person, director: Person, reader: Patron, tmp_path: Path
) -> None:
    copy = stock(tmp_path, sister, "S1")[0]
    with pytest.raises(LoanRefused) as refused:
        loans.check_out(copy=copy, patron=reader, **desk(ours))
    assert codes(refused.value) == ["not_here"]
    loans.override_check_out(copy=copy, patron=reader, reason="sách để quên ở đây", **desk(director))
    copy.refresh_from_db()
    assert (copy.owner, copy.custodian) == (sister.library, ours.library)
    event = Event.objects.get(kind="check_out")
    assert (event.owner, event.host) == (sister.library.pk, ours.library.pk)
    sound()


def test_another_librarys_desk_is_not_told_who_has_a_copy(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    theirs = patron(sister.library, "Trần Văn Sự")
    with pytest.raises(LoanRefused, match="Châu Thành") as refused:
        loans.check_out(copy=shelf[0], patron=theirs, **desk(sister))
    assert "Hoa" not in str(refused.value)


def test_another_library_marks_nothing_of_ours(ours: Person, sister: Person, shelf: list[Copy]) -> None:
    for mark in (marks.mark_lost, marks.mark_damaged, marks.use_in_house):
        with pytest.raises(MarkRefused) as refused:
            mark(copy=shelf[0], **desk(sister))
        assert refused.value.code == "not_here"


def test_a_loan_is_seen_only_by_the_library_that_made_it(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    assert list(Loan.objects.visible_to(ours.user)) == [loan]
    assert not Loan.objects.visible_to(sister.user).exists()
