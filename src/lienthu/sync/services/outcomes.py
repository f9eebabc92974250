"""Writing down what became of an event: one outcome, and the question that belongs to it."""

from datetime import datetime

from lienthu.accounts.models import User
from lienthu.sync.models import Device, DeviceEvent, Outcome, Question
from lienthu.sync.registry import Applied, Asked, Dropped, Result

Kind = Outcome.Kind


def first(device: Device, event: DeviceEvent, result: Result, *, at: datetime) -> Outcome:
    """The unsaved outcome of an event that has none yet, with its question; whoever folds many saves them at once.

    `device` is held under lock by the caller, who saves its cursor.
    """
    outcome = Outcome(event=event, device=device)
    _fill(outcome, device, result, at)
    _ask(device, event, result, at)
    return outcome


def change(device: Device, event: DeviceEvent, result: Result, *, at: datetime) -> None:
    """The new outcome that the answer to the event's question brings. `device` as in `first`."""
    outcome = Outcome.objects.get(event=event)
    _fill(outcome, device, result, at)
    outcome.save()
    _ask(device, event, result, at)


def _fill(outcome: Outcome, device: Device, result: Result, at: datetime) -> None:
    device.cursor += 1
    outcome.cursor, outcome.decided_at = device.cursor, at
    outcome.words, outcome.code = result.words, "" if isinstance(result, Dropped) else result.code
    outcome.facts, outcome.thing, outcome.thing_id = {}, "", None
    if isinstance(result, Applied):
        outcome.kind, outcome.facts = Kind.APPLIED, dict(result.facts)
        if result.thing is not None:
            outcome.thing, outcome.thing_id = result.thing._meta.label_lower, result.thing.pk
    else:
        outcome.kind = Kind.QUESTION if isinstance(result, Asked) else Kind.DROPPED


def _ask(device: Device, event: DeviceEvent, result: Result, at: datetime) -> None:
    if not isinstance(result, Dropped) and result.code:
        ask(device, event, result.code, result.words, at)


def ask(device: Device, event: DeviceEvent, code: str, words: str, at: datetime) -> None:
    """The open question of the event says this from now on."""
    changed = Question.objects.filter(event=event, answered_at=None).update(code=code, words=words)
    if not changed:
        Question.objects.create(device=device, event=event, code=code, words=words, asked_at=at)


def close(event: DeviceEvent, *, remedy: str, reason: str, actor: User | None, at: datetime) -> None:
    """The event's open question is answered so."""
    Question.objects.filter(event=event, answered_at=None).update(
        remedy=remedy, reason=reason[:200], answered_by=actor, answered_at=at
    )
