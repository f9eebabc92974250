"""Open loans from a table: they began in the old system, and end here like any other."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation import checks
from lienthu.circulation.models import Loan
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import stock
from lienthu.ledger.models import Event, Kind
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from .builders import LOANS, codes, counted, csv, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(ours: Person, tmp_path: Path) -> list[Copy]:
    return stock(tmp_path, ours, "B1", "B2", "B3")


@pytest.fixture
def reader(ours: Person) -> Patron:
    return patron(ours.library, "Nguyễn Thị Hoa", card="R1")


@pytest.mark.once
def test_an_open_loan_is_taken_over_without_counting_as_a_check_out(
    ours: Person, shelf: list[Copy], reader: Patron, tmp_path: Path
) -> None:
    before = Event.objects.count()
    intake = take(ours, "loans", csv(tmp_path / "muon.csv", LOANS, ("R1", "B1", "20/12/2025", "03/01/2026")))
    assert counted(intake) == {"read": 1, "new": 1}
    loan = Loan.objects.get()
    assert (loan.patron, loan.copy, loan.library) == (reader, shelf[0], ours.library)
    assert timezone.localdate(loan.checked_out_at) == date(2025, 12, 20)
    assert timezone.localdate(loan.due_at) == date(2026, 1, 3)
    assert Copy.objects.get(barcode="B1").status == Copy.Status.ON_LOAN
    assert Event.objects.count() == before
    assert not list(checks.problems())
    done = loans.check_in(copy=shelf[0], library=ours.library, site=None, actor=ours.user, at=NOW)
    assert done.days_overdue == 2
    assert Event.objects.get(kind=Kind.CHECK_IN).host == ours.library.pk  # it was given back here, and that counts
    assert not list(checks.problems())


def test_the_same_file_after_the_return_does_not_lend_again(
    ours: Person, shelf: list[Copy], reader: Patron, tmp_path: Path
) -> None:
    path = csv(tmp_path / "muon.csv", LOANS, ("R1", "B1", "20/12/2025", "03/01/2026"))
    take(ours, "loans", path)
    assert counted(take(ours, "loans", path)) == {"read": 1, "unchanged": 1}
    loans.check_in(copy=shelf[0], library=ours.library, site=None, actor=ours.user, at=NOW)
    assert counted(take(ours, "loans", path)) == {"read": 1, "unchanged": 1}
    assert not Loan.objects.open().exists()


def test_another_day_due_in_a_later_file_is_followed_unless_it_was_renewed_here(
    ours: Person, shelf: list[Copy], reader: Patron, tmp_path: Path
) -> None:
    take(ours, "loans", csv(tmp_path / "a.csv", LOANS, ("R1", "B1", "20/12/2025", "10/01/2026")))
    later = csv(tmp_path / "b.csv", LOANS, ("R1", "B1", "20/12/2025", "12/01/2026"))
    assert counted(take(ours, "loans", later)) == {"read": 1, "updated": 1}
    loan = Loan.objects.get()
    assert timezone.localdate(loan.due_at) == date(2026, 1, 12)
    loans.renew(loan=loan, library=ours.library, site=None, actor=ours.user, at=NOW)
    again = csv(tmp_path / "c.csv", LOANS, ("R1", "B1", "20/12/2025", "15/01/2026"))
    assert codes(take(ours, "loans", again)) == {2: ["changed_here"]}


@pytest.mark.once
def test_rows_that_contradict_each_other_or_what_is_here_are_kept(
    ours: Person, shelf: list[Copy], reader: Patron, tmp_path: Path
) -> None:
    other = patron(ours.library, card="R2")
    loans.check_out(copy=shelf[2], patron=other, library=ours.library, site=None, actor=ours.user, at=NOW)
    rows = (
        ("R1", "B1", "20/12/2025", "03/01/2026"),
        ("R2", "B1", "22/12/2025", "05/01/2026"),  # lent twice
        ("R9", "B9", "22/12/2025", "01/12/2025"),  # neither is here, and it ends before it begins
        ("R1", "B3", "22/12/2025", ""),  # lent to somebody else at the desk
        ("R1", "", "", ""),
        ("R1", "B2", "22/12/2026", ""),
    )
    intake = take(ours, "loans", csv(tmp_path / "a.csv", LOANS, *rows))
    assert codes(intake) == {
        3: ["lent_twice"],
        4: ["due_before", "unknown_card", "unknown_copy"],
        5: ["already_lent"],
        6: ["no_barcode", "no_lent_on"],
        7: ["lent_later"],
    }
    assert Loan.objects.open().count() == 2


@pytest.mark.once
def test_without_a_day_due_the_policy_says_it(ours: Person, shelf: list[Copy], reader: Patron, tmp_path: Path) -> None:
    take(ours, "loans", csv(tmp_path / "a.csv", LOANS, ("R1", "B1", "04/01/2026", "")))
    loan = Loan.objects.get()
    assert timezone.localdate(loan.due_at) == date(2026, 1, 4) + timedelta(days=14)


@pytest.mark.once
def test_a_sister_library_s_reader_or_copy_is_not_ours_to_lend(
    ours: Person, sister: Person, shelf: list[Copy], reader: Patron, tmp_path: Path
) -> None:
    path = csv(tmp_path / "a.csv", LOANS, ("R1", "B1", "20/12/2025", ""))
    assert codes(take(sister, "loans", path)) == {2: ["unknown_card", "unknown_copy"]}
