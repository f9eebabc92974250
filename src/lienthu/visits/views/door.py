"""The page for whoever stands at the door: big buttons, a box for cards, and the last counts with an undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.errors import DomainError
from lienthu.ledger.models import AgeBand
from lienthu.visits.forms import GroupForm
from lienthu.visits.models import VisitCount
from lienthu.visits.queries import counts as queries
from lienthu.visits.services import counts as services
from lienthu.visits.views.shared import COUNT, MANAGE, at_place, own_row, served

LAST = 6


@at_work(COUNT)
def door(request: HttpRequest) -> HttpResponseBase:
    """Today's counts and the buttons."""
    may_manage = allowed(request.user, MANAGE, at_place(request)[0])
    return render(request, "visits/door.html", {**_context(request), "may_manage": may_manage})


def _context(request: HttpRequest) -> dict[str, object]:
    library, site = at_place(request)
    day = timezone.localdate()
    return {
        "sums": queries.visits_on(library, site, day),
        "last": queries.counts_on(library, day, site)[:LAST],
        "choose_site": site is None and queries.sites_of(library, day).exists(),
        "form": GroupForm(initial={"quantity": 10, "age_band": AgeBand.CHILD}),
    }


def _answer(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes, for htmx; else back to the page."""
    if request.headers.get("HX-Request"):
        return render(request, "visits/_door.html", _context(request))
    return redirect("visits:door")


@require_POST
@at_work(COUNT)
def count(request: HttpRequest) -> HttpResponseBase:
    """One tap, or a group."""
    library, site = at_place(request)
    form = GroupForm({"quantity": request.POST.get("quantity", "1"), "age_band": request.POST.get("age_band", "")})
    if not form.is_valid():
        messages.error(request, _("Write how many came: a whole number from 1 to 1000."))
        return _answer(request)
    row = services.count(
        library=library,
        site=site,
        age_band=AgeBand(form.cleaned_data["age_band"]),
        quantity=form.cleaned_data["quantity"],
        actor=user_of(request),
        at=timezone.now(),
    )
    text = ngettext("%(count)d visitor counted.", "%(count)d visitors counted.", row.quantity) % {"count": row.quantity}
    messages.success(request, text)
    return _answer(request)


@require_POST
@at_work(COUNT)
def card(request: HttpRequest) -> HttpResponseBase:
    """Greet whoever has this card and count them once."""
    library, site = at_place(request)
    try:
        came = services.count_by_card(
            code=request.POST.get("card", ""),
            library=library,
            site=site,
            libraries=served(library),
            actor=user_of(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _answer(request)
    if allowed(request.user, "patrons.read", came.patron.library):
        name = came.patron.full_name
    else:
        name = _("reader of another library") if came.patron.library != library else _("reader")
    if came.count is None:
        since = f"{timezone.localtime(came.since):%H:%M}"
        text = _("Welcome back, %(name)s. Counted already at %(time)s.") % {"name": name, "time": since}
        messages.info(request, text)
    else:
        messages.success(request, _("Welcome, %(name)s.") % {"name": name})
    return _answer(request)


@require_POST
@require_role(COUNT, over=SOMEWHERE)
def undo(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a count of today back."""
    row = own_row(request, VisitCount, number, right=COUNT)
    try:
        services.undo(count=row, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The count was taken back."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _answer(request)
