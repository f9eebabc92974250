"""Conferences as lists and pages show them, who may do what with them, and whose turn it is to host."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet, Sum

from lienthu.accounts.models import User
from lienthu.accounts.permissions import SOMEWHERE, acts_for, can
from lienthu.common.dated import on_day
from lienthu.conferences.models import Conference, Cost
from lienthu.conferences.rules.hosting import Turn, turns
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Membership, Organisation
from lienthu.lib.vietnamese import sort_key
from lienthu.registry.models import Document
from lienthu.registry.queries.documents import by_source

READ, WRITE = "conferences.read", "conferences.write"
State = Conference.State


def may_prepare(user: User, conference: Conference, day: date | None = None) -> bool:
    """Who acts for the federation, and the staff of the host."""
    return acts_for(user, WRITE, conference.federation, day=day) or can(user, WRITE, conference.host)


def may_read(user: User, conference: Conference, day: date) -> bool:
    """Who prepares it, and the staff of the members."""
    if may_prepare(user, conference, day):
        return True
    return can(user, READ, SOMEWHERE) and any(can(user, READ, member) for member in members_of(conference))


def members_of(conference: Conference) -> QuerySet[Organisation]:
    """Who was a member on its first day."""
    return federation.members(conference.federation, conference.first_on)


def own_members(user: User, conference: Conference) -> list[Organisation]:
    """The members whose delegates this person registers: all of them, for who prepares the conference."""
    members = list(members_of(conference))
    if may_prepare(user, conference):
        return members
    return [member for member in members if can(user, WRITE, member)]


def federations_to_prepare_for(user: User, day: date) -> list[Federation]:
    """Whose conferences this person plans: of federations that they act for, or whose member they work for may host."""
    open_ones = Federation.objects.filter(on_day(day, start="opened_on", end="closed_on"))
    return [
        group
        for group in open_ones
        if acts_for(user, WRITE, group, day=day)
        or any(can(user, WRITE, member) for member in federation.members(group, day))
    ]


def listed(user: User, day: date) -> QuerySet[Conference]:
    """Those that the person may read, the latest first."""
    rows = Conference.objects.select_related("federation", "kind", "host")
    if can(user, READ, None):
        return rows
    seats = Membership.objects.select_related("organisation", "federation")
    around = {seat.federation_id for seat in seats if can(user, READ, seat.organisation, day=day)}
    acted = {group.pk for group in Federation.objects.all() if acts_for(user, WRITE, group, day=day)}
    return rows.filter(Q(federation__in=around | acted))


def turns_to_host(group: Federation, day: date, *, but: Conference | None = None) -> list[tuple[Turn, str]]:
    """The members in the order of their turns with their names; what was cancelled was not hosted."""
    rows = Conference.objects.filter(federation=group).exclude(state=State.CANCELLED)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    hosted = dict(rows.order_by().values_list("host").annotate(Max("last_on")))
    members = [member.pk for member in federation.members(group, day)]
    names = federation.names(members, day)
    found = turns(members, hosted, {pk: sort_key(name) for pk, name in names.items()})
    return [(turn, names[turn.member]) for turn in found]


def cost_sums(conference: Conference) -> tuple[int, int]:
    """Planned and spent, in đồng."""
    sums = Cost.objects.filter(conference=conference).aggregate(planned=Sum("planned"), spent=Sum("spent"))
    return sums["planned"] or 0, sums["spent"] or 0


def registered(conference: Conference, what: str) -> Document | None:
    """The entry of the plan or the invitations in the register, while it holds."""
    found = by_source(f"conferences.{what}:{conference.pk}")
    return found if found is not None and found.cancelled_on is None else None


def public() -> QuerySet[Conference]:
    """What everybody may read about: neither what was cancelled nor what is only planned."""
    shown = Conference.objects.filter(is_public=True, state__in=(State.INVITED, State.HELD, State.CLOSED))
    return shown.select_related("federation", "kind", "host", "site")


def open_ones(groups: Iterable[Federation], hosts: Iterable[int]) -> QuerySet[Conference]:
    rows = Conference.objects.filter(state__in=Conference.OPEN).select_related("federation", "host")
    return rows.filter(Q(federation__in=[group.pk for group in groups]) | Q(host__in=list(hosts)))
