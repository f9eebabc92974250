"""Elections: opened, nominees and votes written down, closed; their minutes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.federation.models import Federation
from lienthu.governance.forms.elections import ElectionForm, MemberField, NomineeForm, TieForm, VoteForm
from lienthu.governance.models import Election
from lienthu.governance.models.elections import Choice
from lienthu.governance.queries.elections import Standing, standing
from lienthu.governance.services import elections as services
from lienthu.governance.services import minutes as minutes_of
from lienthu.governance.views.shared import READ, WRITE, demand_for, of_federation, writes_for


@of_federation(WRITE)
def election_add(request: HttpRequest, group: Federation) -> HttpResponseBase:
    known = {"held_at": request.GET.get("held_at", "")[:300]}
    form = ElectionForm(request.POST or None, federation=group, day=timezone.localdate(), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_election(
                federation=group, **form.cleaned_data, actor=user_of(request), at=timezone.now()
            )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The election is open: write down who stands, then the votes."))
            return redirect("governance:election", made.pk)
    context = {"form": form, "federation": group, "title": _("Hold an election"), "has_terms": group.terms.exists()}
    return render(request, "governance/add.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, number: int, action: str) -> Election:
    election = get_object_or_404(Election.objects.select_related("federation", "term", "replaces"), pk=number)
    demand_for(request, election.federation, action)
    return election


@require_role(READ, over=SOMEWHERE)
def election_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Who stands, how members voted, who is in."""
    return _page(request, _found(request, number, READ))


def _nominee_form(election: Election, now: Standing, data: Any = None) -> NomineeForm:
    first = {"position": election.replaces.position} if election.replaces else {}
    form = NomineeForm(data, auto_id="stand-%s", initial=first)
    field = form.fields["organisation"]
    if isinstance(field, MemberField):
        field.offer(now.members)
    return form


def _ballot(now: Standing, data: Any = None) -> VoteForm:
    return VoteForm(data, members=now.members, voted=now.voted, nominees=now.nominees, auto_id="vote-%s")


def _page(request: HttpRequest, election: Election, **shown: object) -> HttpResponseBase:
    now, may_write = standing(election), writes_for(request, election.federation) and election.is_open
    tied = [each for each in now.nominees if each.pk in now.outcome.tied]
    labels = {one.value: one.label for one in Choice}
    context = {
        "election": election, "federation": election.federation, "now": now, "may_write": may_write,
        "rows": [(each, now.tallies[each.pk], _stands(each.pk, now)) for each in now.nominees],
        "voters": [
            (name, [labels.get(now.votes.get((each.pk, pk), ""), "–") for each in now.nominees])
            for pk, name in now.members.items() if pk in now.voted
        ],
        "absent": [name for pk, name in now.members.items() if pk not in now.voted],
        "stand": _nominee_form(election, now) if may_write else None,
        "ballot": _ballot(now) if may_write and now.nominees else None,
        "tie": TieForm(tied=tied, auto_id="tie-%s") if may_write and tied else None, "tied": tied,
        "entries": audit.entries_of(election)[:40],
    }  # fmt: skip
    return render(request, "governance/election.html", context | shown, status=422 if shown else 200)


def _stands(key: int, now: Standing) -> str:
    """What the votes so far make of somebody: "in", "level", ""."""
    return "in" if key in now.outcome.elected else "level" if key in now.outcome.tied else ""


@require_role(WRITE, over=SOMEWHERE)
@require_POST
def election_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about an election (`do=`): stand, withdraw, vote, tie, close."""
    election = _found(request, number, WRITE)
    now, name = standing(election), request.POST.get("do", "")
    tied = [each for each in now.nominees if each.pk in now.outcome.tied]
    made: dict[str, forms.Form] = {
        "stand": _nominee_form(election, now, request.POST),
        "ballot": _ballot(now, request.POST),
        "tie": TieForm(request.POST, tied=tied, auto_id="tie-%s"),
    }
    form = made.get(name)
    if form is not None and not form.is_valid():
        return _page(request, election, **{name: form})
    try:
        _done(request, election, name, form)
    except DomainError as refusal:
        if form is not None:
            refused(form, refusal)
            return _page(request, election, **{name: form})
        messages.error(request, str(refusal))
    else:
        messages.success(request, _written(election, form))
    return redirect("governance:election", election.pk)


def _written(election: Election, form: forms.Form | None) -> str:
    """What is said after a thing was done: of a ballot, whose it was and how many there are."""
    if not isinstance(form, VoteForm):
        return _("Saved.")
    now = standing(election)
    library = now.members[form.cleaned_data["organisation"].pk]
    words = {"library": library, "voted": len(now.voted), "members": len(now.members)}
    return _("%(library)s has voted: %(voted)d of %(members)d members.") % words


def _done(request: HttpRequest, election: Election, name: str, form: forms.Form | None) -> None:
    by: dict[str, Any] = {"actor": user_of(request), "at": timezone.now()}
    if isinstance(form, NomineeForm):
        services.nominate(election=election, **form.cleaned_data, **by)
    elif isinstance(form, VoteForm):
        member = form.cleaned_data["organisation"]
        services.vote(election=election, organisation=member, choices=form.choices(), **by)
    elif isinstance(form, TieForm):
        services.settle_tie(election=election, order=form.order(), note=form.cleaned_data["note"], **by)
    elif name == "withdraw":
        key = request.POST.get("nominee", "")
        services.withdraw(nominee=get_object_or_404(election.nominees, pk=key if key.isdecimal() else 0), **by)
    elif name == "close":
        services.close(election=election, **by)
    else:
        raise Http404


@require_role(READ, over=SOMEWHERE)
def minutes(request: HttpRequest, number: int, form: str) -> HttpResponseBase:
    """The minutes of a closed election."""
    from lienthu.common import papers  # here, because what writes documents is large

    election = _found(request, number, READ)
    if election.is_open or form not in ("docx", "pdf"):
        raise Http404
    content = [minutes_of.content_of(election)]
    made = papers.as_docx(content) if form == "docx" else papers.as_pdf(content)
    return download(made, f"bien-ban-bau-cu-{election.pk}.{form}")
