"""Storing one batch of read records in one transaction: new, changed, withdrawn or as before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from lienthu.catalogue import store
from lienthu.catalogue.models import (
    Doubt,
    ImportRun,
    IndexTask,
    MatchKey,
    RecordVersion,
    SourceRecord,
    Title,
)
from lienthu.catalogue.reading import Row
from lienthu.catalogue.rules import Placement
from lienthu.catalogue.services import copies as copy_service
from lienthu.catalogue.services.grouping import Neighbourhood, prepared, remembered
from lienthu.lib import matching

RECORD_COLUMNS = (
    "id", "library_id", "control_number", "title_id", "grouped_by", "evidence", "joined_record", "facts", "digest",
    "version", "position", "run_id", "withdrawn_at", "copies_total", "copies_available",
)  # fmt: skip
CHANGED_COLUMNS = (
    "facts", "digest", "version", "position", "run_id", "withdrawn_at", "copies_total", "copies_available",
)  # fmt: skip
VERSION_COLUMNS = ("record_id", "number", "run_id", "position", "raw", "received_at")


@dataclass
class Counts:
    """The counters of an import, named as the command prints them."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0
    copies: int = 0
    titles_new: int = 0
    titles_joined: int = 0
    titles_unsure: int = 0


class Stored(NamedTuple):
    """What is stored of a record, as far as an import must know it."""

    id: int
    control_number: str
    title: int
    digest: bytes
    version: int
    position: int
    run: int
    withdrawn: bool
    by_person: bool


class Touched(NamedTuple):
    """The titles that one transaction touched, and those among them that it founded."""

    titles: set[int]
    founded: set[int]


@dataclass
class Batch:
    """The state that batches of one file share."""

    run: ImportRun
    places: dict[str, int]  # the member's place code → organisation
    same_file: frozenset[int]  # runs of this very file, this one included
    empty: bool  # the library had no record when the run began
    at: datetime
    states_copies: bool = True  # False: by hand, where copies are looked after apart from the record
    counts: Counts = field(default_factory=Counts)
    crowded: set[int] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)


@transaction.atomic
def store_batch(*, batch: Batch, rows: Sequence[Row]) -> None:
    """Store the rows, group them and note the touched titles for the index, all or nothing."""
    store.lock_grouping()
    for wave in _waves(rows):
        _store_wave(batch, wave)


def _waves(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows in order, cut where a control number comes again: the later one must find the earlier one stored."""
    wave: list[Row] = []
    numbers: set[str] = set()
    for row in rows:
        if row.control_number in numbers:
            yield wave
            wave, numbers = [], set()
        numbers.add(row.control_number)
        wave.append(row)
    if wave:
        yield wave


def _store_wave(batch: Batch, rows: list[Row]) -> None:
    stored = _stored(batch, [row.control_number for row in rows])
    batch.seen.update(row.control_number for row in rows)
    fresh: list[Row] = []
    changed: list[tuple[Row, Stored]] = []
    counts = batch.counts
    for row in rows:
        before = stored.get(row.control_number)
        if before is None:
            fresh.append(row)
        elif _is_as_before(batch, row, before):
            counts.unchanged += 1
        else:
            changed.append((row, before))
    near = Neighbourhood([row.keys for row in [*fresh, *(row for row, _ in changed)]], batch.crowded)
    touched = Touched(set(), set())
    if fresh:
        _store_new(batch, fresh, near, touched)
    if changed:
        _store_changes(batch, changed, near, touched)
    if touched.titles:
        IndexTask.objects.create(titles=sorted(touched.titles), founded=sorted(touched.founded))


def _stored(batch: Batch, numbers: list[str]) -> dict[str, Stored]:
    if batch.empty:
        numbers = [number for number in numbers if number in batch.seen]
    columns = "id, control_number, title_id, digest, version, position, run_id, withdrawn_at, grouped_by"
    rows = store.rows_where(
        SourceRecord, columns, "control_number", numbers, f"AND library_id = {int(batch.run.library_id)}"
    )
    person = SourceRecord.GroupedBy.PERSON
    return {
        row[1]: Stored(
            row[0], row[1], row[2], bytes(row[3]), row[4], row[5], row[6], row[7] is not None, row[8] == person
        )
        for row in rows
    }


def _is_as_before(batch: Batch, row: Row, before: Stored) -> bool:
    """Nothing to store: the same content in the same state, or an earlier entry of a file whose later one is stored.

    Some systems write a record twice into one file; the last counts. Loading that file again must not
    swing back and forth between the two.
    """
    if row.digest == before.digest and row.deleted == before.withdrawn:
        return True
    return before.run in batch.same_file and before.position > row.position


def _store_new(batch: Batch, rows: list[Row], near: Neighbourhood, touched: Touched) -> None:
    counts, run, at = batch.counts, batch.run, connection.ops.adapt_datetimefield_value(batch.at)
    records = store.new_ids(SourceRecord, len(rows))
    numbers = iter(store.new_ids(Title, len(rows)))
    founded: list[tuple[int]] = []
    record_rows: list[tuple[Any, ...]] = []
    doubts: list[tuple[Any, ...]] = []
    library, run_id = run.library_id, run.pk
    for record, row in zip(records, rows, strict=True):
        placement = near.place(row.prepared, row.keys)
        title = placement.title
        if title is None:
            title = next(numbers)
            founded.append((title,))
        near.add(record, title, row.prepared, row.keys)
        remembered.put(row.digest, row.prepared)
        touched.titles.add(title)
        total, available = copy_service.sums(row.copies)
        record_rows.append(
            (
                record, library, row.control_number, title, int(placement.title is not None), placement.evidence,
                placement.joined, row.facts, row.digest, 1, row.position, run_id, at if row.deleted else None, total,
                available,
            )
        )  # fmt: skip
        if placement.doubts:
            doubts.extend((record, doubt.record, doubt.evidence, Doubt.State.OPEN.value) for doubt in placement.doubts)
        _count_placement(counts, placement)
        counts.withdrawn += row.deleted
        counts.copies += total
    touched.founded.update(number for (number,) in founded)
    store.insert(Title, ("id",), founded)
    counts.new += len(rows) - sum(row.deleted for row in rows)
    store.insert(SourceRecord, RECORD_COLUMNS, record_rows)
    store.insert(
        RecordVersion,
        VERSION_COLUMNS,
        [(record, 1, run.pk, row.position, row.raw, at) for record, row in zip(records, rows, strict=True)],
    )
    store.insert(
        MatchKey,
        ("key", "record_id"),
        # In the order of the index: each of its pages is looked up and changed once.
        sorted((key, record) for record, row in zip(records, rows, strict=True) for key in row.keys),
    )
    store.insert(Doubt, ("record_id", "other_id", "evidence", "state"), doubts)
    copy_service.add_new(zip(records, (row.copies for row in rows), strict=True), library=library, places=batch.places)


def _count_placement(counts: Counts, placement: Placement) -> None:
    if placement.title is not None:
        counts.titles_joined += 1
    elif placement.doubts:
        counts.titles_unsure += 1
    else:
        counts.titles_new += 1


def _store_changes(batch: Batch, changed: list[tuple[Row, Stored]], near: Neighbourhood, touched: Touched) -> None:
    """Further versions of stored records; each keeps its title unless its facts no longer belong there."""
    counts, run_id, at = batch.counts, batch.run.pk, connection.ops.adapt_datetimefield_value(batch.at)
    described = {before.id: before.digest for row, before in changed if row.digest != before.digest}
    keys_before = {record: matching.keys(matching.unpack(packed)) for record, packed in prepared(described).items()}
    doubted = set(Doubt.objects.filter(record_id__in=keys_before).values_list("record_id", flat=True))
    # Copies before their records: the lock order of the house.
    stated = {before.id: row.copies for row, before in changed}
    if batch.states_copies:
        sums = copy_service.replace(stated=stated, library=batch.run.library_id, places=batch.places)
    else:
        kept = SourceRecord.objects.filter(pk__in=stated).values_list("pk", "copies_total", "copies_available")
        sums = {record: (total, available) for record, total, available in kept}
    record_rows: list[tuple[Any, ...]] = []
    old_keys: list[tuple[int, int]] = []
    new_keys: list[tuple[int, int]] = []
    for row, before in changed:
        total, available = sums[before.id]
        record_rows.append(
            (
                row.facts, row.digest, before.version + 1, row.position, run_id, at if row.deleted else None, total,
                available, before.id,
            )
        )  # fmt: skip
        touched.titles.add(before.title)
        if before.id in keys_before:
            keys = keys_before[before.id]
            old_keys += [(key, before.id) for key in keys if key not in row.keys]
            new_keys += [(key, before.id) for key in row.keys if key not in keys]
            near.forget(before.id, keys)
            title = before.title
            if not before.by_person:
                title = _regroup(row, before, near, touched, doubted=before.id in doubted)
                touched.titles.add(title)
            near.add(before.id, title, row.prepared, row.keys)
            remembered.put(row.digest, row.prepared)
        counts.copies += total
        if row.deleted and not before.withdrawn:
            counts.withdrawn += 1
        else:
            counts.updated += 1
    store.update(SourceRecord, CHANGED_COLUMNS, record_rows)
    store.insert(
        RecordVersion,
        VERSION_COLUMNS,
        [(before.id, before.version + 1, run_id, row.position, row.raw, at) for row, before in changed],
    )
    store.delete(MatchKey, ("key", "record_id"), old_keys)
    store.insert(MatchKey, ("key", "record_id"), sorted(new_keys))


def _regroup(row: Row, before: Stored, near: Neighbourhood, touched: Touched, *, doubted: bool) -> int:
    """The title of a changed record that no person has placed; `doubted`: a question stands or stood about it.

    It stays while it still goes with a sister record there, or has none and joins nothing else; it founds a
    title when it has sisters and goes with none of them.
    """
    placement = near.place(row.prepared, row.keys, except_record=before.id)
    if doubted or placement.doubts:
        _settle_doubts(before.id, placement)
    if placement.title == before.title:
        return before.title
    sisters = SourceRecord.objects.filter(title_id=before.title).exclude(pk=before.id)
    has_sisters = sisters.exists()
    if placement.title is None and not has_sisters:
        return before.title
    if placement.title is None:
        keeps = {doubt.record for doubt in placement.doubts}
        if sisters.filter(pk__in=keeps).exists():
            return before.title
        title = Title.objects.create()
        touched.founded.add(title.pk)
        how = SourceRecord.GroupedBy.FOUNDED
    else:
        title = Title.objects.get(pk=placement.title)
        how = SourceRecord.GroupedBy.RULE
    SourceRecord.objects.filter(pk=before.id).update(
        title=title, grouped_by=how, evidence=placement.evidence, joined_record=placement.joined
    )
    if not has_sisters:
        # The number that is left without records leads to the one that took the last of them.
        Title.objects.filter(pk=before.title).update(merged_into=title)
        Title.objects.filter(merged_into_id=before.title).update(merged_into=title)
    return title.pk


def _settle_doubts(record: int, placement: Placement) -> None:
    """Questions that the change answered are closed; the ones that it raises are asked, each once."""
    keeps = {doubt.record: doubt.evidence for doubt in placement.doubts}
    for doubt in Doubt.objects.filter(record_id=record, state=Doubt.State.OPEN):
        if doubt.other_id not in keeps:
            doubt.state = Doubt.State.SETTLED
            doubt.save(update_fields=["state"])
    asked = set(Doubt.objects.filter(record_id=record).values_list("other_id", flat=True))
    Doubt.objects.bulk_create(
        Doubt(record_id=record, other_id=other, evidence=evidence)
        for other, evidence in keeps.items()
        if other not in asked
    )
