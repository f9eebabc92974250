"""What tests of returns need: a call put straight into the tables, and returns with their figures."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from conftest import NOW

from lienthu.federation.models import Federation, Membership, Organisation, OrganisationParent
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.tests.builders import happened
from lienthu.ledger.models import AgeBand
from lienthu.ledger.models import Kind as Booked
from lienthu.returns.models import Call, Entry, Form, Return

YEAR = periods.of_year(2025)
State, Asks = Return.State, Call.Asks
Says = Mapping[str, int | str | None]


def below(child: Organisation, parent: Organisation, since: date | None = None, until: date | None = None) -> None:
    OrganisationParent.objects.create(organisation=child, parent=parent, valid_from=since, valid_to=until)


def federation(*members: Organisation, code: str = "LH") -> Federation:
    group = Federation.objects.create(code=code, name="Liên hiệp Thư viện Đông Bắc")
    for member in members:
        Membership.objects.create(federation=group, organisation=member)
    return group


def form(*codes: str) -> Form:
    sections = [{"vi": "Số liệu", "en": "Figures", "codes": list(codes)}]
    return Form.objects.create(code=f"form-{Form.objects.count()}", name_vi="Mẫu thử", sections=sections)


def call(
    by: Organisation | Federation, *codes: str, period: Period = YEAR, asks: Call.Asks = Asks.SELF, **facts: Any
) -> Call:
    """A call that asks nobody yet."""
    made = form(*codes)
    asker = {"federation" if isinstance(by, Federation) else "organisation": by}
    facts.setdefault("due_on", period.until + timedelta(days=9))
    return Call.objects.create(
        form=made, sections=made.sections, name=f"Báo cáo {period}", first_on=period.first, until=period.until,
        asks=asks, made_at=NOW, **asker, **facts,
    )  # fmt: skip


def answer(to: Call, organisation: Organisation, says: Says | None = None, state: State = State.APPROVED) -> Return:
    """A return in that state; `says` by code, None for not available."""
    settled = state in Return.SETTLED
    row = Return.objects.create(
        call=to, organisation=organisation, state=state, submitted_at=NOW, settled_at=NOW if settled else None,
        digest="x" if settled else "",
    )  # fmt: skip
    for number, (code, value) in enumerate((says or {}).items()):
        known = Decimal(value) if value is not None else None
        what = Entry.State.NOT_AVAILABLE if known is None else Entry.State.TYPED
        Entry.objects.create(of=row, indicator=code, position=number, state=what, value=known)
    return row


def happened_at(library: Organisation, on: date, number: int, band: AgeBand = AgeBand.ADULT) -> None:
    """So many visits on the day."""
    happened(Booked.VISIT, on, host=library.pk, age_band=band, quantity=number)
