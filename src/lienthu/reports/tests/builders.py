"""What tests of reports need: a library with a year's visits in the ledger, and a report of it."""

from datetime import UTC, date, datetime

from conftest import Person

from lienthu.indicators.rules import periods
from lienthu.indicators.services.loads import load_indicators
from lienthu.indicators.tests.builders import happened
from lienthu.ledger.models import AgeBand
from lienthu.ledger.models import Kind as Booked
from lienthu.reports.models import Kind, Report
from lienthu.reports.services import reports, signing

YEAR = periods.of_year(2024)
AT = datetime(2025, 1, 10, 3, 0, tzinfo=UTC)


def visits(ours: Person, number: int, on: date = date(2024, 5, 6)) -> None:
    happened(Booked.VISIT, on, host=ours.library.pk, age_band=AgeBand.ADULT, quantity=number)


def begun(ours: Person, *, scope: str = "library", template: str = "report-annual-library") -> Report:
    """A draft of the year 2024."""
    load_indicators()
    about = reports.About(ours.library, scope)
    return reports.begin(about=about, kind=Kind.ANNUAL, period=YEAR, template=template, actor=ours.user, at=AT)


def signed(ours: Person, number: str = "5/BC-TV", **facts: str) -> Report:
    """One that was signed in January 2025."""
    made = begun(ours, **facts)
    signing.hand_over(report=made, actor=ours.user, at=AT, despite_gaps=True)
    signing.sign(
        report=made, symbol=number, on=date(2025, 1, 10), place="An Giang", signer="Lê Thị Sáu", capacity="Giám đốc",
        actor=ours.user, at=AT, despite_gaps=True, carried=True,
    )  # fmt: skip
    return Report.objects.get(pk=made.pk)
