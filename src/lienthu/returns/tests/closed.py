"""Pages about our own returns and rounds, which another library's staff must not read."""

from collections.abc import Iterator
from datetime import date

from conftest import NOW, Person
from django.urls import reverse

from lienthu.federation.services.organisations import add_organisation
from lienthu.indicators.tests.builders import indicators
from lienthu.returns.services import calls, filling
from lienthu.returns.services.calls import NewCall
from lienthu.returns.tests import builders


def addresses(ours: Person) -> Iterator[str]:
    indicators()
    below = add_organisation(code="OURS-XA", name="Thư viện xã", parent=ours.library, actor=None, at=NOW)
    new = NewCall(asker=ours.library, form=builders.form("exhibitions"))
    made = calls.make(new=new, period=builders.YEAR, due_on=date(2026, 1, 10), actor=ours.user, at=NOW)
    row = filling.begin(row=made.returns.get(organisation=below), actor=None, at=NOW)
    for name in ("call", "table"):
        yield reverse(f"returns:{name}", args=[made.pk])
    for name in ("fill", "workbook", "review"):
        yield reverse(f"returns:{name}", args=[row.pk])
    own = builders.form("exhibitions")
    own.organisation = ours.library
    own.save()
    yield reverse("returns:form", args=[own.pk])
