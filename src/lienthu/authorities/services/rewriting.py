"""Writing a heading's form into records, by the catalogue's own way: each a new version with its reason."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.authorities.models import Change, Heading, RewrittenRecord
from lienthu.authorities.queries.effects import records_to_rewrite
from lienthu.authorities.services import harvest
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.errors import RecordRefused
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services.records import save_record
from lienthu.lib.marc import headings
from lienthu.lib.marc.headings import Form
from lienthu.lib.marc.record import Record

SLICE = 20  # records to a transaction
State = RewrittenRecord.State
WRITTEN: dict[str, str] = {
    Change.Kind.CORRECTION: "record.heading_corrected",
    Change.Kind.MERGE: "record.heading_merged",
}
T = TypeVar("T")

Progress = Callable[[int, int], None]  # records done, records in all
Fields = list[tuple[str, str, str]]  # tag, before, after


def rewrite(*, change: Change, at: datetime, progress: Progress | None = None) -> Mapping[str, object]:
    """Write the kept form into the records that the change reaches and that do not have it yet."""
    harvest.catch_up()
    old = {(one.kind, headings.unpack(one.form)) for one in _forms(change)}
    waiting = list(records_to_rewrite(change).order_by("pk").values_list("pk", flat=True))
    done = 0
    for some in _slices(waiting):
        with transaction.atomic():
            for number in some:
                _rewrite_one(change, number, old, at)
        done += len(some)
        if progress:
            progress(done, len(waiting))
    harvest.catch_up()
    return _summary(change)


def write_back(*, change: Change, at: datetime, progress: Progress | None = None) -> Mapping[str, object]:
    """Write what stood there before into the records that the change has rewritten."""
    waiting = list(change.records.filter(state=State.DONE).order_by("pk"))
    done = 0
    for some in _slices(waiting):
        with transaction.atomic():
            for row in some:
                _back_one(change, row, at)
        done += len(some)
        if progress:
            progress(done, len(waiting))
    harvest.catch_up()
    return _summary(change)


def _slices(items: list[T]) -> Iterator[list[T]]:
    everyone = iter(items)
    while some := list(islice(everyone, SLICE)):
        yield some


def _forms(change: Change) -> list[Heading]:
    return list(Heading.objects.filter(pk__in=[change.moved_id, *change.redirects]))


def in_form(record: Record, old: set[tuple[str, Form]], new: Heading) -> tuple[Record, Fields]:
    """The record with the headings `old` in the form `new`, and the fields that this changes."""
    form = headings.unpack(new.form)
    fields = list(record.fields)
    done: set[int] = set()  # a field that goes with its subdivisions is not looked at for its first part
    for found in (*headings.subdivided_of(record), *headings.headings_of(record)):
        if (found.kind, found.form) in old and found.at not in done:
            tag, content = fields[found.at]
            fields[found.at] = (tag, headings.rewritten(tag, content, found.form, form, new.link))
            if headings.is_subdivided(found.form):
                done.add(found.at)
    pairs = zip(record.fields, fields, strict=True)
    changed = [(tag, before, after) for (tag, before), (_tag, after) in pairs if before != after]
    return Record(record.leader, fields), changed


def _rewrite_one(change: Change, number: int, old: set[tuple[str, Form]], at: datetime) -> None:
    source = SourceRecord.objects.select_for_update(of=("self",)).select_related("library").get(pk=number)
    record, changed = in_form(catalogue.marc_view(number), old, change.kept)
    if not changed:
        return
    reason = _("heading: %(old)s → %(new)s") % {"old": change.moved.text, "new": change.kept.text}
    row = RewrittenRecord(change=change, record=source, state=State.DONE, fields=changed)
    row.note = _saved(source, record, change.actor, at, WRITTEN[change.kind], reason)
    row.state = State.REFUSED if row.note else State.DONE
    row.save()


def _saved(source: SourceRecord, record: Record, actor: User | None, at: datetime, action: str, reason: str) -> str:
    """ "" when the record was saved, else why not."""
    try:
        save_record(
            library=source.library, record=record, actor=actor, at=at, of=source, version=source.version,
            action=action, reason=reason,
        )  # fmt: skip
    except RecordRefused as refusal:
        return str(refusal)
    return ""


def _back_one(change: Change, row: RewrittenRecord, at: datetime) -> None:
    source = SourceRecord.objects.select_for_update(of=("self",)).select_related("library").get(pk=row.record_id)
    record = catalogue.marc_view(source.pk)
    fields = list(record.fields)
    left = 0
    for tag, before, after in row.fields:
        if (tag, after) in fields:
            fields[fields.index((tag, after))] = (tag, before)
        else:
            left += 1
    row.state = State.LEFT if left else State.BACK
    if fields != record.fields:
        reason = _("heading undone: %(new)s → %(old)s") % {"old": change.moved.text, "new": change.kept.text}
        row.note = _saved(source, Record(record.leader, fields), change.undone_by, at, "record.heading_back", reason)
        row.state = State.REFUSED if row.note else row.state
    row.save(update_fields=["state", "note"])


def _summary(change: Change) -> dict[str, object]:
    states = list(change.records.values_list("state", flat=True))
    return {state.value: states.count(state) for state in State}
