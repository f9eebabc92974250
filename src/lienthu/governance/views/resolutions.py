"""Resolutions: drafted item by item, amended, voted on, adopted; their documents."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common import audit
from lienthu.common.content import from_json
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.governance.forms.resolutions import (
    AmendmentForm,
    AnswerForm,
    BeginForm,
    DecideForm,
    HeadForm,
    ItemForm,
    VotesForm,
)
from lienthu.governance.jobs import ask_to_send
from lienthu.governance.models import Item, Resolution
from lienthu.governance.queries.access import members_of
from lienthu.governance.queries.resolutions import content_of, follow_up, tally_of
from lienthu.governance.rules.differences import pieces
from lienthu.governance.services import amendments, duties
from lienthu.governance.services import resolutions as services
from lienthu.governance.views.shared import READ, WRITE, demand_for, of_federation, writes_for
from lienthu.registry.queries.documents import next_symbol
from lienthu.registry.queries.holders import Holder


@of_federation(WRITE)
def resolution_add(request: HttpRequest, group: Federation) -> HttpResponseBase:
    form = BeginForm(request.POST or None, initial={"held_at": request.GET.get("held_at", "")[:300]})
    if request.method == "POST" and form.is_valid():
        made = services.begin(federation=group, **form.cleaned_data, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The draft is begun: write its items."))
        return redirect("governance:resolution", made.pk)
    context = {"form": form, "federation": group, "title": _("Draft a resolution"), "has_terms": True}
    return render(request, "governance/add.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, number: int, action: str) -> Resolution:
    rows = Resolution.objects.select_related("federation", "document")
    row = get_object_or_404(rows, pk=number)
    demand_for(request, row.federation, action)
    return row


@require_role(READ, over=SOMEWHERE)
def resolution_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A draft with what can be done to it; once adopted, the text that stands and what became of it."""
    return _page(request, _found(request, number, READ))


def _page(request: HttpRequest, row: Resolution, **shown: object) -> HttpResponseBase:
    today = timezone.localdate()
    day = row.voted_on or today
    members = members_of(row.federation, day)
    voted = dict(row.votes.values_list("organisation", "choice"))
    items = list(row.items.prefetch_related("duties"))
    names = federation.names({duty.organisation_id for item in items for duty in item.duties.all()}, day)
    proposed = list(row.amendments.select_related("organisation"))
    by = federation.names({each.organisation_id for each in proposed}, day)
    may_write = writes_for(request, row.federation)
    draft = row.can_be_written and may_write
    followed = [
        each for each in follow_up(row.federation, today + timedelta(days=1)) if each.item.resolution_id == row.pk
    ]
    context = {
        "resolution": row, "federation": row.federation, "may_write": may_write, "may_draft": draft,
        "content": from_json(row.content) if row.content else content_of(row, day),
        "items": [(item, [names[duty.organisation_id] for duty in item.duties.all()]) for item in items],
        "amendments": [(each, by[each.organisation_id], pieces(each.before, each.after)) for each in proposed],
        "tally": tally_of(row, row.members_count if row.members_count is not None else len(members)),
        "followed": followed,
        "next": next_symbol(Holder(federation=row.federation), services.KIND, today) if draft else "",
        "voters": [(name, voted.get(pk, "")) for pk, name in members.items()],
        "entries": audit.entries_of(row)[:40],
    }  # fmt: skip
    context |= _drafting(row, members, voted, today, amendable=bool(items)) if draft else {}
    return render(request, "governance/resolution.html", context | shown, status=422 if shown else 200)


def _drafting(
    row: Resolution, members: dict[int, str], voted: dict[int, str], today: date, *, amendable: bool
) -> dict[str, object]:
    """The forms of a draft."""
    choices = {f"of_{pk}": voted.get(pk, "") for pk in members}
    return {
        "head": HeadForm(initial={name: getattr(row, name) for name in services.HEAD}, auto_id="head-%s"),
        "amend": AmendmentForm(resolution=row, members=members, auto_id="amend-%s") if amendable else None,
        "votes": VotesForm(members=members, initial=choices, auto_id="votes-%s"),
        "decide": DecideForm(initial={"on": today}, auto_id="decide-%s"),
    }


@require_role(WRITE, over=SOMEWHERE)
@require_POST
def resolution_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about a resolution (`do=`): head, amend, accept, refuse, votes, decide, show, hide, ask, throw_away."""
    row = _found(request, number, WRITE)
    name = request.POST.get("do", "")
    members = members_of(row.federation, row.voted_on or timezone.localdate())
    made: dict[str, forms.Form] = {
        "head": HeadForm(request.POST, auto_id="head-%s"),
        "amend": AmendmentForm(request.POST, resolution=row, members=members, auto_id="amend-%s"),
        "votes": VotesForm(request.POST, members=members, auto_id="votes-%s"),
        "decide": DecideForm(request.POST, auto_id="decide-%s"),
    }
    form = made.get(name)
    if form is not None and not form.is_valid():
        return _page(request, row, **{name: form})
    try:
        said = _done_with(request, row, form) if form is not None else _done(request, row, name)
    except DomainError as refusal:
        if form is not None:
            refused(form, refusal)
            return _page(request, row, **{name: form})
        messages.error(request, str(refusal))
    else:
        messages.success(request, said or _("Saved."))
    if name == "throw_away" and not Resolution.objects.filter(pk=row.pk).exists():
        return redirect("governance:federation", row.federation.code)
    return redirect("governance:resolution", row.pk)


def _done_with(request: HttpRequest, row: Resolution, form: forms.Form) -> str:
    by: dict[str, Any] = {"actor": user_of(request), "at": timezone.now()}
    said = form.cleaned_data
    if isinstance(form, HeadForm):
        services.set_head(resolution=row, facts=said, **by)
    elif isinstance(form, AmendmentForm):
        amendments.propose(resolution=row, **said, **by)
    elif isinstance(form, VotesForm):
        members = Organisation.objects.in_bulk(form.keys)
        choices = {members[pk]: choice for pk, choice in form.choices().items()}
        services.vote(resolution=row, choices=choices, on=timezone.localdate(), **by)
    else:
        decided = services.decide(resolution=row, **said, **by)
        if decided.state == Resolution.State.REJECTED:
            return _("The votes do not carry it: it is not adopted.")
        return _("Adopted as %(number)s.") % {"number": decided.number}
    return ""


def _done(request: HttpRequest, row: Resolution, name: str) -> str:
    by: dict[str, Any] = {"actor": user_of(request), "at": timezone.now()}
    match name:
        case "accept" | "refuse":
            key = request.POST.get("amendment", "")
            amendment = get_object_or_404(row.amendments, pk=key if key.isdecimal() else 0)
            answer = AnswerForm(request.POST)
            words = answer.cleaned_data["answer"] if answer.is_valid() else ""
            act = amendments.accept if name == "accept" else amendments.refuse
            act(amendment=amendment, answer=words, **by)
        case "show" | "hide":
            services.show(resolution=row, is_public=name == "show", **by)
        case "ask":
            count, unreached = duties.ask(resolution=row, **by)
            ask_to_send()
            said = ngettext("%(n)d letter goes out.", "%(n)d letters go out.", count) % {"n": count}
            if unreached:
                names = federation.names(unreached, timezone.localdate())
                said += " " + _("Nobody to write to: %(names)s.") % {"names": ", ".join(names.values())}
            return said
        case "throw_away":
            services.throw_away(resolution=row, **by)
            return _("The draft is thrown away.")
        case _:
            raise Http404
    return ""


@require_role(WRITE, over=SOMEWHERE)
def item_add(request: HttpRequest, number: int) -> HttpResponseBase:
    return _item(request, _found(request, number, WRITE), None)


@require_role(WRITE, over=SOMEWHERE)
def item_page(request: HttpRequest, number: int, item: int) -> HttpResponseBase:
    """Change one item of a draft, or take it away (`do=remove`)."""
    row = _found(request, number, WRITE)
    return _item(request, row, get_object_or_404(row.items, pk=item))


def _item(request: HttpRequest, row: Resolution, item: Item | None) -> HttpResponseBase:
    by: dict[str, Any] = {"actor": user_of(request), "at": timezone.now()}
    members = members_of(row.federation, timezone.localdate())
    first: dict[str, Any] = {name: getattr(item, name) for name in services.ITEM} if item else {}
    first["responsible"] = list(item.duties.values_list("organisation", flat=True)) if item else []
    form = ItemForm(request.POST or None, members=members, initial=first)
    try:
        if request.method == "POST" and request.POST.get("do") == "remove" and item is not None:
            services.remove_item(item=item, **by)
            messages.success(request, _("The item is taken away."))
            return redirect("governance:resolution", row.pk)
        if request.method == "POST" and form.is_valid():
            facts = {name: form.cleaned_data[name] for name in services.ITEM}
            responsible = [] if facts["for_all"] else form.cleaned_data["responsible"]
            services.put_item(resolution=row, facts=facts, responsible=responsible, item=item, **by)
            messages.success(request, _("Saved."))
            return redirect("governance:resolution", row.pk)
    except DomainError as refusal:
        refused(form, refusal)
    context = {"form": form, "resolution": row, "federation": row.federation, "item": item}
    return render(request, "governance/item.html", context, status=422 if form.errors else 200)


@require_role(READ, over=SOMEWHERE)
def resolution_file(request: HttpRequest, number: int, form: str) -> HttpResponseBase:
    """As adopted, byte for byte; a draft as it reads now."""
    row = _found(request, number, READ)
    if form not in ("docx", "pdf"):
        raise Http404
    name = f"nghi-quyet-{row.pk}.{form}"
    kept = row.docx if form == "docx" else row.pdf
    if kept:
        return download(bytes(kept), name)
    from lienthu.common import papers  # here, because what writes documents is large

    content = [content_of(row, timezone.localdate())]
    return download(papers.as_docx(content) if form == "docx" else papers.as_pdf(content), name)
