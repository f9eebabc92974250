"""Calls with who has handed in, who is late and who was reminded; and what a library has to fill in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from lienthu.accounts.models import User
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.returns.models import Call, PhoneCall, Reminder, Return
from lienthu.returns.rules.rounds import days_late

State = Return.State


def with_counts(calls: QuerySet[Call]) -> QuerySet[Call]:
    """With `asked`, `handed_in` (approved ones too) and `settled` of each."""
    found = calls.select_related("organisation", "federation").order_by("-until", "-first_on", "-pk")
    return found.annotate(
        asked=Count("returns"),
        handed_in=Count("returns", filter=Q(returns__state__in=Return.TOLD)),
        settled=Count("returns", filter=Q(returns__state__in=Return.SETTLED)),
    )


def askers(calls: Iterable[Call], day: date) -> dict[int, str]:
    """By call: what the body that asks is called."""
    wanted = list(calls)
    names = federation.short_names({call.organisation_id for call in wanted if call.organisation_id}, day)
    return {
        call.pk: call.federation.name if call.federation else names.get(call.organisation_id or 0, "")
        for call in wanted
    }


@dataclass(frozen=True)
class Standing:
    """One organisation asked: how far it is."""

    row: Return
    name: str
    late: int  # days
    reminded_at: datetime | None  # by letter
    phoned: PhoneCall | None  # the last time


def standings(call: Call, rows: QuerySet[Return], day: date) -> list[Standing]:
    """Of these returns of the call, in the order of the tree and the names."""
    found = list(rows.select_related("organisation__tier").order_by("organisation__tier__rank", "organisation__code"))
    names = federation.names([row.organisation_id for row in found], call.period.last)
    sent = Reminder.objects.filter(of__in=found).order_by().values_list("of").annotate(last=Max("queued_at"))
    reminded = dict(sent)
    phoned = {each.of_id: each for each in PhoneCall.objects.filter(of__in=found).order_by("pk")}
    return [
        Standing(
            row,
            names[row.organisation_id],
            days_late(call.due_on, day) if row.state in Return.TO_FILL and call.is_open else 0,
            reminded.get(row.pk),
            phoned.get(row.pk),
        )
        for row in found
    ]


def to_fill(organisations: Iterable[Organisation]) -> QuerySet[Return]:
    """What these have to hand in, the soonest first."""
    rows = Return.objects.outstanding().filter(organisation__in=list(organisations))
    return rows.select_related("call__organisation", "call__federation").order_by("call__due_on", "pk")


def answered_by(user: User) -> list[Call]:
    """The open rounds whose returns the person approves."""
    calls = Call.objects.visible_to(user).standing().filter(locked_at=None)
    return [call for call in calls.select_related("organisation", "federation") if call.answers_to(user)]


def waiting_for(calls: Iterable[Call]) -> QuerySet[Return]:
    """What was handed in to these calls and waits for its approval."""
    return Return.objects.filter(call__in=list(calls), state=State.SUBMITTED)
