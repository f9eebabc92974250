"""Copies that a library brings from its old system: with the lines of its old register, and no activity of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import entered
from lienthu.cataloguing.models import Accession, Source
from lienthu.common import audit
from lienthu.common.models import AuditEntry


@dataclass(frozen=True, kw_only=True)
class OldLine:
    """What the old register says of a copy: the day it was entered (none: no line is written) and its price in đồng."""

    entered_on: date | None = None
    price: int | None = None
    source: Source = Source.OTHER


@transaction.atomic
def take_over(
    *, copies: Sequence[tuple[int, entered.NewCopy, OldLine]], actor: User | None, at: datetime
) -> list[Copy]:
    """Store copies (record, copy, old line) that are not new to the library, only to this program.

    The ledger counts nothing: they were additions of the year in which they were bought. Numbers must have been looked
    up before (`accessions.taken_among`). Raises CopyRefused (catalogue).
    """
    rows = entered.add_many(copies=[(record, new) for record, new, _line in copies])
    write_lines(lines=[(row, line) for row, (_record, _new, line) in zip(rows, copies, strict=True)])
    AuditEntry.objects.bulk_create(
        [
            audit.entry(actor=actor, at=at, action="copy.taken_over", thing=row, before=None, after=_state(row, line))
            for row, (_record, _new, line) in zip(rows, copies, strict=True)
        ],
        batch_size=500,
    )
    return rows


@transaction.atomic
def write_lines(*, lines: Sequence[tuple[Copy, OldLine]]) -> int:
    """Write the lines of the register that can be written and are not there: with a number and a day. How many."""
    wanted = [(copy, line) for copy, line in lines if line.entered_on and (copy.accession_number or copy.barcode)]
    owners = {copy.owner_id for copy, _line in wanted}
    numbers = [copy.accession_number or copy.barcode for copy, _line in wanted]
    there = Accession.objects.filter(owner__in=owners, number__in=numbers).values_list("owner", "number")
    taken = set(there)
    listed = set(Accession.objects.filter(copy__in=[copy.pk for copy, _line in wanted]).values_list("copy", flat=True))
    rows = []
    for copy, line in wanted:
        number = copy.accession_number or copy.barcode
        if (copy.owner_id, number) in taken or copy.pk in listed or line.entered_on is None:
            continue
        taken.add((copy.owner_id, number))
        rows.append(
            Accession(
                owner_id=copy.owner_id, number=number, copy=copy, entered_on=line.entered_on, source=line.source,
                price=line.price, remark=_("from the old register"),
            )
        )  # fmt: skip
    Accession.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _state(copy: Copy, line: OldLine) -> dict[str, object]:
    return {
        "accession_number": copy.accession_number,
        "barcode": copy.barcode,
        "call_number": copy.call_number,
        "shelf": copy.shelf,
        "status": copy.status,
        "price": line.price,
    }
