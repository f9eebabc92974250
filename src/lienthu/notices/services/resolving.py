"""What a person does with a letter that did not go out by itself. Each way is a service of its own, and audited."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.notices.errors import LetterRefused
from lienthu.notices.models import Channel, Letter, Notice
from lienthu.notices.services import composing

State = Letter.State
STUCK: Final = (State.GIVEN_UP, State.UNSURE)
# In which states a letter may be: sent again, put on paper, laid aside, counted as sent.
FROM: Final = {
    "again": STUCK,
    "paper": (*STUCK, State.WAITING),
    "aside": (*STUCK, State.WAITING, State.TO_PRINT),
    "arrived": (State.UNSURE,),
}


def send_again(*, letter: Letter, actor: User | None, at: datetime) -> None:
    """Have it sent once more, with the same Message-ID; of one that has perhaps gone the reader may get two."""
    _change(letter, FROM["again"], State.WAITING, "letter.sent_again", actor, at)


def print_instead(*, letter: Letter, actor: User | None, at: datetime) -> None:
    """Put it on paper."""
    _change(letter, FROM["paper"], State.TO_PRINT, "letter.to_paper", actor, at)


def lay_aside(*, letter: Letter, actor: User | None, at: datetime) -> None:
    """Do not send it any more."""
    _change(letter, FROM["aside"], State.CANCELLED, "letter.laid_aside", actor, at)


def count_as_sent(*, letter: Letter, actor: User | None, at: datetime) -> None:
    """Somebody knows that it arrived."""
    _change(letter, FROM["arrived"], State.SENT, "letter.counted_as_sent", actor, at)


@transaction.atomic
def _change(
    letter: Letter, from_states: Collection[State], to: State, action: str, actor: User | None, at: datetime
) -> None:
    held = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if held.state not in from_states:
        message = _("This letter is now: %(state)s. Reload the page and look again.")
        raise LetterRefused("changed", message % {"state": held.get_state_display()})
    if held.addressee is None:
        raise LetterRefused("forgotten", _("The reader's data has been deleted; there is nobody left to write to."))
    before = {"letter_state": held.state}
    held.state = to
    held.next_at = at if to == State.WAITING else None
    held.ended_at = at if to in (State.SENT, State.CANCELLED) else None
    if to == State.WAITING:
        held.attempts_before = held.attempts
    if to == State.TO_PRINT:
        held.channel = Channel.PRINT
    if to == State.CANCELLED:
        composing.cancel(list(held.notices.filter(cancelled_at=None)), Notice.Why.BY_HAND, at)
    held.save()
    audit.record(actor=actor, at=at, action=action, thing=held, before=before, after={"letter_state": held.state})
