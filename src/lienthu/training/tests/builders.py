"""A course of two sessions at a provincial library, for its own people and for a commune."""

import datetime
from typing import Any

from conftest import NOW, Person

from lienthu.training.models import Course, Participant, Quota, Session
from lienthu.training.services import attending, courses, lecturers, people
from lienthu.training.services.courses import Slot

DAY = datetime.timedelta(days=1)
FIRST = NOW.date() + 7 * DAY
AFTER = NOW + 30 * DAY


def by(person: Person, at: datetime.datetime = NOW) -> dict[str, Any]:
    return {"actor": person.user, "at": at}


def course(ours: Person, **facts: Any) -> Course:
    """Being planned: two sessions, two units."""
    said = {
        "name": "Tập huấn biên mục và chuyển đổi số", "plan_number": "164/KH-TV", "planned_on": NOW.date(),
        "purpose": "Nâng cao nghiệp vụ.", "grounds": "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;",
        "signer": "Trần Văn Nam", "signer_position": "Giám đốc", **facts,
    }  # fmt: skip
    made = courses.plan(organiser=ours.library, **by(ours), **said)
    lecturer = lecturers.add(course=made, name="Lê Thị Thu", position="Trưởng phòng Nghiệp vụ", **by(ours))
    for number in (0, 1):
        courses.add_session(course=made, slot=slot(number, lecturer=lecturer), **by(ours))
    courses.add_unit(course=made, library=ours.library, unit="Thư viện tỉnh", places=3, **by(ours))
    courses.add_unit(course=made, library=None, unit="Xã Vĩnh Xương", places=2, **by(ours))
    return made


def slot(number: int, **said: Any) -> Slot:
    """The morning of the course's first day, or so many days after it."""
    usual = {
        "on": FIRST + number * DAY, "begins": datetime.time(8), "ends": datetime.time(11, 30),
        "topic": f"Chuyên đề {number + 1}", "lecturer": None, "room": "Hội trường", "online": "",
    }  # fmt: skip
    return Slot(**(usual | said))


def opened(ours: Person, **facts: Any) -> Course:
    return courses.open_(course=course(ours, **facts), **by(ours))


def units(made: Course) -> list[Quota]:
    return list(made.quotas.all())


def sessions(made: Course) -> list[Session]:
    return list(made.sessions.all())


def registered(quota: Quota, names: str, ours: Person) -> list[Participant]:
    return people.register(quota=quota, people=people.lines_of(names), staff=True, **by(ours))


def held(ours: Person, **facts: Any) -> tuple[Course, list[Participant]]:
    """Over and closed: An was at both sessions, Bình (of the commune) at one, Chi at none."""
    made = opened(ours, **facts)
    own, commune = units(made)
    who = registered(own, "Nguyễn Văn An, thủ thư\nPhạm Thị Chi", ours) + registered(commune, "Lý Văn Bình", ours)
    an, chi, binh = who
    for session, there in zip(sessions(made), ({an.pk, binh.pk}, {an.pk}), strict=True):
        attending.from_sheet(session=session, there=there, **by(ours, AFTER))
    return courses.close(course=made, **by(ours, AFTER)), [an, chi, binh]
