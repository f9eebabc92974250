"""The pages: a course from the plan to the certificate, as its organiser, a unit and a participant press it."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.catalogue.search.backend import get_backend
from lienthu.common import certificates
from lienthu.common.models import Certificate
from lienthu.training.models import Course, Material, Session
from lienthu.training.services import courses, learning, links, papers
from lienthu.training.tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def at_work(client: Client, ours: Person, hub_folder: Path) -> Client:
    get_backend().create()
    client.force_login(ours.user)
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_an_organiser_plans_a_course_on_the_pages(at_work: Client, ours: Person) -> None:
    said = {
        "name": "Tập huấn số hóa", "planned_on": "05/01/2026", "sessions_needed": "80",
        "marks_needed": "0", "tries": "2", "public": "on",
    }  # fmt: skip
    at_work.post(reverse("training:course_new"), said)
    made = Course.objects.get()
    page = reverse("training:course", args=[made.pk])
    numbered = reverse("training:plan_number", args=[made.pk])
    said_of_plan = {"symbol": "164/KH-TV", "on": "05/01/2026"}
    skipped = at_work.post(numbered, said_of_plan)  # the first of the year would be 01
    assert (skipped.status_code, "Số tiếp theo là 01" in skipped.content.decode()) == (422, True)
    assert at_work.post(numbered, {**said_of_plan, "carried": "on"}).status_code == 302
    assert "164/KH-TV" in text(at_work, page)
    lecturer = {"name": "Lê Thi Thu", "position": "Trưởng phòng"}
    assert at_work.post(reverse("training:lecturer_add", args=[made.pk]), lecturer).status_code == 302
    mended = reverse("training:lecturer_change", args=[made.lecturers.get().pk])
    assert at_work.post(mended, {**lecturer, "name": "Lê Thị Thu"}).status_code == 302
    assert "Lê Thị Thu" in text(at_work, page)
    session = {"on": "05/03/2026", "begins": "8h", "ends": "7h30", "topic": "Quét sách", "room": "Hội trường"}
    wrong = at_work.post(reverse("training:session_add", args=[made.pk]), session)
    assert (wrong.status_code, "Buổi học kết thúc trước khi bắt đầu." in wrong.content.decode()) == (422, True)
    at_work.post(reverse("training:session_add", args=[made.pk]), {**session, "ends": "11:30"})
    unit = {"library": ours.library.code, "places": "2"}
    assert at_work.post(reverse("training:people", args=[made.pk]), unit).status_code == 302
    assert made.quotas.get().unit == "Thư viện tỉnh An Giang"
    moved = reverse("training:session_change", args=[made.sessions.get().pk])
    assert "11:30" in text(at_work, moved)
    assert at_work.post(moved, {**session, "ends": "11:30", "room": "Phòng 2"}).status_code == 302
    assert made.sessions.get().room == "Phòng 2"
    at_work.post(reverse("training:act", args=[made.pk]), {"do": "open"})
    at_work.post(reverse("training:register", args=[made.quotas.get().pk]), {"people": "Nguyễn Văn An, thủ thư"})
    people = text(at_work, reverse("training:people", args=[made.pk]))
    assert "Nguyễn Văn An" in people
    assert "/hoc/don-vi/" in people
    question = {"text": "Đúng hay sai?", "choices": "* Đúng\nSai", "marks": "1"}
    at_work.post(reverse("training:quiz", args=[made.pk]), question)
    assert made.questions.get().answer == 0
    again = reverse("training:question_change", args=[made.questions.get().pk])
    assert "* Đúng" in text(at_work, again)
    assert at_work.post(again, {**question, "choices": "Đúng\n* Sai"}).status_code == 302
    assert made.questions.get().answer == 1
    assert papers.plan_docx(made)[:2] == b"PK"
    assert text(at_work, reverse("training:courses")).count("Tập huấn số hóa") == 1


def test_a_material_is_what_it_is_whatever_it_is_called(at_work: Client, ours: Person) -> None:
    made = builders.opened(ours)
    address = reverse("training:material_add", args=[made.pk])
    script = SimpleUploadedFile("bai-giang.pdf", b"<script>", content_type="application/pdf")
    assert at_work.post(address, {"title": "Bài giảng", "upload": script}).status_code == 422
    good = SimpleUploadedFile("bài giảng.exe", PDF)
    assert at_work.post(address, {"title": "Bài giảng", "upload": good}).status_code == 302
    answer = at_work.get(reverse("training:material", args=[Material.objects.get().pk]))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("application/pdf", PDF)
    [an] = builders.registered(builders.units(made)[0], "Nguyễn Văn An", ours)
    own = ["training_link:material", [links.of_participant(an), Material.objects.get().pk]]
    assert Client().get(reverse(own[0], args=own[1])).status_code == 200
    other = builders.opened(ours, name="Khóa khác")
    [binh] = builders.registered(builders.units(other)[0], "Lý Bình", ours)
    assert Client().get(reverse(own[0], args=[links.of_participant(binh), own[1][1]])).status_code == 404


def test_a_unit_and_a_participant_need_no_account(ours: Person) -> None:
    made = builders.opened(ours, register_until=None)
    learning.add_question(course=made, text="Câu 1", choices=["A", "B"], answer=1, marks=1, **builders.by(ours))
    commune = builders.units(made)[1]
    client = Client()
    address = reverse("training_link:unit", args=[links.of_unit(commune)])
    said = {"people": "Lý Văn Bình, văn hóa xã", "by": "Bà Lan 0900"}
    assert "Đã đăng ký 1 người" in client.post(address, said, follow=True).content.decode()
    full = client.post(address, {**said, "people": "Một\nHai\nBa"})
    assert full.status_code == 422
    binh = commune.participants.get()
    token = links.of_participant(binh)
    session = builders.sessions(made)[0]
    now = timezone.localtime()
    Session.objects.filter(pk=session.pk).update(on=now.date(), begins="00:00", ends="23:59:59")
    typed = client.post(reverse("training_link:type_code", args=[token]), {"code": session.code}, follow=True)
    assert "Đã điểm danh buổi" in typed.content.decode()
    wrong = client.post(reverse("training_link:type_code", args=[token]), {"code": "x"})
    assert wrong.status_code == 422
    question = made.questions.get()
    done = client.post(reverse("training_link:quiz", args=[token]), {f"q{question.pk}": "1"}, follow=True)
    assert "Bạn được 1 trên 1 điểm." in done.content.decode()
    thought = {"content": "5", "remark": "Rất bổ ích"}
    client.post(reverse("training_link:evaluation", args=[token]), thought)
    assert made.evaluations.get().remark == "Rất bổ ích"
    assert "training_link" not in text(client, reverse("training_link:participant", args=[token]))
    assert client.get(reverse("training_link:participant", args=["x.y"])).status_code == 404
    courses.cancel(course=made, reason="Bão", **builders.by(ours))
    assert client.get(reverse("training_link:participant", args=[token])).status_code == 404


def test_attendance_is_taken_at_the_door_and_from_the_sheet(at_work: Client, ours: Person) -> None:
    made = builders.opened(ours)
    [an] = builders.registered(builders.units(made)[0], "Nguyễn Văn An", ours)
    session = builders.sessions(made)[0]
    Session.objects.filter(pk=session.pk).update(on=NOW.date())
    door = reverse("training:door", args=[session.pk])
    assert (
        "Nguyễn Văn An, Thư viện tỉnh: đã điểm danh."
        in at_work.post(door, {"code": an.code}, follow=True).content.decode()
    )
    assert "Không ai trong khóa học" in at_work.post(door, {"code": "SAI"}, follow=True).content.decode()
    assert session.code in text(at_work, reverse("training:screen", args=[session.pk]))
    sheet = reverse("training:sheet", args=[session.pk])
    assert "checked" in text(at_work, sheet)
    at_work.post(sheet, {"there": []})
    assert not session.attendances.exists()
    assert at_work.get(reverse("training:sheet_file", args=[session.pk])).content[:5] == b"%PDF-"


def test_a_certificate_is_printed_and_proved_to_anybody(at_work: Client, ours: Person) -> None:
    made, (an, _chi, binh) = builders.held(ours)
    at_work.post(reverse("training:certificates", args=[made.pk]))
    given = Certificate.objects.get()
    assert given.number in text(at_work, reverse("training:results", args=[made.pk]))
    proof = reverse("portal:certificate", args=[certificates.token(given)])
    assert proof in text(at_work, reverse("training:record", args=[an.person_id]))
    own = links.of_participant(an)
    assert proof in text(Client(), reverse("training_link:participant", args=[own]))
    assert Client().get(reverse("training_link:certificate_file", args=[own])).content[:5] == b"%PDF-"
    assert at_work.get(reverse("training:certificates_file", args=[made.pk])).content[:5] == b"%PDF-"
    assert at_work.get(reverse("training:certificates_file", args=[made.pk]) + f"?of={binh.pk}").status_code == 404
    at_work.post(reverse("training:take_back", args=[an.pk]), {"reason": "Cấp nhầm"})
    assert "đã thu hồi" in text(Client(), proof)
    assert Client().get(reverse("training_link:certificate_file", args=[own])).status_code == 404


def test_the_public_reads_of_open_courses_and_of_nobody_in_them(at_work: Client, ours: Person) -> None:
    today = timezone.localdate()
    made, hidden = builders.opened(ours), builders.opened(ours, name="Khóa nội bộ", public=False)
    Session.objects.update(on=today)
    builders.registered(builders.units(made)[0], "Nguyễn Văn An", ours)
    listed = text(Client(), reverse("portal:training"))
    assert made.name in listed
    assert hidden.name not in listed
    page = text(Client(), reverse("portal:training_course", args=[made.pk]))
    assert "Chuyên đề 1" in page
    assert "Nguyễn Văn An" not in page
    assert Client().get(reverse("portal:training_course", args=[hidden.pk])).status_code == 404
    home = text(at_work, reverse("accounts:home"))
    assert "Hôm nay có tập huấn" in home


def test_the_list_of_the_staff_shows_who_was_trained(at_work: Client, ours: Person) -> None:
    builders.held(ours)
    page = text(at_work, reverse("training:staff") + "?since=01/01/2026")
    assert "1 trên 2 người được tập huấn từ ngày 01/01/2026" in page
    at_work.post(reverse("training:staff"), {"people": "Đỗ Thị Sen, kế toán"})
    at_work.post(reverse("training:staff_accounts"))
    assert "1 trên 4" in text(at_work, reverse("training:staff") + "?since=01/01/2026")


def test_who_may_only_read_changes_nothing(client: Client, ours: Person, hub_folder: Path) -> None:
    made = builders.opened(ours)
    reader = User.objects.create_user(username="bao-cao", password="mật khẩu của người báo cáo")
    reader.roles.create(kind="reporter", organisation=ours.library)
    client.force_login(reader)
    assert client.get(reverse("training:course", args=[made.pk])).status_code == 200
    for name in ("people", "quiz", "act", "certificates"):
        assert client.post(reverse(f"training:{name}", args=[made.pk])).status_code == 403
