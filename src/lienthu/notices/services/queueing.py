"""Noting what a reader is to be told. Nothing is sent from here: that is the worker's (`gathering`, `sending`)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from lienthu.accounts.models import User
from lienthu.federation.models import Organisation
from lienthu.notices import kinds
from lienthu.notices.models import Correspondent, Declined, Letter, Notice
from lienthu.patrons.models import Patron

Facts = Mapping[str, str | list[str]]
CHUNK = 500
NOT_OUT = (Letter.State.WAITING, Letter.State.TO_PRINT, Letter.State.GIVEN_UP)  # states in which nothing has left


@dataclass(frozen=True, kw_only=True)
class New:
    """A notice for `queue_all`; the fields as in `queue`."""

    key: str
    patron: Patron
    facts: Facts
    about: int | None = None


def queue(
    *,
    kind: str,
    key: str,
    patron: Patron,
    library: Organisation,
    facts: Facts,
    actor: User | None,
    at: datetime,
    about: int | None = None,
) -> Notice | None:
    """Note that the reader is to be told; None where the library has told or will tell them under this key already.

    `facts` are exactly those that the kind declares, as the reader is to read them (days as dd/mm/yyyy). `about` is
    the key of the thing in the caller's room, by which the notice is withdrawn or asked whether it still holds. A
    reader who declined the kind is not told: None too. Joins the caller's transaction.
    """
    declared = kinds.kind_of(kind)
    told = kinds.checked_facts(declared, facts)
    if declared.may_decline and Declined.objects.filter(patron=patron, kind=kind).exists():
        return None
    return _noted(
        Notice(library=library, patron=patron, kind=kind, key=key, about=about, facts=told, queued_by=actor), at
    )


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is written to and is no reader. Without a name the organisation is addressed."""

    name: str
    position: str
    organisation: str
    email: str
    address: str


@transaction.atomic
def queue_to(
    *,
    kind: str,
    key: str,
    person: Person,
    library: Organisation,
    facts: Facts,
    actor: User | None,
    at: datetime,
    about: int | None = None,
) -> Notice | None:
    """`queue` for a kind that goes to others than readers: by email where there is one, else on paper."""
    declared = kinds.kind_of(kind)
    if declared.to_readers:
        raise ValueError(f"notices of the kind {kind} go to readers")
    known = Correspondent.objects.select_for_update(of=("self",))  # so that nobody forgets them meanwhile
    correspondent, _made = known.get_or_create(library=library, **asdict(person))
    told = kinds.checked_facts(declared, facts)
    made = Notice(
        library=library, correspondent=correspondent, kind=kind, key=key, about=about, facts=told, queued_by=actor
    )
    return _noted(made, at)


def _noted(made: Notice, at: datetime) -> Notice | None:
    """Keep it, unless the library has told or will tell it under this key already."""
    known = Notice.objects.filter(library=made.library, kind=made.kind, key=made.key).first()
    if known is not None:
        return _told_after_all(known, made, at)
    try:
        with transaction.atomic():
            made.queued_at = at
            made.save(force_insert=True)
    except IntegrityError:  # another process was a moment faster
        return None
    return made


@transaction.atomic
def _told_after_all(known: Notice, made: Notice, at: datetime) -> Notice | None:
    """The notice again, where it was withdrawn and nothing of it ever left: an undone return, a book kept anew."""
    held = Notice.objects.select_for_update(of=("self",)).select_related("letter").get(pk=known.pk)
    letter = held.letter
    if held.why != Notice.Why.MOOT or (letter and letter.state not in (*NOT_OUT, Letter.State.CANCELLED)):
        return None
    held.letter = letter if letter and letter.state in NOT_OUT else None
    if (held.patron_id, held.correspondent_id) != (made.patron_id, made.correspondent_id):
        held.letter = None
    held.patron, held.correspondent, held.facts, held.queued_at = made.patron, made.correspondent, made.facts, at
    held.cancelled_at, held.why = None, ""
    held.save()
    return held


@transaction.atomic
def queue_all(*, kind: str, library: Organisation, new: Iterable[New], actor: User | None, at: datetime) -> int:
    """`queue` for many notices of a kind, a few statements for each 500; how many there were not yet."""
    declared = kinds.kind_of(kind)
    waiting = list(new)
    count = 0
    for start in range(0, len(waiting), CHUNK):
        some = waiting[start : start + CHUNK]
        rows = [
            Notice(
                library=library,
                patron=each.patron,
                kind=kind,
                key=each.key,
                about=each.about,
                facts=kinds.checked_facts(declared, each.facts),
                queued_at=at,
                queued_by=actor,
            )
            for each in _fresh(kind, library, some)
        ]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        count += len(rows) + _queue_withdrawn(kind, library, some, actor, at)
    return count


def _queue_withdrawn(kind: str, library: Organisation, some: Sequence[New], actor: User | None, at: datetime) -> int:
    """Those of them that were withdrawn before they were told; how many are told after all."""
    rows = Notice.objects.filter(library=library, kind=kind, why=Notice.Why.MOOT, key__in=[each.key for each in some])
    keys = set(rows.values_list("key", flat=True))
    again = [each for each in some if each.key in keys]
    return sum(
        queue(
            kind=kind, library=library, key=each.key, patron=each.patron, facts=each.facts, about=each.about,
            actor=actor, at=at,
        )
        is not None
        for each in again
    )  # fmt: skip


def _fresh(kind: str, library: Organisation, some: Sequence[New]) -> list[New]:
    known = Notice.objects.filter(library=library, kind=kind, key__in=[each.key for each in some])
    taken = set(known.values_list("key", flat=True))
    patrons = [each.patron.pk for each in some]
    unwilling: set[int] = set()
    if kinds.kind_of(kind).may_decline:
        unwilling = set(Declined.objects.filter(kind=kind, patron__in=patrons).values_list("patron", flat=True))
    fresh = {each.key: each for each in some if each.key not in taken and each.patron.pk not in unwilling}
    return list(fresh.values())


@transaction.atomic
def withdraw(*, kind: str, about: Collection[int], at: datetime, why: Notice.Why = Notice.Why.MOOT) -> int:
    """Do not tell what has not been told yet about these things; how many notices that were.

    One that is on its way already, or was sent, stays as it is. A letter that all its notices left is not sent either
    (`composing`).
    """
    rows = Notice.objects.filter(kind=kind, about__in=list(about), cancelled_at=None)
    letters = Letter.objects.filter(notices__in=rows, state__in=NOT_OUT).order_by("pk")
    held = list(letters.select_for_update(of=("self",)).values_list("pk", flat=True))
    return rows.filter(Q(letter=None) | Q(letter__in=held)).update(cancelled_at=at, why=why)
