"""A Koha export: the dump is read, never run; records, readers, copies and loans come in by the ways that are there."""

import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy, LibraryProfile, SourceRecord
from lienthu.cataloguing.models import Accession
from lienthu.circulation import checks as loan_checks
from lienthu.circulation.models import Hold, Loan
from lienthu.federation.services.sites import add_site
from lienthu.intake import checks
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import Intake
from lienthu.intake.services import koha
from lienthu.ledger.models import Event
from lienthu.lib.marc.problems import UnreadableFile
from lienthu.lib.sqldump import Dump
from lienthu.patrons.models import Patron

from . import koha_dump
from .builders import codes

HANDS: list[dict[str, Any]] = [{}, {"named": True}, {"hexed": True}, {"charset": "latin1"}]


@pytest.mark.parametrize("hand", HANDS)
def test_every_hand_of_a_dump_gives_the_same_rows(tmp_path: Path, hand: dict[str, Any]) -> None:
    path = koha_dump.write(tmp_path / "koha.sql", koha_dump.small(), **hand)
    with Dump(path) as dump:
        rows = list(dump.rows({"biblio", "borrowers"}))
        texts = [(row.table, dump.text(row.values["title" if row.table == "biblio" else "surname"])) for row in rows]
    assert texts[:3] == [
        ("biblio", "Truyện Kiều"), ("biblio", "Bến không chồng; tiểu thuyết \"d'Hương\""),
        ("biblio", "Đất rừng phương Nam\\Tập 1"),
    ]  # fmt: skip
    assert [text for table, text in texts if table == "borrowers"] == ["Nguyễn Thị", "Trần Văn", "Lê Bảo", ""]
    assert rows[3].values["borrowernotes" if rows[3].table == "borrowers" else "title"]


def test_a_dump_is_read_in_pieces_whatever_their_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = koha_dump.write(tmp_path / "koha.sql.gz", koha_dump.small())
    with Dump(path) as dump:
        whole = list(dump.rows({"items", "issues", "biblio_metadata"}))
    monkeypatch.setattr("lienthu.lib.sqldump.CHUNK", 61)
    monkeypatch.setattr("lienthu.lib.sqldump._HEAD_OF_STATEMENT", 4000)
    with Dump(path) as dump:
        assert list(dump.rows({"items", "issues", "biblio_metadata"})) == whole


def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    database = koha_dump.Database()
    database.add("statistics", ("a", "b"), *({"a": n, "b": "x" * 4000 + "'; --"} for n in range(4000)))
    path = koha_dump.write(tmp_path / "koha.sql", database)
    tracemalloc.start()
    with Dump(path) as dump:
        count = sum(1 for _row in dump.rows({"statistics"}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4000
    assert path.stat().st_size > 16_000_000
    assert peak < 8_000_000


def test_a_dump_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "koha.sql"
    path.write_text("-- MySQL dump\nINSERT INTO `borrowers` VALUES (1,'Nguyễn")
    with Dump(path) as dump, pytest.raises(UnreadableFile, match=r"breaks off|damaged"):
        list(dump.rows({"borrowers"}))


def taken(
    ours: Person, path: Path, places: dict[str, str] | None = None, categories: dict[str, str] | None = None
) -> Intake:
    words = {"place": places or {}, "category": categories or {"nl": "adult", "tn": "child"}}
    return koha.take_files(paths=[path], library=ours.library, options={"words": words}, actor=ours.user, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("old", [False, True])
def test_a_dump_brings_records_readers_copies_and_loans(ours: Person, tmp_path: Path, old: bool) -> None:
    site = add_site(organisation=ours.library, name="Kho chính", actor=None, at=NOW)
    path = koha_dump.write(tmp_path / "koha.sql", koha_dump.small(old=old))
    intake = taken(ours, path, places={"ct": f"site:{site.pk}"})
    assert intake.counts["records"]["new"] == 3
    assert {record.control_number for record in SourceRecord.objects.all()} == {"koha-1", "vn-002", "vn-003"}
    copies = {copy.barcode: copy for copy in Copy.objects.select_related("record", "place")}
    assert set(copies) == {"K001", "K002", "K003", "K004"}
    assert (copies["K001"].place, copies["K002"].place) == (site, None)
    assert (copies["K001"].status, copies["K003"].status) == ("on_loan", "lost")
    line = Accession.objects.get(number="VL.000001")
    assert (line.price, line.entered_on, line.copy) == (85_000, date(2019, 9, 2), copies["K001"])
    hoa, _binh, an = Patron.objects.order_by("number")
    assert (hoa.full_name, hoa.expires_on, hoa.note) == (
        "Nguyễn Thị Hoa", date(2026, 12, 31), 'hay hỏi: "sách mới?" ngồi bàn 3',
    )  # fmt: skip
    assert (an.category.code, an.relations.get().name) == ("child", "Nguyễn Thị Hoa")
    loan = Loan.objects.get()
    assert (loan.patron, loan.copy, loan.renewals) == (hoa, copies["K001"], 1)
    parts = {part.kind: part for part in intake.parts.all()}
    assert codes(parts["patrons"]) == {5: ["no_name", "category"]}
    assert codes(parts["loans"]) == {3: ["no_card"]}
    assert not Event.objects.exists()
    assert not list(loan_checks.problems())
    assert not koha.folder_of(intake).exists()


@pytest.mark.django_db
def test_a_dump_brings_who_waits_in_the_order_of_the_queue_what_is_owed_and_what_is_not_lent(
    ours: Person, tmp_path: Path
) -> None:
    site = add_site(organisation=ours.library, name="Kho chính", actor=None, at=NOW)
    intake = taken(ours, koha_dump.write(tmp_path / "koha.sql", koha_dump.small()), places={"ct": f"site:{site.pk}"})
    waits = Hold.objects.order_by("rank").values_list("patron__number", "site__name", "placed_at__date", "copy")
    assert list(waits) == [
        ("TV0003", "Kho chính", date(2025, 12, 29), None), ("TV0002", None, date(2025, 12, 28), None),
    ]  # fmt: skip
    part = intake.parts.get(kind="holds")
    assert codes(part) == {4: ["on_loan"]}
    assert Patron.objects.get(number="TV0002").note.endswith("Còn nợ ở hệ thống cũ: 12.500 đ.")
    assert "nợ" not in Patron.objects.get(number="TV0001").note
    copies = {copy.barcode: (copy.status, copy.note) for copy in Copy.objects.all()}
    assert copies["K002"] == ("damaged", "")
    assert copies["K004"] == ("available", "Không cho mượn về (theo hệ thống cũ).")
    assert not Event.objects.exists()
    assert not list(loan_checks.problems())
    assert not list(checks.problems())


@pytest.mark.django_db
def test_the_same_dump_again_changes_nothing(ours: Person, tmp_path: Path) -> None:
    path = koha_dump.write(tmp_path / "koha.sql", koha_dump.small())
    taken(ours, path)
    again = taken(ours, path)
    assert again.counts["records"]["unchanged"] == 3
    assert [part.counts["unchanged"] for part in again.parts.order_by("pk")] == [3, 4, 1, 2]
    assert (Patron.objects.count(), Copy.objects.count(), Loan.objects.count(), Hold.objects.count()) == (3, 4, 1, 2)


@pytest.mark.django_db
def test_a_branch_may_be_a_library_below(ours: Person, tmp_path: Path) -> None:
    from lienthu.federation.services.organisations import add_organisation

    branch = add_organisation(code="ANPHU", name="Thư viện xã An Phú", parent=ours.library, actor=None, at=NOW)
    path = koha_dump.write(tmp_path / "koha.sql", koha_dump.small())
    taken(ours, path, places={"ap": "org:ANPHU"})
    assert Copy.objects.get(barcode="K002").owner == branch
    assert LibraryProfile.objects.get(library=ours.library).places == {"AP": "ANPHU"}


@pytest.mark.once
@pytest.mark.django_db
def test_marc_with_952_and_two_tables_do_as_well(ours: Person, tmp_path: Path) -> None:
    """The other way out of Koha: its MARC export, and borrowers and issues as CSV."""
    dump = koha_dump.write(tmp_path / "koha.sql", koha_dump.small())
    folder = tmp_path / "parts"
    koha.take_apart(paths=[dump], folder=folder)
    files = [folder / koha.RECORDS, folder / koha.READERS, folder / koha.LOANS]
    words = {"place": {}, "category": {"nl": "adult", "tn": "child"}}
    intake = koha.take_files(paths=files, library=ours.library, options={"words": words}, actor=None, at=NOW)
    assert intake.counts["records"]["copies"] == 4
    assert (Patron.objects.count(), Loan.objects.open().count()) == (3, 1)


@pytest.mark.django_db
def test_another_program_s_dump_is_refused(ours: Person, tmp_path: Path) -> None:
    path = tmp_path / "other.sql"
    path.write_text("-- MySQL dump\nCREATE TABLE `wp_posts` (\n `id` int\n);\nINSERT INTO `wp_posts` VALUES (1);\n")
    with pytest.raises(IntakeRefused) as refusal:
        taken(ours, path)
    assert refusal.value.code == "no_koha"
