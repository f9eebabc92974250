"""Keys that the audit keeps about reports, in words."""

from lienthu.indicators.errors import PeriodRefused
from lienthu.indicators.rules import periods
from lienthu.reports.models import Kind, Report, Template
from lienthu.reports.queries.templates import shipped


def said(fact: str, value: str) -> str | None:
    """The words for a fact's key; None where it is none of ours."""
    match fact:
        case "kind" if value in Kind.values:
            return str(Kind(value).label)
        case "state" if value in Report.State.values:
            return str(Report.State(value).label)
        case "template":
            return _template(value)
        case "period":
            try:
                return periods.read(value).name
            except PeriodRefused:
                return None
    return None


def _template(key: str) -> str | None:
    if key in shipped():
        return shipped()[key].name
    number = key.removeprefix("own-")
    own = Template.objects.filter(pk=int(number)).first() if number.isdecimal() and number != key else None
    return own.name if own else None
