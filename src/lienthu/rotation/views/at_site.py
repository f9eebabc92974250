"""The custodian's own pages: no account, a signed address. What came, what is used, what is wished for; on a phone."""

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused
from lienthu.catalogue.derive import facts_from_json
from lienthu.common.by_link import closed, opened_by
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.ledger.models import AgeBand
from lienthu.rotation.errors import LinkRefused
from lienthu.rotation.forms.placements import ReceiptForm, marked
from lienthu.rotation.forms.sites import TotalsForm, WishForm
from lienthu.rotation.models import (
    Confirmation,
    CustodianLink,
    DepositSite,
    Placement,
    PlacementLine,
    SiteTally,
    SiteUse,
)
from lienthu.rotation.queries import placements as queries
from lienthu.rotation.rules.numbers import days_late
from lienthu.rotation.services import links, placements, sites, uses
from lienthu.rotation.services.steps import Seen, Word

State, Purpose = Placement.State, CustodianLink.Purpose


def _opened(token: str) -> CustodianLink:
    return links.opened(token, timezone.now())


def _page_only(token: str) -> CustodianLink:
    """An address that was made for one receipt does not serve."""
    link = _opened(token)
    if link.purpose != Purpose.PAGE:
        raise LinkRefused("receipt_only", _("This address is for confirming a receipt only."))
    return link


@opened_by(_opened)
def page(request: HttpRequest, link: CustodianLink, token: str) -> HttpResponse:
    """What is on its way, what is there and until when, and what the custodian can write down."""
    return _page(request, link)


def _page(request: HttpRequest, link: CustodianLink, **forms: object) -> HttpResponse:
    deposit, today = link.deposit, timezone.localdate()
    rows = deposit.placements.select_related("set", "deposit__site").order_by("ends_on")
    if link.purpose == Purpose.RECEIPT:
        rows = rows.filter(pk=link.placement_id or 0)
    coming = [(row, row.lines.count()) for row in rows if row.state == State.SENT]
    there = [(row, queries.sums(row), days_late(row.ends_on, today)) for row in rows if row.state in Placement.AT_SITE]
    own = link.purpose == Purpose.PAGE
    context = {
        "link": link, "token": links.token(link), "deposit": deposit, "coming": coming, "there": there, "own": own,
        "library": _library(link),
        "wishes": deposit.wishes.all()[:10] if own else [],
        "tallies": deposit.tallies.filter(undone_at=None)[:6] if own else [],
        "wish": WishForm(initial={"by": deposit.custodian_name}),
        "totals": TotalsForm(initial={"first_on": _after_the_last(deposit, today), "last_on": today}),
    }  # fmt: skip
    return render(request, "rotation/at_site.html", context | forms)


def _after_the_last(deposit: DepositSite, today: date) -> date:
    """The first day of which no totals were sent, in this month or since."""
    last = deposit.tallies.filter(undone_at=None, last_on__lt=today).first()
    return last.last_on + timedelta(days=1) if last else today.replace(day=1)


def _library(link: CustodianLink) -> str:
    return federation.names([link.deposit.library_id], timezone.localdate())[link.deposit.library_id]


@opened_by(_opened)
def receive(request: HttpRequest, link: CustodianLink, token: str, number: int) -> HttpResponseBase:
    """One large button when everything came; a list to tick when something did not."""
    rows = link.deposit.placements.select_related("set__library", "deposit__site")
    placement = get_object_or_404(rows, pk=number)
    if link.purpose == Purpose.RECEIPT and link.placement_id != placement.pk:
        return closed(request, _("This is another box."))
    if placement.state != State.SENT:
        messages.success(request, _("The receipt was confirmed already. Nothing more is to be done."))
        return redirect("at_site:page", token)
    books = queries.books(placement)
    form = ReceiptForm(request.POST or None, initial={"name": link.deposit.custodian_name})
    if request.method == "POST" and form.is_valid():
        found = marked(request.POST, [book.copy.pk for book in books]) if request.POST.get("some") else {}
        try:
            _confirm(link, placement, Seen(found), form)
            messages.success(request, _("Thank you. The library now knows that the books have come."))
            if found:
                said = ngettext(
                    "You said of %(n)d book that it is missing or damaged. The library will ask you about it.",
                    "You said of %(n)d books that they are missing or damaged. The library will ask you about them.",
                    len(found),
                )
                messages.info(request, said % {"n": len(found)})
            return redirect("at_site:page", token)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "link": link, "token": token, "deposit": link.deposit, "placement": placement, "books": books, "form": form,
        "library": _library(link), "some": bool(request.POST.get("some")),
    }  # fmt: skip
    return render(request, "rotation/at_site_receive.html", context)


@transaction.atomic
def _confirm(link: CustodianLink, placement: Placement, seen: Seen, form: ReceiptForm) -> None:
    """The receipt and the end of its address, together or not at all."""
    now, said = timezone.now(), form.cleaned_data
    if link.purpose == Purpose.RECEIPT:
        links.use(link=link, at=now)
    word = Word(
        name=said["name"], position=link.deposit.custodian_position, remarks=said["remarks"],
        means=Confirmation.Means.LINK,
    )  # fmt: skip
    placements.receive(placement=placement, seen=seen, word=word, actor=None, at=now)


@opened_by(_page_only)
def books(request: HttpRequest, link: CustodianLink, token: str, number: int) -> HttpResponse:
    """The books of one box, each with a button for a loan and one for reading on the spot; not where use is told in
    totals."""
    rows = link.deposit.placements.select_related("set", "deposit__site").filter(state__in=Placement.AT_SITE)
    placement = get_object_or_404(rows, pk=number)
    wanted = request.GET.get("q", "").strip().lower()
    found = [
        book
        for book in queries.books(placement, of=("here", "damaged"))
        if wanted in book.title.lower() or wanted in str(book.copy).lower()
    ]
    context = {
        "link": link, "token": token, "deposit": link.deposit, "placement": placement, "books": found,
        "q": request.GET.get("q", ""),
        "last": SiteUse.objects.filter(line__placement=placement, undone_at=None).select_related("line__copy").first(),
    }  # fmt: skip
    return render(request, "rotation/at_site_books.html", context)


@require_POST
@opened_by(_page_only)
def use(request: HttpRequest, link: CustodianLink, token: str) -> HttpResponseBase:
    """One book borrowed or read (`line`, `kind`, `band`), or the last one taken back (`undo`)."""
    now, number = timezone.now(), _number(request.POST.get("line"))
    line = get_object_or_404(
        PlacementLine.objects.select_related("copy__record"), pk=number, placement__deposit=link.deposit
    )
    undo = _number(request.POST.get("undo"))
    try:
        if undo:
            uses.undo_use(use=get_object_or_404(SiteUse, pk=undo, line=line), actor=None, at=now)
            messages.success(request, _("Taken back."))
        else:
            kind = SiteUse.Kind.READ if request.POST.get("kind") == SiteUse.Kind.READ else SiteUse.Kind.LOAN
            band = request.POST.get("band", "")
            age = AgeBand(band) if band in AgeBand.values else AgeBand.NOT_SAID
            uses.record_use(line=line, kind=kind, age_band=age, actor=None, at=now)
            title = facts_from_json(line.copy.record.facts).title
            messages.success(request, _("%(title)s: %(kind)s.") % {"title": title, "kind": kind.label})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("at_site:books", token, line.placement_id)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_POST
@opened_by(_page_only)
def totals(request: HttpRequest, link: CustodianLink, token: str) -> HttpResponseBase:
    """The paper list added up."""
    form = TotalsForm(request.POST)
    if form.is_valid():
        try:
            uses.record_totals(
                deposit=link.deposit, totals=form.totals(), by=link.deposit.custodian_name,
                means=SiteTally.Means.CUSTODIAN, actor=None, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Thank you. The numbers are written down."))
            return redirect("at_site:page", token)
        except DomainError as refusal:
            refused(form, refusal)
    return _page(request, link, totals=form)


@require_POST
@opened_by(_page_only)
def take_back(request: HttpRequest, link: CustodianLink, token: str) -> HttpResponseBase:
    """The custodian's own totals were wrong: they are counted no more, and can be sent anew."""
    number = _number(request.POST.get("tally"))
    tally = get_object_or_404(link.deposit.tallies.filter(means=SiteTally.Means.CUSTODIAN), pk=number)
    try:
        reason = str(_("taken back by the custodian"))
        uses.undo_totals(tally=tally, reason=reason, actor=None, at=timezone.now())
        messages.success(request, _("These numbers are counted no more. Send the right ones."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("at_site:page", token)


@require_POST
@opened_by(_page_only)
def wish(request: HttpRequest, link: CustodianLink, token: str) -> HttpResponseBase:
    """What the readers of the site wish for."""
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, link, wish=form)
    said = form.cleaned_data
    sites.wish(deposit=link.deposit, text=said["text"], by=said["by"], actor=None, at=timezone.now())
    messages.success(request, _("Thank you. The library looks for it."))
    return redirect("at_site:page", token)
