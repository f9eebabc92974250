"""Lending, renewing and taking back at one library's desk."""

import datetime

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks as catalogue_checks
from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import copies, indexing
from lienthu.circulation import checks
from lienthu.circulation.errors import LoanRefused, RenewalRefused, ReturnRefused
from lienthu.circulation.models import Fee, Loan
from lienthu.circulation.services import loans, marks
from lienthu.circulation.tests.builders import DAY, desk, policy
from lienthu.common import audit
from lienthu.ledger import checks as ledger_checks
from lienthu.ledger.models import Event
from lienthu.ledger.queries import events_of
from lienthu.patrons.models import Block, Patron
from lienthu.patrons.tests.builders import child

pytestmark = pytest.mark.django_db


def sound() -> None:
    indexing.drain()
    for room in (catalogue_checks, checks, ledger_checks):
        assert list(room.problems()) == []


def codes(refused: LoanRefused | RenewalRefused | ReturnRefused) -> list[str]:
    return [refusal.code for refusal in refused.refusals]


def test_a_copy_is_lent_until_the_end_of_its_day(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    policy(ours, loan_days=10)
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    assert Copy.objects.get(barcode="B1").status == Copy.Status.ON_LOAN
    assert loan.due_at.date() == datetime.date(2026, 1, 15)
    sound()


def test_a_loan_keeps_the_terms_it_was_made_under(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    rule = policy(ours, loan_days=10)
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    rule.delete()
    loan.refresh_from_db()
    assert loan.policy["values"]["loan_days"] == 10
    assert loan.policy["from"] == {"loan_days": rule.id or loan.policy["from"]["loan_days"]}


def test_the_ledger_and_the_audit_know_of_a_loan(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    event = events_of(loan).get()
    facts = (event.kind, event.owner, event.host, event.age_band, event.material, event.quantity)
    assert facts == ("check_out", ours.library.pk, ours.library.pk, "adult", "book", 1)
    assert audit.entries_of(loan).get().action == "loan.made"


def test_a_childs_loan_is_counted_as_a_childs(ours: Person, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=child(ours.library), **desk(ours))
    assert Event.objects.get(kind="check_out").age_band == "child"


def test_a_refusal_names_every_reason_at_once_and_who_may_override(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    policy(ours, max_loans=1, loan_days=3)
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    Block.objects.create(patron=reader, kind="rules", from_on=datetime.date(2026, 1, 1))
    Patron.objects.filter(pk=reader.pk).update(open_blocks=1, expires_on=datetime.date(2026, 1, 6))
    policy(ours, material="book", in_house_only=True)
    with pytest.raises(LoanRefused) as refused:
        loans.check_out(copy=shelf[1], patron=reader, **desk(ours, at=NOW + 8 * DAY))
    assert codes(refused.value) == ["expired", "blocked", "too_many", "overdue", "in_house_only"]
    assert {refusal.overridable_by for refusal in refused.value.refusals} == {"circulation.override"}
    assert refused.value.overridable
    assert Loan.objects.count() == 1
    sound()


def test_who_may_override_lends_against_refusals_and_says_why(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    policy(ours, in_house_only=True)
    with pytest.raises(LoanRefused):
        loans.override_check_out(copy=shelf[0], patron=reader, reason="xin", **desk(ours))
    with pytest.raises(LoanRefused) as refused:
        loans.override_check_out(copy=shelf[0], patron=reader, reason=" ", **desk(director))
    assert codes(refused.value) == ["no_reason"]
    loan = loans.override_check_out(copy=shelf[0], patron=reader, reason="mượn để dự thi", **desk(director))
    assert loan.overridden == ["in_house_only"]
    entry = audit.entries_of(loan).get()
    assert (entry.reason, entry.after["against"]) == ("mượn để dự thi", ["in_house_only"])


@pytest.mark.parametrize(
    ("status", "code", "overridable"),
    [("lost", "lost", False), ("withdrawn", "withdrawn", False), ("in_transit", "in_transit", False),
     ("in_process", "in_process", True), ("damaged", "damaged", True), ("reserved", "reserved", True),
     ("on_loan", "stated_on_loan", True)],
)  # fmt: skip
def test_a_copy_that_is_not_on_the_shelf_is_not_lent(
    ours: Person, reader: Patron, shelf: list[Copy], status: str, code: str, overridable: bool
) -> None:
    copies.set_status(copy=shelf[0], status=Copy.Status(status))
    with pytest.raises(LoanRefused) as refused:
        loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    assert codes(refused.value) == [code]
    assert refused.value.overridable == overridable


def test_a_lent_copy_is_refused_with_to_whom_when_and_by_whom(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    with pytest.raises(LoanRefused, match=r"đã có bản này.*15:00 05/01/2026.*OURS"):
        loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    with pytest.raises(LoanRefused, match=r"Nguyễn Thị Hoa.*15:00 05/01/2026.*OURS"):
        loans.check_out(copy=shelf[0], patron=child(ours.library), **desk(ours))


def test_an_overdue_copy_taken_back_says_how_late_and_costs_nothing(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    done = loans.check_in(copy=shelf[0], **desk(ours, at=NOW + 20 * DAY))
    assert (done.days_overdue, done.fee) == (6, None)
    assert Copy.objects.get(barcode="B1").status == Copy.Status.AVAILABLE
    assert done.loan is not None
    assert Loan.objects.get().state == Loan.State.RETURNED
    sound()


def test_a_library_that_has_fees_asks_those_of_the_loans_own_terms(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    rule = policy(ours, fee_per_day=500, grace_days=2, fee_lost=90_000)
    for copy in shelf[:3]:
        loans.check_out(copy=copy, patron=reader, **desk(ours))
    rule.fee_per_day = 9_999
    rule.save()
    assert loans.check_in(copy=shelf[0], **desk(ours, at=NOW + 16 * DAY)).fee is None
    late = loans.check_in(copy=shelf[1], **desk(ours, at=NOW + 17 * DAY))
    assert late.fee is not None
    assert (late.fee.amount, late.fee.kind) == (1500, Fee.Kind.OVERDUE)
    marks.mark_lost(copy=shelf[2], **desk(ours))
    assert Fee.objects.get(kind=Fee.Kind.LOST).amount == 90_000


def test_a_copy_that_is_not_out_is_not_taken_back(ours: Person, shelf: list[Copy]) -> None:
    with pytest.raises(ReturnRefused) as refused:
        loans.check_in(copy=shelf[0], **desk(ours))
    assert codes(refused.value) == ["not_lent"]


def test_a_copy_that_a_members_file_calls_lent_is_simply_back(ours: Person, shelf: list[Copy]) -> None:
    copies.set_status(copy=shelf[0], status=Copy.Status.ON_LOAN, kept_here=False)
    done = loans.check_in(copy=shelf[0], **desk(ours))
    assert (done.loan, Copy.objects.get(barcode="B1").status) == (None, "available")
    assert not Event.objects.exclude(kind="card_issued").exists()


def test_a_lost_copy_is_found_again_and_its_loan_ends(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    marks.mark_lost(copy=shelf[0], **desk(ours), reason="rơi xuống sông")
    assert Loan.objects.get().state == Loan.State.LOST
    sound()
    done = loans.check_in(copy=shelf[0], **desk(ours))
    assert done.was_lost
    assert (Loan.objects.get().state, Copy.objects.get(barcode="B1").status) == ("returned", "available")
    sound()


def test_a_renewal_lends_on_from_today(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    renewed = loans.renew(loan=loan, **desk(ours, at=NOW + 10 * DAY))
    assert (renewed.due_at.date(), renewed.renewals) == (datetime.date(2026, 1, 29), 1)
    assert Event.objects.filter(kind="renewal").count() == 1
    with pytest.raises(RenewalRefused) as refused:
        loans.renew(loan=loan, **desk(ours, at=NOW + 10 * DAY))
    assert codes(refused.value) == ["renewed_enough", "too_early"]


def test_who_may_override_renews_once_more(ours: Person, director: Person, reader: Patron, shelf: list[Copy]) -> None:
    policy(ours, renewals=0)
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    with pytest.raises(RenewalRefused, match="không được gia hạn"):
        loans.renew(loan=loan, **desk(ours, at=NOW + DAY))
    renewed = loans.override_renewal(loan=loan, reason="ốm", **desk(director, at=NOW + DAY))
    assert (renewed.renewals, renewed.overridden) == (1, ["renewed_enough"])


def test_all_that_can_be_renewed_is_and_the_rest_says_why_not(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    first = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    loans.renew(loan=first, **desk(ours, at=NOW + DAY))
    loans.check_out(copy=shelf[1], patron=reader, **desk(ours))
    outcome = loans.renew_all(patron=reader, **desk(ours, at=NOW + 5 * DAY))
    assert sorted((each.loan.copy.barcode, [why.code for why in each.refusals]) for each in outcome) == [
        ("B1", ["renewed_enough"]),
        ("B2", []),
    ]


def test_what_a_patron_says_to_have_returned_stays_open_until_it_is_found(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    marks.claim_returned(loan=loan, **desk(ours))
    with pytest.raises(RenewalRefused):
        loans.renew(loan=loan, **desk(ours))
    sound()
    loans.check_in(copy=shelf[0], **desk(ours))
    loan.refresh_from_db()
    assert loan.state == Loan.State.RETURNED


def test_a_settled_loss_ends_the_loan_and_leaves_the_copy_lost(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    marks.mark_lost(copy=shelf[0], **desk(ours))
    marks.settle_loss(loan=loan, **desk(ours), reason="đã đền sách khác")
    loan.refresh_from_db()
    assert (loan.state, Copy.objects.get(barcode="B1").status) == ("settled", "lost")
    sound()
