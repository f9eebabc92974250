"""A province with a director, a commune with a reporter, and a round that asks the commune."""

from collections.abc import Callable
from datetime import date

import pytest
from conftest import NOW, Person

from lienthu.indicators.tests.builders import indicators
from lienthu.ledger.models import AgeBand
from lienthu.returns.models import Return
from lienthu.returns.services import calls, filling
from lienthu.returns.services.calls import NewCall

from .builders import YEAR, below, form, happened_at

CODES = ("visits.adult", "visits.child", "visits.unsaid", "visits.internet", "visits.physical", "exhibitions")


@pytest.fixture
def top(person: Callable[..., Person]) -> Person:
    return person("TINH", "Thư viện tỉnh Lạng Sơn", kind="director")


@pytest.fixture
def commune(person: Callable[..., Person], top: Person) -> Person:
    found = person("XA", "Thư viện xã Yên Phúc", kind="reporter")
    below(found.library, top.library)
    return found


@pytest.fixture
def row(top: Person, commune: Person) -> Return:
    """A return of the commune, begun: 30 children came, nobody counted the exhibitions."""
    indicators()
    happened_at(commune.library, date(2025, 3, 1), 30, AgeBand.CHILD)
    new = NewCall(asker=top.library, form=form(*CODES))
    made = calls.make(new=new, period=YEAR, due_on=date(2026, 1, 10), actor=top.user, at=NOW)
    return filling.begin(row=made.returns.get(), actor=commune.user, at=NOW)
