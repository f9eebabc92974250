"""Orders and gifts: written, with their lines; placed or called off. What comes in is `receipts`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import SourceRecord
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.stock.errors import AcquisitionRefused
from lienthu.stock.models import Acquisition, Budget, Line, Partner

MOST_COPIES = 2_000  # of one line
MOST_MONEY = 10**13  # đồng
State, Kind = Acquisition.State, Acquisition.Kind


@transaction.atomic
def add_partner(
    *, library: Organisation, kind: str, facts: Mapping[str, str], actor: User | None, at: datetime
) -> Partner:
    """Keep a supplier or donor (name, address, phone, tax_code). Raises AcquisitionRefused for a name that is there."""
    if Partner.objects.filter(library=library, kind=kind, name=facts["name"]).exists():
        raise AcquisitionRefused("partner_known", _("“%(name)s” is on the list already.") % {"name": facts["name"]})
    partner = Partner.objects.create(library=library, kind=kind, **facts)
    audit.record(actor=actor, at=at, action="partner.added", thing=partner, before=None, after={**facts})
    return partner


@transaction.atomic
def set_budget(*, library: Organisation, year: int, name: str, amount: int, actor: User | None, at: datetime) -> Budget:
    """Say how much a budget line of a year is worth: a new line, or another amount for one that is there."""
    if not 0 <= amount <= MOST_MONEY:
        raise AcquisitionRefused("amount", _("Write the amount in whole đồng."))
    budget = Budget.objects.select_for_update().filter(library=library, year=year, name=name).first()
    before = {"amount": budget.amount} if budget else None
    budget = budget or Budget(library=library, year=year, name=name)
    budget.amount = amount
    budget.save()
    audit.record(actor=actor, at=at, action="budget.set", thing=budget, before=before, after={"amount": amount})
    return budget


@transaction.atomic
def begin(
    *,
    library: Organisation,
    kind: Acquisition.Kind,
    partner: Partner,
    on: date,
    budget: Budget | None = None,
    note: str = "",
    actor: User | None,
    at: datetime,
) -> Acquisition:
    """Begin an order or a gift, with the next number of its year. Raises AcquisitionRefused."""
    if partner.library_id != library.pk or (budget is not None and budget.library_id != library.pk):
        raise AcquisitionRefused("foreign", _("The supplier, donor or budget line belongs to another library."))
    Organisation.objects.select_for_update().get(pk=library.pk)  # one number after the other
    own = Acquisition.objects.filter(library=library, kind=kind, year=on.year)
    ordinal = (own.aggregate(last=Max("ordinal"))["last"] or 0) + 1
    made = Acquisition.objects.create(
        library=library, kind=kind, year=on.year, ordinal=ordinal, partner=partner, budget=budget, on=on, note=note
    )
    after = {"number": str(made), "partner": partner.name, "budget": str(budget or "")}
    audit.record(actor=actor, at=at, action=f"{kind.value}.begun", thing=made, before=None, after=after)
    return made


@transaction.atomic
def add_line(
    *,
    acquisition: Acquisition,
    facts: Mapping[str, Any],
    found: SourceRecord | None = None,
    actor: User | None,
    at: datetime,
) -> Line:
    """Add a book: described (title, author, publisher, year, isbn, quantity, price), or `found` in the union.

    A record of the library's own is used as it is; another library's is taken over when the book comes in. Raises
    AcquisitionRefused once everything has come, or when it was called off.
    """
    held = _open(acquisition)
    if not facts["title"].strip():
        raise AcquisitionRefused("title", _("Write at least the title of the book."))
    if not 1 <= facts["quantity"] <= MOST_COPIES:
        raise AcquisitionRefused("quantity", _("Between 1 and %(most)d copies fit one line.") % {"most": MOST_COPIES})
    price = facts.get("price")
    if price is not None and not 0 <= price <= MOST_MONEY // MOST_COPIES:
        raise AcquisitionRefused("price", _("Write the price of one copy in whole đồng."))
    own = found if found is not None and found.library_id == held.library_id else None
    line = Line.objects.create(acquisition=held, record=own, from_record=None if own else found, **facts)
    audit.record(actor=actor, at=at, action="line.added", thing=held, before=None, after=_state(line))
    return line


@transaction.atomic
def remove_line(*, line: Line, actor: User | None, at: datetime) -> None:
    """Take a book off again, of which no copy has come yet."""
    held = _open(line.acquisition)
    line = Line.objects.select_for_update().get(pk=line.pk, acquisition=held)
    if line.received:
        raise AcquisitionRefused("received", _("Copies of this book have come already; it stays on the list."))
    audit.record(actor=actor, at=at, action="line.removed", thing=held, before=_state(line), after=None)
    line.delete()


@transaction.atomic
def place(*, acquisition: Acquisition, actor: User | None, at: datetime) -> Acquisition:
    """The order goes out. Raises AcquisitionRefused for an empty one, or one that went out already."""
    held = Acquisition.objects.select_for_update().get(pk=acquisition.pk)
    if held.state != State.DRAFT:
        raise AcquisitionRefused("placed", _("This order went out already."))
    if not held.lines.exists():
        raise AcquisitionRefused("empty", _("Add at least one book first."))
    return set_state(held, State.PLACED, actor=actor, at=at)


@transaction.atomic
def call_off(*, acquisition: Acquisition, actor: User | None, at: datetime) -> Acquisition:
    """Nothing more is expected: what has come stays. Raises AcquisitionRefused when it is closed already."""
    held = _open(acquisition)
    came = held.lines.filter(received__gt=0).exists()
    return set_state(held, State.RECEIVED if came else State.CANCELLED, actor=actor, at=at)


def set_state(held: Acquisition, state: Acquisition.State, *, actor: User | None, at: datetime) -> Acquisition:
    """Change the state, with its audit entry, in the caller's transaction."""
    before, held.state = held.state, state
    held.save(update_fields=["state"])
    audit.record(
        actor=actor, at=at, action=f"{held.kind}.{state.value}", thing=held,
        before={"state": before}, after={"state": state.value},
    )  # fmt: skip
    return held


def _open(acquisition: Acquisition) -> Acquisition:
    held = Acquisition.objects.select_for_update().get(pk=acquisition.pk)
    if held.state not in {State.DRAFT, State.PLACED}:
        raise AcquisitionRefused("closed", _("This is closed. Begin another one."))
    return held


def _state(line: Line) -> dict[str, object]:
    return {"title": line.title, "quantity": line.quantity, "price": line.price}
