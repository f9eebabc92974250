"""The first of the four facts of a copy: who owns it. Only a gift or an exchange changes it here.

The row goes to the new owner with everything that happened to it. In its place stays a withdrawn row with the old
number, so that the former owner's register keeps its line and a later file of theirs does not bring the copy back.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from lienthu.catalogue import store
from lienthu.catalogue.models import Copy, CopyMove, SourceRecord
from lienthu.catalogue.services import copies, indexing
from lienthu.catalogue.services.copies import FREE, Whereabouts
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site


@transaction.atomic
def hand_over(
    *,
    goals: Sequence[tuple[Copy, SourceRecord]],
    owner: Organisation,
    site: Site | None,
    cause: CopyMove.Cause,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    thing: Model | None = None,
) -> list[Copy]:
    """Make `owner` the owner of copies that are locked: each under its record there, in its charge, at its site.

    Returns what stays with the former owner of each. Raises CopyChanged when a copy is no longer where `copy` says.
    """
    to = Whereabouts(owner.pk, *(2 * (site.pk if site else None,)))
    copies.move_all(goals=[(copy, to) for copy, _record in goals], cause=cause, actor=actor, at=at, reason=reason,
                    thing=thing)  # fmt: skip
    keys = _keys({record.pk for _copy, record in goals})
    left, entries, moved = [], [], []
    for copy, record in goals:
        before = {"owner": copy.owner_id, "record": copy.record_id}
        left.append(_left(copy, record, keys[record.pk], reason))
        moved.append((copy, before["record"], record.pk))
        copy.owner, copy.record, copy.accession_number, copy.by_hand = owner, record, "", True
        after = {"owner": owner.pk, "record": record.pk}
        entries.append(
            audit.entry(
                actor=actor, at=at, action="copy.handed_over", thing=copy, before=before, after=after, reason=reason
            )
        )
    rows = [(copy.key, owner.pk, copy.record_id, "", True, copy.pk) for copy, _record in goals]
    store.update(Copy, ("key", "owner_id", "record_id", "accession_number", "by_hand"), rows)
    Copy.objects.bulk_create(left, batch_size=500)
    _count(moved)
    audit.save(entries)
    return left


def _left(copy: Copy, record: SourceRecord, taken: set[str], reason: str) -> Copy:
    """What stays of a copy that goes under the record, whose copies' keys are `taken`; the copy has its key there."""
    key = copy.key
    if copy.record_id == record.pk:
        key = _rank(taken)
        taken.add(key)
    else:
        copy.key = copy.barcode if copy.barcode and copy.barcode not in taken else _rank(taken)
        taken.add(copy.key)
    return Copy(
        record_id=copy.record_id, key=key, owner_id=copy.owner_id, custodian_id=copy.owner_id,
        accession_number=copy.accession_number, call_number=copy.call_number, shelf=copy.shelf,
        status=Copy.Status.WITHDRAWN, status_kept_here=True, by_hand=True, note=reason,
    )  # fmt: skip


@transaction.atomic
def take_back(
    *,
    copy: Copy,
    left: Copy,
    to: Whereabouts,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str,
    thing: Model | None = None,
) -> None:
    """Undo `hand_over`: the locked copy is the former owner's again, as `left` has kept it, and where it was.

    Nothing may hang on `left` any more: its line of the register stands at the copy again.
    """
    before = {"owner": copy.owner_id, "record": copy.record_id}
    copies.move(copy=copy, to=to, cause=CopyMove.Cause.UNDONE, actor=actor, at=at, reason=reason, thing=thing)
    held, record = left.record_id, copy.record_id
    key, owner, number, call_number = left.key, left.owner_id, left.accession_number, left.call_number
    left.delete()
    copy.key = key if held != record else copy.key
    copy.owner_id, copy.record_id, copy.accession_number, copy.call_number = owner, held, number, call_number
    copy.save(update_fields=("key", "owner", "record", "accession_number", "call_number"))
    _count([(copy, record, held)])
    audit.record(
        actor=actor, at=at, action="copy.taken_back", thing=copy, before=before,
        after={"owner": owner, "record": held}, reason=reason,
    )  # fmt: skip


def _count(moved: Sequence[tuple[Copy, int, int]]) -> None:
    """The records' sums follow copies that are not withdrawn, from a record to another; the index is told of them."""
    sums: dict[int, list[int]] = {}
    for copy, from_record, to_record in moved:
        for record, by in ((from_record, -1), (to_record, 1)) if from_record != to_record else ():
            change = sums.setdefault(record, [0, 0])
            change[0] += by
            change[1] += by * (copy.status == FREE)
    copies.add_to_sums(sums)
    touched = {record for _copy, *both in moved for record in both}
    indexing.note({title for (title,) in store.rows_where(SourceRecord, "title_id", "id", sorted(touched))})


def _keys(records: Collection[int]) -> dict[int, set[str]]:
    """What tells the copies of each record from their sisters."""
    found: dict[int, set[str]] = {record: set() for record in records}
    for record, key in store.rows_where(Copy, "record_id, key", "record_id", sorted(records)):
        found[record].add(key)
    return found


def _rank(taken: set[str]) -> str:
    rank = len(taken) + 1
    while f"#{rank}" in taken:
        rank += 1
    return f"#{rank}"
