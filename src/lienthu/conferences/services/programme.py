"""The programme: lines put, moved within their day, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Item
from lienthu.conferences.services.planning import held_open


@dataclass(frozen=True)
class Slot:
    """When something takes place."""

    on: date
    begins: time | None = None
    ends: time | None = None


@transaction.atomic
def put(
    *, conference: Conference, item: Item | None, on: date, begins: time | None, ends: time | None, kind: str,
    title: str, speaker: str, place: str, is_public: bool, position: int | None, actor: User | None, at: datetime,
) -> Item:  # fmt: skip
    """A line, new or changed. `position` (from 1) is its place in its day; None: by its hour, else at the end."""
    row = held_open(conference)
    if not row.first_on <= on <= row.last_on:
        message = _("The conference takes place on %(days)s.") % {"days": row.days}
        raise ConferenceRefused("another_day", message, field="on")
    if begins and ends and ends <= begins:
        raise ConferenceRefused("hours", _("It ends before it begins."), field="ends")
    kept = item or Item(conference=row)
    moved = item is None or item.on != on or item.begins != begins
    kept.on, kept.begins, kept.ends, kept.kind, kept.is_public = on, begins, ends, kind, is_public
    kept.title, kept.speaker, kept.place = title.strip(), speaker.strip(), place.strip()
    kept.position = kept.position or 0
    kept.save()
    others = list(row.items.filter(on=on).exclude(pk=kept.pk).order_by("position", "pk"))
    if position is None:
        position = _by_hour(others, begins) if moved else sum(each.position <= kept.position for each in others) + 1
    others.insert(max(0, min(position - 1, len(others))), kept)
    _number(others)
    audit.record(
        actor=actor, at=at, action="conference.programme_kept", thing=row, before=None,
        after={"title": kept.title, "day": on, "hours": kept.hours},
    )  # fmt: skip
    return kept


def _by_hour(others: Sequence[Item], begins: time | None) -> int:
    """Behind the last line that begins no later."""
    if begins is None:
        return len(others) + 1
    earlier = [at for at, each in enumerate(others, 1) if each.begins and each.begins <= begins]
    later = [at for at, each in enumerate(others, 1) if each.begins and each.begins > begins]
    return earlier[-1] + 1 if earlier else later[0] if later else len(others) + 1


def _number(items: Sequence[Item]) -> None:
    for position, each in enumerate(items, 1):
        if each.position != position:
            each.position = position
            each.save(update_fields=("position",))


@transaction.atomic
def move(*, item: Item, position: int, actor: User | None, at: datetime) -> None:
    """Put it at another place of its day, from 1."""
    row = held_open(item.conference)
    others = list(row.items.filter(on=item.on).exclude(pk=item.pk).order_by("position", "pk"))
    before = {"title": item.title, "order": item.position}
    others.insert(max(0, min(position - 1, len(others))), item)
    _number(others)
    after: dict[str, Any] = {"title": item.title, "order": item.position}
    audit.record(actor=actor, at=at, action="conference.programme_moved", thing=row, before=before, after=after)


@transaction.atomic
def remove(*, item: Item, actor: User | None, at: datetime) -> None:
    """Take a line away; a paper that it was for is unscheduled."""
    row = held_open(item.conference)
    day, position, before = item.on, item.position, {"title": item.title, "day": item.on, "hours": item.hours}
    item.delete()
    row.items.filter(on=day, position__gt=position).update(position=F("position") - 1)
    audit.record(actor=actor, at=at, action="conference.programme_removed", thing=row, before=before, after=None)
