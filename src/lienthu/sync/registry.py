"""What rooms above sync bring: kinds of events, scopes of bundles, and parts of a bundle.

An AppConfig names a module with `sync_kinds = "lienthu.rotation.offline"`; the module has any of

    KINDS: Mapping[str, Handler]          # what is done with one event of a kind
    SCOPES: Mapping[str, Scope]           # what a device may take along, beside sites
    def bundle(request: BundleRequest) -> Mapping[str, object] | None   # in "parts" of each bundle, by app
    def site_on(trip: int, at: datetime) -> Site | None                 # where a trip stood at that moment
    def keep_photo(photo: TripPhoto) -> None    # take in a photograph of a trip; one that was taken in is passed over

A handler's `fold` runs in a transaction that is rolled back when it does not answer Applied. It may raise DomainError:
that becomes a question with the error's code and words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common import rooms

if TYPE_CHECKING:
    from lienthu.accounts.models import User
    from lienthu.catalogue.models import Copy
    from lienthu.federation.models import Organisation, Site
    from lienthu.patrons.models import Patron
    from lienthu.sync.models import Device


@dataclass(frozen=True)
class Act:
    """An event on its way to being booked: who did what where and when, and what a person answered about it, if asked.

    `at` is the hub's time of the act; `data` the event's own. `answers` are the remedies that were given to questions
    about it so far, each with what was written ("" for nothing).
    """

    device: "Device"
    library: "Organisation"
    site: "Site | None"
    actor: "User"
    at: datetime
    seq: int
    uuid: UUID
    kind: str
    data: Mapping[str, Any]
    libraries: tuple[int, ...] = ()  # whose readers are served
    trip: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Applied:
    """It is booked. `thing` is the row that shows it; `facts` go back to the device.

    With a `code` and words somebody is asked to look at what was booked.
    """

    thing: Model | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    code: str = ""
    words: str = ""


@dataclass(frozen=True)
class Asked:
    """It cannot be booked before a person has said something: a code, and a sentence that says what is the matter."""

    code: str
    words: str


@dataclass(frozen=True)
class Dropped:
    """It is not booked, and need not be: why. Only as the answer to a question, or by an undo of the device's own."""

    words: str


Result = Applied | Asked | Dropped


class Remedy(NamedTuple):
    """One answer to a question: a key, the words on its button, and what must be written besides ("" for nothing).

    `needs`: "reason", or "text" with the label of what is asked for.
    """

    key: str
    label: str | Promise
    needs: str = ""
    asks: str | Promise = ""


AGAIN = Remedy("again", _("Try once more"))
DROP = Remedy("drop", _("Do not book it"), "reason", _("Why it is not booked"))
SEEN = Remedy("seen", _("Seen, it stays so"))


@dataclass(frozen=True)
class Handler:
    """What is done with events of one kind. `action`: the right that the device's person needs at its library.

    `undo` takes back what `thing` shows, on behalf of a later event of the same device (None: it cannot be).
    `remedies` are by code of question, put before "try once more" and "do not book it", which every question has but
    those whose remedy is SEEN. `names`: codes of this room's own questions, in a few words.
    `together`: its acts read back no audit, no ledger and no task of the index that was written before in the same
    transaction, so that those of many acts are written at once (lienthu.common.stretches). `ahead` then reads for many
    acts what each will ask: it is given their data, and a time before which none of them was.
    """

    label: str | Promise
    fold: Callable[[Act], Result]
    action: str = "circulation.lend"
    undo: Callable[[Act, Model | None], Result] | None = None
    remedies: Mapping[str, Sequence[Remedy]] = field(default_factory=dict)
    names: Mapping[str, str | Promise] = field(default_factory=dict)
    together: bool = False
    ahead: "Callable[[Sequence[Mapping[str, Any]], datetime], None] | None" = None


@dataclass(frozen=True)
class BundleRequest:
    """What is being put together, for a room that adds its part."""

    device: "Device"
    scope: str
    scope_id: int
    contents: "Contents"
    at: datetime


@dataclass(frozen=True)
class Contents:
    """What a scope holds: its copies, and people who belong to it beside those who borrowed at `site`."""

    name: str
    copies: "QuerySet[Copy]"
    site: "Site | None" = None
    patrons: "QuerySet[Patron] | None" = None
    trip: int = 0


@dataclass(frozen=True)
class TripPhoto:
    """A photograph that a device took on a trip, as it came in."""

    device: "Device"
    trip: int
    data: bytes
    caption: str
    agreed: bool
    at: datetime


class Choice(NamedTuple):
    """Something that a device may take along."""

    id: int
    name: str
    copies: int | None = None


@dataclass(frozen=True)
class Scope:
    """A kind of thing that may be taken along: what there is for a device, and what one of them holds (None: no such).

    Both are asked with the device, and answer only what its person may have at its library.
    """

    choices: "Callable[[Device, datetime], Iterable[Choice]]"
    contents: "Callable[[Device, int, datetime], Contents | None]"


@cache
def modules() -> dict[str, Any]:
    """The modules that rooms named, by the label of the app; sync's own first."""
    found = {room: import_module(path) for room, path in rooms.saying("sync_kinds")}
    return dict(sorted(found.items(), key=lambda each: each[0] != "sync"))


@cache
def handlers() -> dict[str, Handler]:
    """Every kind that this hub knows."""
    found: dict[str, Handler] = {}
    for module in modules().values():
        for kind, handler in getattr(module, "KINDS", {}).items():
            if kind in found:
                raise ValueError(f"two handlers for events of kind {kind}")
            found[kind] = handler
    return found


@cache
def scopes() -> dict[str, Scope]:
    """Every kind of thing that may be taken along."""
    return {kind: scope for module in modules().values() for kind, scope in getattr(module, "SCOPES", {}).items()}


def parts(request: BundleRequest) -> dict[str, object]:
    """What each room adds to the bundle."""
    found = {label: module.bundle(request) for label, module in modules().items() if hasattr(module, "bundle")}
    return {label: part for label, part in found.items() if part is not None}


def site_on(trip: int, at: datetime) -> "Site | None":
    """Where the trip stood then, by the room that knows of trips."""
    found = (module.site_on(trip, at) for module in modules().values() if hasattr(module, "site_on"))
    return next((site for site in found if site is not None), None)


def keep_photo(photo: TripPhoto) -> None:
    """Hand it to the room that knows of trips, which raises DomainError for what it does not take."""
    for module in modules().values():
        if hasattr(module, "keep_photo"):
            module.keep_photo(photo)


def remedies_for(kind: str, code: str) -> tuple[Remedy, ...]:
    """The answers that a question of this code about an event of this kind may be given, in order."""
    handler = handlers().get(kind)
    own = tuple(handler.remedies.get(code, ())) if handler else ()
    return own if SEEN in own else (*own, *GENERAL.get(code, (AGAIN, DROP)))


ACCEPT = Remedy("accept", _("Book it as it happened"))
GENERAL: Mapping[str, Sequence[Remedy]] = {
    "clock": (
        Remedy("device", _("The device's time is right")),
        Remedy("arrival", _("Take the time when it came in")),
        Remedy("day", _("Another day"), "text", _("The day, as 25/11/2026")),
        DROP,
    ),
    "cut_off": (ACCEPT, DROP),
    "not_allowed": (ACCEPT, AGAIN, DROP),
    "after": (AGAIN, DROP),
    "cannot_undo": (Remedy("take_back", _("Take the copy back instead")), AGAIN, DROP),
    "other_content": (SEEN,),
    "id_used": (SEEN,),
    "booked_against": (SEEN,),
    "hold_waiting": (SEEN,),
}


def label_of(key: str) -> str | Promise | None:
    """The words of a remedy wherever it stands; None of one that is not known any more."""
    every = [each for remedies in GENERAL.values() for each in remedies]
    for handler in handlers().values():
        every += [each for remedies in handler.remedies.values() for each in remedies]
    return next((each.label for each in (AGAIN, *every) if each.key == key), None)
