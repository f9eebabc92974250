"""Copies as members' records state them; and what happens to a copy afterwards: its status, its custody.

Whoever changes a copy locks it first (`lock`), then calls `set_status` or `move`; for many copies at once there are
`lock_all`, `set_status_of_all` and `move_all`. The lock order of the house is copies by number, source record, patron,
loan, holds, ledger (docs/desk-lending.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from lienthu.catalogue import store
from lienthu.catalogue.errors import CopyChanged
from lienthu.catalogue.models import Copy, CopyMove, SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.common import audit, stretches
from lienthu.common.models import AuditEntry
from lienthu.common.prepared import Read, cursor
from lienthu.common.transactions import joined
from lienthu.lib.marc.facts import CopyFacts

T = TypeVar("T")

DESCRIBED = (
    "barcode",
    "accession_number",
    "call_number",
    "shelf",
    "note",
    "status",
)  # what members' records say; the status last
COLUMNS = ("record_id", "key", "owner_id", "custodian_id", *DESCRIBED)
GONE = Copy.Status.WITHDRAWN.value
FREE = Copy.Status.AVAILABLE.value
AT_ONCE = 500  # copies in one statement


def sums(facts: Sequence[CopyFacts]) -> tuple[int, int]:
    """How many copies there are, and how many of them are available; withdrawn ones are not counted."""
    total = available = 0
    for copy in facts:
        if copy.status != GONE:
            total += 1
            available += copy.status == FREE
    return total, available


def add_new(of_records: Iterable[tuple[int, Sequence[CopyFacts]]], *, library: int, places: Mapping[str, int]) -> None:
    """Store the copies of records that have none yet."""
    rows: list[tuple[Any, ...]] = []
    for record, facts in of_records:
        for key, copy in keyed(facts):
            owner = _owner(copy.place, places, library)
            rows.append((record, key, owner, owner, *_described(copy)))
    store.insert(Copy, COLUMNS, rows)


def keyed(facts: Sequence[CopyFacts]) -> list[tuple[str, CopyFacts]]:
    """Each copy with what tells it from its sisters: its barcode, else its accession number, else its rank."""
    if len(facts) == 1:
        copy = facts[0]
        return [(copy.barcode or copy.accession_number or "#1", copy)]
    taken: dict[str, CopyFacts] = {}
    for rank, copy in enumerate(facts, 1):
        key = copy.barcode or copy.accession_number or f"#{rank}"
        taken[key if key not in taken else f"{key}#{rank}"] = copy
    return list(taken.items())


def replace(
    *, stated: Mapping[int, Sequence[CopyFacts]], library: int, places: Mapping[str, int]
) -> dict[int, tuple[int, int]]:
    """Bring records' copies (record → copies) in step with what their new versions state; returns each one's sums.

    A copy that is no longer stated is withdrawn, not deleted: what happened to it stays true. Where a stated copy
    is now, in whose charge and whether it can be had, is ours to know once it circulates here
    (`Copy.status_kept_here`), so only the descriptive facts change. A copy that was entered or corrected here
    (`Copy.by_hand`) stays as it is.
    """
    stored = _locked(list(stated))
    fresh: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    totals: dict[int, tuple[int, int]] = {}
    for record, facts in stated.items():
        before = stored[record]
        statuses: list[str] = []
        for key, copy in keyed(facts):
            described = _described(copy)
            known = before.pop(key, None)
            if known is None:
                owner = _owner(copy.place, places, library)
                fresh.append((record, key, owner, owner, *described))
            elif known.by_hand:
                described = known.described
            else:
                if known.status_kept_here:
                    described = (*described[:-1], known.described[-1])
                if described != known.described:
                    changed.append((*described, known.id))
            statuses.append(described[-1])
        for gone in before.values():
            if gone.status_kept_here or gone.by_hand:
                statuses.append(gone.described[-1])
            elif gone.described[-1] != GONE:
                changed.append((*gone.described[:-1], GONE, gone.id))
        totals[record] = len(statuses) - statuses.count(GONE), statuses.count(FREE)
    store.update(Copy, DESCRIBED, changed)
    store.insert(Copy, COLUMNS, fresh)
    return totals


class _Stored(NamedTuple):
    id: int
    status_kept_here: bool
    by_hand: bool
    described: tuple[str, ...]  # DESCRIBED


def _locked(records: Sequence[int]) -> dict[int, dict[str, _Stored]]:
    """The copies of each record by their keys; no desk changes them until this transaction ends."""
    columns = ", ".join(("record_id", "key", "id", "status_kept_here", "by_hand", *DESCRIBED))
    lock = "FOR UPDATE" if connection.vendor == "postgresql" else ""
    found: dict[int, dict[str, _Stored]] = {record: {} for record in records}
    for record, key, number, kept, by_hand, *described in store.rows_where(Copy, columns, "record_id", records, lock):
        found[record][key] = _Stored(number, bool(kept), bool(by_hand), tuple(described))
    return found


def _described(copy: CopyFacts) -> tuple[str, ...]:
    return copy.barcode, copy.accession_number, copy.call_number, copy.place, copy.note, copy.status


def _owner(place: str, places: Mapping[str, int], library: int) -> int:
    """The branch that a member's place code means; a code may have the shelf behind it ("H1 TN")."""
    if not places or not place:
        return library
    return places.get(place) or places.get(place.split()[0], library)


class Whereabouts(NamedTuple):
    """Three of the four facts of a copy, as primary keys; the fourth, its owner, no move changes."""

    custodian: int
    place: int | None
    assigned: int | None


def whereabouts(copy: Copy) -> Whereabouts:
    return Whereabouts(copy.custodian_id, copy.place_id, copy.assigned_id)


def lock(number: int) -> Copy:
    """The copy as it is now, with its record; nobody else changes it until this transaction ends.

    SQLite has one writer at a time by itself. In a stretch of acts each has the same `Copy` in hand. Raises
    Copy.DoesNotExist.
    """
    return stretches.once(_key(number), lambda: _lock(number))


def _key(number: int) -> tuple[str, int]:
    return "copy", number


def lock_ahead(numbers: Iterable[int]) -> list[Copy]:
    """Before the acts of a stretch that are about these copies: what they `lock` is then locked and read already."""
    found: dict[int, Copy | None] = {number: stretches.known(_key(number)) for number in numbers}
    found |= {copy.pk: copy for copy in lock_all(number for number, copy in found.items() if copy is None)}
    for number, copy in found.items():
        if copy is not None:
            stretches.keep(_key(number), copy)
    return [copy for copy in found.values() if copy is not None]


def read(number: int) -> Copy:
    """The copy with its record, to be locked by `lock_again` before it is changed. Raises Copy.DoesNotExist."""
    found: Copy | None = stretches.known(_key(number))
    return found or _one(_READ(number))


_READ: Final = Read(lambda copy: Copy.objects.select_related("record").filter(pk=copy), int)


def _lock(number: int) -> Copy:
    return _one(_LOCK(number))


_LOCK: Final = Read(lambda copy: _locking().filter(pk=copy), int)


def _locking() -> QuerySet[Copy]:
    return Copy.objects.select_for_update(of=("self",)).select_related("record").order_by("pk")


def _one(rows: Sequence[T]) -> T:
    if not rows:
        raise Copy.DoesNotExist
    return rows[0]


def lock_all(numbers: Iterable[int]) -> list[Copy]:
    """As `lock` for many copies, in the order of their keys, in which every room locks them."""
    rows = _locking()
    wanted = sorted(set(numbers))
    return [
        copy for start in range(0, len(wanted), AT_ONCE) for copy in rows.filter(pk__in=wanted[start : start + AT_ONCE])
    ]


def lock_again(copy: Copy) -> None:
    """As `lock`, for a copy read a moment ago: only what services change is read again."""
    if stretches.known(_key(copy.pk)) is copy:
        return
    for name, value in zip(_CHANGED, _one(_LOCK_AGAIN(copy.pk)), strict=True):
        setattr(copy, name, value)


_CHANGED: Final = ("status", "status_kept_here", "owner_id", "custodian_id", "place_id", "assigned_id")
_LOCK_AGAIN: Final = Read(
    lambda copy: Copy.objects.select_for_update().filter(pk=copy).order_by().values_list(*_CHANGED), int
)


@joined
def set_status(*, copy: Copy, status: Copy.Status, kept_here: bool = True) -> None:
    """Say whether the copy can be had; its record's sums follow. Only an undo gives `kept_here`, as it was before.

    The search index is told only when the record's availability flips, or a copy comes or goes, and not at once: the
    server's chore takes it in, so that nobody at a desk waits for the index. Raises CopyChanged when the copy no
    longer has the status that `copy` says.
    """
    _say([copy], status, kept_here=kept_here)


@transaction.atomic
def set_status_of_all(*, copies: Sequence[Copy], status: Copy.Status) -> None:
    """`set_status` for many copies, all or none."""
    _say(copies, status, kept_here=True)


def _say(copies: Sequence[Copy], status: Copy.Status, *, kept_here: bool) -> None:
    after = status.value
    sums: dict[int, list[int]] = {}
    alike: dict[str, list[Copy]] = {}
    for copy in copies:
        alike.setdefault(copy.status, []).append(copy)
    for before, together in alike.items():
        for some in _in_slices(together):
            if _set(some, before, after, kept_here=kept_here) != len(some):
                raise _changed(some[0])
        for copy in together:
            _is_in_hand(copy)
            copy.status, copy.status_kept_here = after, kept_here
            change = sums.setdefault(copy.record_id, [0, 0])
            change[0] += (after != GONE) - (before != GONE)
            change[1] += (after == FREE) - (before == FREE)
    touched = add_to_sums(sums)
    if touched:
        indexing.note(touched)


def _set(some: Sequence[Copy], before: str, after: str, *, kept_here: bool) -> int:
    """How many of these had the status `before` and have the one `after` now. Written out, for it is said at every
    loan and return: the ORM takes longer to write it than the database to do it."""
    named = ", ".join(["%s"] * len(some))
    with cursor() as opened:
        opened.execute(
            f"UPDATE {Copy._meta.db_table} SET status = %s, status_kept_here = %s "  # noqa: S608 our names
            f"WHERE status = %s AND id IN ({named})",
            [after, kept_here, before, *(copy.pk for copy in some)],
        )
        changed: int = opened.rowcount
    return changed


def add_to_sums(sums: Mapping[int, Sequence[int]]) -> set[int]:
    """Add (total, available) to each record's sums; the titles that the search index must be told about."""
    touched = set()
    with cursor() as opened:
        for record in sorted(sums):
            total, available = sums[record]
            if not total and not available:
                continue
            opened.execute(_ADD_TO_SUMS, [total, available, record])
            title, free = opened.fetchone()
            if total or (free > 0) != (free - available > 0):
                touched.add(title)
    return touched


_ADD_TO_SUMS = (  # one statement where the ORM needs two, on the path of every loan
    f"UPDATE {SourceRecord._meta.db_table} SET copies_total = copies_total + %s, "  # noqa: S608 our names
    "copies_available = copies_available + %s WHERE id = %s RETURNING title_id, copies_available"
)


@joined
def move(
    *,
    copy: Copy,
    to: Whereabouts,
    cause: CopyMove.Cause,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    thing: Model | None = None,
) -> CopyMove:
    """Change who has charge of the copy, where it is or where it belongs: `whereabouts(copy)._replace(…)`.

    `thing` is what it was part of (a transfer, a loan). Raises CopyChanged when the copy is no longer where `copy`
    says.
    """
    move, entry = _written(copy, to, cause, actor, at, reason, thing)
    _take_there([copy], to)
    entry.save(force_insert=True)
    move.save(force_insert=True)
    return move


@transaction.atomic
def move_all(
    *,
    goals: Sequence[tuple[Copy, Whereabouts]],
    cause: CopyMove.Cause,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    thing: Model | None = None,
) -> None:
    """`move` for each copy and where it goes, all or none, in a number of statements that grows with the places and not
    with the copies: a box of 700 books changes hands at once."""
    written = [_written(copy, to, cause, actor, at, reason, thing) for copy, to in goals]
    there: dict[tuple[Whereabouts, Whereabouts], list[Copy]] = {}
    for copy, to in goals:
        there.setdefault((whereabouts(copy), to), []).append(copy)
    for (_from, to), together in there.items():
        for some in _in_slices(together):
            _take_there(some, to)
    AuditEntry.objects.bulk_create([entry for _move, entry in written], batch_size=AT_ONCE)
    CopyMove.objects.bulk_create([move for move, _entry in written], batch_size=AT_ONCE)


def _written(
    copy: Copy,
    to: Whereabouts,
    cause: CopyMove.Cause,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str,
    thing: Model | None,
) -> tuple[CopyMove, AuditEntry]:
    """The rows that keep a move, not yet saved; made before the copy says where it is now."""
    at_first = whereabouts(copy)
    entry = audit.entry(
        actor=actor, at=at, action="copy.moved", thing=copy, before=at_first._asdict(), after=to._asdict(),
        reason=reason,
    )  # fmt: skip
    move = CopyMove(
        copy=copy,
        at=at,
        actor_id=actor.pk if actor else None,
        cause=cause,
        from_custodian_id=at_first.custodian,
        to_custodian_id=to.custodian,
        from_place_id=at_first.place,
        to_place_id=to.place,
        from_assigned_id=at_first.assigned,
        to_assigned_id=to.assigned,
        reason=reason,
        thing=thing._meta.label_lower if thing is not None else "",
        thing_id=thing.pk if thing is not None else None,
    )
    return move, entry


def _take_there(together: Sequence[Copy], to: Whereabouts) -> None:
    """Move copies that are all in one place; raises CopyChanged when one of them has left it."""
    at_first = whereabouts(together[0])
    changed = Copy.objects.filter(
        pk__in=[copy.pk for copy in together],
        custodian=at_first.custodian,
        place=at_first.place,
        assigned=at_first.assigned,
    ).update(custodian=to.custodian, place=to.place, assigned=to.assigned)
    if changed != len(together):
        raise _changed(together[0])
    for copy in together:
        _is_in_hand(copy)
        copy.custodian_id, copy.place_id, copy.assigned_id = to


def _is_in_hand(copy: Copy) -> None:
    """What a stretch knows of the copy by another object is no longer so."""
    if stretches.known(_key(copy.pk)) is not copy:
        stretches.forget(_key(copy.pk))


def _in_slices(together: Sequence[Copy]) -> Iterator[Sequence[Copy]]:
    for start in range(0, len(together), AT_ONCE):
        yield together[start : start + AT_ONCE]


def _changed(copy: Copy) -> CopyChanged:
    message = _("Somebody changed the copy %(copy)s a moment ago. Scan it again.") % {"copy": copy}
    return CopyChanged("copy_changed", message, copy=copy.pk)
