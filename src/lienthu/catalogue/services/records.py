"""Records that a person saves: the way in of an import, for one record, with who did it and what it was before."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import chain, count
from typing import Literal, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import store
from lienthu.catalogue.errors import RecordChanged, RecordRefused
from lienthu.catalogue.models import ImportRun, SourceRecord
from lienthu.catalogue.queries.titles import marc_view
from lienthu.catalogue.reading import Row, rows_of
from lienthu.catalogue.services import indexing, match_keys
from lienthu.catalogue.services.storing import Batch, Counts, store_batch
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.lib.marc import canonical
from lienthu.lib.marc.copies import CopyMapping
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import Bad, Block
from lienthu.lib.marc.write import to_iso2709

FORMAT, ENCODING = "iso2709", "utf-8"
STAMP = "005"
NO_COPIES = CopyMapping("none", "\x00\x00\x00")  # no field of a record by hand states a copy


class Saved(NamedTuple):
    """The stored record, and what saving it did."""

    source: SourceRecord
    outcome: Literal["new", "updated", "unchanged"]


@transaction.atomic
def save_record(
    *,
    library: Organisation,
    record: Record,
    actor: User | None,
    at: datetime,
    of: SourceRecord | None = None,
    version: int = 0,
    action: str = "",
    reason: str = "",
) -> Saved:
    """Store a record of the library's own: a new one, or (`of`) the next version of one that is stored.

    It is grouped and indexed as an import would do it; its copies are left alone, whatever its fields say. A new
    record without a number (001) is given one; 005 says when. `version` is the one that the change began from.
    `action` is the audit's word where "record.created" or "record.revised" is not what happened.

    Raises RecordChanged when `of` has a later version, RecordRefused when the number is taken, was changed, or
    nothing can be read out of the record.
    """
    store.lock_grouping()
    before = _locked(of, library, version) if of is not None else None
    record = _numbered(record, library, before)
    row = _row(record)
    if before is not None and row.digest == bytes(before.digest) and row.deleted == (before.withdrawn_at is not None):
        return Saved(before, "unchanged")
    row = _row(_stamped(record, at, revised=before is not None))
    was = None if before is None else _state(before)
    batch = _begin(library, actor, at)
    store_batch(batch=batch, rows=[row])
    run = batch.run
    run.counts = {**asdict(batch.counts), "read": 1}
    run.save(update_fields=["counts"])
    source = SourceRecord.objects.get(library=library, control_number=row.control_number)
    audit.record(
        actor=actor,
        at=at,
        action=action or ("record.revised" if before else "record.created"),
        thing=source,
        before=was,
        after=_state(source),
        reason=reason,
    )
    if before is None:
        kind = facts_of(record).kind
        activity = ledger.Activity(
            kind=Kind.RECORD_CATALOGUED, at=at, owner=library.pk, host=library.pk, material=kind, thing=source
        )
        ledger.append(activity, actor=actor)
    transaction.on_commit(indexing.drain_soon, robust=True)
    return Saved(source, "updated" if before else "new")


@transaction.atomic
def save_new(
    *, library: Organisation, records: Sequence[Record], actor: User | None, at: datetime
) -> list[SourceRecord]:
    """As `save_record` for new records without a number (001) that come in together: one batch, stored in order."""
    store.lock_grouping()
    keys = store.new_ids(SourceRecord, len(records))
    numbered = [
        _with_number(record, _free_number(library, key), library) for record, key in zip(records, keys, strict=True)
    ]
    rows = [_row(_stamped(record, at, revised=False)) for record in numbered]
    if not rows:
        return []
    batch = _begin(library, actor, at)
    store_batch(batch=batch, rows=rows)
    batch.run.counts = {**asdict(batch.counts), "read": len(rows)}
    batch.run.save(update_fields=["counts"])
    stored = _by_number(library, rows)
    facts = [facts_of(record) for record in records]
    entries = [
        audit.entry(
            actor=actor, at=at, action="record.created", thing=source, before=None,
            after={"version": source.version, "title": said.title, "control_number": source.control_number},
        )
        for source, said in zip(stored, facts, strict=True)
    ]  # fmt: skip
    audit.save(entries)
    booked = [
        ledger.Activity(
            kind=Kind.RECORD_CATALOGUED, at=at, owner=library.pk, host=library.pk, material=said.kind, thing=source
        )
        for source, said in zip(stored, facts, strict=True)
    ]
    ledger.append_all(booked, actor=actor)
    transaction.on_commit(indexing.drain_soon, robust=True)
    return stored


def _by_number(library: Organisation, rows: Sequence[Row]) -> list[SourceRecord]:
    found = SourceRecord.objects.filter(library=library, control_number__in=[row.control_number for row in rows])
    by_number = {source.control_number: source for source in found}
    return [by_number[row.control_number] for row in rows]


@transaction.atomic
def withdraw(*, of: SourceRecord, version: int, reason: str, actor: User | None, at: datetime) -> Saved:
    """Take a record out of the catalogue; its versions stay, and saving one of them brings it back.

    Raises RecordRefused while it has copies or when it is withdrawn already, RecordChanged as `save_record` does.
    """
    held = _locked(of, of.library, version)
    if held.withdrawn_at is not None:
        raise RecordRefused("withdrawn", _("This record has been withdrawn already."))
    if held.copies_total:
        message = _("This record still has %(count)d copies. Withdraw or move the copies first.")
        raise RecordRefused("has_copies", message % {"count": held.copies_total})
    record = marc_view(held.pk)
    gone = Record(with_status(record.leader, "d"), record.fields)
    return save_record(
        library=of.library, record=gone, actor=actor, at=at, of=held, version=version, action="record.withdrawn",
        reason=reason,
    )  # fmt: skip


def with_status(leader: str, status: str) -> str:
    """The leader with another record status (05)."""
    leader = canonical.clean_leader(leader)
    return leader[:5] + status + leader[6:]


def _locked(of: SourceRecord, library: Organisation, version: int) -> SourceRecord:
    held = SourceRecord.objects.select_for_update(of=("self",)).select_related("library", "run").get(pk=of.pk)
    if held.library_id != library.pk:
        raise RecordRefused("another_library", _("A record can be changed only by its own library."))
    if held.version != version:
        message = _("Somebody else has saved this record meanwhile. Compare both and choose.")
        raise RecordChanged(message, record=held.pk, version=held.version)
    return held


def _numbered(record: Record, library: Organisation, before: SourceRecord | None) -> Record:
    """The record with the number that it is found again by; a withdrawn leader status is the caller's business."""
    number = canonical.control_number(record)
    if before is not None:
        if before.control_number.startswith("#") or len(before.control_number) > canonical.LONGEST_CONTROL_NUMBER:
            # Known by its content until now, which is about to change.
            return _renumbered(record, library, before)
        if number and number != before.control_number:
            message = _("The record's number (001) is %(number)s and cannot be changed.")
            raise RecordRefused("number_changed", message % {"number": before.control_number})
        return record if number else _with_number(record, before.control_number, library)
    if number:
        if SourceRecord.objects.filter(library=library, control_number=number).exists():
            message = _("Your library has a record with the number %(number)s already. Leave 001 empty for a new one.")
            raise RecordRefused("number_taken", message % {"number": number})
        return record
    return _with_number(record, _next_number(library), library)


def _renumbered(record: Record, library: Organisation, before: SourceRecord) -> Record:
    number = _next_number(library)
    SourceRecord.objects.filter(pk=before.pk).update(control_number=number)
    return _with_number(Record(record.leader, [each for each in record.fields if each[0] != "001"]), number, library)


def _next_number(library: Organisation) -> str:
    (key,) = store.new_ids(SourceRecord, 1)
    return _free_number(library, key)


def _free_number(library: Organisation, key: int) -> str:
    """A number that no record of the library has: LT and a next key of the table, which only ever grows."""
    plain = f"LT{key:08}"
    candidates = chain([plain], (f"{plain}-{again}" for again in count(2)))
    taken = SourceRecord.objects.filter(library=library)
    return next(number for number in candidates if not taken.filter(control_number=number).exists())


def _with_number(record: Record, number: str, library: Organisation) -> Record:
    rest = [field for field in record.fields if field[0] not in ("001", "003")]
    return Record(record.leader, [("001", number), ("003", library.code), *rest])


def _stamped(record: Record, at: datetime, *, revised: bool) -> Record:
    """With 005, date and time of the change (in the hub's own time), in its place; a new record becomes a corrected."""
    stamp = f"{timezone.localtime(at):%Y%m%d%H%M%S}.0"
    first = [field for field in record.fields if field[0] in ("001", "003")]
    rest = [field for field in record.fields if field[0] not in ("001", "003", STAMP)]
    leader = with_status(record.leader, "c") if revised and record.leader[5:6] == "n" else record.leader
    return Record(leader, [*first, (STAMP, stamp), *rest])


def _row(record: Record) -> Row:
    block = Block(FORMAT, ENCODING, 0, 1, to_iso2709(record), 0)
    found = rows_of(block, NO_COPIES)
    if len(found) != 1 or isinstance(found[0], Bad):
        reason = found[0].reason if found and isinstance(found[0], Bad) else ""
        raise RecordRefused("unreadable", reason or _("The record is empty: fill in at least the title."))
    return found[0]


def _begin(library: Organisation, actor: User | None, at: datetime) -> Batch:
    match_keys.note_rules()
    run = ImportRun.objects.create(
        library=library,
        kind=ImportRun.Kind.BY_HAND,
        file_name="",
        file_digest="",
        format=FORMAT,
        encoding=ENCODING,
        state=ImportRun.State.DONE,
        started_at=at,
        ended_at=at,
        actor=actor,
    )
    return Batch(
        run=run, places={}, same_file=frozenset(), empty=False, at=at, states_copies=False, counts=Counts()
    )  # fmt: skip


def _state(source: SourceRecord) -> dict[str, object]:
    shown = facts_of(marc_view(source.pk))
    return {"version": source.version, "title": shown.title, "control_number": source.control_number}
