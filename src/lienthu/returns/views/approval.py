"""Approving a return: their figures beside last year's, a remark beside each; and the table of a round."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, allowed, require_role
from lienthu.common.downloads import download, plain_name
from lienthu.common.errors import DomainError
from lienthu.common.workbooks import Sheet as Table
from lienthu.common.workbooks import workbook
from lienthu.federation import queries as federation
from lienthu.indicators.models import Indicator
from lienthu.returns.models import Call, Return
from lienthu.returns.queries.changes import since_sent_back
from lienthu.returns.queries.rollup import Rollup, rollup
from lienthu.returns.queries.rounds import askers
from lienthu.returns.queries.sheets import sheet_of
from lienthu.returns.services import steps
from lienthu.returns.views.filling import ways_behind
from lienthu.returns.views.shared import APPROVE, READ, call_of, return_of

ROWS = 100
State = Return.State


@require_role(APPROVE, over=SOMEWHERE)
def review(request: HttpRequest, number: int) -> HttpResponseBase:
    """The return as it was handed in; `do`: approve, send_back, take_back."""
    row = return_of(request, number, READ)
    if not row.call.answers_to(user_of(request)):
        raise PermissionDenied
    if request.method == "POST":
        return _decide(request, row)
    sheet = sheet_of(row)
    went = list(row.steps.select_related("by"))
    following = row.call.returns.filter(state=State.SUBMITTED).exclude(pk=row.pk).order_by("pk").first()
    context = {
        "row": row, "call": row.call, "sheet": sheet, "following": following,
        "name": federation.names([row.organisation_id], row.call.period.last)[row.organisation_id],
        "steps": went, "since": since_sent_back(row, sheet, went), "papers": list(row.papers.all()),
        "evidence": ways_behind(user_of(request), row, sheet),
        "asked": sum(len(line.questions) for line in sheet.lines),
        "differing": sum(line.wants_reason for line in sheet.lines),
    }  # fmt: skip
    return render(request, "returns/review.html", context)


def _decide(request: HttpRequest, row: Return) -> HttpResponseBase:
    actor, now, reason = user_of(request), timezone.now(), request.POST.get("reason", "")
    keys = {line.key: line.code for line in sheet_of(row).lines}
    remarks = {code: request.POST.get(f"m-{key}", "") for key, code in keys.items()}
    try:
        match request.POST.get("do"):
            case "approve":
                steps.approve(row=row, remarks=remarks, actor=actor, at=now)
                messages.success(request, _("Approved. The figures stay as reported."))
            case "send_back":
                steps.send_back(row=row, reason=reason, remarks=remarks, actor=actor, at=now)
                messages.success(request, _("Sent back with your remarks."))
            case "take_back":
                steps.take_back(row=row, reason=reason, actor=actor, at=now)
                messages.success(request, _("The approval is taken back; they can correct it now."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("returns:review", row.pk)
    return redirect("returns:call", row.call_id)


@require_role(READ, over=SOMEWHERE)
def table(request: HttpRequest, number: int) -> HttpResponseBase:
    """Members by indicators, a part of the form at a time; members' staff see their own row and the total."""
    call = call_of(request, number)
    rows = call.returns.select_related("organisation").order_by("organisation__tier__rank", "organisation__code")
    every = call.answers_to(user_of(request), READ)
    if not every:
        rows = rows.visible_to(user_of(request))
    parts = list(enumerate(call.sections))
    asked = request.GET.get("part", "0")
    part = int(asked) if asked.isascii() and asked.isdigit() and int(asked[:4]) < len(parts) else 0
    if request.GET.get("as") == "xlsx":
        found = rollup(call, call.codes, list(rows), with_rest=every)
        return download(_as_workbook(call, found), f"{plain_name('tong-hop', call.name)}.xlsx")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    codes = parts[part][1]["codes"] if parts else []
    in_ledger = allowed(user_of(request), "ledger.read", SOMEWHERE)
    context = {
        "call": call, "parts": parts, "part": part, "page": page,
        "table": rollup(call, codes, list(page), with_rest=every, in_ledger=in_ledger),
        "asker": askers([call], timezone.localdate())[call.pk], "paged": page.paginator.num_pages > 1,
    }  # fmt: skip
    return render(request, "returns/table.html", context)


def _as_workbook(call: Call, found: Rollup) -> bytes:
    """All figures of the round as one sheet; a dash where one is not available, and who is missing below."""
    heads = [(_("Library"), 36), (_("State"), 16), *((_named(one), 16) for one in found.indicators)]
    lines: list[list[object]] = []
    for row in found.rows:
        state = State(row.state).label
        lines.append([row.name, str(state), *(_cell(cell.figure.value) for cell in row.cells)])
    if found.rest:
        lines.append([_("The rest of the network"), "", *(_cell(value) for value in found.rest)])
    lines.append([_("Total"), "", *(_cell(cell.figure.value) for cell in found.total.cells)])
    if found.missing:
        words = _("Not reported by: %(names)s. Of these the total has what the hub counted itself, where it did.")
        lines.append([words % {"names": ", ".join(found.missing)}])
    return workbook([Table(call.period.code, heads, lines)])


def _named(indicator: Indicator) -> str:
    return f"{indicator.name} ({indicator.shown_unit})" if indicator.shown_unit else indicator.name


def _cell(value: object) -> object:
    return "–" if value is None else value
