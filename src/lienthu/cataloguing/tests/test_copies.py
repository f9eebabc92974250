"""Copies entered by hand: what is stored, counted and kept, and what is refused."""

from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.checks import problems
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import imports, indexing
from lienthu.catalogue.tests.builders import marc, write
from lienthu.cataloguing.errors import EntryRefused
from lienthu.cataloguing.models import QueuedLabel, Source
from lienthu.cataloguing.services import copies
from lienthu.cataloguing.tests.builders import TODAY, added, record, series
from lienthu.common import audit
from lienthu.federation.services.organisations import add_organisation
from lienthu.federation.services.sites import add_site
from lienthu.ledger.models import DailySum, Kind


def test_a_copy_has_its_four_facts_number_and_line(our_library: Person, tmp_path: Path) -> None:
    library = our_library.library
    site = add_site(organisation=library, name="Kho mượn", kind="store", actor=None, at=NOW)
    book, kho = record(library, tmp_path), series(library, site=site)
    entry = added(book, kho, 2, site=site, price=85_000, document="HĐ 12", call_number="895.922 Đ124R")
    copy, line = entry.copies[0], entry.lines[0]
    assert (copy.owner, copy.custodian, copy.assigned, copy.place) == (library, library, site, site)
    assert (copy.barcode, copy.call_number, copy.by_hand) == ("VL.000001", "895.922 Đ124R", True)
    assert (line.number, line.price, line.document, line.entered_on) == ("VL.000001", 85_000, "HĐ 12", TODAY)
    indexing.drain()
    held = SourceRecord.objects.get(pk=book.pk)
    assert (held.copies_total, held.copies_available) == (2, 2)
    assert list(problems()) == []
    assert audit.entries_of(copy).get().action == "copy.added"
    assert QueuedLabel.objects.filter(library=library).count() == 2


def test_the_ledger_counts_copies_and_gifts_with_owner_and_material(our_library: Person, tmp_path: Path) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    added(book, kho, 3)
    added(book, kho, 2, source=Source.GIFT)
    counted = {row.kind: (row.quantity, row.owner, row.host, row.material) for row in DailySum.objects.all()}
    ours = our_library.library.pk
    assert counted == {Kind.COPY_ADDED: (5, ours, ours, "book"), Kind.GIFT_RECEIVED: (2, ours, ours, "book")}


def test_numbers_on_the_books_are_taken_as_they_stand(our_library: Person, tmp_path: Path) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    entry = added(book, kho, series=None, numbers=("Đ.12", " 77 "), barcodes=("8001", "8002"))
    assert [(copy.accession_number, copy.barcode) for copy in entry.copies] == [("Đ.12", "8001"), ("77", "8002")]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"series": None}, "numbers"),
        ({"numbers": ("A1",)}, "numbers"),
        ({"series": None, "numbers": ("A1", "A1")}, "number_twice"),
        ({"series": None, "numbers": ("VL.000001",)}, "number_taken"),
        ({"series": None, "numbers": ("x" * 41,)}, "number_length"),
        ({"barcodes": ("1", "2")}, "barcodes"),
        ({"barcodes": ("VL.000001",)}, "barcode_taken"),
        ({"price": -1}, "price"),
        ({"price": 10**13}, "price"),
        ({"on": date(2026, 1, 6)}, "future"),
    ],
)
def test_an_entry_that_is_wrong_is_refused_whole(our_library: Person, tmp_path: Path, facts: dict, code: str) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    added(book, kho)
    with pytest.raises(EntryRefused) as refusal:
        added(book, kho, **facts)
    assert refusal.value.code == code
    assert Copy.objects.filter(record=book).count() == 1


def test_a_branch_adds_to_the_record_of_the_library_above_it_and_a_sister_does_not(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    book = record(our_library.library, tmp_path)
    branch = add_organisation(code="BRANCH", name="Chi nhánh", parent=our_library.library, actor=None, at=NOW)
    assert added(book, series(branch)).copies[0].owner == branch
    with pytest.raises(EntryRefused) as refusal:
        added(book, series(sister_library.library))
    assert refusal.value.code == "foreign_record"


def test_a_later_file_of_the_library_leaves_copies_that_were_entered_here(our_library: Person, tmp_path: Path) -> None:
    library = our_library.library
    book = record(library, tmp_path, barcodes=("B1", "B2"))
    added(book, series(library), 1, call_number="895.922 Đ124R")
    changed = copies.change(copy=Copy.objects.get(barcode="B1"), facts={"call_number": "895.9 D1"}, actor=None, at=NOW)
    later = marc("1", title="Đất rừng phương Nam", edition="Tái bản", barcodes=("B3",))
    imports.import_file(path=write(tmp_path, "later.mrc", later), library=library, actor=None, at=NOW)
    states = dict(Copy.objects.filter(record=book).values_list("key", "status"))
    assert states == {"B1": "available", "B2": "withdrawn", "B3": "available", "VL.000001": "available"}
    changed.refresh_from_db()
    assert changed.call_number == "895.9 D1"
    assert list(problems()) == []


def test_a_file_that_states_a_copy_entered_here_makes_no_second_one(our_library: Person, tmp_path: Path) -> None:
    book = record(our_library.library, tmp_path)
    added(book, series(our_library.library))
    later = marc("1", title="Đất rừng phương Nam", barcodes=("VL.000001",))
    imports.import_file(path=write(tmp_path, "later.mrc", later), library=our_library.library, actor=None, at=NOW)
    assert Copy.objects.get(record=book).by_hand
    assert list(problems()) == []


def test_a_change_says_before_and_after_and_nothing_else(our_library: Person, tmp_path: Path) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    copy = added(book, kho, price=50_000).copies[0]
    copies.change(copy=copy, facts={"price": 60_000, "note": "", "shelf": "K2"}, actor=our_library.user, at=NOW)
    entry = audit.entries_of(copy).first()
    assert (entry.before, entry.after) == ({"shelf": "", "price": 50_000}, {"shelf": "K2", "price": 60_000})
    copies.change(copy=copy, facts={"price": 60_000}, actor=our_library.user, at=NOW)
    assert audit.entries_of(copy).count() == 2


def test_a_barcode_that_another_copy_has_is_refused(our_library: Person, tmp_path: Path) -> None:
    first, second = added(record(our_library.library, tmp_path), series(our_library.library), 2).copies
    with pytest.raises(EntryRefused) as refusal:
        copies.change(copy=first, facts={"barcode": second.barcode}, actor=None, at=NOW)
    assert refusal.value.code == "barcode_taken"
