"""Calls: made, one by one or for a year at once; put off, widened, locked, withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.rules.periods import Period
from lienthu.returns.errors import CallRefused
from lienthu.returns.models import Call, Form, Return, Step
from lienthu.returns.queries.asked import Reach, asked_by
from lienthu.returns.rules.rounds import REMIND_DAYS, Pattern, of_year

State = Return.State


@dataclass(frozen=True, kw_only=True)
class NewCall:
    """What is asked for. `reach` says nothing where a federation asks: it asks its members."""

    asker: Organisation | Federation
    form: Form
    asks: Call.Asks = Call.Asks.SELF
    reach: Reach = Reach.NEXT
    remind_days: Sequence[int] = REMIND_DAYS
    note: str = ""
    name: str = ""  # "": worded from the period


@transaction.atomic
def make(*, new: NewCall, period: Period, due_on: date, actor: User | None, at: datetime) -> Call:
    """Ask everybody within reach, who has an empty return from now on. Raises CallRefused, which says why not."""
    asked = asked_by(new.asker, new.reach, period)
    if not asked:
        raise CallRefused("nobody_asked", _("There is nobody below to ask: no library stands there in that period."))
    _refuse_twice(new, period)
    known = by_code(period.last)
    sections = [{**part, "codes": [code for code in part["codes"] if code in known]} for part in new.form.sections]
    call = Call.objects.create(
        organisation=new.asker if isinstance(new.asker, Organisation) else None,
        federation=new.asker if isinstance(new.asker, Federation) else None,
        form=new.form,
        sections=[part for part in sections if part["codes"]],
        name=new.name or _named(period),
        first_on=period.first,
        until=period.until,
        asks=new.asks,
        due_on=due_on,
        remind_days=sorted(set(new.remind_days), reverse=True),
        note=new.note,
        made_at=at,
        made_by=actor,
    )
    Return.objects.bulk_create([Return(call=call, organisation=each) for each in asked], batch_size=500)
    after = {"period": period.code, "due_on": due_on, "asked": len(asked)}
    audit.record(actor=actor, at=at, action="call.made", thing=call, before=None, after=after)
    return call


def _named(period: Period) -> str:
    """A name is kept with the call, so it is in Vietnamese whoever makes it."""
    with override("vi"):
        return _("Figures of %(period)s") % {"period": period.name}


def _refuse_twice(new: NewCall, period: Period) -> None:
    own = {"federation": new.asker} if isinstance(new.asker, Federation) else {"organisation": new.asker}
    same = Call.objects.standing().filter(form=new.form, first_on=period.first, until=period.until, **own)
    if same.exists():
        raise CallRefused(
            "called_already",
            _("These figures of %(period)s are asked for already.") % {"period": period.name},
            call=same[0].pk,
        )


@transaction.atomic
def make_year(
    *, new: NewCall, year: int, pattern: Pattern, due_after: int, actor: User | None, at: datetime
) -> list[Call]:
    """The calls of a year at once; those that there are already stay as they are and are not counted."""
    made = []
    for each in of_year(year, pattern, due_after):
        try:
            made.append(make(new=new, period=each.period, due_on=each.due_on, actor=actor, at=at))
        except CallRefused as refusal:
            if refusal.code != "called_already":
                raise
    return made


@transaction.atomic
def change(
    *, call: Call, due_on: date, remind_days: Sequence[int], note: str, actor: User | None, at: datetime
) -> None:
    """Another day, other reminders, other words."""
    held = _open(call)
    before = {"due_on": held.due_on, "remind_days": held.remind_days}
    held.due_on, held.remind_days, held.note = due_on, sorted(set(remind_days), reverse=True), note
    held.save(update_fields=("due_on", "remind_days", "note"))
    after = {"due_on": due_on, "remind_days": held.remind_days}
    audit.record(actor=actor, at=at, action="call.changed", thing=held, before=before, after=after)


@transaction.atomic
def ask_also(*, call: Call, organisations: Iterable[Organisation], actor: User | None, at: datetime) -> int:
    """Ask others too: those abolished in the period, or forgotten. How many were not asked before."""
    held = _open(call)
    known = set(held.returns.values_list("organisation", flat=True))
    fresh = [each for each in organisations if each.pk not in known]
    Return.objects.bulk_create([Return(call=held, organisation=each) for each in fresh])
    if fresh:
        after = {"asked": len(fresh)}
        audit.record(actor=actor, at=at, action="call.widened", thing=held, before=None, after=after)
    return len(fresh)


@transaction.atomic
def lock(*, call: Call, actor: User | None, at: datetime) -> int:
    """End the round: what was approved is locked for good, what was not handed in is told as missing. How many locked.

    Raises CallRefused while a return waits for its approval.
    """
    held = _open(call)
    rows = held.returns.select_for_update(of=("self",))
    if rows.filter(state=State.SUBMITTED).exists():
        raise CallRefused("waiting", _("Returns wait for their approval. Approve them or send them back first."))
    approved = list(rows.filter(state=State.APPROVED))
    steps = [Step(of=row, what=Step.What.LOCKED, at=at, by=actor, digest=row.digest) for row in approved]
    Step.objects.bulk_create(steps, batch_size=500)
    Return.objects.filter(pk__in=[row.pk for row in approved]).update(state=State.LOCKED)
    held.locked_at = at
    held.save(update_fields=("locked_at",))
    after = {"locked": len(approved), "missing": held.returns.exclude(state=State.LOCKED).count()}
    audit.record(actor=actor, at=at, action="call.locked", thing=held, before=None, after=after)
    return len(approved)


@transaction.atomic
def withdraw(*, call: Call, reason: str, actor: User | None, at: datetime) -> None:
    """As if nobody had been asked; what was filled in is kept. Raises CallRefused once a return is approved."""
    held = _open(call)
    if held.returns.filter(state__in=Return.SETTLED).exists():
        raise CallRefused("approved", _("Returns of this round are approved: it cannot be withdrawn any more."))
    held.withdrawn_at, held.withdrawn_for = at, reason
    held.save(update_fields=("withdrawn_at", "withdrawn_for"))
    audit.record(actor=actor, at=at, action="call.withdrawn", thing=held, before=None, after=None, reason=reason)


def _open(call: Call) -> Call:
    held = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if not held.is_open:
        raise CallRefused("over", _("This round is over: it was locked or withdrawn."))
    return held
