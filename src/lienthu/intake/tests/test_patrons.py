"""Readers from a table: read as people write, never doubled, never overwritten where the desk knew better."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.common.models import AuditEntry
from lienthu.intake.models import IntakeRow, Taken
from lienthu.ledger.models import Event
from lienthu.patrons import checks, rules
from lienthu.patrons.models import Consent, Patron, SchoolClass
from lienthu.patrons.queries.cards import patron_by_card
from lienthu.patrons.services import consents, patrons
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.tests.builders import patron

from .builders import AN, BINH, HOA, READERS, codes, counted, csv, take, xlsx

pytestmark = pytest.mark.django_db


def test_readers_come_in_with_their_cards_and_what_the_old_system_knew(ours: Person, tmp_path: Path) -> None:
    intake = take(ours, "patrons", csv(tmp_path / "ban-doc.csv", READERS, HOA, BINH, AN))
    assert counted(intake) == {"read": 3, "new": 3}
    hoa = patron_by_card("tv0001", libraries=[ours.library])
    assert hoa is not None
    assert (hoa.full_name, hoa.birth_date, hoa.sex) == ("Nguyễn Thị Hoa", date(1988, 3, 12), "female")
    assert (hoa.number, hoa.expires_on, hoa.category.code) == ("TV0001", date(2026, 12, 31), "adult")
    binh = Patron.objects.get(number="TV0002")
    assert binh.phone == "0912000111"  # the zero that a spreadsheet took
    assert (binh.birth_date, binh.note) == (date(1975, 1, 1), "Ngày sinh ghi trong tệp: 1975.")
    assert not Event.objects.exists()  # a card of the old system is neither issued nor renewed today
    assert not list(checks.problems())


def test_a_child_without_a_word_of_the_guardian_is_taken_and_the_desk_will_ask(ours: Person, tmp_path: Path) -> None:
    intake = take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA, AN))
    assert intake.counts["notes"] == {"children": 1, "adults": 1}
    child = Patron.objects.select_related("category").get(number="TV0003")
    assert [each.code for each in rules.standing(child, date(2026, 1, 5))] == ["no_consent"]


def test_what_readers_and_guardians_agreed_to_comes_in_each_as_their_own_word(ours: Person, tmp_path: Path) -> None:
    header = (*READERS, "Phụ huynh đồng ý", "Bạn đọc đồng ý")
    rows = ((*HOA, "", "x"), (*BINH, "", "không đồng ý"), (*AN, "x", ""))
    intake = take(ours, "patrons", csv(tmp_path / "a.csv", header, *rows))
    said = Consent.objects.order_by("patron__number").values_list("patron__number", "purpose", "giver", "granted")
    assert list(said) == [
        ("TV0001", "card", "self", True),
        ("TV0002", "card", "self", False),
        ("TV0003", "card", "guardian", True),
    ]
    assert "notes" not in intake.counts


def test_one_column_of_consent_is_that_of_whoever_must_sign(ours: Person, tmp_path: Path) -> None:
    rows = ((*HOA, "có"), (*BINH, ""), (*AN, "có"))
    intake = take(ours, "patrons", csv(tmp_path / "a.csv", (*READERS, "Đồng ý"), *rows))
    said = Consent.objects.order_by("patron__number").values_list("patron__number", "giver")
    assert list(said) == [("TV0001", "self"), ("TV0003", "guardian")]
    assert intake.counts["notes"] == {"adults": 1}


def test_consents_and_guardians_of_a_later_file_are_added_to_readers_who_are_here(ours: Person, tmp_path: Path) -> None:
    take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA, BINH, AN))
    header = (*READERS, "Đồng ý", "Phụ huynh", "SĐT phụ huynh")
    rows = ((*HOA, "có", "", ""), (*BINH, "", "", ""), (*AN, "có", "Lê Văn Ba", "0912 345 678"))
    path = csv(tmp_path / "b.csv", header, *rows)
    assert counted(take(ours, "patrons", path)) == {"read": 3, "updated": 2, "unchanged": 1}
    said = Consent.objects.order_by("patron__number").values_list("patron__number", "giver", "granted")
    assert list(said) == [("TV0001", "self", True), ("TV0003", "guardian", True)]
    child = Patron.objects.select_related("category").get(number="TV0003")
    assert (child.relations.get().name, child.relations.get().is_guardian) == ("Lê Văn Ba", True)
    assert not list(rules.standing(child, date(2026, 1, 5)))
    assert counted(take(ours, "patrons", path)) == {"read": 3, "unchanged": 3}
    mother = csv(tmp_path / "c.csv", header, (*AN, "có", "Võ Thị Tư", ""))
    assert counted(take(ours, "patrons", mother)) == {"read": 1, "updated": 1}
    assert [each.name for each in child.relations.all()] == ["Lê Văn Ba", "Võ Thị Tư"]
    assert not list(checks.problems())


def test_a_consent_taken_back_at_the_desk_is_not_given_by_an_old_file(ours: Person, tmp_path: Path) -> None:
    take(ours, "patrons", csv(tmp_path / "a.csv", (*READERS, "Đồng ý"), (*HOA, "có")))
    hoa = Patron.objects.get()
    no = Answer(Consent.Purpose.CARD, Consent.Giver.SELF, granted=False)
    consents.record(patron=hoa, answers=[no], actor=None, at=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=1)
    again = take(ours, "patrons", csv(tmp_path / "b.csv", (*READERS, "Đồng ý"), (*HOA, "có")), at=later)
    assert counted(again) == {"read": 1, "unchanged": 1}
    Taken.objects.update(facts={})  # a reader of the time when files' consents were not noted
    doubted = take(ours, "patrons", csv(tmp_path / "c.csv", (*READERS, "Đồng ý"), (*HOA, "có ")), at=later)
    assert codes(doubted) == {2: ["changed_here"]}
    assert Consent.objects.latest("at").granted is False


@pytest.mark.once
def test_the_same_file_again_changes_nothing(ours: Person, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", READERS, HOA, BINH, AN)
    take(ours, "patrons", path)
    entries = AuditEntry.objects.filter(thing="patrons.patron").count()
    assert counted(take(ours, "patrons", path)) == {"read": 3, "unchanged": 3}
    assert Patron.objects.count() == 3
    assert AuditEntry.objects.filter(thing="patrons.patron").count() == entries


@pytest.mark.once
def test_what_the_file_changed_is_changed_here_and_what_the_desk_changed_stays(ours: Person, tmp_path: Path) -> None:
    take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA, BINH))
    hoa = Patron.objects.select_related("category").get(number="TV0001")
    details = patrons.Details(full_name=hoa.full_name, category=hoa.category, birth_date=hoa.birth_date,
                              sex=hoa.sex, address=hoa.address, phone="0988777666")  # fmt: skip
    patrons.change(patron=hoa, details=details, actor=None, at=NOW)
    moved = (*HOA[:4], "Ấp Tân Lập", *HOA[5:])
    later = (*BINH[:7], "30/06/2027")
    intake = take(ours, "patrons", csv(tmp_path / "b.csv", READERS, moved, later))
    assert counted(intake) == {"read": 2, "updated": 2}
    hoa.refresh_from_db()
    assert (hoa.address, hoa.phone) == ("Ấp Tân Lập", "0988777666")
    assert Patron.objects.get(number="TV0002").expires_on == date(2027, 6, 30)


def test_a_fact_that_both_changed_goes_to_a_person_with_both_words(ours: Person, tmp_path: Path) -> None:
    take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA))
    Patron.objects.update(phone="0988777666", phone_digits="0988777666")
    changed = (*HOA[:5], "0911222333", *HOA[6:])
    path = csv(tmp_path / "b.csv", READERS, changed)
    for _again in range(2):
        intake = take(ours, "patrons", path)
        assert codes(intake) == {2: ["changed_here"]}
    reason = IntakeRow.objects.filter(intake=intake).get().reasons[0]["text"]
    assert "0988777666" in reason
    assert "0911222333" in reason
    assert Patron.objects.get().phone == "0988777666"


def test_doubles_within_the_file_and_of_who_is_here_wait_for_a_person(ours: Person, tmp_path: Path) -> None:
    patron(ours.library, "Phạm Văn Đồng", birth_date=date(1980, 5, 6), card="CU-7")
    same_name = ("TV0009", "Pham Van Dong", "06/05/1980", "", "", "", "Người lớn", "")
    same_card = ("CU-7", "Phạm Đồng", "", "", "", "", "Người lớn", "")
    twin = ("TV0010", *HOA[1:])
    again = HOA
    intake = take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA, same_name, same_card, twin, again))
    assert counted(intake) == {"read": 5, "new": 1, "rejected": 1, "doubtful": 3}
    assert codes(intake) == {3: ["name_known"], 4: ["card_known"], 5: ["name_known"], 6: ["twice"]}
    assert Patron.objects.count() == 2
    assert intake.rows.get(line=5).other == Patron.objects.get(number="TV0001").pk


def test_a_wrong_row_is_kept_with_every_reason_at_once(ours: Person, tmp_path: Path) -> None:
    wrong = ("TV0004", "", "31/02/1990", "con trai?", "", "", "Hội viên danh dự", "sang năm")
    intake = take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA, wrong))
    assert set(codes(intake)[3]) == {"no_name", "birth_date", "sex", "category", "expires_on"}
    assert intake.rows.get().cells["Hạn thẻ"] == "sang năm"


def test_a_row_with_a_cell_too_many_is_kept(ours: Person, tmp_path: Path) -> None:
    intake = take(ours, "patrons", csv(tmp_path / "a.csv", READERS, HOA, (*BINH, "thừa")))
    assert codes(intake) == {3: ["too_long"]}


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "cp1258"])
def test_files_of_the_nineties_are_read_in_their_own_encoding(ours: Person, tmp_path: Path, encoding: str) -> None:
    path = csv(tmp_path / "cu.csv", READERS, HOA, BINH, AN, encoding=encoding, mark=";")
    intake = take(ours, "patrons", path)
    assert intake.counts["encoding"] == encoding
    assert sorted(Patron.objects.values_list("full_name", flat=True)) == [
        "Lê Bảo An",
        "Nguyễn Thị Hoa",
        "Trần Văn Bình",
    ]


def test_a_workbook_with_a_title_above_family_and_given_names_apart_and_real_dates(
    ours: Person, tmp_path: Path
) -> None:
    header = ("STT", "Họ", "Tên", "Ngày sinh", "Trường", "Lớp", "Phụ huynh", "SĐT phụ huynh", "Phụ huynh đồng ý")
    path = xlsx(
        tmp_path / "lop.xlsx",
        header,
        (1, "Nguyễn Hoàng", "Nam", datetime(2014, 5, 20), "THCS Phan Văn Trị", "6A1", "Nguyễn Văn Tư", 912345678, "x"),  # noqa: DTZ001
        (2, "Võ Thị", "Lan", 41750, "THCS Phan Văn Trị", "Lớp 6A1", "Võ Văn Năm", None, None),
        title="THƯ VIỆN HUYỆN CHÂU THÀNH – DANH SÁCH BẠN ĐỌC",
    )
    intake = take(ours, "patrons", path)
    assert counted(intake) == {"read": 2, "new": 2}
    nam, lan = Patron.objects.order_by("pk")
    assert (nam.full_name, nam.birth_date, nam.guardian_consented) == ("Nguyễn Hoàng Nam", date(2014, 5, 20), True)
    assert (lan.full_name, lan.birth_date, lan.category.code) == ("Võ Thị Lan", date(2014, 4, 21), "child")
    assert SchoolClass.objects.get().school.last_grade == 9
    guardian = nam.relations.get()
    assert (guardian.name, guardian.phone, guardian.is_guardian) == ("Nguyễn Văn Tư", "0912345678", True)
    assert intake.counts["notes"] == {"children": 1}


def test_the_example_row_of_the_empty_table_is_passed_over(ours: Person, tmp_path: Path) -> None:
    example = ("VÍ DỤ", *HOA[1:])
    assert counted(take(ours, "patrons", csv(tmp_path / "a.csv", READERS, example, BINH))) == {"read": 1, "new": 1}


def test_somebody_whose_data_were_deleted_is_not_brought_back(ours: Person, tmp_path: Path) -> None:
    from lienthu.patrons import hooks

    path = csv(tmp_path / "a.csv", READERS, HOA)
    take(ours, "patrons", path)
    row = Patron.objects.get()
    hooks.erase(patron=row, actor=None, at=NOW)
    Patron.objects.update(state=Patron.State.DELETED)
    assert codes(take(ours, "patrons", path)) == {2: ["deleted"]}
