"""Certificates: given to all who earned one, with what they say frozen; taken back with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.federation import queries as federation
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Certificate, Course
from lienthu.training.queries.courses import hours_of, standings, taking_part
from lienthu.training.services.courses import held


@transaction.atomic
def give(*, course: Course, actor: User | None, at: datetime) -> int:
    """A certificate for everybody who earned one and has none; returns how many.

    Numbers go on from the last of the course. Raises TrainingRefused before it is closed.
    """
    row = held(course, Course.State.CLOSED)
    earned = {pk for pk, (_standing, passed) in standings(row).items() if passed}
    having = Certificate.objects.filter(participant__course=row)
    going = [each for each in taking_part(row) if each.pk in earned - set(having.values_list("participant", flat=True))]
    if not going:
        return 0
    sessions = list(row.sessions.all())
    day = timezone.localdate(at)
    names = federation.names(
        [row.organiser_id, *(each.person.library_id for each in going if each.person.library_id)], day
    )
    common = {
        "course": row.name, "plan": row.plan_number, "organiser": names[row.organiser_id],
        "first_on": sessions[0].on.isoformat(), "last_on": sessions[-1].on.isoformat(), "hours": hours_of(sessions),
        "signer": row.signer, "signer_position": row.signer_position,
    }  # fmt: skip
    for number, each in enumerate(going, having.count() + 1):
        library = each.person.library_id
        says = {
            "name": each.person.full_name, "position": each.person.position,
            "unit": names[library] if library else each.person.unit, **common,
        }  # fmt: skip
        Certificate.objects.create(
            participant=each, number=f"{row.pk}-{number:03d}/{sessions[-1].on.year}", key=signed_links.new_key(),
            says=says, given_at=at, given_by=actor,
        )  # fmt: skip
    after = {"certificates": len(going)}
    audit.record(actor=actor, at=at, action="course.certificates_given", thing=row, before=None, after=after)
    return len(going)


@transaction.atomic
def take_back(*, certificate: Certificate, reason: str, actor: User | None, at: datetime) -> None:
    """It is valid no longer, and its proof says so. Raises TrainingRefused without a reason."""
    if not reason.strip():
        raise TrainingRefused("no_reason", _("Say why the certificate is taken back."), field="reason")
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise TrainingRefused("revoked", _("This certificate was taken back already."))
    row.revoked_at, row.reason = at, reason.strip()[:200]
    row.save(update_fields=["revoked_at", "reason"])
    before, after = {"certificate": row.number}, {"reason": row.reason}
    course = certificate.participant.course
    audit.record(actor=actor, at=at, action="course.certificate_taken_back", thing=course, before=before, after=after)
