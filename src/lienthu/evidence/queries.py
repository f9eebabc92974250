"""What stands behind events: their things, and who may open them; and the copies behind a count of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise

from lienthu.accounts.models import User
from lienthu.accounts.permissions import can
from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.held import held, held_serials
from lienthu.common import rooms
from lienthu.common.evidence import Evidence
from lienthu.federation.models import Organisation
from lienthu.ledger.models import Event

PER_PAGE, MOST_COUNTED = 50, 100_000


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
    hosts = Organisation.objects.in_bulk({event.host for event in listed if _has_no_library(event.thing)})
    for event in listed:
        evidence = evidence_of(event.thing)
        if evidence is None:
            continue
        row = rows[event.thing].get(event.thing_id or 0)
        url = _url(evidence, row, hosts.get(event.host), user, working, may) if row is not None else ""
        found[event.pk] = Thing(evidence.label, url)
    return found


def _has_no_library(thing: str) -> bool:
    evidence = evidence_of(thing)
    return evidence is not None and not evidence.libraries


def _rows(thing: str, numbers: set[int]) -> dict[int, Model]:
    evidence = evidence_of(thing)
    if evidence is None:
        return {}
    parts = evidence.number.split("__")[:-1]
    along = [*evidence.libraries, *(["__".join(parts)] if parts else [])]
    things = apps.get_model(thing)._default_manager
    rows: dict[int, Model] = (things.select_related(*along) if along else things).in_bulk(numbers)
    return rows


def _url(
    evidence: Evidence, row: Model, host: Organisation | None, user: User, working: Organisation | None,
    may: dict[tuple[str, int], bool],
) -> str:  # fmt: skip
    found = [_along(row, way) for way in evidence.libraries] or [host]
    library = next((each for each in found if isinstance(each, Organisation)), None)
    if library is None:
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


@dataclass(frozen=True)
class Holdings:
    """Copies that are held today, those entered last first. `total`: None where there are too many to be counted."""

    copies: list[Copy]
    total: int | None
    after: int | None  # what the next page asks for; None on the last


def holdings(owners: Collection[int] | None, *, serials: bool, after: int | None) -> Holdings:
    """What these organisations own (None: anybody), as the counts of collections take it; a page of it."""
    rows = held_serials() if serials else held()
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    total = rows.order_by()[: MOST_COUNTED + 1].count()
    if after is not None:
        rows = rows.filter(pk__lt=after)
    page = list(rows.select_related("record", "place", "accession").order_by("-pk")[: PER_PAGE + 1])
    more = len(page) > PER_PAGE
    return Holdings(page[:PER_PAGE], total if total <= MOST_COUNTED else None, page[PER_PAGE - 1].pk if more else None)
