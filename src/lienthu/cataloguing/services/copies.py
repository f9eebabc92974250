"""Copies entered by hand: numbered, registered, counted in the ledger, queued for their labels; and corrected later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import entered
from lienthu.cataloguing.errors import EntryRefused
from lienthu.cataloguing.models import Accession, AccessionSeries, Source
from lienthu.cataloguing.services import accessions, labels
from lienthu.cataloguing.services.call_numbers import rules_of
from lienthu.common import audit
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.lib.shelving.numbers import LONGEST

MOST_EXPENSIVE = 10**12  # đồng


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is said once of copies that are entered together.

    Either `series` and `count`, or `numbers` as they stand on the books. `barcodes`, where they are not the accession
    numbers, are as many as the copies. `price` is that of one copy in đồng; None: not known.
    """

    on: date
    series: AccessionSeries | None = None
    count: int = 1
    numbers: Sequence[str] = ()
    barcodes: Sequence[str] = ()
    call_number: str = ""
    site: Site | None = None
    shelf: str = ""
    status: Copy.Status = Copy.Status.AVAILABLE
    source: Source = Source.PURCHASE
    from_whom: str = ""
    document: str = ""
    document_on: date | None = None
    price: int | None = None
    note: str = ""
    with_labels: bool = True


@dataclass(frozen=True)
class Added:
    """The copies with the lines of the register, in the same order, and the numbers that were jumped over."""

    copies: list[Copy]
    lines: list[Accession]
    jumped: list[str]


@transaction.atomic
def add(*, record: SourceRecord, library: Organisation, entry: Entry, actor: User | None, at: datetime) -> Added:
    """Enter copies that `library` owns of a record of its own, or of a library above it.

    Raises EntryRefused, SeriesRefused (no numbers to be had) or CopyRefused (catalogue).
    """
    _check(record, library, entry, at)
    drawn = _drawn(library, entry, actor, at)
    numbers = [number for _ordinal, number in drawn.numbers]
    barcodes = _barcodes(library, entry, numbers)
    copies = entered.add(
        record=record,
        copies=[
            entered.NewCopy(
                owner=library, assigned=entry.site, barcode=barcode, accession_number=number,
                call_number=entry.call_number, shelf=entry.shelf, status=entry.status, note=entry.note,
            )
            for number, barcode in zip(numbers, barcodes, strict=True)
        ],
    )  # fmt: skip
    lines = [
        Accession(
            owner=library, number=number, copy=copy, series=drawn.series, year=drawn.year,
            ordinal=ordinal, entered_on=entry.on, source=entry.source, from_whom=entry.from_whom,
            document=entry.document, document_on=entry.document_on, price=entry.price,
        )
        for (ordinal, number), copy in zip(drawn.numbers, copies, strict=True)
    ]  # fmt: skip
    Accession.objects.bulk_create(lines)
    for copy, line in zip(copies, lines, strict=True):
        audit.record(actor=actor, at=at, action="copy.added", thing=copy, before=None, after=_state(copy, line))
    _count(record, copies, entry, actor, at)
    if entry.with_labels:
        labels.queue(library=library, copies=copies, actor=actor, at=at)
    return Added(copies, lines, drawn.jumped)


def _check(record: SourceRecord, library: Organisation, entry: Entry, at: datetime) -> None:
    if record.library_id != library.pk and record.library_id not in federation.line_of(library, timezone.localdate(at)):
        message = _("This record belongs to another library. Take it over into your own catalogue first.")
        raise EntryRefused("foreign_record", message, record=record.pk)
    if entry.site is not None and entry.site.organisation_id != library.pk:
        raise EntryRefused("foreign_site", _("The place belongs to another library."))
    if entry.series is not None and entry.series.library_id != library.pk:
        raise EntryRefused("foreign_series", _("The series of numbers belongs to another library."))
    if entry.on > timezone.localdate(at):
        raise EntryRefused("future", _("The day of entry lies in the future."))
    if entry.price is not None and not 0 <= entry.price <= MOST_EXPENSIVE:
        raise EntryRefused("price", _("Write the price of one copy in whole đồng, such as 85000."))
    if (entry.series is None) == (not entry.numbers):
        raise EntryRefused("numbers", _("Choose a series of accession numbers, or type the numbers."))


@dataclass(frozen=True)
class _Numbers:
    series: AccessionSeries | None
    year: int
    numbers: list[tuple[int | None, str]]
    jumped: list[str]


def _drawn(library: Organisation, entry: Entry, actor: User | None, at: datetime) -> _Numbers:
    """Numbers from the series, or those that were typed, each checked to be free."""
    if entry.series is not None:
        drawn = accessions.draw(series=entry.series, count=entry.count, on=entry.on, actor=actor, at=at)
        return _Numbers(drawn.series, drawn.year, [*drawn.numbers], drawn.jumped)
    typed = [number.strip() for number in entry.numbers]
    if len(typed) > accessions.MOST_AT_ONCE:
        message = _("Between 1 and %(most)d copies can be entered at once.") % {"most": accessions.MOST_AT_ONCE}
        raise EntryRefused("too_many", message)
    wrong = [number for number in typed if not number or len(number) > LONGEST]
    if wrong:
        message = _("An accession number has 1 to %(most)d characters; “%(number)s” has not.")
        raise EntryRefused("number_length", message % {"most": LONGEST, "number": wrong[0][:60]})
    _refuse_repeats(typed)
    if taken := accessions.taken_among(library.pk, typed):
        message = _("A copy of this library has the number %(number)s already.") % {"number": min(taken)}
        raise EntryRefused("number_taken", message, numbers=sorted(taken))
    return _Numbers(None, 0, [(None, number) for number in typed], [])


def _refuse_repeats(values: Sequence[str]) -> None:
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise EntryRefused("number_twice", _("The number %(number)s was given twice.") % {"number": twice})


def _barcodes(library: Organisation, entry: Entry, numbers: Sequence[str]) -> list[str]:
    if not entry.barcodes:
        return list(numbers) if rules_of(library).barcode_is_number else [""] * len(numbers)
    if len(entry.barcodes) != len(numbers):
        message = _("%(barcodes)d barcodes were given for %(copies)d copies. Scan one barcode for each copy.")
        raise EntryRefused("barcodes", message % {"barcodes": len(entry.barcodes), "copies": len(numbers)})
    _refuse_repeats(entry.barcodes)
    if taken := accessions.taken_among(library.pk, entry.barcodes):
        message = _("A copy of this library has the barcode %(number)s already.") % {"number": min(taken)}
        raise EntryRefused("barcode_taken", message)
    return list(entry.barcodes)


def _count(record: SourceRecord, copies: Sequence[Copy], entry: Entry, actor: User | None, at: datetime) -> None:
    """In the ledger: copies added, each with the copy as its evidence; gifts counted once more as received."""
    material = facts_from_json(record.facts).kind
    kinds = [Kind.COPY_ADDED] + ([Kind.GIFT_RECEIVED] if entry.source == Source.GIFT else [])
    ledger.append_all(
        [
            ledger.Activity(
                kind=kind, at=at, owner=copy.owner_id, host=copy.owner_id, site=copy.assigned_id or 0,
                material=material, thing=copy,
            )
            for kind in kinds
            for copy in copies
        ],
        actor=actor,
    )  # fmt: skip


CHANGED_OF_COPY = ("call_number", "shelf", "note", "barcode")
CHANGED_OF_LINE = ("source", "from_whom", "document", "document_on", "price", "remark")


@transaction.atomic
def change(*, copy: Copy, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Copy:
    """Correct what is said of a copy and of its line in the register (CHANGED_OF_COPY, CHANGED_OF_LINE).

    Its number stays: a wrong number is withdrawn with its copy. Raises EntryRefused.
    """
    before_copy = Copy.objects.select_related("accession").get(pk=copy.pk)
    line = Accession.objects.select_for_update().filter(copy=copy).first()
    before = _state(before_copy, line)
    barcode = facts.get("barcode", before_copy.barcode)
    if barcode and barcode != before_copy.barcode:
        others = Copy.objects.filter(owner_id=copy.owner_id).exclude(pk=copy.pk)
        if others.filter(barcode=barcode).exists() or others.filter(accession_number=barcode).exists():
            message = _("A copy of this library has the barcode %(number)s already.") % {"number": barcode}
            raise EntryRefused("barcode_taken", message)
    price = facts.get("price")
    if price is not None and not 0 <= price <= MOST_EXPENSIVE:
        raise EntryRefused("price", _("Write the price of one copy in whole đồng, such as 85000."))
    held = entered.describe(copy=copy, facts={name: facts[name] for name in CHANGED_OF_COPY if name in facts})
    if line is not None:
        for name in CHANGED_OF_LINE:
            if name in facts:
                setattr(line, name, facts[name])
        line.save()
    after = _state(held, line)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        audit.record(
            actor=actor, at=at, action="copy.changed", thing=held,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
    return held


def _state(copy: Copy, line: Accession | None) -> dict[str, object]:
    state: dict[str, object] = {
        "accession_number": copy.accession_number,
        **{name: getattr(copy, name) for name in CHANGED_OF_COPY},
    }
    if line is not None:
        state |= {name: getattr(line, name) for name in CHANGED_OF_LINE}
    return state
