"""Placements: the list, the plan, one placement with its next step as one button, and its papers."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.downloads import download, stored
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.notices.queries.letters import told_about
from lienthu.rotation.forms.placements import ChangeForm, PaperForm, PlanForm, RecallForm, people_of
from lienthu.rotation.models import BookSet, CustodianLink, DepositSite, Paper, Placement
from lienthu.rotation.queries import packing
from lienthu.rotation.queries import placements as queries
from lienthu.rotation.queries.rules import numbers
from lienthu.rotation.rules.numbers import Key, days_late, months_after
from lienthu.rotation.rules.placing import MAY, NEXT
from lienthu.rotation.services import links, minutes, papers, placements, returning
from lienthu.rotation.services.recalling import RECALL
from lienthu.rotation.views.shared import (
    PER_PAGE,
    WORK,
    library_of_placement,
    placement_of,
)

ON_PAGE = 200  # books shown on the page of a placement; all of them stand in its papers


@at_work(WORK)
def placement_list(request: HttpRequest) -> HttpResponseBase:
    """What is planned, on its way, at its site; `?which=ended` has what is over."""
    library = library_of(request)
    which = request.GET.get("which", "open")
    page = Paginator(queries.of_library(library, which), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    packed = packing.counts([row.set_id for row in page if row.state == Placement.State.PLANNED])
    rows = [
        (
            row,
            days_late(row.ends_on, today) if row.is_open else 0,
            getattr(row, "books", 0) or packed.get(row.set_id, 0),
        )
        for row in page
    ]
    tabs = [
        ("open", pgettext("placements", "under way")), ("planned", _("planned")), ("sent", _("on their way")),
        ("in_place", _("at sites")),
        ("recalled", _("called back")), ("counted", _("counted")), ("ended", pgettext("placements", "over")),
    ]  # fmt: skip
    which = which if which in dict(tabs) else "open"
    context = {
        "rows": rows,
        "page": page,
        "which": which,
        "tabs": tabs,
        "questions": queries.open_questions(library).count(),
    }
    return render(request, "rotation/placement_list.html", context)


@at_work(WORK)
def placement_plan(request: HttpRequest) -> HttpResponseBase:
    """Which set goes where, and until when; `?set=` or `?site=` has it chosen already."""
    library = library_of(request)
    today = timezone.localdate()
    months = numbers(library, today)[Key.MONTHS_AT_SITE]
    initial = {
        "book_set": request.GET.get("set"), "deposit": request.GET.get("site"), "begins_on": today,
        "ends_on": months_after(today, min(3, months.value)), "staff": str(request.user),
    }  # fmt: skip
    sets = BookSet.objects.filter(library=library).in_service()
    deposits = DepositSite.objects.filter(library=library).open_on(today).select_related("site")
    form = PlanForm(request.POST or None, sets=sets, deposits=deposits, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = placements.plan(
                book_set=said["book_set"], deposit=said["deposit"], begins_on=said["begins_on"],
                ends_on=said["ends_on"], staff=form.people(), note=said["note"], actor=user_of(request),
                at=timezone.now(),
            )  # fmt: skip
            return redirect("rotation:placement", made.pk)
        except DomainError as refusal:
            form.add_error(None, [str(reason) for reason in getattr(refusal, "reasons", [refusal])])
    people = numbers(library, today)[Key.STAFF_PER_ROTATION]
    context = {"form": form, "months": months, "people": people, "ready": sets.exists() and deposits.exists()}
    return render(request, "rotation/placement_plan.html", context)


@require_role(WORK, over=library_of_placement)
def placement_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One placement: where it stands, the next step as one button, its books, papers and questions."""
    return _page(request, number)


def _page(request: HttpRequest, number: int, **forms: object) -> HttpResponseBase:
    placement = placement_of(number)
    today, now = timezone.localdate(), timezone.now()
    said = queries.confirmations(placement)
    state = placement.state
    planned = state == Placement.State.PLANNED
    books = [] if planned else queries.books(placement)
    link = placement.links.filter(revoked_at=None, expires_at__gt=now).first() if state == "sent" else None
    context = {
        "placement": placement, "deposit": placement.deposit, "site": placement.deposit.site,
        "host": _host(placement.deposit), "said": list(said.values()), "sums": queries.sums(placement),
        "books": books[:ON_PAGE], "more": max(len(books) - ON_PAGE, 0), "next": NEXT.get(state, ""),
        "may": {step for step, states in MAY.items() if state in states},
        "packed": placement.set.contents.filter(removed_at=None).count() if planned else 0,
        "repeats": queries.repeats(placement) if planned else [], "late": days_late(placement.ends_on, today),
        "questions": placement.questions.select_related("copy__record", "owner", "answered_by"),
        "uses": queries.uses_of(placement), "papers": placement.papers.select_related("actor"),
        "link": link, "address": _address(request, link) if link else "", "steps": _steps(placement),
        "change": ChangeForm(
            initial={"ends_on": placement.ends_on, "number": placement.number, "staff": people_of(placement.staff)}
        ),
        "recall": RecallForm(
            initial={
                "on": max(today, min(placement.ends_on, today + timedelta(days=7))),
                "fetched_by": ", ".join(placement.staff)[:200],
            }
        ),
        "letter": told_about(RECALL, placement.pk) if placement.recalled_on else None,
        "message": _message(placement), "ended_for": _ended_for(placement),
        "paper": PaperForm(), "entries": audit.entries_of(placement)[:30],
    }  # fmt: skip
    return render(request, "rotation/placement_page.html", context | forms)


def _message(placement: Placement) -> str:
    """What the custodian of a box that was called back is told by telephone."""
    if placement.state != Placement.State.RECALLED or placement.recalled_on is None:
        return ""
    with override("vi"):
        words = _("The library fetches the books “%(set)s” at %(site)s on %(day)s. Please gather them in the box.")
        return words % {
            "set": placement.set.name, "site": placement.deposit, "day": f"{placement.recalled_on:%d/%m/%Y}",
        }  # fmt: skip


def _ended_for(placement: Placement) -> str:
    """Why it was called off, or came back without being handed over."""
    if placement.state != Placement.State.CANCELLED:
        return ""
    entries = audit.entries_of(placement).filter(action__in=("placement.turned_back", "placement.cancelled"))
    last = entries.first()
    return last.reason if last else ""


def _host(deposit: DepositSite) -> str:
    host = deposit.site.organisation_id
    return federation.names([host], timezone.localdate())[host]


def _address(request: HttpRequest, link: CustodianLink) -> str:
    return request.build_absolute_uri(reverse("at_site:page", args=[links.token(link)]))


STEPS = ("planned", "sent", "in_place", "recalled", "counted", "returned")


def _steps(placement: Placement) -> list[tuple[str, str]]:
    """The way of a placement with where it is: "done", "now" or ""."""
    state = placement.state
    if state == Placement.State.CANCELLED:
        return []
    last = [*STEPS[:-1], "moved_on"] if state == Placement.State.MOVED_ON else list(STEPS)
    here = last.index(state)
    words = dict(Placement.State.choices)
    marks = ["done" if place < here else "now" if place == here else "" for place in range(len(last))]
    return [(str(words[name]), mark) for name, mark in zip(last, marks, strict=True)]


@require_POST
@require_role(WORK, over=library_of_placement)
def placement_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about a placement (`do=`): change, recall, cancel, turn_back, link, paper."""
    placement, now, actor = placement_of(number), timezone.now(), user_of(request)
    verb = request.POST.get("do", "")
    try:
        if verb == "change":
            change = ChangeForm(request.POST)
            if not change.is_valid():
                return _page(request, number, change=change)
            placements.change(
                placement=placement, ends_on=change.cleaned_data["ends_on"], staff=change.people(),
                number=change.cleaned_data["number"], actor=actor, at=now,
            )  # fmt: skip
        elif verb == "recall":
            form = RecallForm(request.POST)
            if not form.is_valid():
                return _page(request, number, recall=form)
            said = form.cleaned_data
            placements.recall(placement=placement, actor=actor, at=now, **said)
        elif verb == "paper":
            paper = PaperForm(request.POST, request.FILES)
            if not paper.is_valid():
                return _page(request, number, paper=paper)
            papers.keep(placement=placement, upload=paper.cleaned_data["paper"], actor=actor, at=now)
        else:
            _act(verb, placement, request.POST.get("reason", ""), request)
    except DomainError as refusal:
        for reason in getattr(refusal, "reasons", [refusal]):
            messages.error(request, str(reason))
    return redirect("rotation:placement", number)


def _act(verb: str, placement: Placement, reason: str, request: HttpRequest) -> None:
    actor, now = user_of(request), timezone.now()
    if verb == "cancel":
        placements.cancel(placement=placement, reason=reason, actor=actor, at=now)
        messages.success(request, _("The placement is called off."))
    elif verb == "turn_back":
        returning.turn_back(placement=placement, reason=reason, actor=actor, at=now)
        messages.success(request, _("The box is back at the depot; nothing was handed over."))
    elif verb == "link":
        links.for_receipt(placement=placement, actor=actor, at=now)
        messages.success(request, _("Send the address to the custodian, or print its sheet."))


@require_role(WORK, over=library_of_placement)
def minutes_docx(request: HttpRequest, number: int) -> HttpResponseBase:
    """The handover minutes, to go on writing in; `?way=back` those of the return."""
    back = request.GET.get("way") == "back"
    made = minutes.minutes_docx(placement_of(number), timezone.localdate(), back=back)
    return download(made, f"bien-ban-{'nhan-lai' if back else 'ban-giao'}-{number}.docx", shown=True)


@require_role(WORK, over=library_of_placement)
def minutes_pdf(request: HttpRequest, number: int) -> HttpResponseBase:
    """The handover minutes, to print and sign; `?way=back` those of the return."""
    back = request.GET.get("way") == "back"
    made = minutes.minutes_pdf(placement_of(number), timezone.localdate(), back=back)
    return download(made, f"bien-ban-{'nhan-lai' if back else 'ban-giao'}-{number}.pdf", shown=True)


@require_role(WORK, over=library_of_placement)
def paper(request: HttpRequest, number: int, paper: int) -> HttpResponseBase:
    """A signed paper as it was scanned; always kept as a file, never shown inside our pages."""
    kept = get_object_or_404(Paper, pk=paper, placement=number)
    return stored(kept.path, kept.media_type, kept.file_name)
