"""A course as its pages show it: programme, who comes by unit, who was there, how each stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone

from lienthu.common.models import Certificate
from lienthu.federation.models import Organisation
from lienthu.registry.models import Document
from lienthu.registry.queries.documents import by_source
from lienthu.training.models import Attendance, Course, Evaluation, Participant, Question, Quota, Session, Try
from lienthu.training.rules.passing import Standing, means, passed


def courses_of(organiser: Organisation) -> QuerySet[Course]:
    """With first and last day, how many are registered, and how many sessions there are."""
    return (
        Course.objects.filter(organiser=organiser)
        .annotate(
            first_on=Min("sessions__on"),
            last_on=Max("sessions__on"),
            registered=Count("participants", filter=Q(participants__withdrawn_at=None), distinct=True),
        )
        .order_by("-planned_on", "-id")
    )


def courses_for(library: Organisation) -> QuerySet[Quota]:
    """Places that the library has in courses that are open, whoever gives them."""
    rows = Quota.objects.filter(library=library, course__state=Course.State.OPEN).select_related("course__organiser")
    return rows.annotate(
        first_on=Min("course__sessions__on"),
        taken=Count("participants", filter=Q(participants__withdrawn_at=None), distinct=True),
    ).order_by("first_on", "pk")


def to_register_for(library: Organisation, first: date, last: date) -> int:
    """In how many courses of others the library has places left, of those whose registration ends on these days."""
    rows = Quota.objects.filter(
        library=library, course__state=Course.State.OPEN, course__register_until__range=(first, last)
    ).exclude(course__organiser=library)
    taken = Count("participants", filter=Q(participants__withdrawn_at=None))
    return rows.annotate(taken=taken).filter(taken__lt=F("places")).count()


def announced() -> QuerySet[Course]:
    """What the public page lists: open courses that are not over, the next first. One query."""
    rows = Course.objects.announced().select_related("organiser")
    return (
        rows.annotate(first_on=Min("sessions__on"), last_on=Max("sessions__on"))
        .filter(last_on__gte=timezone.localdate())
        .order_by("first_on", "pk")
    )


def moment(session: Session, *, end: bool = False) -> datetime:
    """When the session begins, or ends, in the hub's own time."""
    return timezone.make_aware(datetime.combine(session.on, session.ends if end else session.begins))


def hours_of(sessions: Sequence[Session]) -> float:
    """Hours of all sessions together, to a half."""
    seconds = sum((moment(each, end=True) - moment(each)).total_seconds() for each in sessions)
    return round(seconds / 1800) / 2


def source_of(course: Course) -> str:
    """What the register says of where the plan comes from."""
    return f"training.plan:{course.pk}"


def registered(course: Course) -> Document | None:
    """The plan's entry in the organiser's register, while it holds."""
    found = by_source(source_of(course))
    return found if found is not None and found.cancelled_on is None else None


@dataclass(frozen=True)
class OfUnit:
    """A unit with its places and the people it sends."""

    quota: Quota
    people: Sequence[Participant]

    @property
    def left(self) -> int:
        return max(0, self.quota.places - len(self.people))


def by_unit(course: Course) -> list[OfUnit]:
    """Every unit with who is registered for it and has not withdrawn. Two queries."""
    people: dict[int, list[Participant]] = {}
    for row in taking_part(course):
        people.setdefault(row.quota_id, []).append(row)
    return [OfUnit(quota, people.get(quota.pk, [])) for quota in course.quotas.all()]


def taking_part(course: Course) -> QuerySet[Participant]:
    """Who is registered and has not withdrawn, by given name."""
    rows = course.participants.filter(withdrawn_at=None)
    return rows.select_related("person", "quota").order_by("person__sort_key", "pk")


def attendance(course: Course) -> dict[int, set[int]]:
    """Participant → the sessions where they were. One query."""
    found: dict[int, set[int]] = {}
    rows = Attendance.objects.filter(session__course=course).values_list("participant", "session")
    for participant, session in rows:
        found.setdefault(participant, set()).add(session)
    return found


def best_tries(course: Course) -> dict[int, tuple[int, int]]:
    """Participant → marks of their best try, of how many. One query."""
    found: dict[int, tuple[int, int]] = {}
    for participant, marks, out_of in Try.objects.filter(participant__course=course).values_list(
        "participant", "marks", "out_of"
    ):
        if participant not in found or marks * found[participant][1] > found[participant][0] * out_of:
            found[participant] = marks, out_of
    return found


def standings(course: Course) -> dict[int, tuple[Standing, bool]]:
    """How each participant stands, and whether the certificate is earned. Four queries."""
    there, best = attendance(course), best_tries(course)
    sessions = course.sessions.count()
    quiz = Question.objects.filter(course=course).exists()
    found = {}
    for pk in course.participants.filter(withdrawn_at=None).values_list("pk", flat=True):
        standing = Standing(sessions, len(there.get(pk, ())), best.get(pk), quiz)
        earned = passed(standing, sessions_needed=course.sessions_needed, marks_needed=course.marks_needed)
        found[pk] = standing, earned
    return found


def given(course: Course) -> dict[int, Certificate]:
    """Participant → the certificate that they were given last, also where it was taken back. One query."""
    rows = Certificate.objects.filter(thing="training.participant", thing_id__in=course.participants.values("pk"))
    return {row.thing_id: row for row in rows.order_by("pk")}


@dataclass(frozen=True)
class Opinion:
    """What a course's evaluations come to; `means` and remarks are empty while there are too few of them."""

    count: int
    means: Mapping[str, tuple[float, int]]
    remarks: Sequence[str]


def opinion(course: Course) -> Opinion:
    rows = list(course.evaluations.all())
    found = means([row.points for row in rows], Evaluation.About.values)
    return Opinion(len(rows), found, [row.remark for row in rows if row.remark] if found else [])


def counts_of_sessions(course: Course) -> Mapping[int, int]:
    """Session → how many were there."""
    rows = Attendance.objects.filter(session__course=course, participant__withdrawn_at=None)
    return Counter(rows.values_list("session", flat=True))


def days_of(sessions: Sequence[Session]) -> tuple[date, date] | None:
    """First and last day."""
    return (sessions[0].on, sessions[-1].on) if sessions else None
