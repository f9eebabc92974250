"""Packing: what may travel, what is refused and why, what is proposed."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.db import IntegrityError, transaction
from django.utils.translation import override

from lienthu.catalogue.models import Copy
from lienthu.circulation.errors import LoanRefused, ReturnRefused
from lienthu.circulation.services import loans
from lienthu.patrons.tests.builders import patron
from lienthu.rotation.errors import PackingRefused, RuleRefused, SetRefused
from lienthu.rotation.models import BookSet, DepositSite, RotationRule, SetCopy
from lienthu.rotation.queries.rules import number
from lienthu.rotation.services import rules, sets
from lienthu.rotation.services import sites as site_services
from lienthu.rotation.tests import builders
from lienthu.rotation.tests.builders import DAY, TODAY, packed, shelved, there

pytestmark = pytest.mark.django_db


def against(box: BookSet, code: str, person: Person) -> list[str]:
    with pytest.raises(PackingRefused) as refused:
        sets.pack(book_set=box, code=code, actor=person.user, at=NOW)
    return [reason.code for reason in refused.value.reasons]


def test_a_scanned_copy_is_packed_and_its_title_counts_as_not_available(
    ours: Person, books: list[Copy], box: BookSet
) -> None:
    sets.pack(book_set=box, code="b1-1", actor=ours.user, at=NOW)
    copy = Copy.objects.select_related("record").get(barcode="B1-1")
    assert copy.status == "packed"
    assert copy.record.copies_available == 2
    assert against(box, "B1-1", ours) == ["here_already"]


def test_every_reason_against_a_copy_is_told(ours: Person, books: list[Copy], box: BookSet, tmp_path: Path) -> None:
    single = shelved(tmp_path, ours, 1, copies=1, prefix="S")[0]
    sets.mark_rare(library=ours.library, record=single.record, reason="Địa chí quý", actor=ours.user, at=NOW)
    assert against(box, "S1-1", ours) == ["rare", "too_few_copies"]
    assert against(box, "KHONGCO", ours) == ["unknown"]


def test_a_copy_is_in_one_set_at_most(ours: Person, books: list[Copy], box: BookSet) -> None:
    packed(ours, box, books[:1])
    other = builders.box(ours, "LC-02")
    assert against(other, "B1-1", ours) == ["other_set"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SetCopy.objects.create(set=other, copy=books[0], added_at=NOW)


@pytest.mark.once
def test_a_copy_on_loan_or_of_another_library_is_refused(
    ours: Person, sister: Person, books: list[Copy], box: BookSet, tmp_path: Path
) -> None:
    reader = patron(ours.library, "Nguyễn Thị Hoa", card="R1")
    loans.check_out(copy=books[0], patron=reader, library=ours.library, site=None, actor=ours.user, at=NOW)
    theirs = shelved(tmp_path, sister, 1, prefix="T")[0]
    assert against(box, "B1-1", ours) == ["on_loan"]
    assert against(box, theirs.barcode, ours) == ["not_ours"]


def test_the_desk_says_in_plain_words_that_a_copy_is_packed(ours: Person, books: list[Copy], box: BookSet) -> None:
    packed(ours, box, books[:1])
    copy = Copy.objects.get(pk=books[0].pk)
    reader = patron(ours.library, "Nguyễn Thị Hoa", card="R1")
    desk = {"library": ours.library, "site": None, "actor": ours.user, "at": NOW}
    with pytest.raises(LoanRefused, match="bộ sách luân chuyển"):
        loans.check_out(copy=copy, patron=reader, **desk)
    with pytest.raises(ReturnRefused, match="bộ sách luân chuyển"):
        loans.check_in(copy=copy, **desk)


def test_a_rule_of_the_library_goes_before_the_law_and_is_named(ours: Person, books: list[Copy], box: BookSet) -> None:
    key = RotationRule.Key.COPIES_PER_TITLE
    said = {"tier": None, "source": "Quyết định 12/QĐ-TV", "note": "", "actor": ours.user, "at": NOW}
    with pytest.raises(RuleRefused):
        rules.enter(key=key, value=5, library=ours.library, valid_from=TODAY, article="", confirmed=True, **said)
    rules.enter(key=key, value=5, library=ours.library, valid_from=TODAY, article="Điều 3", confirmed=True, **said)
    with pytest.raises(PackingRefused, match="Điều 3, Quyết định 12/QĐ-TV"):
        sets.pack(book_set=box, code="B1-1", actor=ours.user, at=NOW)
    assert number(key, ours.library, TODAY - DAY).value == 3
    rules.enter(key=key, value=2, library=ours.library, valid_from=TODAY + DAY, article="", confirmed=False, **said)
    assert [number(key, ours.library, day).value for day in (TODAY, TODAY + DAY)] == [5, 2]


def test_a_proposal_looks_for_wishes_and_readers_and_never_for_what_the_site_had(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:2])  # of title 1, of which a copy is left
    there(ours, box, post_office)
    post_office.audiences = ["farmers"]
    post_office.save()
    site_services.wish(deposit=post_office, text="sách số B4", by="Bà Bưởi", actor=None, at=NOW)
    other = builders.box(ours, "LC-02")
    found = sets.proposal(book_set=other, deposit=post_office, books=10, at=NOW)
    headings = [book.candidate.heading for book in found.books]
    assert headings[:2] == ["Sách số B4", "Sách số B3"]  # wished for; about farming
    assert "Sách số B1" not in headings
    assert found.had_recently == 1
    done = sets.pack_all(book_set=other, numbers=[book.copy for book in found.books], actor=ours.user, at=NOW)
    assert len(done.rows) == 3


def test_a_set_that_is_away_is_not_repacked(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    builders.sent(ours, box, post_office)
    with pytest.raises(SetRefused):
        sets.pack(book_set=box, code="B2-1", actor=ours.user, at=NOW)
    with pytest.raises(SetRefused):
        sets.unpack(book_set=box, actor=ours.user, at=NOW)


def test_books_that_are_unpacked_stand_on_their_shelves_again(ours: Person, books: list[Copy], box: BookSet) -> None:
    packed(ours, box, books[:3])
    sets.unpack(book_set=box, numbers=[books[0].pk], actor=ours.user, at=NOW)
    sets.unpack(book_set=box, actor=ours.user, at=NOW)
    assert set(Copy.objects.values_list("status", flat=True)) == {"available"}
    sets.retire(book_set=box, actor=ours.user, at=NOW)
    with pytest.raises(SetRefused):
        sets.pack(book_set=box, code="B1-1", actor=ours.user, at=NOW)


def test_two_sets_share_titles_only_where_nothing_else_is_left(ours: Person, books: list[Copy], box: BookSet) -> None:
    other = builders.box(ours, "LC-02")
    packed(ours, other, books[:1] + books[3:4])
    with override("en"):
        found = sets.proposal(book_set=box, deposit=None, books=4, at=NOW).books
    assert [book.candidate.heading for book in found[:2]] == ["Sách số B3", "Sách số B4"]
    assert ["in another set already" in book.reasons for book in found] == [False, False, True, True]
