"""What must always hold of training (`lienthu check`): courses and ledger agree, whoever is certified was there."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from lienthu.common.models import Certificate
from lienthu.ledger.models import Event, Kind
from lienthu.training.models import Attendance, Course, Participant

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
    for there_row in Attendance.objects.exclude(participant__course=F("session__course"))[:SHOWN]:
        yield f"The attendance {there_row.pk} is of a participant of another course."
    rows = Certificate.objects.filter(thing="training.participant", revoked_at=None)
    numbers = dict(rows.values_list("thing_id", "number"))
    wrong = Participant.objects.filter(pk__in=numbers).filter(
        ~Q(course__state=Course.State.CLOSED) | Q(attendances=None) | Q(withdrawn_at__isnull=False)
    )
    for row in wrong.distinct()[:SHOWN]:
        yield f"The certificate {numbers[row.pk]} holds, and participant {row.pk} was not at a course that is closed."


def _booked(kind: Kind) -> dict[int, int]:
    events = Event.objects.filter(thing="training.course", kind=kind, thing_id__isnull=False)
    return {key or 0: count for key, count in events.order_by().values_list("thing_id").annotate(n=Sum("quantity"))}
