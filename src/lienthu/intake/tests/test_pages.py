"""The pages: upload, look, take in, settle what was kept."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.common import jobs
from lienthu.intake.models import Intake, IntakeRow, Profile
from lienthu.intake.queries import sheets
from lienthu.intake.services import forgetting
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from .builders import AN, BINH, HOA, READERS, cells_of, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ours: Person) -> Client:
    client = Client()
    client.force_login(ours.user)
    return client


def upload(client: Client, path: Path, kind: str = "patrons", library: str = "OURS") -> Intake:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(reverse("intake:files"), {"library": library, "kind": kind, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Intake.objects.latest("pk")


def run(client: Client, intake: Intake, **said: str) -> Intake:
    client.post(reverse("intake:run", args=[intake.pk]), said)
    assert jobs.work_here() == 1
    intake.refresh_from_db()
    return intake


def test_the_address_of_the_intake_itself_leads_to_its_beginning(client: Client) -> None:
    answer = client.get("/staff/intake/")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("intake:start"))


def test_a_file_is_looked_at_before_anything_is_stored_and_then_taken_in(
    client: Client, ours: Person, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    intake = upload(client, csv(tmp_path / "ban-doc.csv", READERS, HOA, ("", "", "31/02/1990", "", "", "", "", "")))
    page = client.get(reverse("intake:file", args=[intake.pk])).content.decode()
    assert "Nguyễn Thị Hoa" in page
    assert "12/03/1988" in page
    assert "31/02/1990" in page
    assert not Patron.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        run(client, intake)
    assert "1 bạn đọc người lớn chưa được hỏi" in client.get(reverse("intake:file", args=[intake.pk])).content.decode()
    assert (intake.state, intake.counts["new"], intake.counts["rejected"]) == ("done", 1, 1)
    assert not intake.path
    assert not list((tmp_path / "hub" / "uploads" / "intake").iterdir())
    assert Profile.objects.get(library=ours.library, kind="patrons").columns["Họ và tên"] == "full_name"


def test_a_preview_shows_family_and_given_names_as_the_file_has_them(
    client: Client, ours: Person, tmp_path: Path
) -> None:
    header = ("cardnumber", "surname", "firstname", "Phụ huynh đồng ý")
    intake = upload(client, csv(tmp_path / "koha.csv", header, ("K1", "Lê Thị", "Mai", "x")))
    page = client.get(reverse("intake:file", args=[intake.pk]))
    assert [value for name, value in page.context["rows"][0]["facts"]] == ["Lê Thị", "Mai", "K1", "có"]


@pytest.mark.once
def test_words_of_the_file_are_told_once_and_remembered(client: Client, ours: Person, tmp_path: Path) -> None:
    row = (*HOA[:6], "Cán bộ xã", "")
    intake = upload(client, csv(tmp_path / "a.csv", READERS, row))
    address = reverse("intake:file", args=[intake.pk])
    assert "Cán bộ xã" in client.get(address).content.decode()
    run(client, intake, category_word_0="Cán bộ xã", category_0="adult")
    assert Patron.objects.get().category.code == "adult"
    again = upload(client, csv(tmp_path / "b.csv", READERS, ("TV0099", "Võ Thị Sáu", *row[2:])))
    page = client.get(reverse("intake:file", args=[again.pk]))
    assert page.context["words"] == [("Cán bộ xã", "adult")]


def test_a_corrected_row_that_is_uploaded_again_strikes_its_old_one_out(
    client: Client, ours: Person, tmp_path: Path
) -> None:
    wrong = (*BINH[:2], "ba mươi tháng hai", *BINH[3:])
    intake = run(client, upload(client, csv(tmp_path / "a.csv", READERS, HOA, wrong)))
    answer = client.get(reverse("intake:kept", args=[intake.pk]))
    header, row = cells_of(answer.content)
    assert "ba mươi tháng hai" in row
    assert row[-1] == f"{intake.pk}/3"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    book.worksheets[0].cell(2, header.index("Ngày sinh") + 1).value = "30/01/1975"
    book.save(tmp_path / "sua.xlsx")
    corrected = run(client, upload(client, tmp_path / "sua.xlsx"))
    assert corrected.counts["new"] == 1
    assert intake.rows.get().state == IntakeRow.State.SETTLED


def test_a_person_says_whether_a_double_is_the_same_person(client: Client, ours: Person, tmp_path: Path) -> None:
    here = patron(ours.library, "Nguyễn Thị Hoa", birth_date=date(1988, 3, 12), card="CU-1")
    other = ("TV0005", "Nguyễn Thị Hoa", "12/03/1988", "Nữ", "Chợ Mới", "", "Người lớn", "")
    path = csv(tmp_path / "a.csv", READERS, HOA, other)
    intake = run(client, upload(client, path))
    first, second = intake.rows.order_by("line")
    client.post(reverse("intake:settle", args=[first.pk]), {"decision": "same"})
    here.refresh_from_db()
    assert (here.phone, here.address) == ("0912345678", HOA[4])
    assert here.cards.filter(code="TV0001", state="active").exists()
    client.post(reverse("intake:settle", args=[second.pk]), {"decision": "another"})
    assert Patron.objects.get(number="TV0005").address == "Chợ Mới"
    again = run(client, upload(client, path))
    assert (again.counts["unchanged"], again.counts["doubtful"]) == (2, 0)


@pytest.mark.once
def test_the_empty_table_can_be_filled_in_and_taken_in(client: Client, ours: Person, tmp_path: Path) -> None:
    for kind in sheets.KINDS:
        answer = client.get(reverse("intake:table", args=[kind]))
        assert answer.status_code == 200
        header = cells_of(answer.content)[0]
        assert not [name for name in header if name not in sheets.columns.guess(kind, header)]
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("intake:table", args=["patrons"])).content))
    book.worksheets[0].append(["TV0001", "Nguyễn Thị Hoa", "12/03/1988", "Nữ"])
    book.save(tmp_path / "mau.xlsx")
    intake = run(client, upload(client, tmp_path / "mau.xlsx"))
    assert (intake.counts["read"], intake.counts["new"]) == (1, 1)


def test_the_page_of_a_new_library_says_what_comes_next(client: Client, ours: Person, tmp_path: Path) -> None:
    page = client.get(reverse("intake:start"))
    assert page.context["following"].count == 0
    elsewhere = reverse("patrons:categories")
    assert "về các bước" in client.get(elsewhere).content.decode()
    client.post(reverse("intake:start"))
    assert "về các bước" not in client.get(elsewhere).content.decode()
    run(client, upload(client, csv(tmp_path / "a.csv", READERS, HOA, AN)))
    counts = [step.count for step in client.get(reverse("intake:start")).context["steps"]]
    assert 2 in counts


@pytest.mark.once
def test_a_file_that_is_no_table_is_refused_in_a_sentence(client: Client, ours: Person, tmp_path: Path) -> None:
    for data in (b"", b"%PDF-1.7 ...", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"Ho ten\n"):
        file = SimpleUploadedFile("ban-doc.xls", data)
        answer = client.post(reverse("intake:files"), {"library": "OURS", "kind": "patrons", "file": file})
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]
    assert not Intake.objects.exists()


def test_a_file_for_another_library_is_not_taken(client: Client, ours: Person, sister: Person, tmp_path: Path) -> None:
    file = SimpleUploadedFile("a.csv", csv(tmp_path / "a.csv", READERS, HOA).read_bytes())
    answer = client.post(reverse("intake:files"), {"library": "SISTER", "kind": "patrons", "file": file})
    assert answer.status_code == 422
    assert not Intake.objects.exists()


def test_forgotten_files_and_old_settled_rows_are_swept(
    client: Client, ours: Person, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    waiting = upload(client, csv(tmp_path / "a.csv", READERS, HOA))
    with django_capture_on_commit_callbacks(execute=True):
        done = run(client, upload(client, csv(tmp_path / "b.csv", READERS, ("TV1", "", *HOA[2:]))))
    row = done.rows.get()
    client.post(reverse("intake:settle", args=[row.pk]), {"decision": "drop"})
    with django_capture_on_commit_callbacks(execute=True):
        forgetting.sweep(at=timezone.now() + timedelta(days=31))
    row.refresh_from_db()
    assert row.cells == {}
    assert not Intake.objects.filter(pk=waiting.pk).exists()
    assert not list((tmp_path / "hub" / "uploads" / "intake").iterdir())


@pytest.mark.once
def test_a_sister_library_neither_starts_nor_settles_anything_of_ours(
    client: Client, ours: Person, sister: Person, tmp_path: Path
) -> None:
    waiting = upload(client, csv(tmp_path / "a.csv", READERS, HOA))
    done = run(client, upload(client, csv(tmp_path / "b.csv", READERS, ("TV1", "", *HOA[2:]))))
    other = Client()
    other.force_login(sister.user)
    for name in ("run", "again", "discard"):
        assert other.post(reverse(f"intake:{name}", args=[waiting.pk])).status_code == 404
    assert other.post(reverse("intake:settle", args=[done.rows.get().pk]), {"decision": "drop"}).status_code == 404
    assert done.rows.get().state == IntakeRow.State.WRONG
