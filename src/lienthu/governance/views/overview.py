"""The federations whose governance is open to the person, one of them, and what became of its resolutions."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common.dated import on_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation
from lienthu.governance.forms.rest import FollowForm
from lienthu.governance.queries import access, fund
from lienthu.governance.queries.resolutions import follow_up, in_words, listed, to_answer
from lienthu.governance.views.shared import READ, of_federation, writes_for


@require_role(READ, over=SOMEWHERE)
def home(request: HttpRequest) -> HttpResponseBase:
    """Straight to the federation where there is one only."""
    groups = access.open_to(user_of(request), timezone.localdate())
    if len(groups) == 1:
        return redirect("governance:federation", groups[0].code)
    return render(request, "governance/home.html", {"groups": groups})


@of_federation(READ)
def federation_page(request: HttpRequest, group: Federation) -> HttpResponseBase:
    """Term, committee, resolutions with what is open of them, elections, the fund."""
    today = timezone.localdate()
    offices = list(group.offices.filter(on_day(today)).select_related("organisation", "term"))
    names = federation.names({each.organisation_id for each in offices}, today)
    followed = follow_up(group, today + timedelta(days=1))
    counts: dict[int, list[int]] = {}
    for row in followed:
        said = counts.setdefault(row.item.resolution_id, [0, 0, 0])
        said[0] += 1
        said[1] += row.is_done
        said[2] += row.overdue
    may_write = writes_for(request, group)
    told = list(to_answer([group])[:50]) if may_write else []
    tellers = federation.names({each.duty.organisation_id for each in told}, today)
    context = {
        "federation": group, "today": today, "terms": list(group.terms.filter(on_day(today))),
        "offices": [(each, names[each.organisation_id]) for each in offices],
        "resolutions": [(each, counts.get(each.pk)) for each in listed(group)[:30]],
        "elections": group.elections.select_related("term")[:10], "balance": fund.balance(group),
        "may_write": may_write, "to_answer": [(each, tellers[each.duty.organisation_id]) for each in told],
        "to_approve": fund.to_approve([group]).count() if may_write else 0,
        "follow_words": in_words(followed) if followed else "",
    }  # fmt: skip
    return render(request, "governance/federation.html", context)


@of_federation(READ)
def follow_up_page(request: HttpRequest, group: Federation) -> HttpResponseBase:
    """Every item of every resolution with each member's part, as of a day."""
    form = FollowForm(request.GET) if "until" in request.GET else FollowForm(initial={"until": timezone.localdate()})
    day = (form.cleaned_data["until"] if form.is_bound and form.is_valid() else None) or timezone.localdate()
    rows = follow_up(group, day + timedelta(days=1))
    context = {
        "federation": group, "form": form, "day": day, "rows": rows, "words": in_words(rows),
        "may_write": writes_for(request, group),
    }  # fmt: skip
    return render(request, "governance/follow_up.html", context)
