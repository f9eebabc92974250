"""The accession register when a copy changes its owner: struck in one, entered in the other, and both taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import store
from lienthu.catalogue.models import Copy
from lienthu.cataloguing.errors import EntryRefused
from lienthu.cataloguing.models import Accession, AccessionSeries, Source
from lienthu.cataloguing.services import accessions, labels, removals
from lienthu.common.transactions import joined
from lienthu.federation.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What the new owner's register says of copies that came together."""

    on: date
    source: Source
    from_whom: str
    document: str = ""
    document_on: date | None = None
    series: AccessionSeries | None = None  # none: no number and no line; the owner enters them later


@joined
def pass_on(*, left: Mapping[int, Copy], on: date, document: str) -> None:
    """The former owner's lines of copies (keys) stay with what stays there (`left`), struck by the document."""
    lines = store.rows_where(Accession, "copy_id, id", "copy_id", sorted(left))
    store.update(Accession, ("copy_id",), [(left[copy].pk, line) for copy, line in lines])
    removals.strike(copies=[each.pk for each in left.values()], on=on, minutes=document[:60])


@transaction.atomic
def enter(
    *, copies: Sequence[Copy], library: Organisation, entered: Entered, actor: User | None, at: datetime
) -> list[Accession]:
    """Give copies that are the library's now a number of its series and a line of its register.

    Raises SeriesRefused, and EntryRefused for a series of another library.
    """
    series = entered.series
    if series is None or not copies:
        return []
    if series.library_id != library.pk:
        raise EntryRefused("foreign_series", _("The series of numbers belongs to another library."))
    drawn = accessions.draw(series=series, count=len(copies), on=entered.on, actor=actor, at=at)
    lines = []
    for copy, (ordinal, number) in zip(copies, drawn.numbers, strict=True):
        copy.accession_number = number
        lines.append(
            Accession(
                owner=library, number=number, copy=copy, series=drawn.series, year=drawn.year, ordinal=ordinal,
                entered_on=entered.on, source=entered.source, from_whom=entered.from_whom[:200],
                document=entered.document[:60], document_on=entered.document_on,
            )
        )  # fmt: skip
    Copy.objects.bulk_update(copies, ("accession_number",), batch_size=200)
    Accession.objects.bulk_create(lines, batch_size=500)
    labels.queue(library=library, copies=copies, actor=actor, at=at)
    return lines


@joined
def take_back(*, copy: Copy, left: Copy, on: date, document: str) -> Copy | None:
    """The former owner's line stands at the copy again; the other one is struck, at a row that stays for it.

    Returns that row; None where the other owner had entered nothing.
    """
    entered = Accession.objects.filter(copy=copy).first()
    stays = None
    if entered is not None:
        stays = Copy.objects.create(
            record_id=copy.record_id, key=f"{entered.number}#{copy.pk}", owner_id=copy.owner_id,
            custodian_id=copy.owner_id, accession_number=entered.number, call_number=copy.call_number,
            status=Copy.Status.WITHDRAWN, status_kept_here=True, by_hand=True, note=document,
        )  # fmt: skip
        Accession.objects.filter(pk=entered.pk).update(copy=stays, removed_on=on, removal=document[:60])
    Accession.objects.filter(copy=left).update(copy=copy, removed_on=None, removal="")
    return stays
