"""The list of who speaks: papers and contributions from the floor, called one after the other."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Paper, Speech
from lienthu.conferences.queries.papers import shown
from lienthu.conferences.services.planning import held_open

State = Speech.State
MOST_MINUTES = 120


@transaction.atomic
def add(
    *, conference: Conference, speaker: str, unit: str, gist: str, minutes: int, actor: User | None, at: datetime
) -> Speech:
    """Somebody who wants to speak, at the end of the list."""
    row = held_open(conference)
    if not speaker.strip():
        raise ConferenceRefused("no_speaker", _("Write who wants to speak."), field="speaker")
    made = Speech.objects.create(
        conference=row, speaker=speaker.strip()[:200], unit=unit.strip()[:200], gist=gist.strip(),
        minutes=_minutes(minutes), position=_last(row) + 1,
    )  # fmt: skip
    after = {"name": made.speaker, "unit": made.unit}
    audit.record(actor=actor, at=at, action="conference.speaker_added", thing=row, before=None, after=after)
    return made


def _minutes(minutes: int) -> int:
    return max(1, min(minutes, MOST_MINUTES))


def _last(row: Conference) -> int:
    return row.speeches.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def add_papers(*, conference: Conference, actor: User | None, at: datetime) -> int:
    """The accepted papers that are not in the list, in the order of the programme. Gives how many."""
    row = held_open(conference)
    papers = row.papers.filter(state=Paper.State.ACCEPTED, speech=None).order_by("item__on", "item__position", "pk")
    position = _last(row)
    rows = shown(row, papers)
    for paper, unit in rows:
        position += 1
        who = ", ".join(part for part in (paper.author, paper.author_title) if part)
        Speech.objects.create(
            conference=row, paper=paper, speaker=who[:200], unit=unit[:200], minutes=10, position=position
        )
    if rows:
        after = {"papers": len(rows)}
        audit.record(actor=actor, at=at, action="conference.speaker_added", thing=row, before=None, after=after)
    return len(rows)


@transaction.atomic
def call(*, speech: Speech, actor: User | None, at: datetime) -> Speech:
    """It is their turn; who spoke until now has spoken."""
    row = held_open(speech.conference)
    kept = Speech.objects.select_for_update().get(pk=speech.pk)
    if kept.state == State.CALLED:
        return kept
    for other in row.speeches.filter(state=State.CALLED):
        _end(other, State.DONE, at)
    kept.state, kept.called_at, kept.ended_at = State.CALLED, at, None
    kept.save(update_fields=("state", "called_at", "ended_at"))
    audit.record(
        actor=actor, at=at, action="conference.speaker_called", thing=row, before=None, after={"name": kept.speaker}
    )
    return kept


def _end(speech: Speech, state: Speech.State, at: datetime) -> None:
    speech.state, speech.ended_at = state, at
    speech.save(update_fields=("state", "ended_at"))


@transaction.atomic
def done(*, speech: Speech, actor: User | None, at: datetime) -> Speech:
    """They have spoken; also of somebody who spoke without being called."""
    held_open(speech.conference)
    kept = Speech.objects.select_for_update().get(pk=speech.pk)
    kept.called_at = kept.called_at or at
    kept.save(update_fields=("called_at",))
    _end(kept, State.DONE, at)
    return kept


@transaction.atomic
def drop(*, speech: Speech, actor: User | None, at: datetime) -> Speech:
    """They do not speak: no time was left, or they do not want to any more."""
    held_open(speech.conference)
    kept = Speech.objects.select_for_update().get(pk=speech.pk)
    _end(kept, State.DROPPED, at)
    return kept


@transaction.atomic
def wait_again(*, speech: Speech, actor: User | None, at: datetime) -> Speech:
    """Back among those who wait: the wrong one was pressed."""
    held_open(speech.conference)
    kept = Speech.objects.select_for_update().get(pk=speech.pk)
    kept.state, kept.called_at, kept.ended_at = State.WAITING, None, None
    kept.save(update_fields=("state", "called_at", "ended_at"))
    return kept


@transaction.atomic
def write_gist(*, speech: Speech, gist: str, unit: str, minutes: int, actor: User | None, at: datetime) -> Speech:
    """What was said, in a few words: for the minutes."""
    row = held_open(speech.conference)
    kept = Speech.objects.select_for_update().get(pk=speech.pk)
    before = {"gist": kept.gist}
    kept.gist, kept.unit, kept.minutes = gist.strip(), unit.strip()[:200], _minutes(minutes)
    kept.save(update_fields=("gist", "unit", "minutes"))
    if before["gist"] != kept.gist:
        after = {"name": kept.speaker, "gist": kept.gist}
        audit.record(actor=actor, at=at, action="conference.gist_written", thing=row, before=before, after=after)
    return kept


@transaction.atomic
def move(*, speech: Speech, position: int, actor: User | None, at: datetime) -> None:
    """To another place among those who wait, from 1."""
    row = held_open(speech.conference)
    waiting = list(row.speeches.filter(state=State.WAITING).exclude(pk=speech.pk).order_by("position", "pk"))
    places = sorted(each.position for each in [*waiting, speech])
    waiting.insert(max(0, min(position - 1, len(waiting))), speech)
    for place, each in zip(places, waiting, strict=True):
        if each.position != place:
            each.position = place
            each.save(update_fields=("position",))
