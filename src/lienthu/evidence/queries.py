"""What stands behind events: their things, and who may open them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise

from lienthu.accounts.models import User
from lienthu.accounts.permissions import can
from lienthu.common import rooms
from lienthu.common.evidence import Evidence
from lienthu.federation.models import Organisation
from lienthu.ledger.models import Event


@dataclass(frozen=True)
class Thing:
    """What an event rests on: in words, and where it can be opened ("": not by this person, or it is gone)."""

    label: str | Promise
    url: str


def evidence_of(thing: str) -> Evidence | None:
    """What a room says of a kind of thing; that of copies is said by the room that has their page."""
    return next((said[thing] for _room, said in rooms.saying("evidence") if thing in said), None)


def things_of(events: Iterable[Event], user: User, working: Organisation | None) -> dict[int, Thing]:
    """The thing of each event that has one, by the event's number. A query a kind of thing."""
    wanted: dict[str, set[int]] = defaultdict(set)
    listed = [event for event in events if event.thing and event.thing_id is not None]
    for event in listed:
        wanted[event.thing].add(event.thing_id or 0)
    rows = {thing: _rows(thing, numbers) for thing, numbers in wanted.items()}
    may: dict[tuple[str, int], bool] = {}
    found: dict[int, Thing] = {}
    for event in listed:
        evidence = evidence_of(event.thing)
        if evidence is None:
            continue
        row = rows[event.thing].get(event.thing_id or 0)
        url = _url(evidence, row, user, working, may) if row is not None else ""
        found[event.pk] = Thing(evidence.label, url)
    return found


def _rows(thing: str, numbers: set[int]) -> dict[int, Model]:
    evidence = evidence_of(thing)
    if evidence is None:
        return {}
    parts = evidence.number.split("__")[:-1]
    along = [evidence.library, *(["__".join(parts)] if parts else [])]
    rows: dict[int, Model] = apps.get_model(thing)._default_manager.select_related(*along).in_bulk(numbers)
    return rows


def _url(
    evidence: Evidence, row: Model, user: User, working: Organisation | None, may: dict[tuple[str, int], bool]
) -> str:
    library = _along(row, evidence.library)
    if not isinstance(library, Organisation):
        return ""
    if evidence.at_work and (working is None or working.pk != library.pk):
        return ""
    key = (evidence.action, library.pk)
    if key not in may:
        may[key] = can(user, evidence.action, library)
    return reverse(evidence.url_name, args=[_along(row, evidence.number)]) if may[key] else ""


def _along(row: Model, way: str) -> object:
    start: object = row
    return reduce(lambda thing, name: getattr(thing, name, None), way.split("__"), start)
