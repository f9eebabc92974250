"""What must always hold of training (`lienthu check`): courses and ledger agree, whoever is certified was there."""

from collections.abc import Iterator

from django.db.models import F, Sum

from lienthu.ledger.models import Event, Kind
from lienthu.training.models import Attendance, Certificate, Course, Participant

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    held, people = _booked(Kind.COURSE), _booked(Kind.COURSE_PARTICIPANT)
    was_there = Participant.objects.filter(withdrawn_at=None, attendances__isnull=False).distinct()
    there: dict[int, int] = {}
    for key in was_there.order_by("pk").values_list("course", flat=True):
        there[key] = there.get(key, 0) + 1
    for course in Course.objects.order_by("pk").iterator():
        closed = course.state == Course.State.CLOSED
        if held.get(course.pk, 0) != int(closed):
            yield f"The course {course.pk} is {course.state} and {held.get(course.pk, 0)} times in the ledger."
        count = there.get(course.pk, 0) if closed else 0
        if people.get(course.pk, 0) != count:
            yield f"The course {course.pk} had {count} participants; the ledger has {people.get(course.pk, 0)}."
    for row in Attendance.objects.exclude(participant__course=F("session__course"))[:SHOWN]:
        yield f"The attendance {row.pk} is of a participant of another course."
    valid = Certificate.objects.filter(revoked_at=None)
    for certificate in valid.exclude(participant__course__state=Course.State.CLOSED)[:SHOWN]:
        yield f"The certificate {certificate.number} is valid, and its course is not closed."
    for certificate in valid.filter(participant__attendances=None)[:SHOWN]:
        yield f"The certificate {certificate.number} is of somebody who was never there."


def _booked(kind: Kind) -> dict[int, int]:
    events = Event.objects.filter(thing="training.course", kind=kind, thing_id__isnull=False)
    return {key or 0: count for key, count in events.order_by().values_list("thing_id").annotate(n=Sum("quantity"))}
