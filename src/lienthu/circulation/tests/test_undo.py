"""Taking back what was done today: everything is again as it was, and the ledger's sums with it."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy
from lienthu.circulation.errors import UndoRefused
from lienthu.circulation.models import DeskAction, Fee, Loan
from lienthu.circulation.services import loans, marks, transfers
from lienthu.circulation.services.undo import undo
from lienthu.circulation.tests.builders import DAY, desk, everything, policy, stock
from lienthu.circulation.tests.test_loans import sound
from lienthu.federation.models import Site
from lienthu.patrons.models import Patron

pytestmark = pytest.mark.django_db


def take_back(person: Person, *, at: object = NOW, action: DeskAction | None = None) -> DeskAction:
    """The last thing done at the desk, or the one given."""
    last = action or DeskAction.objects.filter(undone_at=None).first()
    assert last is not None
    return undo(action=last, library=person.library, actor=person.user, at=at)  # type: ignore[arg-type]


@pytest.fixture
def lent(ours: Person, reader: Patron, shelf: list[Copy]) -> Loan:
    """B1 in the reader's hands."""
    policy(ours, fee_per_day=500, fee_lost=70_000)
    return loans.check_out(copy=shelf[0], patron=reader, **desk(ours))


def test_a_loan_is_taken_back(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    before = everything()
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    take_back(ours)
    assert everything() == before
    loan.refresh_from_db()
    assert loan.state == Loan.State.UNDONE
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    sound()


def test_a_return_with_its_fee_is_taken_back(ours: Person, lent: Loan, shelf: list[Copy]) -> None:
    before = everything()
    late = NOW + 30 * DAY
    loans.check_in(copy=shelf[0], **desk(ours, at=late))
    assert Fee.objects.count() == 1
    take_back(ours, at=late)
    assert everything() == before
    sound()


def test_a_renewal_is_taken_back(ours: Person, lent: Loan) -> None:
    before = everything()
    loans.renew(loan=lent, **desk(ours, at=NOW + DAY))
    take_back(ours, at=NOW + DAY)
    assert everything() == before


def test_marks_are_taken_back(ours: Person, lent: Loan, shelf: list[Copy]) -> None:
    before = everything()
    for mark in (
        lambda: marks.mark_lost(copy=shelf[0], **desk(ours)),
        lambda: marks.claim_returned(loan=lent, **desk(ours)),
        lambda: marks.use_in_house(copy=shelf[1], **desk(ours)),
        lambda: marks.mark_damaged(copy=shelf[2], **desk(ours)),
    ):
        mark()
        take_back(ours)
        assert everything() == before
    sound()


def test_a_loss_found_again_or_settled_is_taken_back(ours: Person, lent: Loan, shelf: list[Copy]) -> None:
    marks.mark_lost(copy=shelf[0], **desk(ours))
    before = everything()
    loans.check_in(copy=shelf[0], **desk(ours))
    take_back(ours)
    assert everything() == before
    marks.settle_loss(loan=lent, **desk(ours), reason="đền")
    take_back(ours)
    assert everything() == before


def test_a_transfer_and_its_receipt_are_taken_back(ours: Person, sister: Person, shelf: list[Copy]) -> None:
    Site.objects.create(organisation=sister.library, name="Kho mượn")
    before = everything()
    transfers.send(copy=shelf[0], receiver=sister.library, **desk(ours))
    sent = everything()
    transfers.receive(copy=shelf[0], **desk(sister))
    take_back(sister)
    assert everything() == sent
    take_back(ours)
    assert everything() == before
    sound()


def test_a_copy_given_back_elsewhere_goes_back_to_its_reader(
    ours: Person, sister: Person, reader: Patron, tmp_path: Path
) -> None:
    theirs = stock(tmp_path, ours, "X1")[0]
    loans.check_out(copy=theirs, patron=reader, **desk(ours))
    before = everything()
    loans.check_in(copy=theirs, sent_home=True, **desk(sister))
    take_back(sister)
    assert everything() == before
    sound()


def test_what_something_later_rests_on_is_not_taken_back(ours: Person, lent: Loan, shelf: list[Copy]) -> None:
    first = DeskAction.objects.get()
    loans.check_in(copy=shelf[0], **desk(ours))
    with pytest.raises(UndoRefused) as refused:
        take_back(ours, action=first)
    assert refused.value.code == "rested_on"
    take_back(ours)
    take_back(ours, action=first)
    sound()


def test_nothing_is_taken_back_twice_tomorrow_or_by_another_library(ours: Person, sister: Person, lent: Loan) -> None:
    action = DeskAction.objects.get()
    for person, at, code in ((ours, NOW + DAY, "too_late"), (sister, NOW, "elsewhere")):
        with pytest.raises(UndoRefused) as refused:
            take_back(person, at=at, action=action)
        assert refused.value.code == code
    take_back(ours)
    with pytest.raises(UndoRefused) as refused:
        take_back(ours, action=action)
    assert refused.value.code == "undone"


def test_a_fee_that_was_paid_keeps_its_return(ours: Person, lent: Loan, shelf: list[Copy]) -> None:
    late = NOW + 30 * DAY
    loans.check_in(copy=shelf[0], **desk(ours, at=late))
    Fee.objects.update(settled="paid")
    with pytest.raises(UndoRefused) as refused:
        take_back(ours, at=late)
    assert refused.value.code == "fee_settled"
    sound()
