"""Tables and charts of visits, and what corrects them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import form_page, refused, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.ledger.models import AgeBand
from lienthu.visits.forms import CorrectionForm, PeriodForm, WriteInForm
from lienthu.visits.models import VisitCount
from lienthu.visits.queries import counts as queries
from lienthu.visits.services import counts as services
from lienthu.visits.views.shared import MANAGE, at_place, own_row

PER_PAGE = 50
HEIGHT = 160  # of the chart's columns, in its own units


@at_work(MANAGE)
def report(request: HttpRequest) -> HttpResponseBase:
    """The visits of a day, a week or a month, by site and hour; and all that was counted today."""
    library, _site = at_place(request)
    today = timezone.localdate()
    sites = list(queries.sites_of(library, today))
    given = {"period": "day", "day": f"{today:%d/%m/%Y}", **request.GET.dict()}
    form = PeriodForm(given, sites=sites, all_sites=True)
    period, day, site = "day", today, None
    if form.is_valid():
        period, day, site = form.cleaned_data["period"], form.cleaned_data["day"], form.chosen_site()
    first, last = days_of(period, day)
    found = queries.report(library, first=first, last=last, site=site.pk if site else None)
    names = queries.site_names(found.sites)
    chart = chart_of(found.rows)
    context: dict[str, object] = {
        "form": form,
        "today_sums": queries.day_sums(library, today),
        "minutes": queries.minutes_at_computers(library, today),
        "report": found,
        "chart": chart,
        "hours": chart_of(found.by_hour) if first != last else None,
        "one_day": first == last,
        "first": first,
        "last": last,
        "sites": [(key, names.get(key, _("no site"))) for key in found.sites] if len(found.sites) > 1 else [],
        "earlier": first - timedelta(days=1),
        "later": last + timedelta(days=1) if last < today else None,
        "period": period,
        "site": site,
    }
    context["lines"] = lines_of(found)
    return render(request, "visits/report.html", context, status=200 if form.is_valid() else 422)


def lines_of(found: queries.Report) -> list[dict[str, object]]:
    """The rows of the table and their sum, each number in the order of the headings."""
    several = found.sites if len(found.sites) > 1 else []
    lines: list[dict[str, object]] = []
    for row in (*found.rows, found.total):
        label = f"{row.key:%d/%m/%Y}" if isinstance(row.key, date) else f"{row.key}:00" if row.key is not None else ""
        numbers = [*(row.bands[band] for band in queries.BANDS), *(row.sites.get(key, 0) for key in several), row.total]
        lines.append({"label": label or _("Together"), "numbers": numbers})
    return lines


def days_of(period: str, day: date) -> tuple[date, date]:
    """The first and last day of the day, the week from Monday or the month around it."""
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if period == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


@dataclass(frozen=True)
class Column:
    """A column of the chart: where it stands, its parts from the foot up as (class, y, height), where its words go."""

    x: float
    width: float
    label: str
    total: int
    parts: list[tuple[str, float, float]]
    middle: float
    top: float


@dataclass(frozen=True)
class Chart:
    columns: list[Column]
    width: int
    top: int  # what the highest line stands for


def chart_of(rows: list[queries.Row]) -> Chart:
    """Columns by hour or day, adults below, children above, those not told apart on top."""
    top = max([row.total for row in rows] + [1])
    step = 720 / max(len(rows), 1)
    columns = []
    for number, row in enumerate(rows):
        parts, foot = [], float(HEIGHT)
        for band, name in ((AgeBand.ADULT, "adult"), (AgeBand.CHILD, "child"), (AgeBand.NOT_SAID, "unsaid")):
            height = round(max(row.bands[band], 0) * HEIGHT / top, 1)
            foot = round(foot - height, 1)
            if height:
                parts.append((name, foot, height))
        label = f"{row.key:%d}" if isinstance(row.key, date) else f"{row.key}"
        left, width = round(number * step + step * 0.12, 1), round(step * 0.76, 1)
        columns.append(Column(left, width, label, row.total, parts, round(left + width / 2, 1), foot - 5))
    return Chart(columns, 720, top)


@at_work(MANAGE)
def write_in(request: HttpRequest) -> HttpResponseBase:
    """Visitors who were not counted when they came."""
    library, site = at_place(request)
    today = timezone.localdate()
    sites = list(queries.sites_of(library, today))
    initial = {"day": today, "site": str(site.pk) if site else ""}
    form = WriteInForm(request.POST or None, sites=sites, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_in(
                library=library,
                site=form.chosen_site(),
                age_band=AgeBand(form.cleaned_data["age_band"]),
                quantity=form.cleaned_data["quantity"],
                came_at=form.came_at(),
                reason=form.cleaned_data["reason"],
                actor=user_of(request),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("day" if refusal.code == "to_come" else None, str(refusal))
        else:
            messages.success(request, _("The visitors are written in."))
            return redirect("visits:counts")
    back = reverse("visits:counts")
    return form_page(request, form, _("Write in visitors"), back, _("Write in"), up=_("Counts of a day"))


@at_work(MANAGE)
def counts(request: HttpRequest) -> HttpResponseBase:
    """Every count of a day, to be looked at and corrected."""
    library, _site = at_place(request)
    form = PeriodForm({"period": "day", "day": f"{timezone.localdate():%d/%m/%Y}", **request.GET.dict()}, sites=[])
    day = form.cleaned_data["day"] if form.is_valid() else timezone.localdate()
    page = Paginator(queries.counts_on(library, day), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "day": day, "form": form, "is_today": day == timezone.localdate()}
    return render(request, "visits/counts.html", context, status=200 if form.is_valid() else 422)


@require_role(MANAGE, over=SOMEWHERE)
def correct(request: HttpRequest, number: int) -> HttpResponseBase:
    """Set a count right, saying why."""
    row = own_row(request, VisitCount, number)
    form = CorrectionForm(request.POST or None, initial={"quantity": row.left})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(count=row, **form.cleaned_data, actor=user_of(request), at=timezone.now())
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The count is corrected."))
            return redirect("visits:counts")
    words = {"time": f"{timezone.localtime(row.at):%d/%m/%Y %H:%M}", "left": row.left}
    facts, entries = _("Counted %(time)s: %(left)d visitors.") % words, audit.entries_of(row)
    back = reverse("visits:counts")
    up = _("Counts of a day")
    return form_page(request, form, _("Correct a count"), back, _("Correct it"), up=up, facts=facts, entries=entries)
