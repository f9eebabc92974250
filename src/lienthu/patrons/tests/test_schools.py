import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lienthu.ledger import queries as ledger
from lienthu.ledger.models import Kind
from lienthu.patrons import classlists
from lienthu.patrons.errors import CategoryRefused
from lienthu.patrons.models import ClassList, Patron
from lienthu.patrons.services import categories, classes
from lienthu.patrons.tests import builders
from lienthu.patrons.tests.builders import AT
from lienthu.patrons.tests.test_pages import signed_in

HEAD = classlists.SHEET
GOOD = ("Nguyễn Gia Hân", date(2014, 5, 1), "6A1", "Nữ", "Trần Thị Lụa", "0909 111 222", "x")
OTHER = ("Lê Minh Khôi", "2/9/2011", "9A2", "Nam", "Lê Văn Sáu", "", "có")
WRONG = [
    ("", "1/1/2014", "6A1", "", "Mẹ", "", "x"),
    ("Võ Bảo Ngọc", "31/02/2014", "6A1", "", "Mẹ", "", "x"),
    ("Võ Bảo Châu", "1/2/2014", "lớp sáu", "", "Mẹ", "", "x"),
    ("Đỗ Khánh An", "1/3/2014", "6A1", "", "Mẹ", "", ""),
    ("Đỗ Khánh Vy", "1/3/2014", "6A1", "", "", "", "x"),
]


def workbook(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["TRƯỜNG THCS"])
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def school(desk):
    builders.category(desk.library, "child")
    return categories.add_school(library=desk.library, name="THCS Nguyễn Trãi", last_grade=9, actor=None, at=AT)


def taken(school, *rows: tuple[object, ...]) -> ClassList:
    found = classes.upload(school=school, year=2025, file_name="a.xlsx", data=workbook(*rows), actor=None, at=AT)
    category = builders.category(school.library, "child")
    classes.take_in(class_list=found, category=category, issue_cards=True, actor=None, at=AT)
    found.refresh_from_db()
    return found


def test_pupils_become_patrons_with_cards_and_wrong_rows_are_kept_with_their_reasons(school) -> None:
    found = taken(school, GOOD, *WRONG, OTHER)
    assert found.taken == 2
    assert [row["row"] for row in found.rows] == [4, 5, 6, 7, 8]
    assert all(row["problem"] for row in found.rows)
    pupil = Patron.objects.get(full_name="Nguyễn Gia Hân")
    assert (pupil.school_class.name, pupil.sex, pupil.guardian_consented) == ("6A1", "female", True)
    assert pupil.relations.get().name == "Trần Thị Lụa"
    assert ledger.total([Kind.CARD_ISSUED], since=date(2026, 1, 1), until=date(2027, 1, 1)) == 2


def test_a_pupil_who_is_known_is_put_into_the_class_and_not_doubled(school) -> None:
    taken(school, GOOD)
    again = taken(school, (*GOOD[:2], "6A2", *GOOD[3:6], ""))
    assert again.taken == 1
    assert Patron.objects.get().school_class.name == "6A2"


def test_a_list_is_taken_in_once(school) -> None:
    with builders.refused("taken_in"):
        classes.take_in(
            class_list=taken(school, GOOD),
            category=builders.category(school.library, "child"),
            issue_cards=False,
            actor=None,
            at=AT,
        )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no workbook", "no_workbook"),
        (workbook(head=("Cột", "Hai")), "no_headings"),
        (workbook(), "no_rows"),
    ],
)
def test_what_is_no_class_list_is_refused_with_a_sentence(school, data, code) -> None:
    with pytest.raises(CategoryRefused) as refused:
        classes.upload(school=school, year=2025, file_name="a.xlsx", data=data, actor=None, at=AT)
    assert refused.value.code == code


def test_every_class_moves_up_and_the_last_grade_leaves(school) -> None:
    taken(school, GOOD, OTHER)
    assert categories.move_up(school=school, year=2025, actor=None, at=AT) == (1, 1)
    stays, leaves = (Patron.objects.get(full_name=row[0]) for row in (GOOD, OTHER))
    assert (stays.school_class.name, stays.school_class.grade, stays.school_class.year) == ("7A1", 7, 2026)
    assert leaves.school_class is None
    with builders.refused("nobody_to_move"):
        categories.move_up(school=school, year=2025, actor=None, at=AT)


def test_the_pages_lead_from_the_file_to_the_class_and_back_the_wrong_rows(school, desk, sister_desk) -> None:
    client = signed_in(desk.user)
    file = SimpleUploadedFile("lop.xlsx", workbook(GOOD, *WRONG))
    answer = client.post(reverse("patrons:school", args=[school.pk]), {"file": file, "year": 2026})
    if answer.status_code == 200:  # the years on offer hang on today
        year = answer.context["form"].fields["year"].choices[0][0]
        file = SimpleUploadedFile("lop.xlsx", workbook(GOOD, *WRONG))
        answer = client.post(reverse("patrons:school", args=[school.pk]), {"file": file, "year": year})
    found = ClassList.objects.get()
    address = reverse("patrons:class_list", args=[found.pk])
    assert answer["Location"] == address
    assert "Nguyễn Gia Hân" in client.get(address).content.decode()
    assert not Patron.objects.exists()
    client.post(address, {"category": builders.category(desk.library, "child").pk, "cards": "on"})
    assert Patron.objects.get().cards.count() == 1
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(reverse("patrons:wrong_rows", args=[found.pk])).content))
    assert sheet.active.max_row == 1 + len(WRONG)
    pupils = client.get(reverse("patrons:class", args=[Patron.objects.get().school_class_id])).content.decode()
    assert "Nguyễn Gia Hân" in pupils
    for name, number in (("school", school.pk), ("class_list", found.pk), ("wrong_rows", found.pk)):
        assert signed_in(sister_desk.user).get(reverse(f"patrons:{name}", args=[number])).status_code == 403


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    row = {"row": 2, "facts": {**dict.fromkeys(("full_name", "birth_date", "class", "guardian", "phone"), "=1+1")}}
    row["facts"] |= {"sex": "", "agrees": False}
    made = openpyxl.load_workbook(io.BytesIO(classlists.sheet([{**row, "problem": "x"}]))).active
    assert made["A2"].value == "'=1+1"
