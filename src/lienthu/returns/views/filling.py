"""Filling in a return: field by field as it is typed, or all at once without a script; a workbook; a paper."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.models import User
from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, allowed, require_role
from lienthu.common import audit
from lienthu.common.downloads import download, plain_name, stored
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.forms.filling import LinkForm, PaperForm, WorkbookForm
from lienthu.returns.models import Paper, Return, ReturnLink, TemplateRun
from lienthu.returns.queries.evidence import behind
from lienthu.returns.queries.rounds import askers
from lienthu.returns.queries.sheets import Line, Sheet, sheet_of
from lienthu.returns.rules.rounds import days_late
from lienthu.returns.services import filling, links, papers, steps, workbooks
from lienthu.returns.services.filling import Said
from lienthu.returns.services.steps import Signer
from lienthu.returns.views.shared import READ, WRITE, return_of

SIGNED_BY = "returns.signed_by"  # in the session: what was typed with a return that was not taken


@dataclass(frozen=True)
class Desk:
    """Who fills in which return, and where: signed in, or with an address of their own."""

    row: Return
    actor: User | None
    signer: Signer
    save_url: str
    submit_url: str
    template: str
    may_write: bool = True


def _desk(request: HttpRequest, number: int, action: str = WRITE) -> Desk:
    row = return_of(request, number, action)
    user = user_of(request)
    return Desk(
        row, user, Signer(), reverse("returns:save", args=[number]), reverse("returns:submit", args=[number]),
        "returns/fill.html", allowed(user, WRITE, row.organisation) or row.call.answers_to(user, WRITE),
    )  # fmt: skip


@require_role(READ, over=SOMEWHERE)
def fill(request: HttpRequest, number: int) -> HttpResponseBase:
    """The return: filled in as long as it may be, read afterwards."""
    desk = _desk(request, number, READ)
    _compute(user_of(request), desk.row)
    return page(request, desk)


def _compute(user: User, row: Return) -> None:
    """The first time that it is looked at: those who fill it in have begun it by that, those who asked for it not."""
    if row.state == Return.State.ASKED:
        if row.call.answers_to(user):
            filling.prefill(row=row, at=timezone.now())
        elif allowed(user, WRITE, row.organisation):
            filling.begin(row=row, actor=user, at=timezone.now())
        row.refresh_from_db()


def page(request: HttpRequest, desk: Desk, **more: object) -> HttpResponse:
    """The whole page, for staff and for whoever holds an address."""
    row, today = desk.row, timezone.localdate()
    sheet = sheet_of(row)
    link = row.links.filter(revoked_at=None, used_at=None, expires_at__gt=timezone.now()).first()
    runs = list(row.runs.select_related("actor")[:3])
    typed_for, signed_by = request.session.get(SIGNED_BY, (0, ""))
    context = {
        "signed_by": signed_by if typed_for == row.pk else "",
        "filling": desk, "row": row, "call": row.call, "period": row.call.period, "sheet": sheet,
        "total": len(sheet.lines), "open_now": bool(request.GET.get("open")),
        "name": federation.names([row.organisation_id], row.call.period.last)[row.organisation_id],
        "asker": askers([row.call], today)[row.call_id], "edit": desk.may_write and row.is_editable,
        "late": days_late(row.call.due_on, today) if row.state in Return.TO_FILL and row.call.is_open else 0,
        "steps": list(row.steps.select_related("by")), "papers": list(row.papers.select_related("actor")),
        "runs": runs, "refused": _not_read(runs, sheet) if desk.may_write and row.is_editable else {},
        "link": link if desk.actor else None,
        "address": request.build_absolute_uri(reverse("return_link:page", args=[links.token(link)])) if link else "",
        "evidence": _evidence(desk, sheet),
        "may_approve": bool(desk.actor) and row.call.answers_to(user_of(request)),
        "workbook": WorkbookForm(), "paper": PaperForm(), "link_form": LinkForm(),
        "entries": audit.entries_of(row)[:20] if desk.actor else [],
    }  # fmt: skip
    return render(request, desk.template, context | more)


def _not_read(runs: list[TemplateRun], sheet: Sheet) -> dict[str, str]:
    """By code, why the last workbook's cell was not taken, as long as nobody has answered the figure since."""
    left = {each["code"]: each["why"] for run in runs[:1] for each in run.left if each.get("code")}
    saved = {line.code: line.entry.saved_at for line in sheet.lines}
    return {code: why for code, why in left.items() if not ((at := saved.get(code)) and at > runs[0].at)}


def _evidence(desk: Desk, sheet: Sheet) -> dict[str, str]:
    return ways_behind(desk.actor, desk.row, sheet) if desk.actor else {}


def ways_behind(user: User, row: Return, sheet: Sheet) -> dict[str, str]:
    """By code, the page that tells where the computed figure comes from, as far as the person may read."""
    place, in_ledger = filling.place_of(row), allowed(user, "ledger.read", row.organisation)
    return {line.code: behind(line.indicator, place, row.call.period, in_ledger=in_ledger) for line in sheet.lines}


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def save(request: HttpRequest, number: int) -> HttpResponseBase:
    """What was typed: one figure (with a script), or all of them."""
    return saved(request, _desk(request, number))


def saved(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Take what the form says. A script is given back the lines that changed, a browser without one the page."""
    before = sheet_of(desk.row)
    said = _said(request.POST, before)
    try:
        _taken, refused = filling.save_many(row=desk.row, said=said, actor=desk.actor, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _again(request)
    if not request.headers.get("HX-Request"):
        typed = {code: each.text for code, each in said.items() if code in refused}
        if refused:
            return page(request, desk, refused=refused, typed=typed)
        messages.success(request, _("Saved."))
        return redirect(request.path.removesuffix("save/"))
    asked = next(iter(said), "")
    return _lines(request, desk, asked, before, refused, said)


def _again(request: HttpRequest) -> HttpResponse:
    """Have the page loaded anew: the return was handed in, or its round is over."""
    there = request.path.removesuffix("save/")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": there})
    return redirect(there)


def _lines(
    request: HttpRequest, desk: Desk, asked: str, before: Sheet, refused: Any, said: dict[str, Said]
) -> HttpResponse:
    sheet = sheet_of(desk.row)
    was = {line.code: line for line in before.lines}
    changed = [line for line in sheet.lines if line.code != asked and _differs(line, was[line.code])]
    first = next((line for line in sheet.lines if line.code == asked), None)
    context = {
        "filling": desk, "row": desk.row, "edit": True, "line": first, "changed": changed, "sheet": sheet,
        "total": len(sheet.lines), "refused": refused, "typed": {code: said[code].text for code in refused},
        "evidence": _evidence(desk, sheet),
        "open_now": True,
    }  # fmt: skip
    return render(request, "returns/_answer.html", context)


def _differs(line: Line, was: Line) -> bool:
    return (line.entry.value, line.entry.state, line.questions) != (was.entry.value, was.entry.state, was.questions)


def _said(posted: QueryDict, sheet: Sheet) -> dict[str, Said]:
    """By code, what the form says that is not said already. Fields: v-, r-, w- and the line's key; `do` is a button."""
    verb, _colon, about = posted.get("do", "").partition(":")
    found: dict[str, Said] = {}
    for line in sheet.lines:
        if line.is_ratio:
            continue
        text = _changed(posted.get(f"v-{line.key}"), line.text)
        reason = _changed(posted.get(f"r-{line.key}"), line.entry.reason)
        word = _changed(posted.get(f"w-{line.key}"), line.entry.word)
        button = verb if about == line.key else ""
        if button == "computed":
            text = ""
        if button == "fine":
            word = _("Checked: the number is right.")
        said = Said(
            text=None if button in ("na", "meant", "other") else text, not_available=button == "na", reason=reason,
            word=word, meant=button == "meant", other=button == "other",
        )  # fmt: skip
        if said != Said():
            found[line.code] = said
    return found


def _changed(posted: str | None, known: str) -> str | None:
    return None if posted is None or posted.strip() == known else posted


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def submit(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hand it in; what still lacks an answer is shown."""
    desk = _desk(request, number)
    name = request.POST.get("signed_by", "").strip()
    if name:
        desk = Desk(**{**desk.__dict__, "signer": Signer(name, "paper")})
    return submitted(request, desk)


def submitted(request: HttpRequest, desk: Desk, link: ReturnLink | None = None) -> HttpResponseBase:
    """Also from an address without an account, which is used up by it."""
    there = f"{request.path.removesuffix('submit/')}"
    try:
        with transaction.atomic():
            if link is not None:
                links.use(link=link, at=timezone.now())
            steps.submit(row=desk.row, signer=desk.signer, actor=desk.actor, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        if isinstance(refusal, ReturnRefused) and refusal.context.get("codes"):
            request.session[SIGNED_BY] = [desk.row.pk, desk.signer.name if desk.actor else ""]
            return redirect(f"{there}?open=1#{_first_open(desk.row)}")
        return redirect(there)
    messages.success(request, _("Handed in. Thank you."))
    return redirect(there)


def _first_open(row: Return) -> str:
    return next((f"line-{line.key}" for line in sheet_of(row).lines if line.is_open), "figures")


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def refresh(request: HttpRequest, number: int) -> HttpResponseBase:
    """Compute anew."""
    row = return_of(request, number, WRITE)
    try:
        filling.refresh(row=row, actor=user_of(request), at=timezone.now())
        messages.success(request, _("Computed anew. What was typed in stays."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("returns:fill", number)


@require_role(READ, over=SOMEWHERE)
def workbook(request: HttpRequest, number: int) -> HttpResponseBase:
    """The template out; posted, back in."""
    row = return_of(request, number, WRITE if request.method == "POST" else READ)
    if request.method != "POST":
        _compute(user_of(request), row)
        name = federation.names([row.organisation_id], row.call.period.last)[row.organisation_id]
        from lienthu.returns.queries.workbooks import template

        return download(template(row, sheet_of(row), name), f"{plain_name(row.call.name, name)}.xlsx")
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, _desk(request, number), workbook=form)
    try:
        run = workbooks.take_in(
            row=row, upload=form.cleaned_data["file"], actor=user_of(request), at=timezone.now()
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return page(request, _desk(request, number), workbook=form)
    if run.left:
        messages.warning(request, _("Some rows were not taken; they are listed below with their reasons."))
    else:
        messages.success(request, _("The workbook was read."))
    return redirect(f"{reverse('returns:fill', args=[number])}?open=1#runs")


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def keep_paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """A scan of the paper that the figures come from."""
    desk = _desk(request, number)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, desk, paper=form)
    papers.keep(row=desk.row, upload=form.cleaned_data["paper"], actor=desk.actor, at=timezone.now())
    messages.success(request, _("The paper is kept."))
    return redirect("returns:fill", number)


@require_role(READ, over=SOMEWHERE)
def paper(request: HttpRequest, number: int, paper: int) -> HttpResponseBase:
    """A kept paper; always as a file, never shown inside our pages."""
    return_of(request, number)
    kept = get_object_or_404(Paper, pk=paper, of=number)
    return stored(kept.path, kept.media_type, kept.file_name)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def link(request: HttpRequest, number: int) -> HttpResponseBase:
    """An address for somebody without an account, or the end of one."""
    desk = _desk(request, number)
    if request.POST.get("do") == "revoke":
        for known in desk.row.links.filter(revoked_at=None):
            links.revoke(link=known, actor=desk.actor, at=timezone.now())
        return redirect("returns:fill", number)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return page(request, desk, link_form=form)
    links.make(row=desk.row, name=form.cleaned_data["name"], actor=desk.actor, at=timezone.now())
    messages.success(request, _("The address is made. Send it to the person; it serves for this return alone."))
    return redirect(f"{reverse('returns:fill', args=[number])}#elsewhere")
