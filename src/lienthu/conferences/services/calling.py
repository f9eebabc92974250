"""Papers are called for by letter, and asked for again where none came: noted here, sent by the room of notices."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import Role, User
from lienthu.accounts.queries import reached_by_mail
from lienthu.common import audit
from lienthu.conferences.errors import PaperRefused
from lienthu.conferences.kinds import CALLED, REMINDED
from lienthu.conferences.models import Conference, Paper
from lienthu.conferences.queries.conferences import members_of
from lienthu.conferences.services.planning import held_open
from lienthu.federation import queries as federation
from lienthu.notices import services as notices

State = Conference.State
BEFORE = (State.PLANNED, State.INVITED)  # while papers are taken


@transaction.atomic
def call_for_papers(*, conference: Conference, actor: User | None, at: datetime) -> int:
    """Write to every member that was not written to yet; how many letters. Raises PaperRefused."""
    row = _demanded(conference, at)
    keys = {member.pk: f"{row.pk}:{member.pk}" for member in members_of(row)}
    count = _write(row, CALLED, keys, actor, at)
    _recorded(row, "conference.papers_called", count, actor, at)
    return count


@transaction.atomic
def remind(*, conference: Conference, actor: User | None, at: datetime) -> int:
    """Ask again, at most once a day, whoever handed in nothing; how many letters. Raises PaperRefused."""
    row, day = _demanded(conference, at), timezone.localdate(at)
    there = _with_papers([row.pk])
    keys = {member.pk: f"{row.pk}:{member.pk}:{day}" for member in members_of(row) if (row.pk, member.pk) not in there}
    count = _write(row, REMINDED, keys, actor, at)
    _recorded(row, "conference.papers_reminded", count, actor, at)
    return count


def _demanded(conference: Conference, at: datetime) -> Conference:
    row = held_open(conference, *BEFORE)
    if row.papers_by is None:
        raise PaperRefused("no_day", _("Say first until when papers are taken: “Change” on the conference's page."))
    if row.papers_by < timezone.localdate(at):
        message = _("Papers were taken until %(day)s. Give a later day before you write to the members.")
        raise PaperRefused("over", message % {"day": f"{row.papers_by:%d/%m/%Y}"})
    return row


def _recorded(row: Conference, action: str, letters: int, actor: User | None, at: datetime) -> None:
    audit.record(actor=actor, at=at, action=action, thing=row, before=None, after={"letters": letters})


def _write(row: Conference, kind: str, keys: Mapping[int, str], actor: User | None, at: datetime) -> int:
    """A letter for each of these members, by the library that leads the federation, else by the host."""
    day = timezone.localdate(at)
    sender = federation.lead_library(row.federation, day) or row.host
    names, people = federation.names(list(keys), row.first_on), _people(list(keys), row.first_on, day)
    facts = {
        "title": row.title, "days": row.days, "where": row.where, "theme": row.theme or "tự chọn",
        "until": f"{row.papers_by:%d/%m/%Y}", "group": row.federation.name,
    }  # fmt: skip
    noted = [
        notices.queue_to(
            kind=kind, key=key, about=row.pk, person=people[member], library=sender,
            facts={**facts, "unit": names[member]}, actor=actor, at=at,
        )
        for member, key in keys.items()
    ]  # fmt: skip
    return sum(each is not None for each in noted)


def _people(members: list[int], named_on: date, day: date) -> dict[int, notices.Person]:
    """Of each member its director, where one has an email; else the library itself, at the address of a site."""
    names, directors = federation.names(members, named_on), reached_by_mail(members, Role.Kind.DIRECTOR)
    addresses: dict[int, str] = {}
    for site in federation.sites_of(members, day).exclude(address="").order_by("-pk"):
        addresses[site.organisation_id] = site.address
    found = {}
    for member in members:
        head = next(iter(directors.get(member, ())), None)
        found[member] = notices.Person(
            name=str(head)[:120] if head else "", position="Giám đốc" if head else "",
            organisation=names[member][:255], email=head.email if head else "",
            address=addresses.get(member, "")[:255],
        )  # fmt: skip
    return found


def still_called(keys: Collection[str]) -> set[str]:
    """Of the letters with these keys, those whose conference still takes papers."""
    today = timezone.localdate()
    numbers = {key: int(key.split(":")[0]) for key in keys}
    rows = Conference.objects.filter(pk__in=set(numbers.values()), state__in=BEFORE, papers_by__gte=today)
    taking = set(rows.values_list("pk", flat=True))
    return {key for key, number in numbers.items() if number in taking}


def still_missing(keys: Collection[str]) -> set[str]:
    """Of those, the ones whose member handed in nothing."""
    there = _with_papers({int(key.split(":")[0]) for key in keys})
    return {key for key in still_called(keys) if tuple(map(int, key.split(":")[:2])) not in there}


def _with_papers(conferences: Collection[int]) -> set[tuple[int, int]]:
    """Conference and member of every paper that was not withdrawn."""
    rows = Paper.objects.filter(conference__in=conferences).exclude(state=Paper.State.WITHDRAWN)
    return {(conference, member) for conference, member in rows.values_list("conference", "organisation") if member}
