"""What a conference resolved and whom it elected, and what became of what was resolved before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from lienthu.conferences.models import Conference, Matter
from lienthu.governance.models import Election, Nominee, Resolution
from lienthu.governance.queries.elections import standing
from lienthu.governance.queries.resolutions import Followed, follow_up, tally_of
from lienthu.governance.rules.counting import Tally

State = Conference.State


@dataclass(frozen=True)
class Resolved:
    """A resolution with its votes; none (`tally`) while it is a draft."""

    resolution: Resolution
    tally: Tally | None


@dataclass(frozen=True)
class Elected:
    """A closed election with those who were elected and their votes; of an open one nobody yet."""

    election: Election
    people: Sequence[tuple[Nominee, Tally]]
    voted: int  # so many members, of `members`
    members: int


def resolved(conference: Conference, *, public: bool = False) -> list[Resolved]:
    """In the order in which they were voted on, drafts last; `public`: those that the public site shows."""
    keys = conference.matters.exclude(resolution=None).values("resolution")
    rows = Resolution.objects.filter(pk__in=keys).defer("docx", "pdf", "content").select_related("federation")
    if public:
        rows = rows.filter(state=Resolution.State.ADOPTED, is_public=True)
    found = sorted(rows, key=lambda row: (row.voted_on or date.max, row.number, row.pk))
    return [Resolved(row, tally_of(row, row.members_count) if row.members_count else None) for row in found]


def elected(conference: Conference, *, closed: bool = False) -> list[Elected]:
    keys = conference.matters.exclude(election=None).values("election")
    rows = Election.objects.filter(pk__in=keys).select_related("term", "federation").order_by("held_on", "pk")
    if closed:
        rows = rows.filter(state=Election.State.CLOSED)
    found = []
    for row in rows:
        now = standing(row)
        people = [(each, now.tallies[each.pk]) for each in now.nominees if each.is_elected]
        found.append(Elected(row, people, len(now.voted), row.members_count or len(now.members)))
    return found


@dataclass(frozen=True)
class Offered:
    """What may be picked: of the federation, and of no other conference. `fitting` ones lie in its days."""

    resolutions: Sequence[Resolution]
    elections: Sequence[Election]
    fitting: frozenset[str]  # keys as the form has them: "r5", "e2"


def offered(conference: Conference) -> Offered:
    """Drafts, what was voted on from its first day to the month after it, and what is picked already."""
    days = (conference.first_on, conference.last_on + timedelta(days=30))
    elsewhere = Matter.objects.exclude(conference=conference)
    own = conference.matters
    resolutions: QuerySet[Resolution] = Resolution.objects.filter(federation=conference.federation_id).filter(
        Q(state=Resolution.State.DRAFT) | Q(voted_on__range=days) | Q(pk__in=own.values("resolution"))
    )
    elections: QuerySet[Election] = Election.objects.filter(federation=conference.federation_id).filter(
        Q(held_on__range=days) | Q(pk__in=own.values("election"))
    )
    free = resolutions.exclude(pk__in=elsewhere.exclude(resolution=None).values("resolution"))
    votes = elections.exclude(pk__in=elsewhere.exclude(election=None).values("election")).select_related("term")
    papers, polls = list(free.defer("docx", "pdf", "content")), list(votes)
    held = (conference.first_on, conference.last_on)
    fitting = {f"r{row.pk}" for row in papers if row.voted_on and held[0] <= row.voted_on <= held[1]}
    fitting |= {f"e{row.pk}" for row in polls if held[0] <= row.held_on <= held[1]}
    return Offered(papers, polls, frozenset(fitting))


def picked(conference: Conference) -> list[str]:
    """ "r5", "e2"."""
    rows = conference.matters.values_list("resolution", "election")
    return [f"r{resolution}" if resolution else f"e{election}" for resolution, election in rows]


def last_before(conference: Conference) -> Conference | None:
    """The federation's conference before this one that took place."""
    rows = Conference.objects.filter(federation=conference.federation_id, state__in=(State.HELD, State.CLOSED))
    return rows.filter(last_on__lt=conference.first_on).order_by("-first_on").first()


def became(conference: Conference, today: date) -> list[Followed]:
    """What became of the resolutions since the conference before, and of older ones that are still open: as of its
    first day, or as of today while that is to come. Where there was none before: what is still open."""
    before = last_before(conference)
    until = min(conference.first_on, today + timedelta(days=1))
    since = before.first_on if before else conference.first_on
    return follow_up(conference.federation, until, since=since)
