"""Training in the demonstration: a course of An Giang that is over, with its certificates, and one that is open."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lienthu.demo.network import Member
from lienthu.federation.models import Organisation
from lienthu.indicators.services.counts import count_all
from lienthu.training.models import Course, Participant
from lienthu.training.services import attending, certifying, courses, learning, lecturers, numbering, people
from lienthu.training.services.courses import Slot

LIBRARY = "AG"
OVER, AHEAD = timedelta(days=12), timedelta(days=9)  # how long ago the one ended, how soon the other begins
TOPICS = (
    ("Biên mục theo MARC 21 và DDC 14", "Hội trường tầng 2", ""),
    ("Mục lục liên hợp, luân chuyển sách về cơ sở", "Hội trường tầng 2", ""),
    ("Số hóa tài liệu địa chí", "", "https://hop.example.vn/tap-huan"),
)
HOURS = ((time(8), time(11)), (time(13, 30), time(16, 30)), (time(8), time(11)))
OWN = "Đỗ Minh Châu (trình diễn), thủ thư\nNéang Sa Rươn (trình diễn), lái xe\nLê Quốc Thái (trình diễn), kế toán"
COMMUNES = "Trần Thị Lành (trình diễn), văn hóa xã\nChau Sóc Phết (trình diễn), thủ thư kiêm nhiệm"


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime) -> None:
    """Both as of `at`. Safe to repeat."""
    library = next((member.library for member in libraries if member.library.code == LIBRARY), None)
    if library is None or Course.objects.exists():
        return
    day = timezone.localdate(at)
    by: dict[str, Any] = {"actor": None, "at": at}
    over = _course(library, "Tập huấn nghiệp vụ thư viện cơ sở", "164/KH-TV", day - OVER, by)
    came = _register(over, by)[:-1]
    for session in over.sessions.all():
        attending.from_sheet(session=session, there={each.pk for each in came}, **by)
    question = over.questions.get()
    for each in came:
        learning.hand_in(participant=each, answers={question.pk: question.answer}, at=at)
        learning.evaluate(participant=each, points={"content": 5, "lecturers": 4, "use": 5}, remark="")
    certifying.give(course=courses.close(course=over, **by), **by)
    coming = _course(library, "Tập huấn chuyển đổi số trong thư viện công cộng", "201/KH-TV", day + AHEAD, by)
    people.register(quota=coming.quotas.order_by("pk")[0], people=people.lines_of(OWN), **by)
    count_all(day=day)  # once more: now there is somebody who is trained


def _course(library: Organisation, name: str, number: str, first: date, by: dict[str, Any]) -> Course:
    planned = min(first - timedelta(days=30), timezone.localdate(by["at"]))
    made = courses.plan(
        organiser=library, name=name, planned_on=planned,
        purpose="Nâng cao nghiệp vụ cho người làm công tác thư viện ở cơ sở.",
        grounds="Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;", signer="Trần Văn Nam (trình diễn)",
        signer_position="Giám đốc", marks_needed=50, **by,
    )  # fmt: skip
    numbering.give(course=made, on=planned, symbol=number, carried=True, **by)
    lecturer = lecturers.add(course=made, name="Lê Thị Thu (trình diễn)", position="Trưởng phòng Nghiệp vụ", **by)
    for n, ((topic, room, online), (begins, ends)) in enumerate(zip(TOPICS, HOURS, strict=True)):
        slot = Slot(
            on=first + timedelta(days=n // 2), begins=begins, ends=ends, topic=topic, lecturer=lecturer, room=room,
            online=online,
        )  # fmt: skip
        courses.add_session(course=made, slot=slot, **by)
    courses.add_unit(course=made, library=library, unit="Cán bộ thư viện tỉnh", places=10, **by)
    courses.add_unit(course=made, library=None, unit="12 xã biên giới", places=12, **by)
    learning.add_question(
        course=made, text="Số phân loại DDC của văn học Việt Nam?", choices=["895.922", "398.2", "915.97"], answer=0,
        marks=2, **by,
    )  # fmt: skip
    return courses.open_(course=made, **by)


def _register(course: Course, by: dict[str, Any]) -> list[Participant]:
    own, communes = course.quotas.order_by("pk")
    first = people.register(quota=own, people=people.lines_of(OWN), **by)
    return first + people.register(quota=communes, people=people.lines_of(COMMUNES), **by)
