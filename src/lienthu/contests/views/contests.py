"""Contests: one with its rounds, a round with its entries, jury and results."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, library_of, own_row, told, told_of, user_of
from lienthu.accounts.permissions import SOMEWHERE, at_work, require_role
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.contests.forms.contests import ApproveForm, ContestForm, JudgeForm, RoundForm
from lienthu.contests.forms.sports import ReasonForm
from lienthu.contests.models import Contest, Judge, Performance, Prize, Round
from lienthu.contests.queries import sports as queries
from lienthu.contests.queries.judging import jury
from lienthu.contests.queries.prizes import last_signer
from lienthu.contests.services import contests as services
from lienthu.contests.services import judging, papers
from lienthu.contests.views.shared import ORGANISE, form_page
from lienthu.federation import queries as federation
from lienthu.lib.tournaments import scales
from lienthu.registry.queries.holders import numbering


@at_work(ORGANISE)
def add_contest(request: HttpRequest) -> HttpResponseBase:
    initial = {"scale": scales.written(scales.USUAL), "criteria": USUAL, **last_signer(library_of(request))}
    form = ContestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (row := _keep(request, form, None, library_of(request))):
        return redirect("contests:contest", row.pk)
    return form_page(request, form, _("Plan a contest"), reverse("contests:home"), _("Keep it"))


USUAL = "Nội dung; 40\nNghệ thuật thể hiện; 40\nPhong cách, trang phục; 20"


@require_role(ORGANISE, over=SOMEWHERE)
def change_contest(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Contest, number, ORGANISE)
    initial: dict[str, Any] = {name: getattr(row, name) for name in services.CONTEST_FACTS}
    initial["scale"] = scales.written(row.scale)
    initial["criteria"] = "\n".join(f"{each.name}; {each.most}; {each.weight}" for each in row.criteria.all())
    form = ContestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _keep(request, form, row, row.library):
        return redirect("contests:contest", row.pk)
    return form_page(
        request, form, str(row), reverse("contests:contest", args=[row.pk]), _("Keep it"), up=row, here=_("Change")
    )


def _keep(request: HttpRequest, form: ContestForm, row: Contest | None, library: Any) -> Contest | None:
    facts = dict(form.cleaned_data)
    criteria = facts.pop("criteria")
    made: Contest | None = kept(
        form, services.keep_contest, library=library, facts=facts, criteria=criteria, contest=row, **by(request)
    )
    return made


@require_role(ORGANISE, over=SOMEWHERE)
def contest(request: HttpRequest, number: int) -> HttpResponse:
    """A contest for who organises it."""
    row = own_row(request, Contest, number, ORGANISE)
    rounds = list(row.rounds.select_related("into", "library").order_by("on", "pk"))
    names = federation.short_names({each.library_id for each in rounds}, row.first_on)
    counts: dict[int, int] = dict.fromkeys((each.pk for each in rounds), 0)
    for found in Performance.objects.filter(round__contest=row).values_list("round", flat=True):
        counts[found] += 1
    context = {
        "contest": row,
        "rounds": [(each, names[each.library_id], counts[each.pk]) for each in rounds],
        "scale": scales.written(row.scale).splitlines(),
        "entries": audit.entries_of(row),
    }
    return render(request, "contests/contest.html", context)


@require_role(ORGANISE, over=SOMEWHERE)
def add_round(request: HttpRequest, number: int) -> HttpResponseBase:
    return _round(request, own_row(request, Contest, number, ORGANISE), None)


@require_role(ORGANISE, over=SOMEWHERE)
def change_round(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Round, number, ORGANISE, "contest__library")
    return _round(request, row.contest, row)


def _round(request: HttpRequest, contest: Contest, row: Round | None) -> HttpResponseBase:
    others = contest.rounds.exclude(pk=row.pk) if row else contest.rounds.all()
    initial: dict[str, Any] = {"library": contest.library.code, "on": contest.first_on}
    if row:
        initial = {name: getattr(row, name) for name in ("name", "on", "place", "into", "goes_on")}
        initial |= {"library": row.library.code, "scale": scales.written(row.scale)}
    form = RoundForm(request.POST or None, initial=initial, rounds=others)
    sent = request.method == "POST" and form.is_valid()
    if sent and kept(form, services.keep_round, contest=contest, facts=form.cleaned_data, row=row, **by(request)):
        return redirect("contests:contest", contest.pk)
    back = reverse("contests:contest", args=[contest.pk])
    title = str(row) if row else _("Add a round")
    offered = queries.offered(contest, timezone.localdate())
    return form_page(request, form, title, back, _("Keep it"), offered=offered, up=contest)


@require_role(ORGANISE, over=SOMEWHERE)
def round_page(request: HttpRequest, number: int) -> HttpResponse:
    """A round for the library that holds it: entries, jury, points, approval."""
    return _round_page(request, own_row(request, Round, number, ORGANISE))


def _approve_form(request: HttpRequest, row: Round) -> ApproveForm:
    sent = request.POST if request.method == "POST" else None
    registers = numbering(user_of(request), ORGANISE, row.library, row.contest.federation)
    return ApproveForm(sent, registers=registers, named_on=row.on)


def _round_page(request: HttpRequest, row: Round, approve_form: ApproveForm | None = None) -> HttpResponse:
    found = jury(row)
    performances = list(row.performances.select_related("entry").prefetch_related("entry__entrants"))
    names = federation.short_names({each.entry.library_id for each in performances}, row.on)
    shared = {key for level in found.order if len(level) > 1 for key in level}
    prizes = {each.performance_id: each for each in row.prizes.filter(undone_at=None)}
    lines = [
        {
            "row": each,
            "library": names[each.entry.library_id],
            "people": ", ".join(str(person) for person in each.entry.entrants.all()),
            "standing": found.standings.get(each.pk),
            "totals": _totals(found, each.pk),
            "prize": prizes.get(each.pk),
            "shared": each.pk in shared,
        }
        for each in sorted(performances, key=lambda each: (each.place or 10_000, each.code))
    ]
    context = {
        "round": row, "contest": row.contest, "lines": lines,
        "judges": [
            (each, request.build_absolute_uri(reverse("judge_link:page", args=[judging.token(each)])))
            for each in found.judges
        ],
        "scoring": row.state != Round.State.OPEN, "scale": scales.written(row.prizes_by).splitlines(),
        "judge_form": JudgeForm(), "approve_form": approve_form or _approve_form(request, row),
        "reason_form": ReasonForm(),
        "entries": audit.entries_of(row),
    }  # fmt: skip
    return render(request, "contests/round.html", context, status=422 if approve_form else 200)


def _totals(found: Any, performance: int) -> list[tuple[str, Any, bool]]:
    """Each judge's total of the entry, and whether it is far off; nothing for one that is withdrawn."""
    standing = found.standings.get(performance)
    if standing is None:
        return []
    return [(judge.name, standing.totals.get(judge.pk), judge.pk in standing.outliers) for judge in found.judges]


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def appoint_judge(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Round, number, ORGANISE)
    done = _("Send the judge the address below.")
    told_of(request, JudgeForm(request.POST), done, judging.appoint, round_=row, **by(request))
    return redirect("contests:round", row.pk)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def dismiss_judge(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Judge, number, ORGANISE, "round__library")
    told(request, _("The judge's points do not count any more."), judging.dismiss, judge=row, **by(request))
    return redirect("contests:round", row.round_id)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def move(request: HttpRequest, number: int, step: str) -> HttpResponseBase:
    """The next step of a round, or one back."""
    row = own_row(request, Round, number, ORGANISE)
    words: dict[str, Any] = {"round_": row, **by(request)}
    reason = request.POST.get("reason", "")
    if step == "begin":
        told(request, _("The jury judges now."), judging.begin, **words)
    elif step == "close":
        told(request, _("The points are added up."), judging.close, **words)
    elif step == "approve":
        return _approve(request, row)
    elif step == "reopen":
        told(request, _("One step back."), judging.reopen, reason=reason, **words)
    else:
        told(request, _("The approval is taken back."), judging.undo_approval, reason=reason, **words)
    return redirect("contests:round", row.pk)


def _approve(request: HttpRequest, row: Round) -> HttpResponseBase:
    form = _approve_form(request, row)
    if form.is_valid() and kept(form, judging.approve, **form.cleaned_data, round_=row, **by(request)):
        messages.success(request, _("The results are approved."))
        return redirect("contests:round", row.pk)
    return _round_page(request, row, form)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """Of equals at the edge: this one goes on, or not."""
    row = own_row(request, Performance, number, ORGANISE, "round__library")
    words = {"goes_on": request.POST.get("goes_on") == "1", "reason": request.POST.get("reason", "")}
    told(request, _("It is written down."), judging.decide, performance=row, **words, **by(request))
    return redirect("contests:round", row.round_id)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def put_first(request: HttpRequest, number: int) -> HttpResponseBase:
    """Of entries with the same score: this one stands before the others."""
    row = own_row(request, Performance, number, ORGANISE, "round__library")
    words = {"reason": request.POST.get("reason", ""), **by(request)}
    told(request, _("It is written down."), judging.put_first, performance=row, **words)
    return redirect("contests:round", row.round_id)


@require_role(ORGANISE, over=SOMEWHERE)
def certificate(request: HttpRequest, number: int) -> HttpResponseBase:
    """The certificates of a prize as a PDF; made the first time they are asked for."""
    row = own_row(request, Prize, number, ORGANISE, papers.host_of(number))
    if row.undone_at or request.method != "POST":
        return redirect(papers.page_of(row))
    made = papers.certificates_of(prize=row, actor=by(request)["actor"], at=timezone.now())
    body = papers.printed(made, request.build_absolute_uri)
    return download(body, f"giay-{row.pk}.pdf")
