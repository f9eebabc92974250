"""What lending keeps about patrons: shown on their pages, moved when two are one, forgotten in time."""

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation import patron_pages
from lienthu.circulation.models import DeskAction, Fee, Loan
from lienthu.circulation.services import loans
from lienthu.circulation.services import patrons as services
from lienthu.circulation.tests.builders import DAY, desk, policy
from lienthu.circulation.tests.test_loans import sound
from lienthu.patrons.models import Patron
from lienthu.patrons.services import merging
from lienthu.patrons.tests.builders import patron

pytestmark = pytest.mark.django_db


def test_a_patrons_page_shows_what_they_have(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    client = Client()
    client.force_login(ours.user)
    text = client.get(reverse("patrons:patron", args=[reader.pk])).content.decode()
    assert 'id="loans"' in text
    assert "Truyện Kiều" in text


def test_staff_of_another_library_are_given_no_loans(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    assert patron_pages.sections(reader, user=sister.user, at=NOW) == []


def test_patrons_see_what_they_read_before_only_if_they_asked_to_have_it_kept(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    loans.check_in(copy=shelf[0], **desk(ours, at=NOW + DAY))
    assert patron_pages.own_sections(reader, at=NOW)[0].context["past"] == []
    reader.history_opt_in = True
    past = patron_pages.own_sections(reader, at=NOW)[0].context["past"]
    assert [title for _loan, title in past] == ["Truyện Kiều"]


def test_two_patrons_who_are_one_have_all_loans_and_part_again_exactly(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    policy(ours, fee_per_day=500, overdue_limit=5)
    double = patron(ours.library, "Nguyễn Thị Hoa", card="R9")
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    loans.check_out(copy=shelf[1], patron=double, **desk(ours))
    loans.check_in(copy=shelf[1], **desk(ours, at=NOW + 30 * DAY))

    def whose() -> list[object]:
        return [list(model.objects.order_by("pk").values_list("pk", "patron")) for model in (Loan, Fee, DeskAction)]

    before = whose()
    merge = merging.merge(kept=reader, merged=double, reason="một người", actor=ours.user, at=NOW)
    assert set(Loan.objects.values_list("patron", flat=True)) == {reader.pk}
    merging.undo(merge=merge, actor=ours.user, at=NOW)
    assert whose() == before


def test_who_has_a_book_or_owes_cannot_be_forgotten_yet(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    policy(ours, fee_per_day=500)
    assert services.obstacles(reader) == []
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    assert services.obstacles(reader) == ["Còn 1 bản đang mượn."]
    loans.check_in(copy=shelf[0], **desk(ours, at=NOW + 30 * DAY))
    assert services.obstacles(reader) == ["Còn khoản phí chưa giải quyết."]


def test_a_forgotten_patrons_loans_stay_as_numbers(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    loans.check_in(copy=shelf[0], **desk(ours))
    services.erase(patron=reader, actor=None, at=NOW)
    assert Loan.objects.get().patron is None
    assert not DeskAction.objects.exclude(patron=None).exists()
    assert Loan.objects.get().category == "adult"
    sound()


def test_in_time_it_is_forgotten_who_read_what_but_for_those_who_want_it_kept(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    keeper = patron(ours.library, "Lê Thị Giữ", card="R5")
    Patron.objects.filter(pk=keeper.pk).update(history_opt_in=True)
    policy(ours, fee_per_day=500, overdue_limit=9)
    for copy, who, back in ((0, reader, DAY), (1, keeper, DAY), (2, reader, 40 * DAY), (3, reader, 30 * DAY)):
        loans.check_out(copy=shelf[copy], patron=who, **desk(ours))
        loans.check_in(copy=shelf[copy], **desk(ours, at=NOW + back))
    loans.check_out(copy=shelf[4], patron=reader, **desk(ours))
    assert services.anonymise(before=NOW + 35 * DAY, at=timezone.now()) == 1
    known = dict(Loan.objects.values_list("copy__barcode", "patron"))
    # B3 ended later, B4 has a fee that is not settled, B5 is still out.
    assert known == {"B1": None, "B2": keeper.pk, "B3": reader.pk, "B4": reader.pk, "B5": reader.pk}
    assert not DeskAction.objects.filter(copy=shelf[0], patron=reader).exists()
    sound()


def test_a_copy_of_the_data_has_every_loan(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    lent, waits, fees = patron_pages.tables(reader)
    assert lent.rows == [("Truyện Kiều", "B1", "05/01/2026", "19/01/2026", "")]
    assert (waits.rows, fees.rows) == ([], [])


def test_the_staffs_home_counts_what_is_overdue(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    client = Client()
    client.force_login(ours.user)
    assert "bản quá hạn" in client.get(reverse("accounts:home")).content.decode()
