"""Copies that a librarian enters or corrects here, beside those that members' files state (`copies`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lienthu.catalogue.errors import CopyRefused
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.copies import FREE, GONE, lock
from lienthu.federation.models import Organisation, Site

DESCRIBED = ("barcode", "accession_number", "call_number", "shelf", "note")


@dataclass(frozen=True, kw_only=True)
class NewCopy:
    """A copy that is entered here: it belongs to its owner, who has charge of it where it is assigned."""

    owner: Organisation
    assigned: Site | None = None
    barcode: str = ""
    accession_number: str = ""
    call_number: str = ""
    shelf: str = ""
    status: Copy.Status = Copy.Status.AVAILABLE  # on loan: so says the library's old system, no loan of ours
    note: str = ""


@transaction.atomic
def add(*, record: SourceRecord, copies: Sequence[NewCopy]) -> list[Copy]:
    """Store copies of a record, and keep the record's sums and the index in step; files of its library leave them.

    Raises CopyRefused when two copies of the record would have the same barcode or accession number, or when the
    record is withdrawn.
    """
    rows = add_many(copies=[(record.pk, new) for new in copies])
    transaction.on_commit(indexing.drain_soon, robust=True)
    return rows


@transaction.atomic
def add_many(*, copies: Sequence[tuple[int, NewCopy]]) -> list[Copy]:
    """As `add`, for copies of many records (by key) at once, in a few statements; the caller drains the index."""
    held = SourceRecord.objects.select_for_update().order_by("pk").in_bulk({record for record, _new in copies})
    taken: dict[int, set[str]] = {record: set() for record in held}
    for record, key in Copy.objects.filter(record__in=held).order_by().values_list("record", "key"):
        taken[record].add(key)
    rows = [_row(held[record], new, taken[record]) for record, new in copies]
    Copy.objects.bulk_create(rows, batch_size=500)
    by_sums: dict[tuple[int, int], list[int]] = {}
    counted = {record: [0, 0] for record in held}
    for row in rows:
        counted[row.record_id][0] += row.status != GONE
        counted[row.record_id][1] += row.status == FREE
    for record, (total, available) in counted.items():
        by_sums.setdefault((total, available), []).append(record)
    for (total, available), records in by_sums.items():
        SourceRecord.objects.filter(pk__in=records).update(
            copies_total=F("copies_total") + total, copies_available=F("copies_available") + available
        )
    indexing.note({each.title_id for each in held.values()})
    return rows


def _row(held: SourceRecord, new: NewCopy, taken: set[str]) -> Copy:
    if held.withdrawn_at is not None:
        raise CopyRefused("record_withdrawn", _("This record was withdrawn; copies cannot be added to it."))
    key = new.barcode or new.accession_number or _rank(taken)
    if key in taken:
        message = _("This record already has a copy with the number %(number)s.") % {"number": key}
        raise CopyRefused("number_taken", message, number=key)
    taken.add(key)
    return Copy(
        record=held, key=key, owner=new.owner, custodian=new.owner, assigned=new.assigned, place=new.assigned,
        barcode=new.barcode, accession_number=new.accession_number, call_number=new.call_number,
        shelf=new.shelf, status=new.status, status_kept_here=new.status != Copy.Status.ON_LOAN, note=new.note,
        by_hand=True,
    )  # fmt: skip


def _rank(taken: set[str]) -> str:
    """The first rank ("#1") that no copy of the record has."""
    rank = 1
    while f"#{rank}" in taken:
        rank += 1
    return f"#{rank}"


@transaction.atomic
def describe(*, copy: Copy, facts: Mapping[str, str]) -> Copy:
    """Change descriptive facts (DESCRIBED) of a copy; from then on files of its library leave the copy alone.

    Its key stays what it was: it tells the copy from its sisters for ever. Nothing that the index shows changes.
    """
    if stray := sorted(set(facts) - set(DESCRIBED)):
        raise ValueError(f"{stray[0]} is no descriptive fact of a copy")
    held = lock(copy.pk)
    for name, value in facts.items():
        setattr(held, name, value)
    held.by_hand = True
    held.save(update_fields=[*facts, "by_hand"])
    return held


@transaction.atomic
def settle(*, copies: Collection[int], site: Site) -> int:
    """Say where copies of the site's library stand that nobody has given a place yet; returns how many.

    A first place is no move: nothing was known before it.
    """
    rows = Copy.objects.filter(pk__in=copies, custodian=site.organisation_id, assigned=None, place=None)
    return rows.filter(moves=None).update(assigned=site, place=site)
