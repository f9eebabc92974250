"""What entrants and their guardians say about being named and shown in public, at the desk or by a signed address."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Entrant, EntrantConsent
from lienthu.contests.rules.agreeing import givers
from lienthu.contests.services.contests import tell

SALT = "lienthu.contests.consent"
Form = EntrantConsent.Form


@transaction.atomic
def answer(
    *, entrant: Entrant, giver: str, granted: bool, form: str, signed_by: str = "", actor: User | None, at: datetime
) -> EntrantConsent:
    """Write down what the entrant or the guardian said about being public. A no takes everything off at once."""
    row = EntrantConsent.objects.create(
        entrant=entrant, giver=EntrantConsent.Giver(giver), granted=granted, form=Form(form), at=at,
        signed_by=" ".join(signed_by.split())[:120], recorded_by=actor,
    )  # fmt: skip
    action = "consent.given" if granted else "consent.refused"
    after = {"giver": giver, "form": form}
    audit.record(actor=actor, at=at, action=action, thing=entrant, before=None, after=after)
    if not granted:
        tell(entrant.entry, at)
    return row


def answer_by_address(
    *, entrant: Entrant, giver: str, granted: bool, signed_by: str, at: datetime
) -> EntrantConsent:  # fmt: skip
    """Somebody answers on their own phone, with their name below. Raises ContestRefused without one, and for a giver
    who is not asked."""
    if giver not in givers(entrant.born_on, timezone.localdate(at)):
        raise ContestRefused("not_asked", _("This person is not asked."))
    if len(signed_by.split()) < 2:
        raise ContestRefused("no_name", _("Write your full name: it stands for your signature."), field="signed_by")
    words = {"form": Form.LINK, "signed_by": signed_by, "actor": None, "at": at}
    return answer(entrant=entrant, giver=giver, granted=granted, **words)  # type: ignore[arg-type]


def token(entrant: Entrant) -> str:
    """What stands in the entrant's address."""
    return signed_links.token(entrant.key, SALT)


def opened(token: str) -> Entrant:
    """Whose address it is. Raises ContestRefused where it opens nothing."""
    key = signed_links.key_of(token, SALT)
    rows = Entrant.objects.select_related("entry__contest__library").prefetch_related("consents", "entry__media")
    found = rows.filter(key=key).first() if key else None
    if found is None:
        message = _("This address opens nothing, or nothing any more. Ask the organiser for a new one.")
        raise ContestRefused("closed", message)
    return found
