"""Articles about training courses."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.federation import queries as federation
from lienthu.training.models import Course
from lienthu.training.queries import courses
from lienthu.website.models import PublicSite
from lienthu.website.sources.kinds import MOST_OFFERED, Begun, Source
from lienthu.website.sources.words import at, days, in_days, listed, number

TOLD = (Course.State.OPEN, Course.State.CLOSED)


def _offered(site: PublicSite, user: User) -> Iterable[Model]:
    """What the library organised and has begun."""
    rows = Course.objects.visible_to(user).filter(
        organiser=site.organisation, state__in=TOLD, sessions__on__lte=timezone.localdate(),
    )  # fmt: skip
    return rows.distinct()[:MOST_OFFERED]


def begin(thing: Course, _user: User) -> Begun:
    """Participants are counted by unit, not named; lecturers are named."""
    sessions = list(thing.sessions.all())
    first, last = courses.days_of(sessions) or (thing.planned_on, thing.planned_on)
    units = courses.by_unit(thing)
    there = {pk for pk, found in courses.attendance(thing).items() if found}
    of_unit = [(unit.quota.unit, sum(1 for each in unit.people if not there or each.pk in there)) for unit in units]
    people = sum(count for _unit, count in of_unit)
    organiser = federation.names([thing.organiser_id], last)[thing.organiser_id]
    place = listed(list(dict.fromkeys(each.room for each in sessions if each.room)))
    taught = [f"{each.name}{f' ({each.position})' if each.position else ''}" for each in thing.lecturers.all()]
    sent = [f"{unit}: {count}" for unit, count in of_unit if count]
    plan = f"Lớp học được tổ chức theo Kế hoạch số {thing.plan_number} ngày {thing.planned_on:%d/%m/%Y}."
    topics = list(dict.fromkeys(each.topic for each in sessions))
    told = [
        plan if thing.plan_number else "",
        f"Có {number(people)} học viên tham dự ({listed(sent, '; ')})." if people and sent else "",
        f"Học viên được nghe các chuyên đề: {listed(topics, '; ')}." if topics else "",
        f"Báo cáo viên: {listed(taught, '; ')}." if taught else "",
        f"Mục đích của lớp học: {thing.purpose.strip()}" if thing.purpose.strip() else "",
    ]
    certificates = sum(1 for each in courses.given(thing).values() if each.revoked_at is None)
    facts = [
        ("Thời gian", days(first, last)), ("Địa điểm", place), ("Kế hoạch", thing.plan_number),
        ("Học viên", number(people) if people else ""), ("Đơn vị cử người", str(len(sent)) if sent else ""),
        ("Chứng nhận đã cấp", number(certificates) if certificates else ""),
    ]  # fmt: skip
    return Begun(
        title=f"{organiser} tổ chức lớp “{thing.name}”",
        on=last,
        lead=f"{in_days(first, last)}{at(place)}, {organiser} tổ chức lớp “{thing.name}”.",
        paragraphs=[text for text in told if text],
        facts=[(name, value) for name, value in facts if value],
    )


COURSE = Source("training.course", _("training course"), _offered, begin, lambda row: row.state in TOLD)
