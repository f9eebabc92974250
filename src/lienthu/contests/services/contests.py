"""Contests: their criteria and rounds, entries and entrants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links, withdrawing
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import (
    Contest,
    Criterion,
    Entrant,
    Entry,
    Performance,
    Round,
    Score,
)
from lienthu.contests.queries.sports import invited
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import nfc

CONTEST_FACTS = (
    "kind", "name", "about", "federation", "first_on", "scale", "ties", "gap", "trims", "is_public", "signer",
    "signer_title",
)  # fmt: skip
State = Round.State


@dataclass(frozen=True)
class Yard:
    """A criterion as it is entered."""

    name: str
    most: int
    weight: int = 1


@dataclass(frozen=True)
class Who:
    """An entrant as they are entered."""

    full_name: str
    born_on: date | None = None
    school: str = ""
    guardian: str = ""


@transaction.atomic
def keep_contest(
    *,
    library: Organisation,
    facts: Mapping[str, Any],
    criteria: Sequence[Yard],
    contest: Contest | None = None,
    actor: User | None,
    at: datetime,
) -> Contest:
    """Write a contest down, or change it; its criteria stand once a judge has given points."""
    row = Contest.objects.select_for_update(of=("self",)).get(pk=contest.pk) if contest else Contest(library=library)
    if not criteria:
        raise ContestRefused("no_criteria", _("Write at least one criterion."), field="criteria")
    before = _facts(row) if contest else None
    for name in CONTEST_FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    row.save()
    held = [Yard(each.name, each.most, each.weight) for each in row.criteria.all()]
    if held != list(criteria):
        if Score.objects.filter(criterion__contest=row).exists():
            message = _("Judges have given points by these criteria: they stand.")
            raise ContestRefused("scored", message, field="criteria")
        row.criteria.all().delete()
        Criterion.objects.bulk_create(
            [
                Criterion(contest=row, turn=turn, name=each.name, most=each.most, weight=each.weight)
                for turn, each in enumerate(criteria, start=1)
            ]
        )
    after = {**_facts(row), "criteria": [each.name for each in criteria]}
    audit.record(actor=actor, at=at, action="contest.kept", thing=row, before=before, after=after)
    return row


def _facts(row: Contest) -> dict[str, object]:
    return {
        name: str(value) if name == "federation" else value
        for name in CONTEST_FACTS
        if (value := getattr(row, name)) is not None
    }


@transaction.atomic
def keep_round(
    *, contest: Contest, facts: Mapping[str, Any], row: Round | None = None, actor: User | None, at: datetime
) -> Round:
    """A round of the contest at one place; the best of it go into the round `into`, which must make no ring."""
    found = row or Round(contest=contest)
    if row and row.state != State.OPEN:
        raise ContestRefused("judging", _("This round is being judged already: it stands."))
    for name in ("library", "into", "name", "on", "place", "goes_on", "scale"):
        if name in facts:
            setattr(found, name, facts[name])
    above = found.into
    while above is not None:
        if above.contest_id != contest.pk or above.pk == found.pk:
            message = _("A round leads into another round of the same contest, and not back into itself.")
            raise ContestRefused("ring", message, field="into")
        above = above.into
    if found.goes_on and found.into is None:
        message = _("Choose the round into which the best go, or write 0.")
        raise ContestRefused("nowhere", message, field="into")
    if found.library_id not in invited(contest, found.on):
        message = _("This library is not among those for whom the contest is.")
        raise ContestRefused("not_invited", message, field="library")
    found.save()
    after = {"name": found.name, "goes_on": found.goes_on}
    audit.record(actor=actor, at=at, action="round.kept", thing=found, before=None, after=after)
    return found


@transaction.atomic
def enter(
    *,
    round_: Round,
    library: Organisation,
    title: str,
    book: str,
    text: str,
    people: Sequence[Who],
    entry: Entry | None = None,
    actor: User | None,
    at: datetime,
) -> Entry:
    """An entry of the library for a round that takes entries, under a number that tells nothing; or a change of one."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if held.state != State.OPEN:
        raise ContestRefused("closed", _("This round takes no entries any more."))
    if not people:
        raise ContestRefused("nobody", _("Write down at least one entrant."), field="people")
    row = entry or Entry(contest_id=held.contest_id, library=library)
    row.title, row.book, row.text = " ".join(nfc(title).split()), " ".join(nfc(book).split()), nfc(text).strip()
    row.save()
    _keep_people(row, people)
    if entry is None:
        Performance.objects.create(round=held, entry=row, code=free_code(held))
    after = {"title": row.title, "people": [each.full_name for each in people]}
    audit.record(actor=actor, at=at, action="entry.kept", thing=row, before=None, after=after)
    return row


def _keep_people(row: Entry, people: Sequence[Who]) -> None:
    """Who stays keeps the answers that were given; whoever changed the day of birth is asked anew."""
    known = {(each.full_name, each.born_on): each for each in row.entrants.all()}
    kept = []
    for each in people:
        name = " ".join(nfc(each.full_name).split())
        found = known.get((name, each.born_on)) or Entrant(
            entry=row, full_name=name, born_on=each.born_on, key=signed_links.new_key()
        )  # fmt: skip
        found.school, found.guardian = each.school, each.guardian
        found.save()
        kept.append(found.pk)
    row.entrants.exclude(pk__in=kept).delete()


def free_code(round_: Round) -> str:
    """A number for an entry, in no order that tells who handed in first."""
    taken = set(round_.performances.values_list("code", flat=True))
    while (code := get_random_string(3, "123456789")) in taken:
        pass
    return code


@transaction.atomic
def withdraw(*, entry: Entry, actor: User | None, at: datetime) -> None:
    """The entry takes no further part; what was judged of it stays, and nothing of it is public."""
    if entry.withdrawn_at is None:
        entry.withdrawn_at = at
        entry.save(update_fields=("withdrawn_at",))
        audit.record(actor=actor, at=at, action="entry.withdrawn", thing=entry, before=None, after=None)
        tell(entry, at)


def tell(entry: Entry, at: datetime) -> None:
    """Whoever showed the entry to the public elsewhere takes its files off, and looks for its names."""
    withdrawing.tell(entry.contest, list(entry.media.values_list("file", flat=True)), at=at)
