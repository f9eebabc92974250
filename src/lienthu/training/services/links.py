"""Signed addresses: of a unit that registers its people, of a participant's own page."""

from django.utils.translation import gettext as _

from lienthu.common import signed_links
from lienthu.training.errors import AddressRefused
from lienthu.training.models import Course, Participant, Quota

UNIT, PARTICIPANT = "lienthu.training.unit", "lienthu.training.participant"


def of_unit(quota: Quota) -> str:
    return signed_links.token(quota.key, UNIT)


def of_participant(participant: Participant) -> str:
    return signed_links.token(participant.key, PARTICIPANT)


def unit(token: str) -> Quota:
    """Raises AddressRefused, in words for whoever has the address, when it opens nothing."""
    rows = Quota.objects.select_related("course__organiser", "library")
    found = rows.filter(key=_key(token, UNIT)).first()
    if found is None:
        raise _unknown()
    if found.course.state != Course.State.OPEN:
        raise AddressRefused("over", _("Registration for this course is closed. Ask the organiser."))
    return found


def participant(token: str) -> Participant:
    """Raises AddressRefused."""
    rows = Participant.objects.select_related("course__organiser", "person", "quota")
    found = rows.filter(key=_key(token, PARTICIPANT), withdrawn_at=None).first()
    if found is None:
        raise _unknown()
    if found.course.state == Course.State.CANCELLED:
        raise AddressRefused("cancelled", _("This course was called off. Ask the organiser."))
    return found


def _key(token: str, salt: str) -> str:
    return signed_links.key_of(token, salt) or ""


def _unknown() -> AddressRefused:
    return AddressRefused("unknown", _("This address is not known. Ask the organiser for a new one."))
