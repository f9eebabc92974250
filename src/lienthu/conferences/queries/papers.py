"""Papers and the list of who speaks."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from lienthu.accounts.models import User
from lienthu.accounts.permissions import can
from lienthu.conferences.models import Conference, Paper, Speech
from lienthu.conferences.queries import conferences
from lienthu.federation import queries as federation
from lienthu.registry.rules.searching import matching


class Shown(NamedTuple):
    """A paper beside the name of its unit."""

    paper: Paper
    unit: str


def shown(conference: Conference, papers: QuerySet[Paper]) -> list[Shown]:
    rows = list(papers.select_related("item").prefetch_related("steps__by"))
    names = federation.names([row.organisation_id for row in rows if row.organisation_id], conference.first_on)
    return [Shown(row, row.unit or names.get(row.organisation_id or 0, "")) for row in rows]


def papers(conference: Conference) -> list[Shown]:
    return shown(conference, conference.papers.exclude(state=Paper.State.WITHDRAWN))


def published(conference: Conference) -> list[Shown]:
    return shown(conference, conference.papers.filter(is_published=True))


def speeches(conference: Conference) -> list[Speech]:
    return list(conference.speeches.select_related("paper"))


def contributions(conference: Conference) -> list[Speech]:
    """What was said from the floor."""
    return [each for each in speeches(conference) if each.paper_id is None and each.state == Speech.State.DONE]


class Found(NamedTuple):
    """A paper that has the words; `is_own`: its page is open to who asks, else it is read on the public page."""

    paper: Paper
    unit: str
    is_own: bool


def found(user: User, text: str, day: date, most: int = 50) -> list[Found]:
    """Papers that have every word, in their file too: of conferences that the person prepares, of members that they
    write for, and those that everybody may read. The latest conference first."""
    rows = Paper.objects.filter(matching(text), conference__in=conferences.listed(user, day).values("pk"))
    rows = rows.exclude(state=Paper.State.WITHDRAWN).select_related("conference__federation", "conference__host")
    prepared: dict[int, bool] = {}
    own: dict[int, bool] = {}
    here = []
    for row in rows.select_related("organisation").order_by("-conference__first_on", "pk").iterator():
        if row.conference_id not in prepared:
            prepared[row.conference_id] = conferences.may_prepare(user, row.conference)
        member = row.organisation
        if member is not None and member.pk not in own:
            own[member.pk] = can(user, conferences.WRITE, member)
        opens = prepared[row.conference_id] or (member is not None and own[member.pk])
        if opens or (row.is_published and row.conference.is_public):
            here.append((row, opens))
        if len(here) == most:
            break
    names = federation.names([row.organisation_id for row, _opens in here if row.organisation_id], day)
    return [Found(row, row.unit or names.get(row.organisation_id or 0, ""), opens) for row, opens in here]
