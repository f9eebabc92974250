"""Courses from the plan to the ledger and the certificate."""

import datetime
from collections.abc import Callable

import pytest
from conftest import NOW, Person
from django.db.models import Sum

from lienthu.common import certificates
from lienthu.common.models import Certificate
from lienthu.indicators.services.counts import MEASURES
from lienthu.ledger.models import DailySum, Event, Kind
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.training import checks
from lienthu.training.errors import AddressRefused, TrainingRefused
from lienthu.training.models import Attendance, Evaluation, StaffMember
from lienthu.training.queries import courses as queries
from lienthu.training.queries import records
from lienthu.training.services import attending, certifying, courses, learning, lecturers, links, numbering, people
from lienthu.training.tests.builders import (
    AFTER,
    DAY,
    FIRST,
    by,
    course,
    held,
    opened,
    registered,
    sessions,
    slot,
    units,
)

pytestmark = pytest.mark.django_db


def booked(kind: Kind) -> dict[int, int]:
    rows = Event.objects.filter(thing="training.course", kind=kind).order_by()
    return dict(rows.values_list("owner").annotate(n=Sum("quantity")))


def test_a_closed_course_is_in_the_ledger_with_everybody_who_was_there(ours: Person) -> None:
    made, _people = held(ours)
    assert booked(Kind.COURSE) == {ours.library.pk: 1}
    assert booked(Kind.COURSE_PARTICIPANT) == {ours.library.pk: 2}  # An of ours; Bình of no library counts with us
    assert set(Event.objects.filter(thing_id=made.pk).values_list("host", "booked_on")) == {
        (ours.library.pk, FIRST + DAY)
    }
    assert list(checks.problems()) == []


@pytest.mark.once
def test_what_was_closed_wrongly_is_taken_back_by_counter_entries_and_closed_anew(ours: Person) -> None:
    made, (_an, chi, _binh) = held(ours)
    with pytest.raises(TrainingRefused):
        courses.reopen(course=made, reason=" ", **by(ours, AFTER))
    again = courses.reopen(course=made, reason="Thiếu một người", **by(ours, AFTER))
    assert booked(Kind.COURSE) == {ours.library.pk: 0}
    there = {row.pk for row in queries.taking_part(again)}
    attending.from_sheet(session=sessions(again)[0], there=there, **by(ours, AFTER))
    courses.close(course=again, **by(ours, AFTER))
    assert booked(Kind.COURSE_PARTICIPANT) == {ours.library.pk: 3}
    sums = DailySum.objects.filter(kind=Kind.COURSE_PARTICIPANT).aggregate(n=Sum("quantity"))["n"]
    assert (sums, chi.pk in there) == (3, True)
    assert list(checks.problems()) == []


def test_a_course_is_not_closed_before_it_is_over_nor_without_anybody(ours: Person) -> None:
    made = opened(ours)
    for at in (NOW, AFTER):
        with pytest.raises(TrainingRefused):
            courses.close(course=made, **by(ours, at))
    courses.cancel(course=made, reason="Bão lũ", **by(ours))
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert not Event.objects.exists()


@pytest.mark.once
def test_a_course_opens_with_sessions_and_units_only(ours: Person) -> None:
    made = courses.plan(organiser=ours.library, name="Tập huấn", planned_on=NOW.date(), **by(ours))
    with pytest.raises(TrainingRefused):
        courses.open_(course=made, **by(ours))
    full = course(ours)
    lecturer = full.lecturers.get()
    first, second = sessions(full)
    with pytest.raises(TrainingRefused, match="Lê Thị Thu"):
        courses.add_session(course=full, slot=slot(0, ends=datetime.time(9), lecturer=lecturer), **by(ours))
    for wrong in (slot(0, ends=datetime.time(8)), slot(0, room=" ")):
        with pytest.raises(TrainingRefused):
            courses.add_session(course=full, slot=wrong, **by(ours))
    with pytest.raises(TrainingRefused):
        courses.change_session(session=second, slot=slot(0, lecturer=lecturer), **by(ours))
    courses.change_session(session=first, slot=slot(0, lecturer=lecturer, room=" Phòng 2 "), **by(ours))
    assert sessions(full)[0].room == "Phòng 2"


def test_a_unit_registers_within_its_places_and_its_time(ours: Person) -> None:
    made = opened(ours, register_until=NOW.date())
    _own, commune = units(made)
    asked = {"quota": commune, "by": "Bà Lan, 0900", "actor": None}
    two = people.lines_of("Lý Văn Bình, văn hóa xã\nĐỗ Thị Sen")
    assert len(people.register(people=two, at=NOW, **asked)) == 2
    assert people.register(people=two, at=NOW, **asked) == []  # nobody twice
    with pytest.raises(TrainingRefused) as full:
        people.register(people=people.lines_of("Vũ Văn Tư"), at=NOW, **asked)
    assert full.value.code == "full"
    assert commune.participants.count() == 2
    with pytest.raises(TrainingRefused) as late:
        people.register(people=two, at=NOW + 2 * DAY, **asked)
    assert late.value.code == "late"
    with pytest.raises(TrainingRefused):
        courses.change_places(quota=commune, places=1, **by(ours))


def test_somebody_is_at_a_session_once_however_it_is_told(ours: Person) -> None:
    made = opened(ours)
    first, second = sessions(made)
    [an] = registered(units(made)[0], "Nguyễn Văn An", ours)
    start = queries.moment(first)
    with pytest.raises(TrainingRefused):
        attending.scan(session=first, code=an.code, **by(ours, NOW))  # a week before
    assert attending.scan(session=first, code=an.code.lower(), **by(ours, start))[1]
    assert not attending.scan(session=first, code=an.code, **by(ours, start))[1]
    assert attending.type_code(participant=an, code=f" {first.code} ", at=start) == first
    with pytest.raises(TrainingRefused):
        attending.type_code(participant=an, code=second.code, at=start)
    with pytest.raises(TrainingRefused):
        attending.scan(session=first, code="SAI", **by(ours, start))
    assert Attendance.objects.count() == 1
    assert attending.from_sheet(session=first, there=(), **by(ours, start)) == (0, 1)


def test_a_certificate_says_for_ever_what_it_said_and_can_be_taken_back(ours: Person) -> None:
    made, (an, _chi, binh) = held(ours)
    assert certifying.give(course=made, **by(ours, AFTER)) == 1
    assert certifying.give(course=made, **by(ours, AFTER)) == 0
    given = Certificate.objects.get()
    assert (given.thing_id, given.holder) == (an.pk, "Nguyễn Văn An")
    assert given.reason.splitlines()[2].endswith("7 giờ")
    assert binh.pk not in queries.given(made)  # one session of two
    StaffMember.objects.filter(pk=an.person_id).update(full_name="Đổi Tên")
    token = certificates.token(given)
    assert certificates.opened(token).holder == "Nguyễn Văn An"
    with pytest.raises(AddressRefused):
        links.participant(token)
    with pytest.raises(TrainingRefused):
        courses.reopen(course=made, reason="Sửa", **by(ours, AFTER))
    certifying.take_back(participant=an, reason="Cấp nhầm", **by(ours, AFTER))
    assert certificates.opened(token).revoked_at == AFTER
    assert certifying.give(course=made, **by(ours, AFTER)) == 0  # what was taken back is not given again at once
    assert list(checks.problems()) == []
    again = courses.reopen(course=made, reason="Sửa", **by(ours, AFTER))
    courses.close(course=again, **by(ours, AFTER + DAY))
    assert certifying.give(course=again, **by(ours, AFTER + DAY)) == 1


@pytest.mark.once
def test_a_quiz_is_tried_as_often_as_the_course_says_and_then_stays(ours: Person) -> None:
    made = opened(ours, marks_needed=50, tries=2)
    own, _commune = units(made)
    question = learning.add_question(
        course=made, text="Khung phân loại?", choices=["DDC", "Không có"], answer=0, marks=2, **by(ours)
    )
    [an] = registered(own, "Nguyễn Văn An", ours)
    assert learning.hand_in(participant=an, answers={question.pk: 1}, at=NOW).marks == 0
    assert learning.hand_in(participant=an, answers={question.pk: 0}, at=NOW).marks == 2
    assert queries.best_tries(made) == {an.pk: (2, 2)}
    with pytest.raises(TrainingRefused):
        learning.hand_in(participant=an, answers={}, at=NOW)
    with pytest.raises(TrainingRefused):
        learning.remove_question(question=question, **by(ours))


@pytest.mark.once
def test_an_opinion_is_given_once_and_nothing_ties_it_to_who_gave_it(ours: Person) -> None:
    _made, (an, chi, _binh) = held(ours)
    learning.evaluate(participant=an, points={"content": 5, "use": 9}, remark="Tốt")
    with pytest.raises(TrainingRefused):
        learning.evaluate(participant=an, points={"content": 1}, remark="")
    with pytest.raises(TrainingRefused):
        learning.evaluate(participant=chi, points={}, remark="")
    said = Evaluation.objects.get()
    assert said.points == {"content": 5}
    assert {field.name for field in Evaluation._meta.get_fields()} == {"id", "course", "points", "remark", "order"}


def test_a_record_gathers_the_courses_of_one_person_and_counts_the_trained(
    ours: Person, person: Callable[..., Person]
) -> None:
    held(ours)
    later = opened(ours, name="Khóa sau")
    registered(units(later)[0], "NGUYỄN VĂN AN", ours)  # as the list has it, the same person
    an, chi = records.staff_of(ours.library)
    assert [line.attended for line in records.record_of(an)] == [0, 2]
    assert (an.last_on, chi.last_on) == (FIRST + DAY, None)
    count = records.trained([ours.library.pk], FIRST)[ours.library.pk]
    assert (count.trained, count.staff, count.share) == (1, 2, 50)
    people.leave(person=chi, on=AFTER.date(), **by(ours, AFTER))
    assert records.trained([ours.library.pk], FIRST)[ours.library.pk].share == 100
    assert people.take_accounts(library=ours.library, **by(ours)) == 1
    assert people.take_accounts(library=ours.library, **by(ours)) == 0


def test_the_plans_number_is_drawn_from_the_register_and_drawn_again_once_its_entry_is_cancelled(ours: Person) -> None:
    booking.say_issuer(holder=Holder(organisation=ours.library), sign="TV", body="Thư viện tỉnh", **by(ours))
    made = course(ours, name="Phổ biến văn bản mới", plan_number="")
    entry = numbering.give(course=made, on=NOW.date(), **by(ours))
    assert (entry.symbol, entry.subject) == ("01/KH-TV", "Tổ chức tập huấn “Phổ biến văn bản mới”")
    with pytest.raises(TrainingRefused, match="sổ"):
        numbering.give(course=made, on=NOW.date(), **by(ours))
    booking.cancel(document=entry, reason="Sai ngày", **by(ours))
    assert numbering.give(course=made, on=NOW.date(), **by(ours)).symbol == "02/KH-TV"


def test_who_teaches_a_session_stays_named_until_somebody_else_teaches_it(ours: Person) -> None:
    made = course(ours)
    lecturer = made.lecturers.get()
    with pytest.raises(TrainingRefused, match="người khác trước"):
        lecturers.remove(lecturer=lecturer, **by(ours))
    for session in sessions(made):
        courses.change_session(session=session, slot=slot(session.on.day - FIRST.day), **by(ours))
    lecturers.remove(lecturer=lecturer, **by(ours))
    assert not made.lecturers.exists()


def test_staff_who_were_trained_within_a_year_are_counted_beside_all_staff(ours: Person) -> None:
    held(ours)  # An was there, Chi was not; Bình is of no library here
    within, after = FIRST + datetime.timedelta(days=360), FIRST + datetime.timedelta(days=367)
    counted = [{name: dict(MEASURES[name](day)) for name in ("staff", "trained_staff")} for day in (within, after)]
    ours_of = ours.library.pk
    assert [row["staff"][ours_of] for row in counted] == [2, 2]
    assert [row["trained_staff"][ours_of] for row in counted] == [1, 0]
