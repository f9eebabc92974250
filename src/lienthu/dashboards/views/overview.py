"""The overview: headlines, what needs attention, months and years, members beside one another, a map."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lienthu.accounts.models import User
from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.accounts.queries import working_library
from lienthu.common.charts import HeatDrawing, LineDrawing, Step, heat_drawing, line_drawing, said, spark
from lienthu.common.looks import one_look
from lienthu.common.maps import Point, State, View, view
from lienthu.dashboards import words
from lienthu.dashboards.queries import choices
from lienthu.dashboards.queries import overview as queries
from lienthu.dashboards.queries.attention import Attention, attention
from lienthu.dashboards.queries.overview import Headline, Member
from lienthu.dashboards.views.shared import READ, Asked, asked, figure_url, overview_url, spans_offered
from lienthu.federation import queries as federation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.forecast import Standing
from lienthu.indicators.rules.periods import of_month
from lienthu.lib.charts.bars import gauge, widths
from lienthu.returns.models import Call, Return

LENGTHS = (2, 3, 5, 10)  # years of months
DRAWN = "visits.physical"
NAMED = 6  # organisations that a line names
STATES = {
    Standing.REACHED: "good", Standing.ON_COURSE: "good", Standing.CLOSE: "warn", Standing.BEHIND: "bad",
}  # fmt: skip


@require_role(READ, over=SOMEWHERE)
@one_look()
def overview(request: HttpRequest) -> HttpResponseBase:
    """`?place=&period=&indicator=&years=`: all of the page is in its address."""
    wanted = asked(request)
    if wanted is None:
        return render(request, "dashboards/overview.html", {"place": None})
    place, today = wanted.place, wanted.today
    indicator = wanted.indicator(request.GET.get("indicator", ""), DRAWN)
    years = _years(request, wanted)
    rows = queries.headlines(place, wanted.span, wanted.known)
    members = queries.members_of(place, wanted.period)
    offered = choices.places(user_of(request), working_library(request), place, today)
    open_to = choices.readable(user_of(request), members, today)
    named = wanted.names([*members, *offered])
    months = queries.by_month(indicator, place, wanted.known, years=years, today=today)
    compared = queries.comparison(indicator, members, wanted.span, wanted.known, open_to=open_to) if members else []
    context: dict[str, Any] = {
        "place": place, "name": named[place], "period": wanted.period, "span": wanted.span, "indicator": indicator,
        "places": [(each, named[each]) for each in offered], "periods": spans_offered(wanted),
        "tiles": [_tile(row, wanted) for row in rows],
        "attention": _attention(attention(rows, place, wanted.period, today), wanted, user_of(request)),
        "indicators": list(wanted.known.values()),
        "years": len(years), "lengths": LENGTHS,
        "trend": _trend(indicator, months, wanted), "heat": _heat(indicator, months, place),
        "members": _members(compared, named, open_to, wanted),
        "withheld": words.withheld_note(row.withheld for row in compared),
        "knows_inhabitants": not _is_relative(indicator) and any(row.per_inhabitant is not None for row in compared),
        "map": _map(compared, named, open_to, wanted) if compared else None,
    }  # fmt: skip
    return render(request, "dashboards/overview.html", context)


def _years(request: HttpRequest, wanted: Asked) -> list[int]:
    """As many years as asked for, the last being the one that the period ends in."""
    text = request.GET.get("years", "")
    length = int(text) if text.isdigit() and int(text) in LENGTHS else LENGTHS[1]
    last = min(wanted.period.last.year, wanted.today.year)
    return list(range(last - length + 1, last + 1))


def _tile(row: Headline, wanted: Asked) -> dict[str, object]:
    """A headline as the page shows it."""
    target, value = row.target, row.figure.value
    state = STATES.get(row.standing, "plain") if row.standing else "plain"
    drawn = None
    words = ""
    if target is not None:
        drawn = gauge(value or Decimal(), target.value, elapsed=wanted.period.elapsed(wanted.today))
        words = _("%(value)s of %(target)s") % {
            "value": said(value, row.indicator.decimals),
            "target": said(target.value, row.indicator.decimals),
        }
    return {
        "row": row, "url": figure_url(row.indicator.code, wanted.place, wanted.period), "spark": spark(row.months),
        "gauge": drawn, "words": words, "state": state,
        "change": None if row.change is None else signed(row.change),
        "direction": "" if row.change is None else "up" if row.change > 0 else "down" if row.change < 0 else "",
    }  # fmt: skip


def signed(change: Decimal) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{said(abs(change), 1 if abs(change) < 100 else 0)} %"


def _attention(found: Attention, wanted: Asked, actor: User) -> list[dict[str, str]]:
    """Lines with where they lead: late, behind, just short, jumped, lacking."""
    lines = _late(found.late, wanted, actor)
    for state, rows in (("bad", found.behind), ("warn", found.close)):
        for row in rows:
            if row.target is None:
                continue
            foreseen = said(row.foreseen, row.indicator.decimals)
            facts = {"name": row.indicator.name, "target": said(row.target.value, row.indicator.decimals)}
            text = _("%(name)s: about %(foreseen)s by the end, the target is %(target)s.") % {
                **facts, "foreseen": foreseen,
            }  # fmt: skip
            lines.append({"state": state, "text": text, "url": _url(row, wanted), "kind": _("Target")})
    for row in found.jumped:
        if row.change is not None:
            text = _("%(name)s: %(value)s, a year before it was %(before)s (%(change)s).") % {
                "name": row.indicator.name, "value": said(row.figure.value, row.indicator.decimals),
                "before": said(row.before, row.indicator.decimals), "change": signed(row.change),
            }  # fmt: skip
            lines.append({"state": "warn", "text": text, "url": _url(row, wanted), "kind": _("Jump")})
    for lacking, text in (
        (found.missing, _("Not in the totals yet: %(names)s.")),
        (found.unknown, _("Nothing is known of: %(names)s.")),
    ):
        if lacking:
            called = sorted(federation.names(lacking, wanted.period.last).values())
            url = "#members" if wanted.place.sort in (Sort.NETWORK, Sort.FEDERATION) else ""
            line = {"state": "bad", "text": text % {"names": _listed(called)}, "url": url, "kind": _("Lacking")}
            lines.append(line)
    return lines


def _listed(names: Sequence[str]) -> str:
    more = f" … (+{len(names) - NAMED})" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _late(late: Sequence[tuple[Return, int]], wanted: Asked, actor: User) -> list[dict[str, str]]:
    """One line for each call, with who is late and by how many days at most; it leads to the call."""
    called = federation.names({row.organisation_id for row, _days in late}, wanted.today) if late else {}
    by_call: dict[int, list[tuple[Return, int]]] = {}
    for row, days in late:
        by_call.setdefault(row.call_id, []).append((row, days))
    open_to = set(Call.objects.visible_to(actor).filter(pk__in=by_call).values_list("pk", flat=True)) if late else ()
    lines = []
    for number, rows in by_call.items():
        names = [called[row.organisation_id] for row, _days in rows]
        text = ngettext(
            "%(call)s: %(names)s, %(days)d day late.", "%(call)s: %(names)s, up to %(days)d days late.", rows[0][1]
        ) % {"call": rows[0][0].call.name, "names": _listed(names), "days": rows[0][1]}
        url = reverse("returns:call", args=[number]) if number in open_to else ""
        lines.append({"state": "bad", "text": text, "url": url, "kind": _("Late")})
    return lines


def _url(row: Headline, wanted: Asked) -> str:
    return figure_url(row.indicator.code, wanted.place, wanted.period)


def _trend(indicator: Indicator, all_months: Mapping[date, Decimal | None], wanted: Asked) -> LineDrawing:
    """Without the month that is not over: it would look like a fall."""
    place, today = wanted.place, wanted.today
    months = {month: value for month, value in all_months.items() if of_month(month).is_over(today)}
    many = len(months) > 12
    steps = [
        Step(
            f"{month.month}/{month.year}",
            (str(month.year) if month.month == 1 else "") if many else str(month.month),
            figure_url(indicator.code, place, of_month(month)),
        )
        for month in months
    ]
    known = [(month, value) for month, value in months.items() if value is not None]
    description = ""
    if known:
        most = max(known, key=lambda each: each[1])
        description = _("%(count)d months are known; the most was %(value)s in %(month)s.") % {
            "count": len(known), "value": said(most[1], indicator.decimals), "month": f"{most[0]:%m/%Y}",
        }  # fmt: skip
    return line_drawing(
        "trend", title=_("%(name)s by month") % {"name": indicator.name}, steps=steps,
        series=[(indicator.name, list(months.values()))], heading=_("Month"), decimals=indicator.decimals,
        description=description,
    )  # fmt: skip


def _heat(indicator: Indicator, months: Mapping[date, Decimal | None], place: Place) -> HeatDrawing:
    """Years below one another, so that the same months stand in one column."""
    rows = []
    for year in sorted({month.year for month in months}, reverse=True):
        own = {month.month: value for month, value in months.items() if month.year == year}
        cells = [
            (own[number], figure_url(indicator.code, place, of_month(date(year, number, 1)))) for number in range(1, 13)
        ]
        known = [value for value, _url in cells if value is not None]
        adds_up, is_ratio = indicator.kind == Indicator.Kind.FLOW, indicator.kind == Indicator.Kind.RATIO
        total = None if not known or is_ratio else sum(known, Decimal()) if adds_up else known[-1]
        rows.append((str(year), [(value, url if value is not None else "") for value, url in cells], total))
    columns = [
        (pgettext("month, short", "%(number)d") % {"number": number}, _("Month %(number)d") % {"number": number})
        for number in range(1, 13)
    ]
    return heat_drawing(
        title=_("%(name)s by month and year") % {"name": indicator.name}, columns=columns, rows=rows,
        decimals=indicator.decimals,
    )  # fmt: skip


def _is_relative(indicator: Indicator) -> bool:
    """Of these there is nothing to be shown for each inhabitant."""
    return indicator.kind == Indicator.Kind.RATIO or indicator.code == queries.INHABITANTS


def _members(
    compared: Sequence[Member], named: Mapping[Place, str], open_to: set[Place], wanted: Asked
) -> list[dict[str, object]]:
    """The rows of the comparison. A network that is asked about has its own library among its members, alone."""
    reach = widths([row.figure.value for row in compared])
    found = []
    for row, width in zip(compared, reach, strict=True):
        found.append(
            {
                "row": row, "name": member_name(row.place, named, wanted.place), "width": width,
                "withheld": words.WITHHELD[row.withheld] if row.withheld else "",
                "url": overview_url(row.place, wanted.period) if row.place in open_to else "",
                "change": None if row.change is None else signed(row.change),
                "per": said(row.per_inhabitant, 2),
            }
        )  # fmt: skip
    return found


def member_name(place: Place, named: Mapping[Place, str], whole: Place) -> str:
    name = named.get(place, str(place))
    if place.sort == Sort.LIBRARY and whole.sort == Sort.NETWORK and place.pk == whole.pk:
        return _("%(name)s (itself)") % {"name": name}
    return name


def _map(compared: Sequence[Member], named: Mapping[Place, str], open_to: set[Place], wanted: Asked) -> View | None:
    found = queries.spots([row.place for row in compared], min(wanted.period.last, wanted.today))
    numbers = [row.place.pk for row in compared if row.place.sort != Sort.SITE]
    short = federation.short_names(numbers, wanted.today) if numbers else {}
    points = [
        _point(row, short.get(row.place.pk) or member_name(row.place, named, wanted.place), open_to, wanted, spot)
        for row in compared
        for spot in [found.get(row.place)]
    ]
    return view(_("Where the members stand"), points) if any(point.spot for point in points) else None


def _point(row: Member, name: str, open_to: set[Place], wanted: Asked, site: Any) -> Point:
    state, told = State.EMPTY, words.WITHHELD[row.withheld] if row.withheld else _("no figure")
    if row.figure.value is not None:
        state, told = State.PLAIN, _("nothing to compare with")
        if row.change is not None:
            up = row.change >= 0
            state = State.GOOD if up else State.WARN
            told = _("as much as the year before, or more") if up else _("less than the year before")
    detail = said(row.figure.value) if row.figure.value is not None else ""
    url = overview_url(row.place, wanted.period) if row.place in open_to else ""
    return Point(name, site and site.latitude, site and site.longitude, state, told, detail, url)
