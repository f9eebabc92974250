"""Seasons: the list, one with its table, votes and decisions; candidates' sheets."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, first_error, kept, library_of, own_row, told, told_of, user_of
from lienthu.accounts.permissions import SOMEWHERE, allowed, at_work, require_role
from lienthu.awards.forms import (
    DecisionForm,
    ProofForm,
    ProposalForm,
    ReasonForm,
    SeasonForm,
    SheetForm,
    VoteForm,
    criteria_written,
)  # fmt: skip
from lienthu.awards.models import Decision, Line, Proof, Proposal, Season, Sheet
from lienthu.awards.queries import seasons as queries
from lienthu.awards.services import deciding, scoring
from lienthu.awards.views.shared import DECIDE, PER_PAGE, PROPOSE, form_page
from lienthu.common import audit
from lienthu.common.downloads import download, stored
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.tournaments import scales
from lienthu.registry.queries.holders import numbering


@at_work(PROPOSE)
def home(request: HttpRequest) -> HttpResponseBase:
    """The seasons that the library runs or may take part in, and its honours."""
    library, today = library_of(request), timezone.localdate()
    line = {library.pk, *federation.line_of(library, today)}
    groups = federation.federations_of(library, today)
    rows = Season.objects.filter(Q(federation=None, library__in=line) | Q(federation__in=groups) | Q(library=library))
    page = Paginator(rows.distinct(), PER_PAGE).get_page(request.GET.get("page"))
    hosts = federation.short_names({row.library_id for row in page}, today)
    context = {
        "page": page, "rows": [(row, hosts[row.library_id], row.library_id == library.pk) for row in page],
        "may_decide": allowed(request.user, DECIDE, library), "honours": queries.honours(library),
    }  # fmt: skip
    return render(request, "awards/home.html", context)


@at_work(DECIDE)
def add_season(request: HttpRequest) -> HttpResponseBase:
    form = SeasonForm(request.POST or None, initial={"scale": scales.written(scales.GRADES)})
    if request.method == "POST" and form.is_valid() and (row := _keep(request, form, library_of(request), None)):
        return redirect("awards:season", row.pk)
    return form_page(request, form, _("Begin a season"), reverse("awards:home"), _("Keep it"))


@require_role(DECIDE, over=SOMEWHERE)
def change_season(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Season, number, DECIDE)
    initial: dict[str, Any] = {name: getattr(row, name) for name in scoring.SEASON_FACTS}
    initial |= {"scale": scales.written(row.scale), "criteria": criteria_written(list(row.criteria.all()))}
    form = SeasonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _keep(request, form, row.library, row):
        return redirect("awards:season", row.pk)
    return _of(request, form, row, str(row), here=_("Change"))


def _keep(request: HttpRequest, form: SeasonForm, library: Organisation, row: Season | None) -> Season | None:
    facts = dict(form.cleaned_data)
    criteria = facts.pop("criteria")
    made: Season | None = kept(
        form, scoring.keep_season, library=library, facts=facts, criteria=criteria, season=row, **by(request)
    )
    return made


@require_role(DECIDE, over=SOMEWHERE)
def season(request: HttpRequest, number: int) -> HttpResponse:
    """A season for the council: who has handed in, the table, proposals with votes, decisions."""
    row = own_row(request, Season, number, DECIDE)
    places, given = queries.table(row)
    proposals = list(row.proposals.select_related("decision"))
    late = list(row.sheets.filter(handed_in_at=None))
    about = {each.sheet.library_id for each in places}
    about |= {each.library_id for each in proposals} | {each.library_id for each in late}
    names = federation.short_names(about, row.last_on)
    decisions = Decision.objects.filter(awards__season=row).distinct()
    context = {
        "season": row,
        "places": [(each, names[each.sheet.library_id]) for each in places],
        "shared": bool(given.undecided),
        "late": [(each, names[each.library_id]) for each in late],
        "proposals": [(each, names[each.library_id], VoteForm(auto_id=f"v{each.pk}_%s")) for each in proposals],
        "decisions": decisions, "carried": any(each.state == Proposal.State.CARRIED for each in proposals),
        "reason_form": ReasonForm(), "entries": audit.entries_of(row),
    }  # fmt: skip
    return render(request, "awards/season.html", context)


@require_POST
@require_role(DECIDE, over=SOMEWHERE)
def move(request: HttpRequest, number: int, to: str) -> HttpResponseBase:
    row = own_row(request, Season, number, DECIDE)
    told(request, _("It is written down."), scoring.move, season=row, to=to, **by(request))
    return redirect("awards:season", row.pk)


@at_work(PROPOSE)
def own_sheet(request: HttpRequest, number: int) -> HttpResponseBase:
    """The sheet of the library where the person works; begun when it is opened first."""
    row = get_object_or_404(Season.objects.select_related("federation", "library"), pk=number)
    library = library_of(request)
    known = Sheet.objects.filter(season=row, library=library).first()
    if request.method == "POST" or (known and known.handed_in_at is None):
        words = {"season": row, "library": library, **by(request)}
        if not told(request, "", scoring.open_sheet, **words):
            return redirect("awards:home")
        known = Sheet.objects.filter(season=row, library=library).first()
    if known is None:
        if library.pk not in queries.candidates(row, timezone.localdate()):
            return redirect("awards:home")
        return render(request, "awards/begin.html", {"season": row})
    return redirect("awards:sheet", known.pk)


@require_role(PROPOSE, over=SOMEWHERE)
def sheet(request: HttpRequest, number: int) -> HttpResponseBase:
    """A candidate's sheet: filled in by the candidate, read once it is handed in."""
    row = own_row(request, Sheet, number, PROPOSE)
    lines = _lines(row)
    initial = {f"p{each.criterion_id}": _plain(each.own) for each in lines}
    initial |= {f"n{each.criterion_id}": each.note for each in lines}
    criteria = [each.criterion for each in lines]
    form = SheetForm(request.POST or None, initial=initial, criteria=criteria, fixed=True)
    open_ = row.handed_in_at is None and row.season.state == Season.State.SCORING
    if request.method == "POST" and form.is_valid():
        kept(form, scoring.claim, sheet=row, points=form.points(), **by(request))
        if not form.errors:
            if "hand_in" in request.POST:
                told(request, _("The sheet is handed in."), scoring.hand_in, sheet=row, **by(request))
            return redirect("awards:sheet", row.pk)
    context = {"sheet": row, "season": row.season, "lines": _with(form, lines), "form": form, "open": open_}
    own = Proposal.objects.filter(season=row.season, library=row.library)
    context |= {"proposals": own, "proposal_form": ProposalForm(), "proof_form": ProofForm()}
    return render(request, "awards/sheet.html", context, status=422 if form.errors else 200)


def _lines(row: Sheet) -> list[Line]:
    return list(row.lines.select_related("criterion").prefetch_related("proofs").order_by("criterion__turn"))


def _plain(points: Any) -> str:
    return "" if points is None else f"{points.normalize():f}"


def _with(form: SheetForm, lines: list[Line]) -> list[tuple[Line, list[Any]]]:
    """Each line with its fields of the form."""
    names = {each.pk: [f"p{each.criterion_id}", f"n{each.criterion_id}"] for each in lines}
    return [(each, [form[name] for name in names[each.pk] if name in form.fields]) for each in lines]


@require_role(DECIDE, over=SOMEWHERE)
def judge(request: HttpRequest, number: int) -> HttpResponseBase:
    """The council's points of a candidate, beside the candidate's own."""
    row = own_row(request, Sheet, number, DECIDE, "season__library")
    lines = _lines(row)
    initial = {f"p{each.criterion_id}": _plain(each.council) for each in lines}
    initial |= {f"n{each.criterion_id}": each.why for each in lines}
    criteria = [each.criterion for each in lines]
    form = SheetForm(request.POST or None, initial=initial, criteria=criteria, fixed=False)
    if request.method == "POST" and form.is_valid():
        kept(form, scoring.judge, sheet=row, points=form.points(), **by(request))
        if not form.errors:
            return redirect("awards:season", row.season_id)
    name = federation.names([row.library_id], row.season.last_on)[row.library_id]
    context = {"sheet": row, "season": row.season, "lines": _with(form, lines), "form": form, "name": name}
    context["reason_form"] = ReasonForm()
    return render(request, "awards/judge.html", context, status=422 if form.errors else 200)


@require_POST
@require_role(DECIDE, over=SOMEWHERE)
def send_back(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sheet, number, DECIDE, "season__library")
    reason = request.POST.get("reason", "")
    told(
        request, _("The sheet is with its candidate again."), scoring.send_back, sheet=row, reason=reason, **by(request)
    )
    return redirect("awards:season", row.season_id)


@require_POST
@require_role(PROPOSE, over=SOMEWHERE)
def add_proof(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sheet, number, PROPOSE)
    form = ProofForm(request.POST, request.FILES)
    if form.is_valid():
        line = get_object_or_404(row.lines, pk=form.cleaned_data["line"])
        words = {"line": line, "upload": form.cleaned_data["file"], **by(request)}
        told(request, _("The proof is kept."), scoring.add_proof, **words)
    else:
        messages.error(request, first_error(form))
    return redirect("awards:sheet", row.pk)


@require_safe
@require_role(PROPOSE, over=SOMEWHERE)
def proof(request: HttpRequest, number: int) -> HttpResponseBase:
    """A proof, for the candidate and the council."""
    row = get_object_or_404(Proof.objects.select_related("line__sheet__season__library"), pk=number)
    sheet = row.line.sheet
    if not allowed(request.user, DECIDE, sheet.season.library):
        own_row(request, Sheet, sheet.pk, PROPOSE)
    return stored(row.file, row.content_type, cache="private, no-store")


@require_POST
@require_role(PROPOSE, over=SOMEWHERE)
def propose(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sheet, number, PROPOSE)
    words = {"season": row.season, "library": row.library, **by(request)}
    told_of(request, ProposalForm(request.POST), _("The award is proposed."), deciding.propose, **words)
    return redirect("awards:sheet", row.pk)


@require_POST
@require_role(DECIDE, over=SOMEWHERE)
def vote(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Proposal, number, DECIDE, "season__library")
    done = _("The vote is written down.")
    told_of(request, VoteForm(request.POST), done, deciding.vote, proposal=row, **by(request))
    return redirect("awards:season", row.season_id)


@require_role(DECIDE, over=SOMEWHERE)
def add_decision(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write a decision down, with the awards that it gives."""
    row = own_row(request, Season, number, DECIDE)
    proposals = row.proposals.filter(state=Proposal.State.CARRIED)
    initial = {"proposals": proposals, "signed_on": timezone.localdate(), "about": str(row)}
    form = DecisionForm(
        request.POST or None, initial=initial, proposals=proposals, named_on=row.last_on,
        registers=numbering(user_of(request), DECIDE, row.library, row.federation),
    )  # fmt: skip
    sent = request.method == "POST" and form.is_valid()
    if sent and kept(form, deciding.decide, library=row.library, **form.cleaned_data, **by(request)):
        return redirect("awards:season", row.pk)
    return _of(request, form, row, _("Write a decision down"))


def _of(request: HttpRequest, form: Form, row: Season, title: str, **more: Any) -> HttpResponse:
    """A form about the season, below its page."""
    return form_page(request, form, title, reverse("awards:season", args=[row.pk]), _("Keep it"), up=row, **more)


@require_POST
@require_role(DECIDE, over=SOMEWHERE)
def papers(request: HttpRequest, number: int) -> HttpResponseBase:
    """The certificates of a decision."""
    row = own_row(request, Decision, number, DECIDE)
    if row.voided_at:
        raise Http404
    body = deciding.papers(decision=row, address=request.build_absolute_uri, **by(request))
    return download(body, f"giay-khen-{row.pk}.pdf")


@require_POST
@require_role(DECIDE, over=SOMEWHERE)
def void(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Decision, number, DECIDE)
    back = row.awards.values_list("season_id", flat=True).first()
    reason = request.POST.get("reason", "")
    told(request, _("The decision holds no more."), deciding.void, decision=row, reason=reason, **by(request))
    return redirect("awards:season", back) if back else redirect("awards:home")
