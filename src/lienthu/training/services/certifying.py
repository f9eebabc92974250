"""Certificates of a course: given to all who earned one, as those of every room are; taken back with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.accounts.models import User
from lienthu.common import audit, certificates
from lienthu.common.certificates import Paper
from lienthu.common.models import Certificate
from lienthu.federation import queries as federation
from lienthu.rotation.services.minutes import place_of
from lienthu.stock.services.minutes import name_above
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Course, Participant
from lienthu.training.queries.courses import given, hours_of, standings, taking_part
from lienthu.training.services.courses import held


@transaction.atomic
def give(*, course: Course, actor: User | None, at: datetime) -> int:
    """A certificate for everybody who earned one and was given none since the course was closed; returns how many.

    Numbers go on from the last of the course. Raises TrainingRefused before it is closed.
    """
    row = held(course, Course.State.CLOSED)
    earned = {pk for pk, (_standing, passed) in standings(row).items() if passed}
    having = {pk for pk, each in given(row).items() if row.closed_at is None or each.made_at >= row.closed_at}
    going = [each for each in taking_part(row) if each.pk in earned - having]
    if not going:
        return 0
    day = timezone.localdate(at)
    libraries = [each.person.library_id for each in going if each.person.library_id]
    names = federation.names([row.organiser_id, *libraries], day)
    with override("vi"):
        reason, above, place = _reason(row), name_above(row.organiser, day), place_of(row.organiser)
        title = row.signer_position or _("Director")
    count = Certificate.objects.filter(thing="training.participant", thing_id__in=row.participants.values("pk")).count()
    for number, each in enumerate(going, count + 1):
        library = each.person.library_id
        paper = Paper(
            kind=Certificate.Kind.CERTIFICATE, organisation=row.organiser_id, issuer=names[row.organiser_id],
            parent=above, holder=each.person.full_name, holder_of=names[library] if library else each.person.unit,
            reason=reason, issued_on=day, number=f"{row.pk}-{number:03d}/{day.year}", place=place,
            signer_title=title, signer=row.signer,
        )  # fmt: skip
        certificates.issue(paper=paper, thing=each, actor=actor, at=at)
    after = {"certificates": len(going)}
    audit.record(actor=actor, at=at, action="course.certificates_given", thing=row, before=None, after=after)
    return len(going)


def _reason(course: Course) -> str:
    """What stands below the name, a line each."""
    sessions = list(course.sessions.all())
    hours = hours_of(sessions)
    first, last = sessions[0].on, sessions[-1].on
    values = {
        "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}",
        "hours": number_format(hours, 0 if hours == int(hours) else 1),
    }  # fmt: skip
    when = _("on %(first)s, %(hours)s hours") if first == last else _("from %(first)s to %(last)s, %(hours)s hours")
    lines = [_("has completed the course"), f"“{course.name}”", when % values]
    if course.plan_number:
        lines.append(_("(Plan No. %(number)s)") % {"number": course.plan_number})
    return "\n".join(lines)


@transaction.atomic
def take_back(*, participant: Participant, reason: str, actor: User | None, at: datetime) -> None:
    """It is valid no longer, and its proof says so. Raises TrainingRefused without a reason, and where none holds."""
    if not reason.strip():
        raise TrainingRefused("no_reason", _("Say why the certificate is taken back."), field="reason")
    course = held(participant.course)
    if not certificates.revoke(thing=participant, reason=reason.strip(), actor=actor, at=at):
        raise TrainingRefused("revoked", _("This certificate was taken back already."))
    before, after = {"who": str(participant)}, {"reason": reason.strip()[:200]}
    audit.record(actor=actor, at=at, action="course.certificate_taken_back", thing=course, before=before, after=after)
