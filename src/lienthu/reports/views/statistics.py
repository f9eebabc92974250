"""The sector's forms filled with the figures of a period, and layouts of one's own."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand
from lienthu.common.downloads import download, plain_name
from lienthu.common.errors import DomainError
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.queries.places import read as read_place
from lienthu.indicators.rules import periods
from lienthu.reports.forms.reports import LayoutForm, StatisticsForm, year_before
from lienthu.reports.models import Layout
from lienthu.reports.queries import statistics as queries
from lienthu.reports.queries.reports import federations_to_write_for
from lienthu.reports.services import statistics as services
from lienthu.reports.views.shared import (
    READ,
    WRITE,
    at_work_or_for_federation,
    library_or_none,
    places_offered,
)


@at_work_or_for_federation(READ)
def form_list(request: HttpRequest) -> HttpResponseBase:
    """Choose a form, whose figures and which period; it comes as XLSX."""
    texts = queries.texts(*_whose(request))
    layouts = [(key, queries.name_of(text)) for key, text in texts.items()]
    asked = bool(request.GET.get("layout"))
    known = {"period": year_before(timezone.localdate()).code}
    form = StatisticsForm(
        request.GET if asked else None,
        layouts=layouts,
        places=places_offered(request, READ),
        initial=known,
        today=timezone.localdate(),
    )
    if request.method == "POST":
        return _keep(request, form)
    if asked and form.is_valid():
        said = form.cleaned_data
        try:
            made = queries.filled(
                texts[said["layout"]], read_place(said["place"]), said["period"], timezone.localdate()
            )
            return download(services.as_xlsx(made), f"{plain_name(*made.called)}.xlsx")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form)


def _whose(request: HttpRequest) -> tuple[Organisation | None, Federation | None]:
    """Whose own forms the page shows: of the library where the person works, else of the federation they write for."""
    library = library_or_none(request)
    if library is not None:
        return library, None
    groups = federations_to_write_for(user_of(request), timezone.localdate())
    return None, groups[0] if groups else None


def _page(request: HttpRequest, form: forms.Form, own: LayoutForm | None = None) -> HttpResponseBase:
    library, group = _whose(request)
    mine = Layout.objects.filter(organisation=library, federation=group)
    number = request.GET.get("change", "")
    row = mine.filter(pk=int(number)).first() if number.isdecimal() and number.isascii() and len(number) < 19 else None
    body = row.body if row else queries.texts(library, group).get(request.GET.get("from", ""), "")
    own = own or LayoutForm(
        initial={"body": body, "is_active": row.is_active if row else True, "layout": row.pk if row else None}
    )
    context = {
        "form": form, "own": own, "layout": row, "rows": mine,
        "is_open": bool(row or own.errors or request.GET.get("from")),
        "shipped": [(key, queries.name_of(text)) for key, text in queries.texts(None, None).items()],
    }  # fmt: skip
    return render(request, "reports/form_list.html", context)


def _keep(request: HttpRequest, form: forms.Form) -> HttpResponseBase:
    library, group = _whose(request)
    if group is None:
        demand(user_of(request), WRITE, library)
    own = LayoutForm(request.POST)
    if own.is_valid():
        number = own.cleaned_data["layout"]
        row = get_object_or_404(Layout, pk=number, organisation=library, federation=group) if number else None
        try:
            services.keep_layout(
                layout=row, organisation=library, federation=group, body=own.cleaned_data["body"],
                period=periods.of_year(timezone.localdate().year), is_active=own.cleaned_data["is_active"],
                actor=user_of(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("reports:forms")
        except DomainError as refusal:
            own.add_error("body", str(refusal))
    return _page(request, form, own)
