"""The doors: what devices scanned is stored and folded once; a person is counted once, whichever door was first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.models import Conference, Delegate, Tap
from lienthu.conferences.services.planning import held_open

Outcome = Tap.Outcome
EARLIEST = timedelta(days=2)  # a device whose clock is further off than this told no time at all


@dataclass(frozen=True)
class Told:
    """One scan or press, as a device says it: `key` is the device's own for it."""

    key: str
    code: str
    at: datetime


@transaction.atomic
def take(*, conference: Conference, told: Sequence[Told], door: str, actor: User | None, at: datetime) -> list[Tap]:
    """Store and fold what a door brings; what was told before gives the answer that it had. In the order given."""
    row = held_open(conference)
    known = {tap.key: tap for tap in Tap.objects.filter(key__in=[each.key for each in told]).select_related("delegate")}
    people = {each.code: each for each in row.delegates.select_for_update().filter(
        code__in=[each.code for each in told]
    )}  # fmt: skip
    answers = []
    for each in told:
        if each.key not in known:
            known[each.key] = _fold(row, each, people.get(each.code), door.strip()[:60], actor, at)
        answers.append(known[each.key])
    return answers


def _fold(row: Conference, told: Told, person: Delegate | None, door: str, actor: User | None, at: datetime) -> Tap:
    when = told.at if at - EARLIEST <= told.at <= at else at
    if person is None:
        outcome = Outcome.UNKNOWN
    elif person.withdrawn_at is not None:
        outcome = Outcome.WITHDRAWN
    elif person.arrived_at is not None:
        outcome = Outcome.AGAIN
        if when < person.arrived_at:  # another door had no network, and was first
            person.arrived_at, person.arrived_by = when, door
            person.save(update_fields=("arrived_at", "arrived_by"))
    else:
        outcome = Outcome.COUNTED
        person.arrived_at, person.arrived_by = when, door
        person.save(update_fields=("arrived_at", "arrived_by"))
    return Tap.objects.create(
        key=told.key[:40], conference=row, delegate=person, code=told.code[:80], door=door, tapped_at=told.at,
        received_at=at, actor=actor, outcome=outcome,
    )  # fmt: skip


@transaction.atomic
def undo(*, delegate: Delegate, reason: str, actor: User | None, at: datetime) -> None:
    """The person is not there after all: it was another one's badge. What was scanned stays to be read."""
    held_open(delegate.conference)
    kept = Delegate.objects.select_for_update().get(pk=delegate.pk)
    before = {"arrived_at": kept.arrived_at, "door": kept.arrived_by}
    kept.arrived_at, kept.arrived_by = None, ""
    kept.save(update_fields=("arrived_at", "arrived_by"))
    kept.taps.filter(outcome=Outcome.COUNTED).update(outcome=Outcome.UNDONE)
    audit.record(
        actor=actor, at=at, action="delegate.not_there", thing=kept, before=before, after=None, reason=reason.strip()
    )
