"""The audit: who changed which thing, from what to what. Written by the service that changes it, in its transaction."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from lienthu.common import prepared, rooms, stretches
from lienthu.common.models import AuditEntry

State = Mapping[str, object] | None

# Where a thing says whose business it is, the first that it has. A model may answer by itself with the first.
_SAYS: Final = ("audit_organisation_id", "library_id", "organisation_id", "owner_id", "host_id")


def record(
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    action: str,
    thing: Model,
    before: State,
    after: State,
    reason: str = "",
    organisation: Model | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction; in a stretch of acts it has no key before the end of it.

    `action` is thing and past participle ("organisation.moved"); `before` and `after` hold what changed and may hold
    dates and decimals; `actor` is None when the machine did it by itself. `organisation` is whose business it was, and
    so who may read it on the page of the audit; left out, the thing's own `library`, `organisation`, `owner` or
    `host`. An entry without any is read by those only whose right is over the whole hub.
    """
    made = entry(
        actor=actor,
        at=at,
        action=action,
        thing=thing,
        before=before,
        after=after,
        reason=reason,
        organisation=organisation,
    )
    stretches.write([made], save)
    return made


def entry(
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    action: str,
    thing: Model,
    before: State,
    after: State,
    reason: str = "",
    organisation: Model | None = None,
) -> AuditEntry:
    """The unsaved entry, for work that writes many at once; otherwise `record`."""
    return prepared.new(
        AuditEntry,
        at=at,
        actor_id=actor.pk if actor else None,
        action=action,
        thing=thing._meta.label_lower,
        thing_id=str(thing.pk),
        organisation_id=organisation.pk if organisation else _organisation_of(thing),
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )


def save(entries: list[AuditEntry]) -> None:
    """Write down unsaved entries in the caller's transaction."""
    if len(entries) == 1:
        prepared.insert(entries[0])
    else:
        prepared.insert_many(entries)


def entries_of(thing: Model) -> QuerySet[AuditEntry]:
    """What was done to the thing, newest first, with the person who did it."""
    entries = AuditEntry.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))
    return entries.select_related("actor")


def things_of(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """What the entries are about in words, by thing and its key; those that are gone are left out. A query a model."""
    keys: dict[str, set[str]] = {}
    for each in entries:
        keys.setdefault(each.thing, set()).add(each.thing_id)
    found: dict[tuple[str, str], str] = {}
    named = {thing: words for _room, said in rooms.saying("audit_things") for thing, words in said.items()}
    for thing, wanted in keys.items():
        try:
            model = apps.get_model(thing)
        except LookupError:  # a room that is no longer installed
            continue
        for row in model._default_manager.filter(pk__in=wanted):
            found[thing, str(row.pk)] = str(named[thing]) % vars(row) if thing in named else str(row)
    return found


def blot_out(thing: Model) -> None:
    """Take the facts out of the thing's entries and leave who did what when: for personal data that must go."""
    entries = AuditEntry.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))
    entries.update(before=None, after=None, reason="")


def _organisation_of(thing: Model) -> int | None:
    found = (getattr(thing, name, None) for name in _SAYS)
    return next((number for number in found if isinstance(number, int)), None)


def _plain(state: State) -> object:
    return None if state is None else json.loads(json.dumps(state, cls=DjangoJSONEncoder))
