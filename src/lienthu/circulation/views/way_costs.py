"""What ways between libraries cost: the matrix, the ways that begin at one library, and the table as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, allowed, demand, require_role
from lienthu.accounts.queries import working_library
from lienthu.circulation.errors import WayCostRefused
from lienthu.circulation.forms import WayFileForm
from lienthu.circulation.models import WayCost
from lienthu.circulation.queries import ways as queries
from lienthu.circulation.rules.holds import Cost
from lienthu.circulation.services import ways as services
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation

WAYS = "circulation.ways"
MATRIX_UP_TO = 24  # libraries; more are shown one start at a time
LARGEST = 1_000_000  # bytes of a file


def _said_by(cost: Cost) -> str:
    words = {"table": _("table"), "map": _("map"), "tree": _("tree"), "here": _("at the place of pickup")}
    return words[cost.by]


@require_role(WAYS, over=SOMEWHERE)
def ways(request: HttpRequest) -> HttpResponseBase:
    """Every library to every other, and the table as a file."""
    form = WayFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = _take_in(request, form)
        except WayCostRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("%(count)d lines were taken in.") % {"count": count})
            return redirect("circulation:ways")
    day = timezone.localdate()
    groups = queries.federations(day)
    shown = next((each for each in groups if each.code == request.GET.get("federation")), _first(request, groups))
    libraries = queries.libraries(day, [shown] if shown else [])
    names = federation.short_names([each.pk for each in libraries], day)
    rows = []
    if len(libraries) <= MATRIX_UP_TO:
        keys = [each.pk for each in libraries]
        costs = queries.costs(keys, keys, day)
        rows = [
            (each, names[each.pk], [costs[each.pk, end] if end != each.pk else None for end in keys])
            for each in libraries
        ]
    context = {
        "libraries": [(each, names[each.pk]) for each in libraries],
        "rows": rows,
        "form": form,
        "groups": groups,
        "shown": shown,
        "written": WayCost.objects.count(),
    }
    return render(request, "circulation/ways.html", context, status=422 if form.errors else 200)


def _first(request: HttpRequest, groups: list[Federation]) -> Federation | None:
    """The federation of the library that the person works at, else the first there is."""
    library = working_library(request)
    own = set(federation.federations_of(library, timezone.localdate())) if library else set()
    return next((each for each in groups if each in own), groups[0] if groups else None)


def _take_in(request: HttpRequest, form: WayFileForm) -> int:
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        raise WayCostRefused("too_large", _("This file is too large for a table of ways."))
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise WayCostRefused("no_text", _("Save the file as CSV in UTF-8.")) from error
    user = user_of(request)
    return services.take_in(text=text, may=lambda start: allowed(user, WAYS, start), actor=user, at=timezone.now())


@require_role(WAYS, over=SOMEWHERE)
def ways_from(request: HttpRequest, number: int) -> HttpResponseBase:
    """The ways that begin at one library: what holds, what says so, and a field for each."""
    start = get_object_or_404(Organisation, pk=number)
    demand(request.user, WAYS, start)
    day, user = timezone.localdate(), user_of(request)
    ends = [each for each in queries.libraries(day, federation.federations_of(start, day)) if each != start]
    own = queries.own(start)
    trouble = ""
    if request.method == "POST":
        try:
            _write(request, start, ends, user)
        except WayCostRefused as refusal:
            trouble = str(refusal)
        else:
            messages.success(request, _("The ways are kept."))
            return redirect("circulation:ways_from", number=number)
    names = federation.short_names([start.pk, *(each.pk for each in ends)], day)
    costs = queries.costs([start.pk], [each.pk for each in ends], day)
    rows = []
    for each in ends:
        cost, row = costs[start.pk, each.pk], own.get(each.pk)
        typed = request.POST.get(f"to-{each.pk}", row.cost if row else "")
        rows.append({"end": each, "name": names[each.pk], "cost": cost, "by": _said_by(cost), "own": typed})
    context = {
        "start": start, "name": names[start.pk], "rows": rows, "trouble": trouble,
        "entries": audit.entries_of(start).filter(action__startswith="way."),
    }  # fmt: skip
    return render(request, "circulation/ways_from.html", context, status=422 if trouble else 200)


def _write(request: HttpRequest, start: Organisation, ends: list[Organisation], user: User) -> None:
    at = timezone.now()
    for end in ends:
        text = request.POST.get(f"to-{end.pk}")
        if text is None:
            continue
        text = text.strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            message = _("Give the cost as a whole number from 0 to %(most)d.") % {"most": services.HIGHEST}
            raise WayCostRefused("no_number", message)
        services.write(ends=services.Ends(start, end), cost=int(text) if text else None, actor=user, at=at)


@require_role(WAYS, over=SOMEWHERE)
def ways_file(request: HttpRequest) -> HttpResponse:
    """The table as CSV, to change elsewhere and bring back."""
    return download(queries.as_csv(), "ways.csv")
