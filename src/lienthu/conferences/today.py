"""What the conferences room tells on the staff's home: what is to be prepared, registered, reviewed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.accounts.permissions import acts_for
from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.conferences.models import Conference, Paper
from lienthu.conferences.queries import conferences as queries
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation

SOON = 21  # days before the conference, or a day by which something is due


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of conferences that the person prepares, and of those to which their library sends delegates."""
    acted = [group for group in _groups(asked) if acts_for(asked.person, queries.WRITE, group, day=asked.day)]
    hosts = [asked.library.pk] if asked.library else []
    for row in queries.open_ones(acted, hosts):
        yield from _to_prepare(asked, row)
    if asked.library is not None:
        yield from _to_register(asked)


def _groups(asked: Asked) -> list[Federation]:
    open_ones = Conference.objects.filter(state__in=Conference.OPEN).values("federation")
    return list(Federation.objects.filter(pk__in=open_ones))


def _to_prepare(asked: Asked, row: Conference) -> Iterator[TodayItem]:
    over = row.host if asked.person.has_perm(queries.WRITE, row.host) else asked.library
    here: dict[str, Any] = {"action": queries.WRITE, "over": over, "detail": row.title}
    days = (row.first_on - asked.day).days
    if row.first_on <= asked.day <= row.last_on:
        yield TodayItem(
            _("conference today: the door"), url=reverse("conferences:door", args=[row.pk]), urgency=Urgency.NOW, **here
        )
    elif row.last_on < asked.day:
        yield TodayItem(
            _("conference is over: write its minutes and close it"), url=reverse("conferences:minutes", args=[row.pk]),
            urgency=Urgency.TODAY, **here,
        )  # fmt: skip
    elif row.state == Conference.State.PLANNED and days <= SOON:
        yield TodayItem(
            _("conference soon: send the invitations"), url=reverse("conferences:page", args=[row.pk]),
            urgency=Urgency.TODAY if days <= 7 else Urgency.SOON, **here,
        )  # fmt: skip
    count = row.papers.filter(state=Paper.State.HANDED_IN).count()
    yield TodayItem(
        ngettext("paper to look at", "papers to look at", count), count=count, urgency=Urgency.SOON,
        url=reverse("conferences:papers", args=[row.pk]), **here,
    )  # fmt: skip


def _to_register(asked: Asked) -> Iterator[TodayItem]:
    """Conferences with open invitations to which the library sends nobody yet; papers sent back to it."""
    groups = federation.federations_of(asked.library, asked.day)
    rows = Conference.objects.filter(state=Conference.State.INVITED, federation__in=groups, first_on__gt=asked.day)
    mine = Q(delegates__organisation=asked.library, delegates__withdrawn_at=None)
    here: dict[str, Any] = {"action": queries.WRITE, "over": asked.library}
    for row in rows.exclude(pk__in=rows.filter(mine).values("pk")):
        late = row.register_by is not None and (row.register_by - asked.day).days <= 3
        yield TodayItem(
            _("register your delegates"), url=reverse("conferences:people", args=[row.pk]), detail=row.title,
            urgency=Urgency.TODAY if late else Urgency.SOON, **here,
        )  # fmt: skip
    for paper in Paper.objects.filter(
        organisation=asked.library, state=Paper.State.RETURNED, conference__state__in=Conference.OPEN
    ):
        yield TodayItem(
            _("paper sent back with remarks"), url=reverse("conferences:paper", args=[paper.pk]), detail=paper.title,
            urgency=Urgency.SOON, **here,
        )  # fmt: skip
