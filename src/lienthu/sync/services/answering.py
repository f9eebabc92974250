"""Answering the questions about what devices brought: one key, one remedy; or one for all that are alike."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.sync import registry
from lienthu.sync.errors import AnswerRefused
from lienthu.sync.models import DeviceEvent, Outcome, Question
from lienthu.sync.registry import Asked, Dropped, Result
from lienthu.sync.services.folding import Folder, answered, day_of, release

# What one answer may settle for every open question of the device with the same code.
ALIKE: Final = frozenset({"clock", "cut_off", "not_allowed", "booked_against", "hold_waiting", "unknown_kind", "fault"})


def answer(
    *, question: Question, remedy: str, given: str = "", alike: bool = False, actor: User, at: datetime
) -> list[Question]:
    """Settle the question by a remedy, and whatever waited for it. Returns the questions that were answered.

    `given` is what the remedy needs: a reason, a barcode, a card, a day. `alike`: also every other open question of the
    device with the same code. Raises AnswerRefused when it is answered already, no such remedy is there, or `given`
    is missing or makes no sense.
    """
    with in_turn():
        folder = Folder.at_work(question.device_id)
        rows = Question.objects.filter(device=folder.device, answered_at=None).select_related("event")
        held = rows.filter(pk=question.pk).first()
        if held is None:
            raise AnswerRefused("answered", _("Somebody has answered this question already."))
        given = _given(held, remedy, given)
        found = [held]
        if alike and held.code in ALIKE:
            found = list(rows.filter(code=held.code).order_by("event__seq", "pk"))
        for each in found:
            _settle(folder, each, remedy, given, actor, at)
        release(folder)
        folder.save()
    return found


def _given(question: Question, remedy: str, given: str) -> str:
    kind = question.event.kind if question.event else ""
    known = {each.key: each for each in registry.remedies_for(kind, question.code)}
    if remedy not in known:
        raise AnswerRefused("no_such_remedy", _("This question is not answered so. Choose one of its buttons."))
    given = " ".join(given.split())[:200]
    if known[remedy].needs and not given:
        raise AnswerRefused("nothing_given", _("Fill this in: %(what)s.") % {"what": known[remedy].asks}, field="given")
    if remedy == "day" and day_of(given) is None:
        raise AnswerRefused("no_day", _("Write the day as 25/11/2026."), field="given")
    return given


def _settle(folder: Folder, question: Question, remedy: str, given: str, actor: User, at: datetime) -> None:
    event = question.event
    result = _result(folder, question, event, remedy, given, actor) if event else None
    if event is not None and isinstance(result, Asked) and (remedy == "again" or result.code == question.code):
        folder.change(event, result)  # nothing was answered: the question says what is the matter now
        return
    question.remedy, question.reason, question.answered_at, question.answered_by = remedy, given, at, actor
    question.save(update_fields=("remedy", "reason", "answered_at", "answered_by"))
    if event is not None and result is not None:
        folder.change(event, result)
    audit.record(
        actor=actor,
        at=at,
        action="device_question.answered",
        thing=question,
        before={"code": question.code},
        after={"remedy": remedy, "event": event.seq if event else None},
        reason=given,
    )


def _result(
    folder: Folder, question: Question, event: DeviceEvent, remedy: str, given: str, actor: User
) -> Result | None:
    """The event's new outcome; None where it is applied already and was only to be looked at."""
    if event.outcome.kind != Outcome.Kind.QUESTION:
        return None
    if remedy == "drop":
        return Dropped(_("Not booked: %(reason)s (%(who)s)") % {"reason": given, "who": actor})
    if remedy == "seen":
        return Dropped(_("Seen, nothing to book (%(who)s)") % {"who": actor})
    folder.settled(event)
    past = answered(event)
    if remedy == "again":
        return folder.result_of(event, past)
    question.remedy, question.reason = remedy, given
    return folder.result_of(event, {**past, question.code: question}, **{remedy: given})
