"""The fund counts what somebody else approved; money of sponsors stands in it."""

from datetime import date

import pytest
from conftest import NOW, Person
from django.test import Client

from lienthu.governance import checks
from lienthu.governance.errors import FundRefused
from lienthu.governance.models import FundEntry
from lienthu.governance.queries import fund as queries
from lienthu.governance.services import fund
from lienthu.governance.services.fund_book import as_xlsx
from lienthu.governance.tests.builders import BY, group

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_line_counts_once_somebody_else_approved_it(our_library: Person, sister_library: Person) -> None:
    made, _members = group(lead=our_library.library)
    writes, approves = {"actor": our_library.user, "at": NOW}, {"actor": sister_library.user, "at": NOW}
    came = fund.write(
        federation=made, category="members", amount=26_000_000, on=date(2025, 3, 1), what="Đóng góp", **writes
    )
    went = fund.write(
        federation=made, category="contest", amount=9_500_000, on=date(2025, 11, 15), what="Giải", **writes
    )
    with pytest.raises(FundRefused) as own:
        fund.approve(entry=came, **writes)
    assert own.value.code == "own_line"
    for each in (came, went):
        fund.approve(entry=each, **approves)
    fund.write(federation=made, category="office", amount=100_000, on=date(2025, 12, 1), what="Giấy", **writes)
    assert queries.balance(made) == 16_500_000
    year = queries.year(made, 2025)
    assert (year.opening, year.came, year.went, year.closing) == (0, 26_000_000, 9_500_000, 16_500_000)
    assert queries.year(made, 2026).opening == 16_500_000
    assert as_xlsx(year, queries.entries(made, 2025)).startswith(b"PK")
    fund.cancel(entry=went, reason="Ghi trùng", **approves)
    assert queries.balance(made) == 26_000_000


def test_money_of_a_sponsor_is_a_line_of_the_fund_and_a_vehicle_is_none(our_library: Person) -> None:
    made, _members = group(lead=our_library.library)
    sponsor = fund.add_sponsor(federation=made, name="Quỹ Thiện Tâm", **BY)
    day = date(2025, 5, 4)
    money = fund.contribute(sponsor=sponsor, sort="money", on=day, what="Giải thưởng", worth=5_000_000, **BY)
    fund.contribute(sponsor=sponsor, sort="vehicle", on=day, what="Xe Ánh sáng tri thức", quantity=1, **BY)
    assert FundEntry.objects.get() == money.entry
    assert list(checks.problems()) == []
    fund.add_sponsor(federation=made, name="Công ty Sách Cửu Long", is_public=True, **BY)
    seen = Client().get(f"/lien-hiep/{made.code}/").content.decode()
    assert ("Công ty Sách Cửu Long" in seen, "Quỹ Thiện Tâm" in seen) == (True, False)
