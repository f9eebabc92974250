"""Who was there: scanned at the door, by the code on the screen, from the paper sheet."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Attendance, Course, Participant, Session
from lienthu.training.queries.courses import moment
from lienthu.training.rules.passing import is_running
from lienthu.training.services.courses import held

Means = Attendance.Means


@transaction.atomic
def scan(*, session: Session, code: str, actor: User | None, at: datetime) -> tuple[Participant, bool]:
    """The code of a participant's own at the door: who it is, and whether they were not counted before.

    Raises TrainingRefused for a code that nobody of the course has, and before the day of the session.
    """
    course = held(session.course, Course.State.OPEN)
    rows = course.participants.select_related("person", "quota").filter(withdrawn_at=None)
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        message = _("Nobody of this course has the code %(code)s.")
        raise TrainingRefused("unknown", message % {"code": code.strip()[:20]})
    if at < moment(session).replace(hour=0, minute=0):
        raise TrainingRefused("early", _("This session is on another day: %(session)s.") % {"session": session})
    return found, _write(found, session, Means.SCANNED, actor, at)


@transaction.atomic
def type_code(*, participant: Participant, code: str, at: datetime) -> Session:
    """The code on the screen, typed by the participant: which session it is. Raises TrainingRefused outside of it."""
    course = held(participant.course, Course.State.OPEN)
    wanted = "".join(code.split())
    for session in course.sessions.filter(code=wanted):
        if is_running(moment(session), moment(session, end=True), at):
            _write(participant, session, Means.TYPED, None, at)
            return session
    message = _("This is not the code of a session that is going on now. Look at the screen again.")
    raise TrainingRefused("wrong_code", message, field="code")


@transaction.atomic
def from_sheet(*, session: Session, there: Collection[int], actor: User | None, at: datetime) -> tuple[int, int]:
    """What the signed sheet says: `there` are the participants (primary keys) who were at the session.

    Returns how many were written down and how many taken back. Others than those of the course are left out.
    """
    course = held(session.course, Course.State.OPEN)
    people = {row.pk: row for row in course.participants.filter(withdrawn_at=None)}
    known = set(session.attendances.values_list("participant", flat=True))
    wanted = people.keys() & set(there)
    new, gone = wanted - known, (known & people.keys()) - wanted
    Attendance.objects.bulk_create(
        [Attendance(participant_id=pk, session=session, means=Means.SHEET, at=at, actor=actor) for pk in sorted(new)]
    )
    session.attendances.filter(participant__in=gone).delete()
    if new or gone:
        after = {"session": str(session), "there": len(new), "taken_back": len(gone)}
        audit.record(actor=actor, at=at, action="course.sheet_typed", thing=course, before=None, after=after)
    return len(new), len(gone)


def _write(participant: Participant, session: Session, means: str, actor: User | None, at: datetime) -> bool:
    _row, made = Attendance.objects.get_or_create(
        participant=participant, session=session, defaults={"means": means, "at": at, "actor": actor}
    )
    return made
