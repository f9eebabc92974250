"""Lists behind the desk: overdue, due soon, done today, transfers; one loan; the slip a patron takes home."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.accounts.queries import working_site
from lienthu.circulation.forms import SendForm
from lienthu.circulation.models import Loan, Policy
from lienthu.circulation.queries import desk as desk_queries
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.policies import VALUES, label_of
from lienthu.circulation.services import transfers as transfer_services
from lienthu.circulation.views import outcome
from lienthu.common import audit
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.federation.views.pages import offered
from lienthu.ledger.models import Kind
from lienthu.ledger.queries import events_of

LEND = "circulation.lend"
PER_PAGE = 50
DUE_DAYS = 3


def _loans(request: HttpRequest, which: str, rows: QuerySet[Loan], **more: object) -> HttpResponse:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    shown = [
        {
            "loan": loan,
            "title": desk_queries.heading_of(loan.copy),
            "days": (timezone.localdate(now) - timezone.localdate(loan.due_at)).days,
        }
        for loan in page
    ]
    return render(request, "circulation/loan_list.html", {"which": which, "page": page, "rows": shown, **more})


@at_work(LEND)
def overdue(request: HttpRequest) -> HttpResponse:
    """What this library lent and should have back, longest overdue first."""
    return _loans(request, "overdue", queries.overdue(library_of(request), timezone.now()))


@at_work(LEND)
def due(request: HttpRequest) -> HttpResponse:
    """What is due today and in the next days."""
    start = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    until = start + timedelta(days=DUE_DAYS + 1)
    return _loans(request, "due", queries.due_between(library_of(request), start, until), days=DUE_DAYS)


@at_work(LEND)
def today(request: HttpRequest) -> HttpResponse:
    """What was done at this library's desks today, last first."""
    actions = desk_queries.actions_of(library_of(request), timezone.now())
    page = Paginator(actions, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"action": action, "title": desk_queries.named_of(action)} for action in page]
    return render(request, "circulation/today.html", {"which": "today", "page": page, "rows": rows})


@at_work(LEND)
def loan_page(request: HttpRequest, number: int) -> HttpResponse:
    """One loan: its terms and where each came from, its history, its entries in the ledger."""
    loan = get_object_or_404(
        Loan.objects.select_related("copy__record", "patron", "checked_out_by", "closed_by"),
        pk=number,
        library=library_of(request),
    )
    came_from = loan.policy.get("from", {})
    rules = Policy.objects.in_bulk(came_from.values())
    names = federation.short_names(
        [rule.organisation_id for rule in rules.values() if rule.organisation_id], timezone.localdate()
    )
    terms = [
        (
            label_of(name),
            loan.policy["values"][name],
            _source(came_from.get(name), rules, names),
        )
        for name in VALUES
        if name in loan.policy.get("values", {})
    ]
    events = list(events_of(loan))
    lent = [event.quantity for event in events if event.kind == Kind.CHECK_OUT]
    context = {
        "loan": loan,
        "is_taken_off": bool(lent) and not sum(lent),
        "title": desk_queries.heading_of(loan.copy),
        "terms": terms,
        "entries": audit.entries_of(loan),
        "events": events,
        "now": timezone.now(),
    }
    return render(request, "circulation/loan_page.html", context)


def _source(number: int | None, rules: dict[int, Policy], names: dict[int, str]) -> str:
    if number is None:
        return _("built in")
    rule = rules.get(number)
    if rule is None:
        return _("a rule that has been removed since")
    return names[rule.organisation_id] if rule.organisation_id else _("the whole hub")


@at_work(LEND)
def slip(request: HttpRequest, number: int) -> HttpResponse:
    """What the patron has from this library and when each is due, for a narrow printer or a sheet."""
    library = library_of(request)
    patron = desk_queries.patron_at(number, desk_queries.libraries_of(library))
    if patron is None:
        return render(request, "circulation/slip.html", {"patron": None}, status=404)
    rows = queries.open_loans_of(patron).filter(library=library)
    context = {
        "patron": patron,
        "library": federation.names([library.pk], timezone.localdate())[library.pk],
        "rows": [(desk_queries.heading_of(loan.copy), loan) for loan in rows],
        "now": timezone.now(),
    }
    return render(request, "circulation/slip.html", context)


@at_work(LEND)
def transfers(request: HttpRequest) -> HttpResponseBase:
    """What is on its way here, what was sent, and sending a copy."""
    library = library_of(request)
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sentence = _send(request, library, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, sentence)
            return redirect("circulation:transfers")
    here, away = queries.transfers(library)
    other = {"here": "sender_id", "away": "receiver_id"}
    rows = {"here": list(here), "away": list(away)}
    places = {getattr(each, other[which]) for which, found in rows.items() for each in found}
    names = federation.short_names(places, timezone.localdate())
    context = {
        "form": form,
        "offered": [(code, name) for code, name in offered(timezone.localdate()) if code != library.code],
        "groups": [
            (which, [(each, desk_queries.heading_of(each.copy), names[getattr(each, other[which])]) for each in found])
            for which, found in rows.items()
        ],
    }
    return render(request, "circulation/transfer_list.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, library: Organisation, form: SendForm) -> str:
    copies = desk_queries.copies_with(form.cleaned_data["code"].strip(), library)
    if len(copies) != 1:
        message = _("No copy of yours has this number. Scan its barcode.")
        raise DomainError("copy_unknown", message)
    transfer_services.send(
        copy=copies[0],
        receiver=form.cleaned_data["receiver"],
        library=library,
        site=working_site(request),
        actor=user_of(request),
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    return _("Sent: %(what)s. It stays in your charge until the other library takes it in.") % {
        "what": outcome.named(copies[0])
    }
