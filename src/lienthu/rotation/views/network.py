"""The network of the province on one page: sites on a map and in a table that agree, boxes, what is due and open."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.common.downloads import download
from lienthu.common.maps import Point, view
from lienthu.common.workbooks import Sheet, workbook
from lienthu.lib.vietnamese import fold
from lienthu.rotation.forms.network import NetworkForm
from lienthu.rotation.queries import network as queries
from lienthu.rotation.queries.network import Network, SiteRow
from lienthu.rotation.rules.network import SIGNS, Standing
from lienthu.rotation.views.shared import WORK


class Shown(NamedTuple):
    """What was asked for: the form, the whole network, and the sites and stops of it that are shown."""

    form: NetworkForm
    found: Network
    sites: list[SiteRow]
    stops: list[Point]
    serving: dict[int, str]  # the libraries that have sites


def _asked(request: HttpRequest) -> Shown:
    library, today = library_of(request), timezone.localdate()
    libraries = queries.libraries_of(user_of(request), library, today)
    serving = queries.serving(libraries, today)
    form = NetworkForm(request.GET or None, libraries=serving, today=today)
    found = queries.network(libraries, today, form.period)
    stops = [point for point in found.stops if form.shows_stops and form.stop_text in fold(point.name)]
    return Shown(form, found, form.sites(found), stops, serving)


@at_work(WORK)
def network(request: HttpRequest) -> HttpResponseBase:
    """The network of the library where the person works and of those below it."""
    shown = _asked(request)
    states = [row.standing for row in shown.found.sites]
    context = {
        "form": shown.form,
        "narrowed": bool(request.GET),
        "period": shown.form.period,
        "tiles": [(state, states.count(state)) for state in Standing],
        "is_empty": not (shown.found.sites or shown.found.stops),
        "network": shown.found,
        "sites": [(row, shown.serving[row.deposit.library_id]) for row in shown.sites],
        "several": len(shown.serving) > 1,
        "stops": shown.stops,
        "map": view(_("Network of deposit sites"), [*map(_point, shown.sites), *shown.stops]),
        "no_place": sum(row.deposit.site.latitude is None for row in shown.sites),
        "query": request.GET.urlencode(),
    }
    return render(request, "rotation/network.html", context)


def _point(row: SiteRow) -> Point:
    site = row.deposit.site
    books = ngettext("%(n)d book", "%(n)d books", row.books) % {"n": row.books}
    detail = [", ".join(each.set.code for each in row.there), books if row.there else ""]
    address = reverse("rotation:site", args=[row.deposit.pk])
    said = row.standing.label
    return Point(
        site.name, site.latitude, site.longitude, SIGNS[row.standing], said, " · ".join(filter(None, detail)), address
    )


@at_work(WORK)
def network_file(request: HttpRequest) -> HttpResponseBase:
    """The same as XLSX, narrowed by the same fields."""
    shown = _asked(request)
    sheets = [_sites_sheet(shown), _boxes_sheet(shown.found), _due_sheet(shown.found), _open_sheet(shown.found)]
    return download(workbook(sheets), f"mang-luoi-{timezone.localdate():%Y%m%d}.xlsx")


def _sites_sheet(shown: Shown) -> Sheet:
    period = shown.form.period
    days = {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    columns = [
        (_("Site"), 40), (_("Kind of host"), 20), (_("Served by"), 30), (_("State"), 30), (_("There now"), 20),
        (_("Due back"), 14), (_("Books there"), 12), (_("Custodian"), 24), (_("Telephone"), 16),
        (_("Copies placed, %(first)s–%(last)s") % days, 18), (_("Uses, %(first)s–%(last)s") % days, 18),
        (_("Uses per book"), 12), (_("Open questions"), 12), (_("Latitude"), 12), (_("Longitude"), 12),
    ]  # fmt: skip
    rows = (
        (
            row.deposit.site.name, row.deposit.site.organisation.get_kind_display(),
            shown.serving.get(row.deposit.library_id, ""), row.standing.label,
            ", ".join(each.set.code for each in row.there), min(map(queries.due_day, row.there), default=None),
            row.books, row.deposit.custodian_name, row.deposit.custodian_phone, row.placed, row.uses, row.per_book,
            row.questions, row.deposit.site.latitude, row.deposit.site.longitude,
        )
        for row in shown.sites
    )  # fmt: skip
    return Sheet(_("Deposit sites"), columns, rows)


def _boxes_sheet(found: Network) -> Sheet:
    columns = [
        (pgettext("of books", "Set"), 40), (_("Books"), 10), (_("Where it is now"), 50), (_("State"), 24),
        (_("Due back"), 14),
    ]  # fmt: skip
    rows = (
        (
            str(row.set), row.books, str(row.away.deposit if row.away else row.set.depot),
            row.away.get_state_display() if row.away else _("at its depot"),
            queries.due_day(row.away) if row.away else None,
        )
        for row in found.boxes
    )  # fmt: skip
    return Sheet(_("Boxes"), columns, rows)


def _due_sheet(found: Network) -> Sheet:
    columns = [(_("Day"), 14), (pgettext("of books", "Set"), 40), (_("Site"), 40), (_("What is due"), 44)]
    rows = ((row.day, str(row.placement.set), str(row.placement.deposit), row.step.label) for row in found.due)
    return Sheet(_("Due this week"), columns, rows)


def _open_sheet(found: Network) -> Sheet:
    columns = [
        (pgettext("of books", "Set"), 16), (_("Site"), 40), (_("Question"), 34), (pgettext("how many", "Number"), 10),
        (_("Since"), 14),
    ]  # fmt: skip
    rows = ((row.box, row.site, row.label, row.n, timezone.localdate(row.since)) for row in found.questions)
    return Sheet(_("Open questions"), columns, rows)
