"""The pages of plans: the list, a new one, the plan as calendar, table and tours, and one place of it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import working_library
from lienthu.catalogue.derive import facts_from_json
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.lib.planning.why import Why
from lienthu.rotation.errors import PlanRefused
from lienthu.rotation.forms.plans import PlaceForm, PlanForm
from lienthu.rotation.models import BookSet, DepositSite, PlanBan, PlannedPlacement, RotationPlan
from lienthu.rotation.queries import plans as queries
from lienthu.rotation.queries.planning import question
from lienthu.rotation.rules.numbers import months_after
from lienthu.rotation.rules.plan_words import cause_in_words
from lienthu.rotation.services import plans

PLAN = "rotation.plan"
PER_PAGE = 25
VIEWS = ("calendar", "table", "tours")


def library_of_plan(number: int, **_rest: object) -> Organisation:
    """Whose plan it is, for the guard of its pages."""
    return get_object_or_404(RotationPlan.objects.select_related("library"), pk=number).library


def plan_of(number: int) -> RotationPlan:
    return RotationPlan.objects.select_related("library__tier", "job").get(pk=number)


@at_work(PLAN)
def plan_list(request: HttpRequest) -> HttpResponseBase:
    """Plans of the library where the person works, newest first."""
    page = Paginator(RotationPlan.objects.filter(library=working_library(request)), PER_PAGE)
    return render(request, "rotation/plan_list.html", {"page": page.get_page(request.GET.get("page"))})


@at_work(PLAN)
def plan_new(request: HttpRequest) -> HttpResponseBase:
    """What is wanted; then it is worked out."""
    library = library_of(request)
    first = months_after(timezone.localdate().replace(day=1), 1)
    initial = {"name": _("Rotation from %(day)s") % {"day": f"{first:%m/%Y}"}, "first_on": first}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = plans.draft(library=library, actor=user_of(request), at=now, **form.cleaned_data)
        plans.ask(plan=made, actor=user_of(request), at=now)
        return redirect("rotation:plan_page", made.pk)
    return render(request, "rotation/plan_new.html", {"form": form})


@require_role(PLAN, over=library_of_plan)
def plan(request: HttpRequest, number: int) -> HttpResponseBase:
    """The plan in one of its forms. With htmx only how far the work is; the whole page again once it has ended."""
    found = plan_of(number)
    working = found.state == RotationPlan.State.WORKING
    failed = working and found.job is not None and found.job.state == "failed"
    context: dict[str, object] = {
        "plan": found,
        "under_way": working and not failed,
        "failed": failed,
        "job": found.job,
    }
    if request.headers.get("HX-Request"):
        if not context["under_way"]:
            return HttpResponseClientRefresh()
        return render(request, "rotation/_plan_progress.html", context)
    shown = request.GET.get("view", "")
    shown = shown if shown in VIEWS else VIEWS[0]
    outcome = found.outcome
    context |= {
        "shown": shown,
        "outcome": outcome,
        "gap": round(100 * outcome["gap"], 2) if "gap" in outcome else None,
        "hours": {who: queries.clock(outcome[who]["minutes"]) for who in ("plan", "naive") if who in outcome},
        "days": [found.days(r) for r in range(found.rounds)],
        "clashes": queries.clashes(found),
        "shortages": _shortages(found),
        "boxes": queries.boxes(found) if found.loose else [],
        "bans": found.bans.select_related("set", "deposit__site"),
        "open_rounds": sorted(set(found.planned.filter(placement=None).values_list("round", flat=True))),
        "can_go": not found.planned.exclude(placement=None).exists(),
        "entries": audit.entries_of(found)[:50],
    }
    if shown == "calendar":
        context["rows"] = queries.calendar(found)
    elif shown == "table":
        context["moves"] = queries.moves(found)
    else:
        context |= _tours(request, found)
    return render(request, "rotation/plan_page.html", context)


def _tours(request: HttpRequest, found: RotationPlan) -> dict[str, object]:
    """The tours before every round, one of them on the map: the asked one, else the first that is driven."""
    exchanges = queries.exchanges(found)
    wanted = request.GET.get("before", "")
    chosen = next((each for each in exchanges if str(each.number) == wanted), None)
    chosen = chosen or next((each for each in exchanges if each.tours), None)
    return {"exchanges": exchanges, "chosen": chosen, "map": queries.map_of(found, chosen) if chosen else None}


def _shortages(found: RotationPlan) -> list[tuple[str, int, int, list[str]]]:
    """Site, asked, possible, causes in words; sites are numbered as the plan's question has them."""
    stored = found.outcome.get("shortages", [])
    if not stored:
        return []
    names = [row.name for row in question(found).problem.sites]
    return [
        (names[each["site"]], each["asked"], each["possible"], [cause_in_words(Why(why)) for why in each["causes"]])
        for each in stored
        if each["site"] < len(names)
    ]


@require_POST
@require_role(PLAN, over=library_of_plan)
def plan_work(request: HttpRequest, number: int) -> HttpResponse:
    """Work out anew what is not pinned."""
    return _doing(request, number, lambda held: plans.ask(plan=held, actor=user_of(request), at=timezone.now()))


@require_POST
@require_role(PLAN, over=library_of_plan)
def plan_give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Throw the plan away."""
    held = plan_of(number)
    try:
        plans.give_up(plan=held, actor=user_of(request), at=timezone.now())
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("rotation:plan_page", number)
    messages.success(request, _("The plan “%(name)s” is thrown away.") % {"name": held})
    return redirect("rotation:plans")


@require_POST
@require_role(PLAN, over=library_of_plan)
def plan_stop(request: HttpRequest, number: int) -> HttpResponse:
    plans.stop(plan=plan_of(number))
    return redirect("rotation:plan_page", number)


@require_POST
@require_role(PLAN, over=library_of_plan)
def plan_move(request: HttpRequest, number: int) -> HttpResponse:
    """Put a set somewhere in the plan: by dragging it in the calendar, or by the page of a place."""
    book_set = get_object_or_404(BookSet, pk=_whole(request, "set"))
    deposit = get_object_or_404(DepositSite, pk=_whole(request, "deposit"))

    def act(held: RotationPlan) -> None:
        plans.move(plan=held, book_set=book_set, deposit=deposit, number=_whole(request, "round"),
                   actor=user_of(request), at=timezone.now())  # fmt: skip
        said = _("%(set)s is pinned at %(site)s. Work out the rest anew when you are done.")
        messages.success(request, said % {"set": book_set.code, "site": deposit})
        for reason in queries.wrong_with(held, book_set, deposit, _whole(request, "round")):
            messages.warning(request, reason)

    return _doing(request, number, act)


@require_POST
@require_role(PLAN, over=library_of_plan)
def plan_allow(request: HttpRequest, number: int, ban: int) -> HttpResponse:
    row = get_object_or_404(PlanBan.objects.select_related("set", "deposit__site", "plan"), pk=ban, plan=number)
    return _doing(request, number, lambda _held: plans.allow(ban=row, actor=user_of(request), at=timezone.now()))


@require_POST
@require_role(PLAN, over=library_of_plan)
def plan_approve(request: HttpRequest, number: int) -> HttpResponse:
    """Make a round's placements real; what is refused says why."""

    def act(held: RotationPlan) -> None:
        done = plans.approve(plan=held, number=_whole(request, "round"), actor=user_of(request), at=timezone.now())
        said = ngettext("%(n)d placement is planned now.", "%(n)d placements are planned now.", done.made)
        messages.success(request, said % {"n": done.made})
        for row, why in done.refused:
            messages.error(request, _("%(set)s to %(site)s: %(why)s") % {
                "set": row.set.code, "site": row.deposit, "why": why})  # fmt: skip

    return _doing(request, number, act)


@require_role(PLAN, over=library_of_plan)
def plan_place(request: HttpRequest, number: int, deposit: int, round_number: int) -> HttpResponseBase:
    """One site in one round: why this set, what against another; pin, forbid, put another there."""
    held = plan_of(number)
    site = get_object_or_404(DepositSite.objects.select_related("site"), pk=deposit, library=held.library_id)
    get_object_or_404(RotationPlan, pk=number, rounds__gte=round_number)
    row = held.planned.filter(deposit=site, round=round_number - 1).select_related("set", "placement").first()
    if request.method == "POST":
        return _at_place(request, held, row, site, round_number - 1)
    form = PlaceForm(request.GET if request.GET.get("set") else None, plan=held)
    reasons: list[str] = []
    cost: float | None = None
    other = form.cleaned_data["set"] if form.is_bound and form.is_valid() else None
    if other is not None:
        reasons, cost = queries.against(held, other, site, round_number - 1)
    context = {
        "plan": held, "site": site, "round": round_number, "days": held.days(round_number - 1), "row": row,
        "explained": queries.explain(held, row) if row else None, "form": form, "other": other, "reasons": reasons,
        "cost": None if cost is None or reasons else round(cost), "gain": -round(cost or 0),
        "under_way": held.state == RotationPlan.State.WORKING,
    }  # fmt: skip
    return render(request, "rotation/plan_place.html", context)


@require_role(PLAN, over=library_of_plan)
def plan_box(request: HttpRequest, number: int, box: int) -> HttpResponseBase:
    """What a box out of loose stock would hold."""
    held = plan_of(number)
    found = get_object_or_404(held.boxes.select_related("depot"), pk=box)
    page = Paginator(queries.contents_of(found), PER_PAGE * 2).get_page(request.GET.get("page"))
    rows = [(row, facts_from_json(row.copy.record.facts)) for row in page]
    return render(request, "rotation/plan_box.html", {"plan": held, "box": found, "page": page, "rows": rows})


def _at_place(
    request: HttpRequest, held: RotationPlan, row: PlannedPlacement | None, site: DepositSite, number: int
) -> HttpResponse:
    actor, now, verb = user_of(request), timezone.now(), request.POST.get("verb", "")

    def act(held: RotationPlan) -> None:
        if row is not None and verb in ("pin", "unpin"):
            plans.pin(planned=row, pinned=verb == "pin", actor=actor, at=now)
        elif row is not None and verb == "not_here":
            plans.forbid(plan=held, book_set=row.set, deposit=site, number=None, actor=actor, at=now)
        elif verb == "nothing":
            plans.forbid(plan=held, book_set=None, deposit=site, number=number, actor=actor, at=now)
        else:
            raise PlanRefused("nothing_there", _("The plan changed meanwhile. Look at it again."))

    return _doing(request, held.pk, act)


def _doing(request: HttpRequest, number: int, act: Callable[[RotationPlan], object]) -> HttpResponse:
    """Do it and go back to the plan; a refusal is said there."""
    try:
        act(plan_of(number))
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("rotation:plan_page", number)


def _whole(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
