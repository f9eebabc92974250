"""Letters and notices as pages need them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, QuerySet

from lienthu.federation.models import Organisation
from lienthu.notices.kinds import label_of
from lienthu.notices.models import Declined, Letter, Notice, Printing
from lienthu.notices.rules import together
from lienthu.patrons.models import Patron

State = Letter.State
# What a page of letters may show, by the word in its address.
VIEWS: dict[str, Collection[State]] = {
    "stuck": (State.GIVEN_UP, State.UNSURE),
    "waiting": (State.WAITING, State.SENDING),
    "paper": (State.TO_PRINT,),
    "out": (State.SENT, State.PRINTED),
    "off": (State.CANCELLED,),
}
OPEN = ("stuck", "waiting", "paper")


def left(kind: str, about: Collection[int]) -> set[int]:
    """About which of these things a notice of the kind has left the house, or may have."""
    gone = (State.SENDING, State.SENT, State.PRINTED, State.UNSURE)
    rows = Notice.objects.filter(kind=kind, about__in=list(about), cancelled_at=None, letter__state__in=gone)
    return {thing for thing in rows.values_list("about", flat=True) if thing is not None}


def of_library(library: Organisation, view: str) -> QuerySet[Letter]:
    """The library's letters of one of the VIEWS, the latest first."""
    rows = Letter.objects.filter(library=library, state__in=VIEWS[view])
    return rows.select_related("patron", "correspondent").order_by("-id")


def with_kinds(letters: Iterable[Letter]) -> list[tuple[Letter, str, int]]:
    """Each letter with what its kind is called and how many things it is about. One query."""
    some = list(letters)
    counted = Notice.objects.filter(letter__in=some).order_by().values_list("letter").annotate(n=Count("pk"))
    things = dict(counted)
    return [(letter, label_of(letter.kind), things.get(letter.pk, 0)) for letter in some]


def counts(library: Organisation) -> dict[str, int]:
    """How many letters are in each of the views in which something is still to be done. One query."""
    rows = Letter.objects.filter(library=library, state__in=[state for view in OPEN for state in VIEWS[view]])
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {view: sum(found.get(state, 0) for state in VIEWS[view]) for view in OPEN}


def waiting_alone(library: Organisation) -> int:
    """Notices that are in no letter yet."""
    return Notice.objects.filter(library=library, letter=None, cancelled_at=None).count()


def last_trouble(library: Organisation) -> Letter | None:
    """The letter that met trouble last and waits to be tried again."""
    rows = Letter.objects.filter(library=library, state=State.WAITING).exclude(problem="")
    return rows.order_by("-next_at", "-pk").first()


def printings(library: Organisation, limit: int = 10) -> QuerySet[Printing]:
    """What was printed last, with how many letters."""
    return Printing.objects.filter(library=library).select_related("actor").annotate(n=Count("letters"))[:limit]


class Told(NamedTuple):
    """A notice on the page of a patron, or of the thing that it is about."""

    kind: str
    about: str
    at: datetime
    state: str
    way: str
    letter: int | None
    to: str


def told(patron: Patron, limit: int | None = 20) -> list[Told]:
    """What the patron was told, or was to be, the latest first."""
    rows = Notice.objects.filter(patron=patron).select_related("letter").order_by("-id")[:limit]
    return [_told(row) for row in rows]


def told_about(kind: str, thing: int) -> Told | None:
    """What was told last, or is to be, about a thing of the room whose kind it is; None: nothing."""
    row = Notice.objects.filter(kind=kind, about=thing).select_related("letter").order_by("-id").first()
    return _told(row) if row else None


def told_all_about(kinds: Collection[str], thing: int) -> list[tuple[str, Told]]:
    """To which house what was told about a thing of a room above, or is to be: in the order in which it was noted."""
    rows = Notice.objects.filter(kind__in=kinds, about=thing).select_related("letter", "correspondent").order_by("id")
    return [(row.correspondent.organisation, _told(row)) for row in rows if row.correspondent is not None]


def _told(row: Notice) -> Told:
    return Told(
        label_of(row.kind),
        about(row),
        (row.letter.ended_at if row.letter else None) or row.queued_at,
        state_of(row),
        str(row.letter.get_channel_display()) if row.letter else "",
        row.letter_id,
        row.letter.to if row.letter else "",
    )


def about(notice: Notice) -> str:
    """What it is about in a few words: the title, else all its facts."""
    facts = together([notice.facts])
    return facts.get("title") or ", ".join(facts.values())


def state_of(notice: Notice) -> str:
    """In words; why, where it was not told."""
    if notice.cancelled_at is not None:
        return f"{State.CANCELLED.label}: {notice.get_why_display()}"
    return str(notice.letter.get_state_display() if notice.letter else State.WAITING.label)


def declined_by(patron: Patron) -> set[str]:
    """The kinds that the patron does not want."""
    return set(Declined.objects.filter(patron=patron).values_list("kind", flat=True))
