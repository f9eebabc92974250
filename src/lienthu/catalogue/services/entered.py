"""Copies that a librarian enters or corrects here, beside those that members' files state (`copies`)."""

from collections.abc import Mapping, Sequence
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
    status: Copy.Status = Copy.Status.AVAILABLE
    note: str = ""


@transaction.atomic
def add(*, record: SourceRecord, copies: Sequence[NewCopy]) -> list[Copy]:
    """Store copies of a record, and keep the record's sums and the index in step; files of its library leave them.

    Raises CopyRefused when two copies of the record would have the same barcode or accession number, or when the
    record is withdrawn.
    """
    held = SourceRecord.objects.select_for_update().get(pk=record.pk)
    if held.withdrawn_at is not None:
        raise CopyRefused("record_withdrawn", _("This record was withdrawn; copies cannot be added to it."))
    taken = set(Copy.objects.filter(record=held).values_list("key", flat=True))
    rows: list[Copy] = []
    for new in copies:
        key = new.barcode or new.accession_number or _rank(taken)
        if key in taken:
            message = _("This record already has a copy with the number %(number)s.") % {"number": key}
            raise CopyRefused("number_taken", message, number=key)
        taken.add(key)
        rows.append(
            Copy(
                record=held, key=key, owner=new.owner, custodian=new.owner, assigned=new.assigned, place=new.assigned,
                barcode=new.barcode, accession_number=new.accession_number, call_number=new.call_number,
                shelf=new.shelf, status=new.status, status_kept_here=True, note=new.note, by_hand=True,
            )
        )  # fmt: skip
    Copy.objects.bulk_create(rows)
    SourceRecord.objects.filter(pk=held.pk).update(
        copies_total=F("copies_total") + sum(row.status != GONE for row in rows),
        copies_available=F("copies_available") + sum(row.status == FREE for row in rows),
    )
    indexing.touch({held.title_id})
    return rows


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
