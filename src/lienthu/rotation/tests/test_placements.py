"""A placement from the plan to its return: who has charge of the books, what becomes a question, what is booked."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.circulation import checks as circulation
from lienthu.circulation.services import loans
from lienthu.ledger.models import Event, Kind
from lienthu.patrons.tests.builders import patron
from lienthu.rotation import checks
from lienthu.rotation.errors import PlacementRefused
from lienthu.rotation.models import BookSet, DepositSite, Placement, PlacementLine, Question
from lienthu.rotation.services import placements, questions, returning, sets
from lienthu.rotation.services.steps import Seen, Word
from lienthu.rotation.tests.builders import ALL, DAY, KEEPER, SENDER, TODAY, packed, planned, sent, shelved, site, there

pytestmark = pytest.mark.django_db
Found, Answer = PlacementLine.Found, Question.Answer


def facts(copies: list[Copy]) -> set[tuple[object, ...]]:
    """Owner, custodian, place, assigned place and status, as they are now."""
    rows = Copy.objects.filter(pk__in=[copy.pk for copy in copies])
    return set(rows.values_list("owner", "custodian", "place", "assigned", "status"))


def booked(kind: Kind) -> int:
    return sum(Event.objects.filter(kind=kind).values_list("quantity", flat=True))


def sound() -> None:
    assert list(checks.problems()) == []
    assert list(circulation.problems()) == []


def test_a_box_goes_out_and_comes_home_and_the_owner_never_changes(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:6])
    us, site = ours.library.pk, post_office.site
    home = [copy.assigned_id for copy in books[:6]]
    assert {row[-1] for row in facts(books[:6])} == {"packed"}

    placement = sent(ours, box, post_office)
    assert facts(books[:6]) == {(us, us, None, home[0], "in_transit")}
    sound()

    placements.receive(placement=placement, seen=ALL, word=KEEPER, actor=None, at=NOW + DAY)
    assert facts(books[:6]) == {(us, site.organisation_id, site.pk, site.pk, "available")}
    sound()

    placements.recall(placement=placement, on=TODAY + 60 * DAY, actor=ours.user, at=NOW + 30 * DAY)
    returning.count(placement=placement, seen=ALL, word=KEEPER, actor=ours.user, at=NOW + 60 * DAY)
    returning.bring_back(placement=placement, seen=ALL, word=SENDER, actor=ours.user, at=NOW + 61 * DAY)
    assert facts(books[:6]) == {(us, us, box.depot_id, home[0], "packed")}
    sound()
    assert [booked(kind) for kind in (Kind.ROTATION_SENT, Kind.ROTATION_RECEIVED, Kind.ROTATION_RETURNED)] == [6, 6, 6]
    assert booked(Kind.ROTATION_ROUND) == 1
    event = Event.objects.get(kind=Kind.ROTATION_RECEIVED)
    assert (event.owner, event.host, event.site) == (us, site.organisation_id, site.pk)
    causes = CopyMove.objects.filter(copy=books[0]).values_list("cause", flat=True)
    assert list(causes) == ["sent", "deposited", "brought_back"]


def test_dispatch_and_receipt_are_two_words_and_neither_is_given_twice(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = sent(ours, box, post_office)
    with pytest.raises(PlacementRefused, match="đang trên đường"):
        placements.dispatch(placement=placement, word=SENDER, actor=ours.user, at=NOW)
    placements.receive(placement=placement, seen=ALL, word=KEEPER, actor=None, at=NOW + DAY)
    with pytest.raises(PlacementRefused):
        placements.receive(placement=placement, seen=ALL, word=KEEPER, actor=None, at=NOW + DAY)
    said = list(placement.confirmations.values_list("kind", "name", "copies"))
    assert said == [("dispatch", SENDER.name, 3), ("receipt", KEEPER.name, 3)]


def test_what_did_not_come_stays_with_the_sender_until_somebody_answers(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    missing, damaged = books[0], books[1]
    seen = Seen({missing.pk: Found.MISSING, damaged.pk: Found.DAMAGED}, ("B4-1", "KHONGCO"))
    placement = there(ours, box, post_office, seen)
    us = ours.library.pk
    assert {row[1:3] + row[4:] for row in facts([missing])} == {(us, None, "in_transit")}
    asked = dict(placement.questions.values_list("code", "kind"))
    assert asked == {"B1-1": "not_received", "B1-2": "damaged", "B4-1": "extra", "KHONGCO": "unknown"}
    assert set(placement.questions.values_list("owner", flat=True)) == {ours.user.pk}
    assert booked(Kind.ROTATION_RECEIVED) == 2
    sound()

    left = placement.questions.get(code="B1-1")
    questions.answer(question=left, answer=Answer.AT_DEPOT, reason="Còn ở kho", actor=ours.user, at=NOW + 2 * DAY)
    assert facts([missing]) == {(us, us, box.depot_id, books[0].assigned_id, "available")}
    assert booked(Kind.ROTATION_SENT) == 2
    assert not box.contents.filter(copy=missing, removed_at=None).exists()
    extra = placement.questions.get(code="B4-1")
    questions.answer(question=extra, answer=Answer.TAKEN_IN, actor=ours.user, at=NOW + 2 * DAY)
    taken = Copy.objects.get(barcode="B4-1")
    assert (taken.custodian_id, taken.place_id) == (post_office.host_id, post_office.site_id)
    worn = placement.questions.get(code="B1-2")
    questions.answer(question=worn, answer=Answer.WITHDRAWN_FROM_USE, actor=ours.user, at=NOW + 2 * DAY)
    assert Copy.objects.get(pk=damaged.pk).status == "damaged"
    sound()


@pytest.mark.once
def test_a_lost_book_leaves_the_set_and_is_booked_as_lost(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = there(ours, box, post_office)
    seen = Seen({books[2].pk: Found.MISSING})
    returning.count(placement=placement, seen=seen, word=KEEPER, actor=ours.user, at=NOW + 9 * DAY)
    returning.bring_back(placement=placement, seen=ALL, word=SENDER, actor=ours.user, at=NOW + 10 * DAY)
    assert Copy.objects.get(pk=books[2].pk).custodian_id == post_office.host_id  # nobody said where it is
    asked = placement.questions.get()
    assert asked.kind == "not_counted"
    questions.answer(question=asked, answer=Answer.LOST, actor=ours.user, at=NOW + 20 * DAY)
    assert Copy.objects.get(pk=books[2].pk).status == "lost"
    assert booked(Kind.COPY_LOST) == 1
    assert set(box.contents.filter(removed_at=None).values_list("copy", flat=True)) == {books[0].pk, books[1].pk}
    sound()


def test_a_box_goes_on_to_the_next_site_and_the_first_host_has_charge_until_it_comes(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = there(ours, box, post_office)
    school = site(ours, "Trường tiểu học Tân Lập", kind="school")
    returning.count(placement=placement, seen=ALL, word=KEEPER, actor=ours.user, at=NOW + 9 * DAY)
    onward = returning.move_on(
        placement=placement, deposit=school, ends_on=TODAY + 60 * DAY, staff=["Lê Văn Cường"], word=KEEPER,
        actor=ours.user, at=NOW + 10 * DAY,
    )  # fmt: skip
    assert {row[1] for row in facts(books[:3])} == {post_office.host_id}
    placements.receive(placement=onward, seen=ALL, word=SENDER, actor=None, at=NOW + 11 * DAY)
    assert {row[1] for row in facts(books[:3])} == {school.host_id}
    assert Placement.objects.get(pk=placement.pk).state == "moved_on"
    returning.count(placement=onward, seen=ALL, word=KEEPER, actor=ours.user, at=NOW + 20 * DAY)
    returning.bring_back(placement=onward, seen=ALL, word=SENDER, actor=ours.user, at=NOW + 21 * DAY)
    assert {row[3] for row in facts(books[:3])} == {books[0].assigned_id}  # where it belonged at first
    assert booked(Kind.ROTATION_ROUND) == 2
    sound()


def test_the_provinces_desk_lends_at_the_site_and_the_host_keeps_charge(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:2])
    placement = there(ours, box, post_office)
    us, host, at = ours.library.pk, post_office.host_id, NOW + 2 * DAY
    desk = {"library": ours.library, "site": post_office.site, "actor": ours.user}
    loan = loans.check_out(copy=books[0], patron=patron(ours.library, "Lê Thị Tám"), at=at, **desk)
    assert not loan.overridden
    assert facts(books[:1]) == {(us, host, post_office.site_id, post_office.site_id, "on_loan")}
    done = loans.check_in(copy=books[0], at=at + DAY, **desk)
    assert done.transfer is None
    assert facts(books[:2]) == {(us, host, post_office.site_id, post_office.site_id, "available")}
    returning.count(placement=placement, seen=ALL, word=KEEPER, actor=ours.user, at=NOW + 60 * DAY)
    assert not Question.objects.exists()
    sound()


def test_a_box_that_nobody_received_comes_back_and_nothing_counts_as_sent(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = sent(ours, box, post_office)
    returning.turn_back(placement=placement, reason="Đường ngập", actor=ours.user, at=NOW + DAY)
    assert {row[-1] for row in facts(books[:3])} == {"packed"}
    assert booked(Kind.ROTATION_SENT) == 0
    sent(ours, box, post_office)
    sound()


def test_a_plan_is_refused_with_the_rule_and_its_article(ours: Person, box: BookSet, post_office: DepositSite) -> None:
    with pytest.raises(PlacementRefused) as refused:
        planned(ours, box, post_office, ends_on=TODAY + 200 * DAY, staff=[])
    assert [reason.code for reason in refused.value.reasons] == ["too_long", "too_few_people"]
    assert all("Thông tư 33/2018/TT-BVHTTDL" in reason.rule for reason in refused.value.reasons)


def test_books_that_became_rare_or_too_few_are_not_sent(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, [books[0], books[3]])
    sets.mark_rare(library=ours.library, copy=books[0], reason="Bản duy nhất có chữ ký", actor=ours.user, at=NOW)
    Copy.objects.filter(pk=books[4].pk).update(status="lost")
    placement = planned(ours, box, post_office)
    with pytest.raises(PlacementRefused) as refused:
        placements.dispatch(placement=placement, word=SENDER, actor=ours.user, at=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["rare", "too_few_copies"]


def test_a_word_has_a_name(ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite) -> None:
    packed(ours, box, books[:3])
    placement = planned(ours, box, post_office)
    with pytest.raises(PlacementRefused):
        placements.dispatch(placement=placement, word=Word(name=" "), actor=ours.user, at=NOW)
    assert {row[-1] for row in facts(books[:3])} == {"packed"}


def test_a_box_of_700_books_changes_hands_in_a_bounded_number_of_statements(
    ours: Person, tmp_path: Path, box: BookSet, post_office: DepositSite, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    post_office.capacity = 1_000
    post_office.save()
    counts = []
    for prefix, titles in (("C", 4), ("D", 40)):
        copies = shelved(tmp_path, ours, titles, prefix=prefix)
        packed(ours, box, copies)
        placement = planned(ours, box, post_office)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            placements.dispatch(placement=placement, word=SENDER, actor=ours.user, at=NOW)
        with CaptureQueriesContext(connection) as answered:
            placements.receive(placement=placement, seen=ALL, word=KEEPER, actor=None, at=NOW + DAY)
        counts.append((len(asked), len(answered)))
        returning.count(placement=placement, seen=ALL, word=KEEPER, actor=ours.user, at=NOW + 9 * DAY)
        returning.bring_back(placement=placement, seen=ALL, word=SENDER, actor=ours.user, at=NOW + 10 * DAY)
        sets.unpack(book_set=box, actor=ours.user, at=NOW + 10 * DAY)
    (few_sent, few_came), (many_sent, many_came) = counts
    assert many_sent <= few_sent + 4
    assert many_came <= few_came + 36 + 4  # the sums of each record
