"""Writing down consents. Answers are only ever added; the two facts that the desk asks are kept in step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from lienthu.common import audit
from lienthu.patrons import rules
from lienthu.patrons.models import Consent, Patron


@dataclass(frozen=True)
class Answer:
    """One answer about one use of personal data; silence is no answer."""

    purpose: str
    giver: str
    granted: bool
    form: str = Consent.Form.PAPER


@transaction.atomic
def record(*, patron: Patron, answers: Collection[Answer], actor: AbstractBaseUser | None, at: datetime) -> None:
    """Write down the answers that differ from those that hold, each with an entry in the patron's history."""
    held = rules.latest(patron.consents.all())
    fresh = [
        answer
        for answer in answers
        if (now := held.get((answer.purpose, answer.giver))) is None or now.granted != answer.granted
    ]
    write(patron, fresh, actor=actor, at=at)
    for answer in fresh:
        now = held.get((answer.purpose, answer.giver))
        facts = {"purpose": answer.purpose, "giver": answer.giver}
        audit.record(
            actor=actor,
            at=at,
            action="consent.given" if answer.granted else "consent.refused",
            thing=patron,
            before=None if now is None else {**facts, "answer": _word(granted=now.granted)},
            after={**facts, "answer": _word(granted=answer.granted)},
        )


def write(patron: Patron, answers: Collection[Answer], *, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Add the rows, and bring the patron's row in step; the caller's transaction and audit entry."""
    if not answers:
        return
    Consent.objects.bulk_create([row(patron, answer, actor=actor, at=at) for answer in answers])
    refresh(patron, at)


def row(patron: Patron, answer: Answer, *, actor: AbstractBaseUser | None, at: datetime) -> Consent:
    """The unsaved row of an answer."""
    return Consent(
        patron=patron,
        purpose=answer.purpose,
        giver=answer.giver,
        granted=answer.granted,
        form=answer.form,
        at=at,
        recorded_by_id=actor.pk if actor else None,
    )


def refresh(patron: Patron, at: datetime) -> None:
    """Make `guardian_consented` and `history_opt_in` what the answers say."""
    answers = list(patron.consents.all())
    held = rules.latest(answers).get((Consent.Purpose.CARD, Consent.Giver.GUARDIAN))
    patron.guardian_consented = held is not None and held.granted
    patron.history_opt_in = rules.consented(Consent.Purpose.HISTORY, patron, answers, timezone.localdate(at))
    patron.save(update_fields=("guardian_consented", "history_opt_in"))


def says_yes(answers: Collection[Answer], giver: str) -> bool:
    """Whether the giver agrees to the card."""
    return any(each.granted and each.purpose == Consent.Purpose.CARD and each.giver == giver for each in answers)


def _word(*, granted: bool) -> str:
    return "granted" if granted else "refused"
