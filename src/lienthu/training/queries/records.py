"""Training records: what somebody took part in, and how many of a library's staff are trained."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from lienthu.common.models import Certificate
from lienthu.federation.models import Organisation
from lienthu.training.models import Course, Participant, StaffMember
from lienthu.training.rules.passing import Trained, trained_since

WAS_THERE = Q(courses__course__state=Course.State.CLOSED, courses__withdrawn_at=None)


def staff_of(library: Organisation) -> QuerySet[StaffMember]:
    """Who serves at the library, by given name, each with `last_on`: the last day of training, None without any."""
    rows = StaffMember.objects.filter(library=library).serving()
    last = Max("courses__attendances__session__on", filter=WAS_THERE)
    return rows.annotate(last_on=last).order_by("sort_key", "pk")


def trained(libraries: Collection[int], since: date) -> dict[int, Trained]:
    """Of each library how many of its staff were at a closed course since the day. One query.

    A library that has written nobody down is left out: that is not the same as nobody trained.
    """
    rows = StaffMember.objects.filter(library__in=libraries).serving()
    last = Max("courses__attendances__session__on", filter=WAS_THERE)
    days: dict[int, list[date | None]] = {}
    for library, day in rows.annotate(last_on=last).values_list("library", "last_on"):
        days.setdefault(library, []).append(day)
    return {library: trained_since(last_days, since) for library, last_days in days.items()}


@dataclass(frozen=True)
class Line:
    """One course of somebody's record."""

    participant: Participant
    attended: int
    sessions: int
    certificate: Certificate | None


def record_of(person: StaffMember) -> list[Line]:
    """Every course that somebody was registered for, the newest first. Four queries."""
    rows = person.courses.filter(withdrawn_at=None).select_related("course__organiser")
    rows = rows.order_by("-course__planned_on", "-pk").prefetch_related("attendances", "course__sessions")
    valid = Certificate.objects.filter(thing="training.participant", thing_id__in=person.courses.values("pk"))
    given = {each.thing_id: each for each in valid.filter(revoked_at=None)}
    return [Line(row, len(row.attendances.all()), len(row.course.sessions.all()), given.get(row.pk)) for row in rows]
