"""Gifts that another room has handed over: written down among the library's gifts, so that it can thank for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import SourceRecord
from lienthu.federation.models import Organisation
from lienthu.stock.errors import AcquisitionRefused
from lienthu.stock.models import Acquisition, Line, Partner
from lienthu.stock.services import acquisitions


@dataclass(frozen=True, kw_only=True)
class GivenBook:
    """One book of the gift; `received` of its copies are the library's already, the others are still to be taken in."""

    title: str
    author: str = ""
    isbn: str = ""
    quantity: int = 1
    received: int = 0
    record: SourceRecord | None = None


@transaction.atomic
def note(
    *,
    library: Organisation,
    donor: str,
    on: date,
    books: Sequence[GivenBook],
    remark: str,
    actor: User | None,
    at: datetime,
) -> Acquisition:
    """The gift in the library's list: closed when nothing is to be taken in any more."""
    kind = Partner.Kind.DONOR
    partner = Partner.objects.filter(library=library, kind=kind, name=donor).first() or acquisitions.add_partner(
        library=library, kind=kind, facts={"name": donor}, actor=actor, at=at
    )
    made = acquisitions.begin(
        library=library, kind=Acquisition.Kind.GIFT, partner=partner, on=on, note=remark[:300], actor=actor, at=at
    )
    Line.objects.bulk_create(
        Line(
            acquisition=made, title=book.title[:500], author=book.author[:200], isbn=book.isbn[:20],
            quantity=book.quantity, received=book.received, record=book.record,
        )
        for book in books
    )  # fmt: skip
    waiting = any(book.received < book.quantity for book in books)
    state = Acquisition.State.PLACED if waiting else Acquisition.State.RECEIVED
    return acquisitions.set_state(made, state, actor=actor, at=at)


@transaction.atomic
def take_back(*, gift: Acquisition, noted: int, actor: User | None, at: datetime) -> None:
    """The gift was taken back. Raises AcquisitionRefused when copies beyond the `noted` ones were taken in since."""
    held = Acquisition.objects.select_for_update().get(pk=gift.pk)
    if sum(held.lines.values_list("received", flat=True)) > noted:
        message = _("The recipient has taken copies of this gift in since. Have them withdrawn first.")
        raise AcquisitionRefused("taken_in", message)
    held.lines.update(received=0)
    acquisitions.set_state(held, Acquisition.State.CANCELLED, actor=actor, at=at)
