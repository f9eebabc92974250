"""The first of the four facts of a copy: who owns it. Only a gift or an exchange changes it here.

The row goes to the new owner with everything that happened to it. In its place stays a withdrawn row with the old
number, so that the former owner's register keeps its line and a later file of theirs does not bring the copy back.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Model

from lienthu.catalogue.models import Copy, CopyMove, SourceRecord
from lienthu.catalogue.services import copies, indexing
from lienthu.catalogue.services.copies import FREE, Whereabouts
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site


@transaction.atomic
def hand_over(
    *,
    copy: Copy,
    owner: Organisation,
    record: SourceRecord,
    site: Site | None,
    cause: CopyMove.Cause,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    thing: Model | None = None,
) -> Copy:
    """Make `owner` the owner of a copy that is locked: under its `record`, in its charge, at its site.

    Returns what stays with the former owner. Raises CopyChanged when the copy is no longer where `copy` says.
    """
    former, former_record, key = copy.owner_id, copy.record_id, copy.key
    copies.move(
        copy=copy, to=Whereabouts(owner.pk, *(2 * (site.pk if site else None,))), cause=cause, actor=actor, at=at,
        reason=reason, thing=thing,
    )  # fmt: skip
    number = copy.accession_number
    copy.key = _free_key(copy, record)
    copy.owner, copy.record, copy.accession_number, copy.by_hand = owner, record, "", True
    copy.save(update_fields=("key", "owner", "record", "accession_number", "by_hand"))
    left = Copy.objects.create(
        record_id=former_record, key=key if former_record != record.pk else _rank(record), owner_id=former,
        custodian_id=former, accession_number=number, call_number=copy.call_number, shelf=copy.shelf,
        status=Copy.Status.WITHDRAWN, status_kept_here=True, by_hand=True, note=reason,
    )  # fmt: skip
    _count(copy, former_record, record.pk)
    audit.record(
        actor=actor, at=at, action="copy.handed_over", thing=copy, before={"owner": former, "record": former_record},
        after={"owner": owner.pk, "record": record.pk}, reason=reason,
    )  # fmt: skip
    return left


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
    _count(copy, record, held)
    audit.record(
        actor=actor, at=at, action="copy.taken_back", thing=copy, before=before,
        after={"owner": owner, "record": held}, reason=reason,
    )  # fmt: skip


def _count(copy: Copy, from_record: int, to_record: int) -> None:
    """The records' sums follow a copy that is not withdrawn; the index is told of both titles."""
    free = int(copy.status == FREE)
    for record, by in ((from_record, -1), (to_record, 1)) if from_record != to_record else ():
        SourceRecord.objects.filter(pk=record).update(
            copies_total=F("copies_total") + by, copies_available=F("copies_available") + by * free
        )
    records = SourceRecord.objects.filter(pk__in=(from_record, to_record))
    indexing.note(set(records.values_list("title_id", flat=True)))


def _free_key(copy: Copy, record: SourceRecord) -> str:
    """What tells the copy from its sisters under the record: its key, where none of them has it."""
    if copy.record_id == record.pk:
        return copy.key
    wanted = copy.barcode or ""
    taken = set(Copy.objects.filter(record=record).values_list("key", flat=True))
    return wanted if wanted and wanted not in taken else _rank(record)


def _rank(record: SourceRecord) -> str:
    taken = set(Copy.objects.filter(record=record).values_list("key", flat=True))
    rank = len(taken) + 1
    while f"#{rank}" in taken:
        rank += 1
    return f"#{rank}"
