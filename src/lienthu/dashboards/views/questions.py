"""Tables of one's own: put together on one page, saved, shared, taken along as CSV and XLSX."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.accounts.queries import working_library
from lienthu.common.charts import said
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.common.looks import one_look
from lienthu.common.workbooks import Sheet, workbook
from lienthu.dashboards import words
from lienthu.dashboards.queries import choices
from lienthu.dashboards.queries import questions as queries
from lienthu.dashboards.queries.overview import members_of
from lienthu.dashboards.queries.questions import Table
from lienthu.dashboards.rules import questions as rules
from lienthu.dashboards.rules.questions import FACTS, TIMES, By, Question
from lienthu.dashboards.rules.standing import Span
from lienthu.dashboards.rules.suppression import Shown
from lienthu.dashboards.services import questions as services
from lienthu.dashboards.views.shared import READ, Asked, spans_offered
from lienthu.federation.queries import names as names_of
from lienthu.indicators.errors import IndicatorRefused, PeriodRefused
from lienthu.indicators.models import Section
from lienthu.indicators.queries import places as places_of
from lienthu.indicators.queries.access import may
from lienthu.indicators.queries.breakdowns import Fact
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import periods
from lienthu.indicators.views.shared import period_of
from lienthu.lib.vietnamese import sort_key

OFFERED = 60  # places on the page
BYS = {
    By.PLACE: pgettext_lazy("rows of a table", "place"),
    By.MEMBER: gettext_lazy("member or library below"),
    By.MONTH: gettext_lazy("month"),
    By.QUARTER: gettext_lazy("quarter"),
    By.YEAR: gettext_lazy("year"),
    By.SITE: gettext_lazy("site"),
    By.AGE_BAND: gettext_lazy("age band"),
    By.MATERIAL: gettext_lazy("kind of material"),
    By.CHANNEL: gettext_lazy("on the spot or online"),
}


@require_role(READ, over=SOMEWHERE)
@one_look()
def question(request: HttpRequest) -> HttpResponseBase:
    """`?indicator=…&place=…&by=&period=`; without indicators, what can be asked."""
    return _page(request, request.GET)


@require_role(READ, over=SOMEWHERE)
@one_look()
def saved(request: HttpRequest, number: int) -> HttpResponseBase:
    """A saved question at its own address, with the figures of today, at the places that the reader may read."""
    row = get_object_or_404(queries.saved_for(user_of(request), timezone.localdate()), pk=number)
    return _page(request, QueryDict(row.asked), row=row)


def _page(request: HttpRequest, parameters: QueryDict, *, row: Any = None) -> HttpResponseBase:
    today = timezone.localdate()
    wanted, left_out = _question(request, parameters)
    main = wanted.places[0] if wanted.places else None
    asked = Asked(main or Place(Sort.LIBRARY, 0), Span(wanted.period, today), by_code(min(wanted.period.last, today)))
    context: dict[str, Any] = {"question": wanted, "row": row, "left_out": left_out, "period": wanted.period}
    status = 200
    if wanted.codes:
        try:
            rules.check(wanted.codes, wanted.by, wanted.places)
        except DomainError as refusal:
            context["refusal"], status = str(refusal), 422
        else:
            found = queries.table(wanted, asked.known, today, _readable(request))
            context |= {"table": _shown(found, asked), "query": wanted.query}
    offered = _offered(request, wanted.places, asked) if main else []
    named = asked.names(offered) if main else {}
    chosen = set(wanted.codes)
    context |= {
        "places": [(each, named.get(each, ""), each in wanted.places) for each in offered],
        "periods": spans_offered(asked) if main else [], "bys": [(by.value, said) for by, said in BYS.items()],
        "sections": [
            (section.label, [(one, one.code in chosen) for one in asked.known.values() if one.section == section])
            for section in Section
        ],
        "saved": queries.saved_for(user_of(request), today), "actor": user_of(request),
        "library": working_library(request),
    }  # fmt: skip
    return render(request, "dashboards/question.html", context, status=status)


def _question(request: HttpRequest, parameters: QueryDict) -> tuple[Question, int]:
    """What was asked for, and how many places of it are not the reader's to read."""
    actor, today = user_of(request), timezone.localdate()
    period = _period(request, parameters)
    places, left_out = [], 0
    for code in dict.fromkeys(parameters.getlist("place")[: 3 * rules.MOST_PLACES]):
        try:
            place = places_of.read(code)
        except IndicatorRefused as unknown:
            raise Http404(str(unknown)) from unknown
        if may(actor, place):
            places.append(place)
        else:
            left_out += 1
    if left_out and not places:
        raise PermissionDenied
    if not places:
        first = choices.default_place(actor, working_library(request), today)
        places = [first] if first else []
    known = by_code(min(period.last, today))
    codes = [code for code in dict.fromkeys(parameters.getlist("indicator")) if code in known]
    by = parameters.get("by", "")
    return Question(tuple(codes), By(by) if by in set(By) else By.MONTH, tuple(places), period), left_out


def _period(request: HttpRequest, parameters: QueryDict) -> Any:
    if parameters is request.GET:
        return period_of(request)
    try:
        return periods.read(parameters.get("period", ""))
    except PeriodRefused as unreadable:
        raise Http404(str(unreadable)) from unreadable


def _offered(request: HttpRequest, chosen: Sequence[Place], asked: Asked) -> list[Place]:
    """Where the person works, what was chosen, and what is below the first of it, as far as one may read it."""
    actor = user_of(request)
    below = members_of(chosen[0], asked.period)
    open_to = choices.readable(actor, below, asked.today)
    own = choices.places(actor, working_library(request), chosen[0], asked.today)
    return list(dict.fromkeys([*chosen, *own, *(each for each in below if each in open_to)]))[:OFFERED]


def _heads(found: Table, asked: Asked) -> list[str]:
    named = asked.names([place for _one, place in found.columns if place])
    several = len({place for _one, place in found.columns}) > 1
    return [f"{one.name} – {named[place]}" if place and several else one.name for one, place in found.columns]


def _labels(found: Table, asked: Asked, *, in_file: bool = False) -> list[str]:
    """What each row is called. In a file months are in words: a spreadsheet takes 3/2025 for a day."""
    keys = [key for key, _values in found.rows]
    by = found.question.by
    if by in TIMES:
        return [_time(by, key, in_file=in_file) for key in keys]
    if by in FACTS:
        named: Any = words.named(Fact(by.value), keys)
        return [named[key] for key in keys]
    called = asked.names(keys)
    return [f"{called.get(key, key)}{_scope(key)}" for key in keys]


def _readable(request: HttpRequest) -> queries.Readable:
    return partial(choices.readable, user_of(request), day=timezone.localdate())


def _rows(found: Table, asked: Asked, *, in_file: bool = False) -> list[tuple[str, Sequence[queries.Value]]]:
    """Each row under its name; members in the order of the alphabet."""
    labels = _labels(found, asked, in_file=in_file)
    rows = [(label, values) for label, (_key, values) in zip(labels, found.rows, strict=True)]
    return sorted(rows, key=lambda row: sort_key(row[0])) if found.question.by is By.MEMBER else rows


def _scope(place: Place) -> str:
    return f" ({_('whole network')})" if place.sort == Sort.NETWORK else ""


def _time(by: By, first: date, *, in_file: bool = False) -> str:
    if by is By.YEAR:
        return str(first.year)
    if by is By.QUARTER:
        return _("quarter %(number)s/%(year)d") % {
            "number": ("I", "II", "III", "IV")[first.month // 3], "year": first.year,
        }  # fmt: skip
    return capfirst(periods.of_month(first).name) if in_file else f"{first.month}/{first.year}"


def _shown(found: Table, asked: Asked) -> dict[str, Any]:
    """The table in words."""
    decimals = [one.decimals for one, _place in found.columns]

    def row(values: Sequence[queries.Value]) -> list[str]:
        pairs = zip(values, decimals, strict=True)
        return [words.WITHHELD[value] if isinstance(value, Shown) else said(value, places) for value, places in pairs]

    heads = _heads(found, asked)
    return {
        "heads": heads, "first": BYS[found.question.by],
        "rows": [(label, list(zip(heads, row(values), strict=True))) for label, values in _rows(found, asked)],
        "totals": list(zip(heads, row(found.totals), strict=True)) if found.totals else [],
        "total": _total(found, asked),
        "withheld": words.withheld_note(
            value for _key, values in found.rows for value in values if isinstance(value, Shown)
        ),
    }  # fmt: skip


@require_role(READ, over=SOMEWHERE)
@one_look()
def question_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The table as a file, numbers as numbers: csv, xlsx."""
    if form not in ("csv", "xlsx"):
        raise Http404
    wanted, _left_out = _question(request, request.GET)
    today = timezone.localdate()
    try:
        rules.check(wanted.codes, wanted.by, wanted.places)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('dashboards:question')}?{wanted.query}")
    asked = Asked(wanted.places[0], Span(wanted.period, today), by_code(min(wanted.period.last, today)))
    found = queries.table(wanted, asked.known, today, _readable(request))
    name = f"bang-so-lieu-{wanted.period.code}".replace("..", "-")
    made = _csv(found, asked) if form == "csv" else workbook([_sheet(found, asked)])
    return download(made, f"{name}.{form}")


def _total(found: Table, asked: Asked) -> str:
    """What the total's row is called: who is missing from it goes with it, also into a file."""
    if not found.missing:
        return _("Total")
    called = names_of(found.missing, min(asked.period.last, asked.today), get_language() or "vi")
    return _("Total (without the returns of: %(names)s)") % {"names": ", ".join(sorted(called.values(), key=sort_key))}


def _plain(found: Table, asked: Asked) -> Iterator[list[Any]]:
    for label, values in _rows(found, asked, in_file=True):
        yield [label, *(words.WITHHELD[value] if isinstance(value, Shown) else value for value in values)]
    if found.totals:
        yield [_total(found, asked), *found.totals]


def _csv(found: Table, asked: Asked) -> bytes:
    """With a mark at its head, so that spreadsheets take it for UTF-8; what looks like a formula is kept as text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(capfirst(BYS[found.question.by])), *_heads(found, asked)])
    for row in _plain(found, asked):
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else round(cell, 4)
    return f"'{cell}" if str(cell)[:1] in "=+-@\t\r" else cell


def _sheet(found: Table, asked: Asked) -> Sheet:
    columns = [(str(capfirst(BYS[found.question.by])), 34), *((head, 20) for head in _heads(found, asked))]
    return Sheet(_("Table"), columns, _plain(found, asked))


@require_role(READ, over=SOMEWHERE)
@require_POST
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep the question of `asked` (as an address has it) under a name."""
    parameters = QueryDict(request.POST.get("asked", ""))
    wanted, _left_out = _question(request, parameters)
    try:
        rules.check(wanted.codes, wanted.by, wanted.places)
        row = services.save_question(
            name=request.POST.get("name", ""), question=wanted, organisation=working_library(request),
            share=bool(request.POST.get("share")), actor=user_of(request), at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('dashboards:question')}?{wanted.query}")
    messages.success(request, _("The table is saved. This is its address: it always shows the figures of the day."))
    return redirect("dashboards:saved", row.pk)


@require_role(READ, over=SOMEWHERE)
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponseBase:
    """Delete one's own."""
    row = get_object_or_404(queries.saved_for(user_of(request), timezone.localdate()), pk=number)
    try:
        services.drop_question(row=row, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The table is deleted."))
    return redirect("dashboards:question")
