"""Papers and the list of who speaks."""

from typing import NamedTuple

from django.db.models import QuerySet

from lienthu.conferences.models import Conference, Paper, Speech
from lienthu.federation import queries as federation


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
