"""One figure: what it means, where it comes from, what it is made up of, and the entries behind it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common.charts import Step as Drawn
from lienthu.common.charts import line_drawing, said
from lienthu.common.looks import one_look
from lienthu.dashboards import words
from lienthu.dashboards.entries import Ways, ways
from lienthu.dashboards.queries import apart as queries
from lienthu.dashboards.queries import choices
from lienthu.dashboards.queries.apart import Apart
from lienthu.dashboards.queries.overview import members_of
from lienthu.dashboards.views.overview import member_name, signed
from lienthu.dashboards.views.shared import READ, Asked, asked, figure_url, overview_url, spans_offered
from lienthu.federation.queries import names as names_of
from lienthu.indicators import words as indicator_words
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.breakdowns import Fact, Step
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period, of_month, of_year
from lienthu.lib.charts.bars import widths
from lienthu.returns.queries.behind import behind


@require_role(READ, over=SOMEWHERE)
@one_look()
def figure(request: HttpRequest) -> HttpResponseBase:
    """`?indicator=&place=&period=`."""
    wanted = asked(request)
    indicator = wanted.known.get(request.GET.get("indicator", "")) if wanted else None
    if wanted is None or indicator is None:
        raise Http404(_("There is no such indicator."))
    members = members_of(wanted.place, wanted.period)
    open_to = choices.readable(user_of(request), members, wanted.today)
    found = queries.take_apart(indicator, wanted.place, wanted.span, wanted.known, members=members, open_to=open_to)
    named = wanted.names(members)
    way, there = ways(user_of(request)), (wanted.place, wanted.period)
    context: dict[str, Any] = {
        "indicator": indicator, "place": wanted.place, "name": named[wanted.place], "period": wanted.period,
        "span": wanted.span, "found": found, "origin": words.ORIGINS[found.figure.origin],
        "change": None if found.change is None else signed(found.change),
        "how": indicator_words.told(indicator, {one.code: one.name for one in wanted.known.values()}),
        "back": overview_url(wanted.place, wanted.period),
        "entries": way.to(indicator, wanted.place, wanted.period),
        "is_count": isinstance(recipes.of(indicator), recipes.Counted),
        "missing": sorted(names_of(found.figure.missing, wanted.period.last).values()),
        "periods": spans_offered(wanted),
        "parts": [
            (one, told, before, figure_url(one.code, *there), way.to(one, *there)) for one, told, before in found.parts
        ],
        "reports": behind(indicator.code, wanted.place, wanted.period),
        "drawing": _drawing(indicator, found, wanted), "steps": _steps(indicator, found, wanted, way),
        "facts": [_fact(indicator, fact, parts, wanted, way) for fact, parts in found.facts.items()],
        "members": _members(indicator, found, named, open_to, wanted, way),
        "withheld": words.withheld_note(row.withheld for row in found.members),
    }  # fmt: skip
    return render(request, "dashboards/figure.html", context)


def _rows(
    labels: Mapping[Any, tuple[str, str, str]],
    parts: Mapping[Any, Decimal | None],
    decimals: int,
    instead: Mapping[Any, str] | None = None,
) -> list[Any]:
    """(label, address, value, width of its bar, address of its entries) of each part; `instead` of some values."""
    reach, other = widths(list(parts.values())), instead or {}
    return [
        (labels[part][0], labels[part][1], other.get(part) or said(value, decimals), width, labels[part][2])
        for (part, value), width in zip(parts.items(), reach, strict=True)
    ]


def _span_of(step: Step, first: date, period: Period) -> Period:
    whole = of_year(first.year) if step is Step.YEAR else of_month(first)
    return Period(max(whole.first, period.first), min(whole.until, period.until))


def _label(step: Step, first: date) -> str:
    return str(first.year) if step is Step.YEAR else f"{first.month}/{first.year}"


def _steps(indicator: Indicator, found: Apart, wanted: Asked, way: Ways) -> list[Any]:
    labels = {}
    for first in found.steps:
        span = _span_of(found.step, first, wanted.period)
        labels[first] = (
            _label(found.step, first),
            figure_url(indicator.code, wanted.place, span),
            way.to(indicator, wanted.place, span),
        )
    return _rows(labels, found.steps, indicator.decimals)


def _drawing(indicator: Indicator, found: Apart, wanted: Asked) -> Any:
    """The steps that are over as a line (one that is not would look like a fall); None where there are too few."""
    over = {
        first: value
        for first, value in found.steps.items()
        if _span_of(found.step, first, wanted.period).is_over(wanted.today)
    }
    if len(over) < 3:
        return None
    steps = [
        Drawn(
            _label(found.step, first),
            _label(found.step, first),
            figure_url(indicator.code, wanted.place, _span_of(found.step, first, wanted.period)),
        )
        for first in over
    ]
    return line_drawing(
        "steps", title=indicator.name, steps=steps, series=[(indicator.name, list(over.values()))],
        heading=_("Month"), decimals=indicator.decimals,
    )  # fmt: skip


def _fact(
    indicator: Indicator, fact: Fact, parts: Mapping[Any, Decimal | None], wanted: Asked, way: Ways
) -> dict[str, Any]:
    named = words.named(fact, list(parts))
    labels = {}
    for part in parts:
        place, facts = wanted.place, {fact.value: part}
        url = ""
        if fact is Fact.SITE and part:
            place, facts = Place(Sort.SITE, part), {}
            url = figure_url(indicator.code, place, wanted.period)
        labels[part] = (named[part], url, way.to(indicator, place, wanted.period, **facts))
    rows = _rows(labels, parts, indicator.decimals)
    return {"key": fact.value, "title": words.FACTS[fact], "rows": rows}


def _members(
    indicator: Indicator, found: Apart, named: Mapping[Place, str], open_to: set[Place], wanted: Asked, way: Ways
) -> list[Any]:
    labels = {
        row.place: (
            member_name(row.place, named, wanted.place),
            figure_url(indicator.code, row.place, wanted.period) if row.place in open_to else "",
            way.to(indicator, row.place, wanted.period) if row.place in open_to else "",
        )
        for row in found.members
    }
    withheld = {row.place: words.WITHHELD[row.withheld] for row in found.members if row.withheld}
    return _rows(labels, {row.place: row.figure.value for row in found.members}, indicator.decimals, withheld)
