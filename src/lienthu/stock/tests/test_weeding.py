"""Weeding: criteria, a list that people edit, a decision, withdrawal with its history, and the way back."""

import datetime
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.cataloguing.models import Accession
from lienthu.circulation.services import marks
from lienthu.common import audit
from lienthu.ledger import queries as ledger
from lienthu.ledger.models import Kind
from lienthu.stock import checks
from lienthu.stock.errors import WeedingRefused
from lienthu.stock.models import WeedingItem, WeedingList
from lienthu.stock.rules.weeding import ClassAge, Criteria
from lienthu.stock.services import weeding
from lienthu.stock.services.weeding import Decision
from lienthu.stock.tests.builders import LATER, book, shelves

DAY = NOW.date()
DECISION = Decision(number="05/QĐ-TV", decided_on=DAY, minutes="02/BB-TL", removed_on=DAY)


@pytest.fixture
def stock(home: Person, tmp_path: Path) -> dict[str, Copy]:
    return shelves(
        tmp_path,
        home,
        book("1", "Tin học văn phòng", ("T1", "005.5 T311H"), year="2005"),
        book(
            "2",
            "Truyện Kiều",
            ("K1", "895.922 TR527K"),
            ("K2", "895.922 TR527K"),
            ("K3", "895.922 TR527K"),
            year="2019",
        ),
        book("3", "Số đỏ", ("S1", "895.922 S450Đ"), year="2025"),
    )


def made(home: Person, **criteria: object) -> WeedingList:
    return weeding.make(
        library=home.library,
        name="Thanh lọc 2026",
        criteria=Criteria(**criteria),
        actor=home.user,
        at=NOW,  # type: ignore[arg-type]
    )


def on_list(made_list: WeedingList) -> dict[str, list[str]]:
    return dict(made_list.items.values_list("copy__barcode", "reasons"))


def carried_out(home: Person, made_list: WeedingList) -> tuple[int, int]:
    weeding.propose(weeding=made_list, actor=home.user, at=NOW)
    return weeding.carry_out(weeding=made_list, decision=DECISION, actor=home.user, at=LATER)


def withdrawn_total() -> int:
    return ledger.total([Kind.COPY_WITHDRAWN], since=datetime.date(2020, 1, 1), until=datetime.date(2030, 1, 1))


def test_each_criterion_finds_its_own_and_says_so(home: Person, stock: dict[str, Copy]) -> None:
    copies.set_status(copy=stock["S1"], status=Copy.Status.DAMAGED)
    found = on_list(made(home, damaged=True, copies_needed=2, class_ages=(ClassAge("00", 10),), unused_years=8))
    assert found == {"T1": ["unused", "outdated"], "K3": ["duplicate"], "S1": ["damaged"]}


def test_a_copy_used_lately_is_not_unused(home: Person, stock: dict[str, Copy]) -> None:
    marks.use_in_house(copy=stock["T1"], library=home.library, site=None, actor=home.user, at=NOW)
    with pytest.raises(WeedingRefused):
        made(home, unused_years=8)


def test_of_duplicates_the_one_used_lately_stays(home: Person, stock: dict[str, Copy]) -> None:
    marks.use_in_house(copy=stock["K3"], library=home.library, site=None, actor=home.user, at=NOW)
    assert on_list(made(home, copies_needed=1)) == {"K1": ["duplicate"], "K2": ["duplicate"]}


def test_a_loss_counts_from_the_day_it_was_written_down(home: Person, stock: dict[str, Copy]) -> None:
    long_ago = NOW - datetime.timedelta(days=400)
    marks.mark_lost(copy=stock["K1"], library=home.library, site=None, actor=home.user, at=long_ago)
    marks.mark_lost(copy=stock["K2"], library=home.library, site=None, actor=home.user, at=NOW)
    assert on_list(made(home, lost_months=12)) == {"K1": ["lost"]}


def test_without_a_criterion_there_is_no_list(home: Person, stock: dict[str, Copy]) -> None:
    with pytest.raises(WeedingRefused):
        made(home)


def test_withdrawal_keeps_history_counts_in_the_ledger_and_fills_the_register(
    home: Person, stock: dict[str, Copy]
) -> None:
    line = Accession.objects.create(owner=home.library, number="T1", copy=stock["T1"], entered_on=DAY)
    made_list = made(home, class_ages=(ClassAge("00", 10),), copies_needed=2)
    kept = made_list.items.get(copy=stock["K3"])
    with pytest.raises(WeedingRefused):
        weeding.keep(item=kept, reason="  ", actor=home.user, at=NOW)
    weeding.keep(item=kept, reason="Bản có chữ ký tác giả", actor=home.user, at=NOW)
    assert carried_out(home, made_list) == (1, 0)
    gone = Copy.objects.get(barcode="T1")
    assert (gone.status, gone.status_kept_here) == (Copy.Status.WITHDRAWN, True)
    assert Copy.objects.get(barcode="K3").status == Copy.Status.AVAILABLE
    assert withdrawn_total() == 1
    line.refresh_from_db()
    assert (line.removed_on, line.removal) == (DAY, "02/BB-TL")
    entry = audit.entries_of(gone)[0]
    assert (entry.action, entry.reason) == ("copy.withdrawn", "05/QĐ-TV")
    assert list(checks.problems()) == []


def test_an_undone_withdrawal_is_as_if_it_had_not_been(home: Person, stock: dict[str, Copy]) -> None:
    line = Accession.objects.create(owner=home.library, number="T1", copy=stock["T1"], entered_on=DAY)
    made_list = made(home, class_ages=(ClassAge("00", 10),))
    carried_out(home, made_list)
    item = made_list.items.get()
    weeding.undo(item=item, reason="Nhầm bản", actor=home.user, at=LATER)
    back = Copy.objects.get(barcode="T1")
    assert (back.status, back.status_kept_here, withdrawn_total()) == ("available", False, 0)
    line.refresh_from_db()
    assert (line.removed_on, line.removal) == (None, "")
    with pytest.raises(WeedingRefused):
        weeding.undo(item=item, reason="Lần nữa", actor=home.user, at=LATER)
    assert carried_out(home, made(home, class_ages=(ClassAge("00", 10),))) == (1, 0)  # it may go another time
    assert list(checks.problems()) == []


def test_nothing_is_undone_against_a_later_event(home: Person, stock: dict[str, Copy]) -> None:
    made_list = made(home, class_ages=(ClassAge("00", 10),))
    carried_out(home, made_list)
    copy = Copy.objects.get(barcode="T1")
    copies.move(
        copy=copy, to=copies.whereabouts(copy), cause=CopyMove.Cause.CORRECTED, actor=None,
        at=LATER + datetime.timedelta(hours=1),
    )  # fmt: skip
    assert weeding.undo_all(weeding=made_list, reason="Nhầm", actor=home.user, at=LATER) == (0, 1)
    assert Copy.objects.get(barcode="T1").status == Copy.Status.WITHDRAWN


def test_a_copy_that_was_lent_meanwhile_is_left_out_and_the_list_says_why(home: Person, stock: dict[str, Copy]) -> None:
    made_list = made(home, copies_needed=1)
    copies.set_status(copy=Copy.objects.get(barcode="K3"), status=Copy.Status.ON_LOAN)
    assert carried_out(home, made_list) == (1, 1)
    assert made_list.items.get(copy=stock["K3"]).left_out
    assert Copy.objects.get(barcode="K3").status == Copy.Status.ON_LOAN


def test_nothing_goes_without_a_proposal_and_a_decision_that_can_be(home: Person, stock: dict[str, Copy]) -> None:
    made_list = made(home, copies_needed=1)
    with pytest.raises(WeedingRefused):
        weeding.carry_out(weeding=made_list, decision=DECISION, actor=home.user, at=LATER)
    weeding.propose(weeding=made_list, actor=home.user, at=NOW)
    for wrong in (
        Decision(number="1", decided_on=DAY, minutes="", removed_on=DAY - datetime.timedelta(days=1)),
        Decision(number="1", decided_on=DAY + datetime.timedelta(days=9), minutes="", removed_on=DAY),
    ):
        with pytest.raises(WeedingRefused):
            weeding.carry_out(weeding=made_list, decision=wrong, actor=home.user, at=LATER)
    weeding.cancel(weeding=made_list, actor=home.user, at=LATER)
    with pytest.raises(WeedingRefused):
        weeding.carry_out(weeding=made_list, decision=DECISION, actor=home.user, at=LATER)
    assert withdrawn_total() == 0


def test_copies_are_put_on_a_list_by_hand(
    home: Person, sister_library: Person, stock: dict[str, Copy], tmp_path: Path
) -> None:
    made_list = made(home, class_ages=(ClassAge("00", 10),))
    weeding.add(weeding=made_list, copy=stock["S1"], actor=home.user, at=NOW)
    assert on_list(made_list)["S1"] == ["by_hand"]
    foreign = shelves(tmp_path, sister_library, book("1", "Lão Hạc", ("X1", "895 L")))["X1"]
    for copy in (foreign, stock["S1"]):
        with pytest.raises(WeedingRefused):
            weeding.add(weeding=made_list, copy=copy, actor=home.user, at=NOW)


def test_check_finds_a_weeded_copy_that_is_lent_all_the_same(home: Person, stock: dict[str, Copy]) -> None:
    carried_out(home, made(home, class_ages=(ClassAge("00", 10),)))
    copies.set_status(copy=Copy.objects.get(barcode="T1"), status=Copy.Status.AVAILABLE)
    assert len(list(checks.problems())) == 1
    assert WeedingItem.objects.get().is_withdrawn
