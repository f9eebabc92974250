"""What comes in, in one step: copies with accession numbers, call numbers suggested, labels queued, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.queries.titles import marc_views
from lienthu.catalogue.services import records
from lienthu.cataloguing.models import AccessionSeries, Source
from lienthu.cataloguing.services import copies
from lienthu.cataloguing.services.call_numbers import suggest
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site
from lienthu.lib.marc.drafting import draft
from lienthu.lib.marc.record import Record
from lienthu.stock.errors import AcquisitionRefused
from lienthu.stock.models import Acquisition, Line
from lienthu.stock.services.acquisitions import set_state

# Fields of another library's record that say nothing of the book: its numbers, its copies, its own notes.
LOCAL = ("001", "003", "005", "035", "040", "852", "876", "877", "878")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What is said once of everything that comes in together; `counts`: key of a line → copies of it."""

    counts: Mapping[int, int]
    on: date
    series: AccessionSeries
    site: Site | None = None
    document: str = ""
    document_on: date | None = None
    in_process: bool = False


class Received(NamedTuple):
    """The copies that came in, the records that were made for them, and numbers that were jumped over."""

    copies: list[Copy]
    records: list[SourceRecord]
    jumped: list[str]


@transaction.atomic
def receive(*, acquisition: Acquisition, delivery: Delivery, actor: User | None, at: datetime) -> Received:
    """Take books in. All of the delivery, or nothing.

    Raises AcquisitionRefused for more copies than were asked for, none at all, or an order that is closed;
    EntryRefused and SeriesRefused (cataloguing) as adding copies does.
    """
    held = Acquisition.objects.select_for_update().select_related("library", "partner").get(pk=acquisition.pk)
    if held.state not in {Acquisition.State.DRAFT, Acquisition.State.PLACED}:
        raise AcquisitionRefused("closed", _("This is closed. Begin another one."))
    lines = {line.pk: line for line in Line.objects.select_for_update().filter(acquisition=held)}
    counts = {key: count for key, count in delivery.counts.items() if count}
    if not counts or not set(counts) <= set(lines):
        raise AcquisitionRefused("nothing", _("Say of at least one book how many copies have come."))
    received = Received([], [], [])
    for key in sorted(counts):
        _receive_line(held, lines[key], counts[key], delivery, received, actor, at)
    after = {"copies": len(received.copies), "document": delivery.document}
    audit.record(actor=actor, at=at, action=f"{held.kind}.came", thing=held, before=None, after=after)
    if all(line.received == line.quantity for line in lines.values()):
        set_state(held, Acquisition.State.RECEIVED, actor=actor, at=at)
    elif held.state == Acquisition.State.DRAFT:
        set_state(held, Acquisition.State.PLACED, actor=actor, at=at)
    return received


def _receive_line(
    held: Acquisition,
    line: Line,
    count: int,
    delivery: Delivery,
    received: Received,
    actor: User | None,
    at: datetime,
) -> None:
    if not 0 < count <= line.missing:
        message = _("Of “%(title)s” %(missing)d copies are still to come; %(count)d cannot be taken in.")
        values = {"title": line.title, "missing": line.missing, "count": count}
        raise AcquisitionRefused("too_many", message % values, line=line.pk)
    if line.record is None:
        line.record = _record_for(held.library, line, actor, at)
        received.records.append(line.record)
    gift = held.kind == Acquisition.Kind.GIFT
    entry = copies.Entry(
        on=delivery.on, series=delivery.series, count=count, site=delivery.site, price=line.price,
        call_number=suggest(record=line.record, library=held.library).call_number,
        source=Source.GIFT if gift else Source.PURCHASE, from_whom=held.partner.name,
        document=delivery.document, document_on=delivery.document_on,
        status=Copy.Status.IN_PROCESS if delivery.in_process else Copy.Status.AVAILABLE,
    )  # fmt: skip
    added = copies.add(record=line.record, library=held.library, entry=entry, actor=actor, at=at)
    received.copies.extend(added.copies)
    received.jumped.extend(added.jumped)
    line.received += count
    line.save(update_fields=["received", "record"])


def _record_for(library: Organisation, line: Line, actor: User | None, at: datetime) -> SourceRecord:
    """The library's own record of a book: the one it has in the same title, else a new one."""
    if line.from_record is not None:
        return own_record(library, line.from_record, actor, at)
    return records.save_record(library=library, record=_described(line), actor=actor, at=at).source


def own_record(library: Organisation, source: SourceRecord, actor: User | None, at: datetime) -> SourceRecord:
    """The library's own record in the title of another's, taken over where it has none; the caller's transaction."""
    return own_records(library, [source], actor, at)[source.title_id]


def own_records(
    library: Organisation, sources: Sequence[SourceRecord], actor: User | None, at: datetime
) -> dict[int, SourceRecord]:
    """As `own_record` for many, by title: those that it has not come in together."""
    by_title = {source.title_id: source for source in sources}
    kept = SourceRecord.objects.filter(title__in=by_title, library=library, withdrawn_at=None)
    own = {each.title_id: each for each in kept.order_by("-pk")}  # of several in a title the first
    lacking = {title: source for title, source in by_title.items() if title not in own}
    theirs = marc_views([source.pk for source in lacking.values()])
    taken_over = [_taken_over(theirs[source.pk]) for source in lacking.values()]
    made = records.save_new(library=library, records=taken_over, actor=actor, at=at) if lacking else []
    return own | dict(zip(lacking, made, strict=True))


def _taken_over(theirs: Record) -> Record:
    """The other library's record without what is local to it."""
    return Record(theirs.leader, [field for field in theirs.fields if field[0] not in LOCAL and field[0][0] != "9"])


def _described(line: Line) -> Record:
    """A brief record of what the order says; a cataloguer completes it."""
    said = {"title": line.title, "author": line.author, "publisher": line.publisher, "year": line.year}
    said |= {"isbn": line.isbn, "language": "vie"}
    return draft({name: [value] for name, value in said.items() if value})
