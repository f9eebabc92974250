"""Deposit sites: the list, one site with what is there and what it asked for, its custodian's address."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, refused, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.calendars.models import Timetable
from lienthu.calendars.shown import week
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.rotation.forms.sites import CloseForm, ReasonForm, SiteForm, SiteHoursForm, TotalsForm, WishForm
from lienthu.rotation.models import Audience, CustodianLink, DepositSite, Language, SiteTally, Wish
from lienthu.rotation.queries import placements as queries
from lienthu.rotation.services import links, minutes, opening, uses
from lienthu.rotation.services import sites as services
from lienthu.rotation.views.shared import WORK, library_of_site


@at_work(WORK)
def site_list(request: HttpRequest) -> HttpResponseBase:
    """The sites that the library serves, with what is there; closed ones below."""
    today = timezone.localdate()
    rows = queries.sites_of(library_of(request))
    open_: list[queries.AtSite] = []
    closed: list[queries.AtSite] = []
    for row in rows:
        over = row.deposit.site.closed_on is not None and row.deposit.site.closed_on <= today
        (closed if over else open_).append(row)
    return render(request, "rotation/site_list.html", {"rows": open_, "closed": closed, "today": today})


def _hosts(library: Organisation) -> list[tuple[int, str]]:
    """The library, what stands below it, and post offices, schools and such that stand below no library, by name."""
    today = timezone.localdate()
    below = [library.pk, *federation.descendants(library, today)]
    names = federation.names([*below, *_beside(today)], today)
    return sorted(names.items(), key=lambda row: row[1])


def _beside(day: date) -> list[int]:
    """Hosts that are of no library: culture post offices below the provincial one, posts of the border guard."""
    none = (Organisation.Kind.LIBRARY, Organisation.Kind.AUTHORITY)
    hosts = set(federation.organisations_on(day).exclude(kind__in=none).values_list("pk", flat=True))
    libraries = set(Organisation.objects.filter(kind=Organisation.Kind.LIBRARY).values_list("pk", flat=True))
    return [pk for pk, line in federation.paths(day).items() if pk in hosts and libraries.isdisjoint(line)]


@at_work(WORK)
def site_add(request: HttpRequest) -> HttpResponseBase:
    """Write down a new site."""
    library = library_of(request)
    form = SiteForm(request.POST or None, hosts=_hosts(library))
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen_host()
        host = Organisation.objects.get(pk=chosen) if isinstance(chosen, int) else chosen
        try:
            made = services.add_deposit_site(
                library=library, host=host, place=_place(form), facts=_facts(form), actor=user_of(request),
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The site is written down. Now it can get its first set."))
            return redirect("rotation:site", made.pk)
        except DomainError as refusal:
            refused(form, refusal)
    return render(request, "rotation/site_form.html", {"form": form})


def _place(form: SiteForm) -> dict[str, object]:
    return {name: form.cleaned_data[name] for name in services.PLACE if name in form.cleaned_data}


def _facts(form: SiteForm) -> dict[str, object]:
    return {name: form.cleaned_data[name] for name in services.FACTS if name in form.cleaned_data}


@require_role(WORK, over=library_of_site)
def site_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change what is said of a site; its host stays."""
    deposit = DepositSite.objects.select_related("site__organisation", "library").get(pk=number)
    known = {name: getattr(deposit, name) for name in services.FACTS}
    known |= {name: getattr(deposit.site, name) for name in services.PLACE}
    form = SiteForm(request.POST or None, hosts=None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_deposit_site(
                deposit=deposit, place=_place(form), facts=_facts(form), actor=user_of(request), at=timezone.now()
            )
            return redirect("rotation:site", deposit.pk)
        except DomainError as refusal:
            refused(form, refusal)
    return render(request, "rotation/site_form.html", {"form": form, "deposit": deposit})


@require_role(WORK, over=library_of_site)
def site_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One site: who and where, what is there, wishes, use, the custodian's address."""
    return _page(request, number)


def _page(request: HttpRequest, number: int, **forms: object) -> HttpResponseBase:
    deposit = DepositSite.objects.select_related("site__organisation", "library").get(pk=number)
    now = timezone.now()
    host = federation.names([deposit.site.organisation_id], timezone.localdate())[deposit.site.organisation_id]
    under_way = deposit.placements.open().select_related("set").order_by("ends_on")
    before = deposit.placements.filter(state__in=("returned", "moved_on")).select_related("set").order_by("-ended_at")
    rows = [(link, _address(request, link)) for link in queries.live_links(deposit, now)]
    serves = [str(Audience(each).label) for each in deposit.audiences if each in Audience.values]
    serves += [str(Language(each).label) for each in deposit.languages if each in Language.values]
    timetable = opening.timetable_of(deposit)
    context = {
        "week": week(timetable) if timetable else [], "hours": SiteHoursForm(initial=_hours_known(timetable)),
        "serves": serves, "deposit": deposit, "site": deposit.site, "host": host, "under_way": under_way,
        "before": before[:20],
        "wishes": deposit.wishes.select_related("answered_by")[:50], "tallies": deposit.tallies.all()[:24],
        "links": rows, "has_page": any(link.purpose == CustodianLink.Purpose.PAGE for link, _url in rows),
        "wish": WishForm(), "totals": TotalsForm(), "closing": CloseForm(), "entries": audit.entries_of(deposit)[:30],
    }  # fmt: skip
    return render(request, "rotation/site_page.html", context | forms)


def _address(request: HttpRequest, link: CustodianLink) -> str:
    return request.build_absolute_uri(reverse("at_site:page", args=[links.token(link)]))


@require_POST
@require_role(WORK, over=library_of_site)
def site_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about a site (`do=`): wish, met, declined, totals, undo, link, revoke, close."""
    deposit = DepositSite.objects.select_related("site__organisation", "library").get(pk=number)
    verb = ACTS.get(request.POST.get("do", ""))
    try:
        answer = verb(request, deposit) if verb else None
    except DomainError as refusal:
        messages.error(request, str(refusal))
        answer = None
    return answer or redirect("rotation:site", number)


def _wish(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, deposit.pk, wish=form)
    said = form.cleaned_data
    services.wish(deposit=deposit, text=said["text"], by=said["by"], actor=user_of(request), at=timezone.now())
    messages.success(request, _("The wish is written down; proposals for this site look for it."))
    return None


def _answer(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    wish = get_object_or_404(Wish, pk=_number(request.POST.get("wish")), deposit=deposit)
    state = Wish.State.MET if request.POST.get("do") == "met" else Wish.State.DECLINED
    services.answer_wish(
        wish=wish, state=state, answer=request.POST.get("answer", ""), actor=user_of(request), at=timezone.now()
    )
    return None


def _totals(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    form = TotalsForm(request.POST)
    if not form.is_valid():
        return _page(request, deposit.pk, totals=form)
    try:
        uses.record_totals(
            deposit=deposit, totals=form.totals(), by=str(request.user), means=SiteTally.Means.STAFF,
            actor=user_of(request), at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        refused(form, refusal)
        return _page(request, deposit.pk, totals=form)
    messages.success(request, _("The totals are in the ledger."))
    return None


def _undo(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    tally = get_object_or_404(SiteTally, pk=_number(request.POST.get("tally")), deposit=deposit)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    uses.undo_totals(tally=tally, reason=reason, actor=user_of(request), at=timezone.now())
    messages.success(request, _("The totals were taken back."))
    return None


def _link(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    links.for_site(deposit=deposit, actor=user_of(request), at=timezone.now())
    messages.success(request, _("Print the sheet with the address and give it to the custodian."))
    return None


def _revoke(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    link = get_object_or_404(CustodianLink, pk=_number(request.POST.get("link")), deposit=deposit)
    links.revoke(link=link, actor=user_of(request), at=timezone.now())
    messages.success(request, _("The address opens nothing any more."))
    return None


def _hours(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    form = SiteHoursForm(request.POST)
    if not form.is_valid():
        return _page(request, deposit.pk, hours=form)
    opening.keep(
        deposit=deposit, days=form.cleaned_data["days"], spans=form.spans(), actor=user_of(request), at=timezone.now()
    )
    messages.success(request, _("The hours are written down; due dates at the site keep to them."))
    return None


def _hours_known(timetable: Timetable | None) -> dict[str, object]:
    """What the form begins with: hours of one and the same days of the week."""
    spans = list(timetable.spans.all()) if timetable else []
    if not spans:
        return {}
    known: dict[str, object] = {"days": spans[0].rule.partition("BYDAY=")[2].split(",")}
    for span, (opens, closes) in zip(spans, (("opens", "closes"), ("opens_again", "closes_again")), strict=False):
        known |= {opens: span.opens, closes: span.closes}
    return known


def _close(request: HttpRequest, deposit: DepositSite) -> HttpResponseBase | None:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, deposit.pk, closing=form)
    said = form.cleaned_data
    services.close(deposit=deposit, on=said["on"], reason=said["reason"], actor=user_of(request), at=timezone.now())
    messages.success(request, _("The site is closed from that day on."))
    return None


ACTS = {
    "wish": _wish, "met": _answer, "declined": _answer, "totals": _totals, "undo": _undo, "link": _link,
    "revoke": _revoke, "close": _close, "hours": _hours,
}  # fmt: skip


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_role(WORK, over=library_of_site)
def site_link_sheet(request: HttpRequest, number: int, link: int) -> HttpResponseBase:
    """The sheet with the QR symbol, to print."""
    rows = CustodianLink.objects.select_related("deposit__site", "deposit__library", "placement__set")
    found = get_object_or_404(rows, pk=link, deposit=number, revoked_at=None)
    made = minutes.link_pdf(found, _address(request, found), timezone.now())
    return download(made, f"diem-{number}-{link}.pdf", shown=True)
