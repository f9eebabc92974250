"""Reports as lists and pages show them, and who may do what with them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from lienthu.accounts.models import User
from lienthu.common.dated import on_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Membership, Organisation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries import access
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.places import read as read_place
from lienthu.reports.models import Report, SignedPaper
from lienthu.reports.queries.collecting import figures_period
from lienthu.reports.queries.composing import Composed
from lienthu.reports.queries.members import place_of
from lienthu.returns.queries.told import told

READ, WRITE, SIGN = "reports.read", "reports.write", "reports.approve"


def may_read(user: User, report: Report, day: date) -> bool:
    """A federation's figures are read in its members; its drafts by those who write them."""
    if report.federation_id is not None and report.state != Report.State.SIGNED:
        return access.may(user, place_of(report), WRITE, day=day)
    return access.may(user, place_of(report), READ, day=day)


def may(user: User, action: str, report: Report, day: date) -> bool:
    return may_read(user, report, day) if action == READ else access.may(user, place_of(report), action, day=day)


def federations_to_write_for(user: User, day: date) -> list[Federation]:
    groups = Federation.objects.filter(on_day(day, start="opened_on", end="closed_on"))
    return [group for group in groups if access.may(user, Place(Sort.FEDERATION, group.pk), WRITE, day=day)]


def listed(user: User, library: Organisation | None, day: date) -> QuerySet[Report]:
    """The reports that stand in the person's list: of where they work and what is below it, of federations they write
    for, and the signed ones of federations that the library sits in."""
    below = [library.pk, *federation.descendants(library, day)] if library else []
    mine = [group.pk for group in federations_to_write_for(user, day)]
    line = [library.pk, *federation.line_of(library, day)] if library else []
    around = Membership.objects.filter(on_day(day), organisation__in=line).values("federation")
    shown = Q(organisation__in=below) | Q(federation__in=mine) | Q(federation__in=around, state=Report.State.SIGNED)
    return Report.objects.filter(shown).select_related("organisation", "federation", "corrected_by")


def signed_already(report: Report) -> Report | None:
    """One of the same kind, place and period that is signed and holds: usually it is to be corrected, not doubled."""
    rows = Report.objects.filter(
        organisation=report.organisation, federation=report.federation, scope=report.scope, kind=report.kind,
        first_on=report.first_on, until=report.until, state=Report.State.SIGNED,
    )  # fmt: skip
    return rows.exclude(pk=report.pk).order_by("-signed_at").first()


def last_one(report: Report) -> Report | None:
    """The report of the same place before: who signed it, and to whom it went."""
    rows = Report.objects.filter(organisation=report.organisation, federation=report.federation, scope=report.scope)
    return rows.exclude(pk=report.pk).filter(state=Report.State.SIGNED).order_by("-signed_at").first()


def restated(paper: SignedPaper, on: date) -> list[dict[str, Any]]:
    """The figures of the whole place as signed, beside what they would be in the tree of the day `on`."""
    place = read_place(paper.figures[0]["place"]) if paper.figures else None
    if place is None:
        return []
    period = figures_period(paper.report)
    known = by_code(period.last)
    rows = [row for row in paper.figures if row["place"] == place.code and row["code"] in known]
    now = told(list(known.values()), period, [place], restated_on=on)
    return [{**row, "indicator": known[row["code"]], "restated": _value(now, row["code"], place)} for row in rows]


@dataclass(frozen=True)
class Difference:
    """A figure of the whole place that a correcting report tells otherwise."""

    indicator: Indicator
    before: Decimal | None
    now: Decimal | None


def differences(report: Report, composed: Composed | None) -> list[Difference]:
    """Of a correcting report: what it changes of the signed figures; `composed` while it is not signed itself."""
    if report.corrects is None:
        return []
    before = _of_place(report.corrects.paper, report)
    if composed is None:
        now = _of_place(report.paper, report)
    else:
        facts, place = composed.collected, place_of(report)
        now = {code: facts.said(code).value for code, of in facts.now if of == place}
    known = by_code(figures_period(report).last)
    return [
        Difference(known[code], before.get(code), now.get(code))
        for code in sorted(known, key=lambda code: known[code].position)
        if (code in before or code in now) and before.get(code) != now.get(code)
    ]


def _of_place(paper: SignedPaper, report: Report) -> dict[str, Decimal | None]:
    place = place_of(report).code
    return {
        row["code"]: None if row["value"] is None else Decimal(row["value"])
        for row in paper.figures
        if row["place"] == place
    }


def _value(now: Any, code: str, place: Place) -> Any:
    figure = now.get((code, place))
    return figure.value if figure else None
