"""The conference is closed: it and who was there go into the ledger in the same transaction; reopened, out of it."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Minutes
from lienthu.conferences.queries.people import coming
from lienthu.conferences.services.planning import held_open
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event, Kind

State = Conference.State
NOON = time(12)


@transaction.atomic
def write_minutes(*, conference: Conference, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Minutes:
    """What the minutes say besides what is known already; `facts` by the names of its columns."""
    row = held_open(conference, *Conference.OPEN)
    kept = Minutes.objects.filter(conference=row).first() or Minutes(conference=row)
    for name, value in facts.items():
        setattr(kept, name, value.replace("\r\n", "\n").strip() if isinstance(value, str) else value)
    if kept.ended_on and not row.first_on <= kept.ended_on <= row.last_on:
        message = _("The conference takes place on %(days)s.")
        raise ConferenceRefused("another_day", message % {"days": row.days}, field="ended_on")
    kept.changed_at = at
    kept.save()
    after = {"number": kept.number}
    audit.record(actor=actor, at=at, action="conference.minutes_written", thing=row, before=None, after=after)
    return kept


@transaction.atomic
def close(*, conference: Conference, actor: User | None, at: datetime) -> Conference:
    """Everything is written down: the conference and its delegates count from now on. Raises ConferenceRefused."""
    row = held_open(conference, State.HELD)
    if timezone.localdate(at) < row.last_on:
        message = _("It lasts until %(day)s. Close it after that.")
        raise ConferenceRefused("not_over", message % {"day": f"{row.last_on:%d/%m/%Y}"})
    there = list(_there(row).items())
    if not there:
        message = _("Nobody was marked as present. Scan or tick who came first.")
        raise ConferenceRefused("nobody", message)
    waiting = row.speeches.filter(state="called").first()
    if waiting is not None:
        waiting.state, waiting.ended_at = "done", at
        waiting.save(update_fields=("state", "ended_at"))
    row.state, row.closed_at, row.closed_by = State.CLOSED, at, actor
    row.save(update_fields=("state", "closed_at", "closed_by"))
    when = min(timezone.make_aware(datetime.combine(row.last_on, NOON)), at)
    place: dict[str, Any] = {"host": row.host_id, "site": row.site_id or 0, "at": when, "thing": row}
    booked = [ledger.Activity(kind=Kind.CONFERENCE, owner=row.host_id, **place)]
    booked += [
        ledger.Activity(kind=Kind.DELEGATE, owner=member, quantity=count, **place) for member, count in sorted(there)
    ]
    ledger.append_all(booked, actor=actor)
    after = {"state": State.CLOSED, "delegates": sum(count for _member, count in there)}
    audit.record(actor=actor, at=at, action="conference.closed", thing=row, before={"state": State.HELD}, after=after)
    return row


def _there(row: Conference) -> dict[int, int]:
    """How many came, by member; guests of no member under 0."""
    counted = coming(row).exclude(arrived_at=None).order_by().values_list("organisation").annotate(Count("pk"))
    return {member or 0: count for member, count in counted}


@transaction.atomic
def reopen(*, conference: Conference, reason: str, actor: User | None, at: datetime) -> Conference:
    """Something was wrong: it is out of the ledger again until it is closed anew."""
    row = held_open(conference, State.CLOSED)
    if not reason.strip():
        raise ConferenceRefused("no_reason", _("Say why it is opened again."), field="reason")
    events = Event.objects.filter(thing=row._meta.label_lower, thing_id=row.pk, corrects=None)
    for event in events.prefetch_related("corrections"):
        left = event.quantity + sum(each.quantity for each in event.corrections.all())
        if left > 0:
            ledger.correct(
                event, quantity=left, reason=reason.strip()[:200], actor=actor, at=at, booked_on=event.booked_on
            )
    row.state, row.closed_at, row.closed_by = State.HELD, None, None
    row.save(update_fields=("state", "closed_at", "closed_by"))
    audit.record(
        actor=actor, at=at, action="conference.reopened", thing=row, before={"state": State.CLOSED},
        after={"state": State.HELD}, reason=reason.strip()[:500],
    )  # fmt: skip
    return row
