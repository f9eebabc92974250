"""The secret of a patron's own page: given at the desk by a one-time code, then chosen by the patron."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.patrons import rules
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Card, OwnAccess, Patron
from lienthu.patrons.services.patrons import locked

CODE_DIGITS, CODE_DAYS = 8, 7
SHORTEST = 6
IN_ORDER = ("01234567890", "09876543210")


@transaction.atomic
def give_code(*, patron: Patron, actor: AbstractBaseUser | None, at: datetime) -> str:
    """A one-time code for the patron, good for a week; it is shown once and kept as a digest only."""
    access, _new = OwnAccess.objects.get_or_create(patron=locked(patron))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    access.code, access.code_until = make_password(code), at + timedelta(days=CODE_DAYS)
    access.save(update_fields=("code", "code_until"))
    audit.record(actor=actor, at=at, action="patron.code_given", thing=patron, before=None, after=None)
    return code


def opens(code: str, secret: str, at: datetime) -> tuple[Patron, bool] | None:
    """Whose page the card and the secret open, and whether the secret was a one-time code; None: nobody's.

    Takes as long for an unknown card as for a known one.
    """
    cards = Card.objects.filter(code=rules.card_code(code), state=Card.State.ACTIVE)
    found = list(cards.select_related("patron__access", "patron__category", "patron__library")[:5])
    for card in found:
        access = getattr(card.patron, "access", None)
        if access is None:
            continue
        if access.password and check_password(secret, access.password):
            return card.patron, False
        if access.code and access.code_until and access.code_until > at and check_password(secret, access.code):
            return card.patron, True
    if not any(hasattr(card.patron, "access") for card in found):
        make_password(secret)  # the time that a check takes
    return None


@transaction.atomic
def note_sign_in(*, patron: Patron, at: datetime, with_code: bool) -> OwnAccess:
    """Keep when the patron came last, and use a one-time code up."""
    access = OwnAccess.objects.select_for_update().get(patron=patron)
    access.signed_in_at = at
    if with_code:
        access.code, access.code_until = "", None
    access.save(update_fields=("signed_in_at", "code", "code_until"))
    return access


@transaction.atomic
def choose_password(*, patron: Patron, password: str, at: datetime) -> OwnAccess:
    """The patron's own password; every other session of theirs ends. Raises PatronRefused for a guessable one."""
    guessable = {rules.card_code(patron.number).lower(), patron.phone_digits}
    guessable |= {code.lower() for code in patron.cards.values_list("code", flat=True)}
    if patron.birth_date:
        guessable |= {f"{patron.birth_date:%d%m%Y}", f"{patron.birth_date:%d%m%y}", f"{patron.birth_date:%Y%m%d}"}
    if len(password) < SHORTEST or len(set(password)) < 3:
        message = _("Take at least %(count)d characters, not all alike.") % {"count": SHORTEST}
        raise PatronRefused("weak_password", message, field="password")
    if password.lower() in guessable or any(password in row for row in IN_ORDER):
        message = _("That is too easy to guess. Take something that is not on your card.")
        raise PatronRefused("weak_password", message, field="password")
    access, _new = OwnAccess.objects.get_or_create(patron=locked(patron))
    access.password, access.code, access.code_until = make_password(password), "", None
    access.round += 1
    access.save()
    audit.record(actor=None, at=at, action="patron.password_chosen", thing=patron, before=None, after=None)
    return access
