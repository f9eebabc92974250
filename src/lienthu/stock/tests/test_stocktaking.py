"""A stocktaking: what is expected, what a scan says, how it ends. The desk's own services say what is lent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import copies
from lienthu.circulation.services import marks
from lienthu.common import audit
from lienthu.federation.models import Site
from lienthu.stock import checks
from lienthu.stock.errors import FindingRefused, StocktakingRefused
from lienthu.stock.models import ExpectedCopy, Finding, Scan, Stocktaking
from lienthu.stock.queries import stocktakings as queries
from lienthu.stock.services import findings, scanning, stocktakings
from lienthu.stock.services.scanning import Tone
from lienthu.stock.tests.builders import LATER, book, ended, opened, scan, shelves, two_shelves

Kind, Action = Finding.Kind, Finding.Action


def kinds(taking: Stocktaking) -> set[tuple[str, str]]:
    return set(taking.findings.values_list("kind", "code"))


def lend(copy: Copy) -> None:
    """Lent by the library's own system, as an import says it."""
    copies.set_status(copy=Copy.objects.get(pk=copy.pk), status=Copy.Status.ON_LOAN)


def test_opening_fixes_the_list_and_what_comes_later_is_not_missing(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    shelves(tmp_path, home, book("5", "Lều chõng", ("A6", "895.923 L259C")))
    assert set(taking.expected.values_list("copy__barcode", flat=True)) == {"A1", "A2", "A3", "A4", "A5"}
    assert scan(taking, home, "A6").tone is Tone.LOOK
    assert kinds(taking) == {(Kind.ADDED, "A6")}
    ended(taking, home)
    assert (Kind.MISSING, "A6") not in kinds(taking)


def test_a_range_of_call_numbers_holds_what_begins_with_its_last(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home, first_call="895.923", last_call="959")
    assert list(taking.expected.order_by("id").values_list("copy__barcode", "section")) == [
        ("A3", "KHO · 800–899"),
        ("A4", "KHO · 900–999"),
        ("A5", "KHO · 900–999"),
    ]
    assert scan(taking, home, "A1").findings[0].kind == Kind.MISPLACED


def test_a_site_has_what_stands_there_or_belongs_there(home: Person, tmp_path: Path) -> None:
    stock = two_shelves(tmp_path, home)
    room = Site.objects.create(organisation=home.library, name="Phòng thiếu nhi")
    Copy.objects.filter(pk=stock["A1"].pk).update(assigned=room)
    Copy.objects.filter(pk=stock["A2"].pk).update(place=room)
    taking = opened(home, site=room)
    assert set(taking.expected.values_list("copy__barcode", flat=True)) == {"A1", "A2"}


def test_an_empty_part_is_not_opened(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    with pytest.raises(StocktakingRefused):
        opened(home, shelf="KHÔNG CÓ")
    assert not Stocktaking.objects.exists()


def test_a_scan_counts_once_and_every_scan_is_kept(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    first, again = scan(taking, home, " A1\r"), scan(taking, home, "a1")
    assert (first.tone, first.counted, first.title) == (Tone.GOOD, True, "Truyện Kiều")
    assert (again.tone, again.counted) == (Tone.AGAIN, False)
    assert Scan.objects.filter(stocktaking=taking).count() == 2
    assert queries.total(queries.progress(taking)).seen == 1
    assert not kinds(taking)


def test_an_unknown_code_is_one_finding_however_often_it_is_scanned(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    assert scan(taking, home, "9999").tone is Tone.BAD
    scan(taking, home, "9999")
    assert kinds(taking) == {(Kind.UNKNOWN, "9999")}


def test_what_the_tables_say_of_a_copy_that_is_here_after_all(home: Person, tmp_path: Path) -> None:
    stock = two_shelves(tmp_path, home)
    lend(stock["A1"])
    marks.mark_lost(copy=stock["A2"], library=home.library, site=None, actor=home.user, at=NOW)
    taking = opened(home)
    copies.set_status(copy=stock["A3"], status=Copy.Status.WITHDRAWN)
    for code in ("A1", "A2", "A3"):
        assert scan(taking, home, code).tone is Tone.LOOK
    assert kinds(taking) == {(Kind.ON_LOAN, "A1"), (Kind.LOST, "A2"), (Kind.WITHDRAWN, "A3")}
    stored = dict(Copy.objects.values_list("barcode", "status"))
    assert (stored["A1"], stored["A2"], stored["A3"]) == ("on_loan", "lost", "withdrawn")


def test_another_library_s_book_is_told_from_ours(home: Person, sister_library: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    shelves(tmp_path, sister_library, book("1", "Lão Hạc", ("S1", "895.923 L108H")))
    taking = opened(home)
    assert scan(taking, home, "S1").findings[0].kind == Kind.FOREIGN


def test_one_code_on_two_copies_counts_neither(home: Person, tmp_path: Path) -> None:
    stock = two_shelves(tmp_path, home)
    Copy.objects.filter(pk=stock["A4"].pk).update(barcode="A3")
    taking = opened(home)
    answer = scan(taking, home, "A3")
    assert (answer.counted, answer.findings[0].kind) == (False, Kind.DOUBLE)


def test_a_book_in_the_wrong_place_is_told_at_once_and_another_shelf_is_none(home: Person, tmp_path: Path) -> None:
    books = [book(str(n), f"Sách {n}", (f"B{n}", f"{n}00 S102")) for n in range(1, 9)]
    shelves(tmp_path, home, *books)
    taking = opened(home)
    for code in ("B5", "B6", "B1", "B7"):  # B1 stands between 6 and 7
        scan(taking, home, code, in_order=True)
    assert kinds(taking) == {(Kind.WRONG_ORDER, "B1")}
    scan(taking, home, "B2", in_order=True)  # from here on another shelf
    scan(taking, home, "B3", in_order=True)
    waiting = taking.findings.filter(settled="").values_list("code", flat=True)
    assert set(waiting) == {"B1"}
    assert taking.findings.get(code="B2").settled == Action.NEW_SHELF


def test_a_book_too_far_in_front_is_told_by_the_one_behind_it(home: Person, tmp_path: Path) -> None:
    shelves(tmp_path, home, *(book(str(n), f"Sách {n}", (f"B{n}", f"{n}00 S102")) for n in range(1, 9)))
    taking = opened(home)
    for code in ("B1", "B8", "B2", "B3"):
        scan(taking, home, code, in_order=True)
    assert kinds(taking) == {(Kind.WRONG_ORDER, "B8")}


def test_a_list_from_a_scanner_s_memory_is_taken_line_by_line(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    codes = ["A1", "", " A2 ", "A2", "none of ours"]
    batch = scanning.scan_all(stocktaking=taking, codes=codes, in_order=False, actor=home.user, at=LATER)
    assert batch.counts == {Tone.GOOD: 2, Tone.AGAIN: 1, Tone.LOOK: 0, Tone.BAD: 1}
    assert [answer.code for answer in batch.to_look_at] == ["none of ours"]
    with pytest.raises(StocktakingRefused):
        scanning.scan_all(stocktaking=taking, codes=["\r\n"], in_order=False, actor=home.user, at=LATER)


def test_closing_says_what_became_of_every_copy_and_freezes_it(home: Person, tmp_path: Path) -> None:
    stock = two_shelves(tmp_path, home)
    lend(stock["A5"])
    taking = opened(home)
    scan(taking, home, "A1")
    scan(taking, home, "A3")
    lend(stock["A4"])  # goes out while others count
    closing = ended(taking, home)
    outcomes = dict(taking.expected.values_list("copy__barcode", "outcome"))
    assert outcomes == {"A1": "found", "A2": "missing", "A3": "found", "A4": "away", "A5": "away"}
    every = closing.figures["all"]
    assert (every["expected"], every["expected_titles"]) == (5, 4)
    assert (every["found"], every["found_titles"], every["missing"], every["missing_titles"]) == (2, 2, 1, 1)
    assert closing.figures["materials"]["book"]["expected"] == 5
    with pytest.raises(StocktakingRefused):
        scan(taking, home, "A2")
    assert list(checks.problems()) == []


def test_reopening_needs_a_reason_and_looks_again_for_what_was_missing(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    for code in ("A1", "A2", "A3"):
        scan(taking, home, code)
    ended(taking, home)
    with pytest.raises(StocktakingRefused):
        stocktakings.reopen(stocktaking=taking, reason=" ", actor=home.user, at=LATER)
    stocktakings.reopen(stocktaking=taking, reason="Còn một giá chưa đếm", actor=home.user, at=LATER)
    assert not taking.findings.filter(kind=Kind.MISSING).exists()
    scan(taking, home, "A4")
    closing = ended(taking, home)
    assert (closing.figures["all"]["found"], closing.figures["all"]["missing"]) == (4, 1)
    done = audit.entries_of(taking).order_by("pk").values_list("action", flat=True)
    assert [action.partition(".")[2] for action in done] == ["opened", "closed", "reopened", "closed"]
    assert list(checks.problems()) == []


def test_what_was_dealt_with_as_missing_stays_so_when_it_is_closed_again(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    for code in ("A1", "A2", "A3", "A4"):
        scan(taking, home, code)
    ended(taking, home)
    assert findings.mark_all_lost(stocktaking=taking, site=None, actor=home.user, at=LATER) == (1, 0)
    assert Copy.objects.get(barcode="A5").status == Copy.Status.LOST
    stocktakings.reopen(stocktaking=taking, reason="Xem lại", actor=home.user, at=LATER)
    assert ended(taking, home).figures["all"]["missing"] == 1
    assert list(checks.problems()) == []


def test_a_lost_copy_that_is_here_is_found_by_the_desk_s_own_service(home: Person, tmp_path: Path) -> None:
    stock = two_shelves(tmp_path, home)
    marks.mark_lost(copy=stock["A2"], library=home.library, site=None, actor=home.user, at=NOW)
    taking = opened(home)
    finding = scan(taking, home, "A2").findings[0]
    findings.settle(finding=finding, action=Action.CHECKED_IN, site=None, actor=home.user, at=LATER)
    assert Copy.objects.get(barcode="A2").status == Copy.Status.AVAILABLE
    assert audit.entries_of(stock["A2"])[0].action == "copy.found"
    with pytest.raises(FindingRefused):
        findings.settle(finding=finding, action=Action.CHECKED_IN, site=None, actor=home.user, at=LATER)


def test_a_copy_of_another_room_is_moved_here_only_when_a_person_says_so(home: Person, tmp_path: Path) -> None:
    stock = two_shelves(tmp_path, home)
    room = Site.objects.create(organisation=home.library, name="Phòng đọc")
    Copy.objects.filter(pk=stock["A1"].pk).update(assigned=room)
    taking = opened(home, site=room)
    finding = scan(taking, home, "A2").findings[0]
    assert Copy.objects.get(barcode="A2").assigned is None
    findings.settle(finding=finding, action=Action.MOVED, site=None, actor=home.user, at=LATER)
    moved = Copy.objects.get(barcode="A2")
    assert (moved.assigned, moved.place, moved.moves.get().thing_id) == (room, room, taking.pk)


def test_words_are_taken_back_and_changes_are_not(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    finding = scan(taking, home, "nobody's").findings[0]
    with pytest.raises(FindingRefused):
        findings.settle(finding=finding, action=Action.MARKED_LOST, site=None, actor=home.user, at=LATER)
    findings.settle(finding=finding, action=Action.SET_ASIDE, site=None, actor=home.user, at=LATER)
    findings.unsettle(finding=finding, actor=home.user, at=LATER)
    finding.refresh_from_db()
    assert (finding.settled, finding.settled_at) == ("", None)


def test_check_finds_a_seen_copy_that_nobody_scanned(home: Person, tmp_path: Path) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    ExpectedCopy.objects.filter(stocktaking=taking, copy__barcode="A1").update(seen_at=NOW)
    assert len(list(checks.problems())) == 1


def test_a_stranger_sees_no_stocktaking_and_the_sister_library_only_hers(
    home: Person, sister_library: Person, person: Callable[..., Person], outsider: object, tmp_path: Path
) -> None:
    two_shelves(tmp_path, home)
    taking = opened(home)
    seen = Stocktaking.objects.all()
    assert list(seen.visible_to(home.user, "stock.count")) == [taking]
    assert not seen.visible_to(sister_library.user, "stock.count").exists()
    assert not seen.visible_to(outsider, "stock.count").exists()  # type: ignore[arg-type]
