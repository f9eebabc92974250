"""What rooms above add to patrons, without this room knowing them.

A room names its functions in its AppConfig, as dotted paths that are imported when they are first called:

    patron_hooks = PatronHooks(merge="lienthu.circulation.services.merging.move", …)

Each function may be left out. They run in the transaction of the service that calls them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.module_loading import import_string

from lienthu.common import rooms


@dataclass(frozen=True, kw_only=True)
class PatronHooks:
    """Dotted paths, with what each is called with and gives back."""

    sections: str = ""  # (patron, *, user, at) → Sequence[Section] on the staff's page of the patron
    own_sections: str = ""  # (patron, *, at) → Sequence[Section] on the patron's own page
    merge: str = ""  # (*, kept, merged, actor, at) → JSON of what was moved from merged to kept
    undo_merge: str = ""  # (*, kept, merged, moved, actor, at) → None: put exactly that back
    obstacles: str = ""  # (patron) → Sequence[str]: why the data cannot be deleted yet ("2 books are not returned")
    erase: str = ""  # (*, patron, actor, at) → None: cut what is kept loose from the person
    export: str = ""  # (patron) → Sequence[Table]: what is kept about the person
    anonymise: str = ""  # (*, before, at) → int: cut what ended before that moment loose from whoever did not opt in


@dataclass(frozen=True)
class Section:
    """A part of a page. The template is given `section`, with this context, and nothing it must ask for itself."""

    key: str  # an HTML id
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


class Table(NamedTuple):
    """Facts kept about somebody, as rows under a title; every value as the person may read it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def _called(name: str) -> Iterator[tuple[str, Any]]:
    """The room and the function of each room that has this hook, in the order of rooms."""
    for room, hooks in rooms.saying("patron_hooks"):
        if path := getattr(hooks, name):
            yield room, import_string(path)


def sections(patron: Any, *, user: Any, at: datetime) -> list[Section]:
    """What the rooms show on the staff's page of the patron."""
    found = [section for _room, ask in _called("sections") for section in ask(patron, user=user, at=at)]
    return sorted(found, key=lambda section: section.order)


def own_sections(patron: Any, *, at: datetime) -> list[Section]:
    """What the rooms show patrons about themselves."""
    found = [section for _room, ask in _called("own_sections") for section in ask(patron, at=at)]
    return sorted(found, key=lambda section: section.order)


def merge(*, kept: Any, merged: Any, actor: Any, at: datetime) -> dict[str, Any]:
    """Have every room move what it keeps; what each moved, by room."""
    return {room: move(kept=kept, merged=merged, actor=actor, at=at) for room, move in _called("merge")}


def undo_merge(*, kept: Any, merged: Any, moved: Mapping[str, Any], actor: Any, at: datetime) -> None:
    """Have every room put back what it moved."""
    for room, put_back in _called("undo_merge"):
        if room in moved:
            put_back(kept=kept, merged=merged, moved=moved[room], actor=actor, at=at)


def obstacles(patron: Any) -> list[str]:
    """Every reason why the patron's data cannot be deleted yet."""
    return [reason for _room, ask in _called("obstacles") for reason in ask(patron)]


def erase(*, patron: Any, actor: Any, at: datetime) -> None:
    """Have every room forget the person."""
    for _room, forget in _called("erase"):
        forget(patron=patron, actor=actor, at=at)


def tables(patron: Any) -> list[Table]:
    """What the rooms keep about the patron."""
    return [table for _room, ask in _called("export") for table in ask(patron)]


def anonymise(*, before: datetime, at: datetime) -> dict[str, int]:
    """Have every room cut what ended before that moment loose from persons; how much, by room."""
    return {room: cut(before=before, at=at) for room, cut in _called("anonymise")}
