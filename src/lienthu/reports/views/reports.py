"""The list of reports, a new one, one report with what can be done with it, and its files."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.models import User
from lienthu.accounts.pages import refused, user_of
from lienthu.common import audit
from lienthu.common.content import Content, from_json
from lienthu.common.downloads import download, plain_name
from lienthu.common.errors import DomainError
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.queries.places import read as read_place
from lienthu.registry.queries.documents import next_symbol
from lienthu.registry.queries.holders import WRITE as KEEP
from lienthu.registry.queries.holders import Holder, issuer_of, may
from lienthu.reports.forms.reports import DESPITE_GAPS, BeginForm, HeadForm, PlanForm, SignForm, year_before
from lienthu.reports.models import Kind, Report
from lienthu.reports.queries import inserting, templates
from lienthu.reports.queries import reports as queries
from lienthu.reports.queries.composing import Composed, compose
from lienthu.reports.rules import framing, saying
from lienthu.reports.services import reports as services
from lienthu.reports.services import signing, writing
from lienthu.reports.views.shared import (
    READ,
    SIGN,
    WRITE,
    at_work_or_for_federation,
    library_or_none,
    of_report,
    places_offered,
    whose,
)

PER_PAGE = 30


@at_work_or_for_federation(READ)
def report_list(request: HttpRequest) -> HttpResponseBase:
    """Drafts and signed reports of where the person works, and of its federations."""
    rows = queries.listed(user_of(request), library_or_none(request), timezone.localdate())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": bool(places_offered(request, WRITE))}
    return render(request, "reports/report_list.html", context)


def _templates(
    organisation: Organisation | None, federations: list[Federation], places: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Every template that the person may begin with: own ones first, then those for the first of the places."""
    own = [
        *(templates.owned(organisation, None) if organisation else ()),
        *(row for group in federations for row in templates.owned(None, group)),
    ]
    sorts = list(dict.fromkeys(code.partition("-")[0] for code, _name in places))
    fitting = [shape for shape in templates.shipped().values() if not set(sorts).isdisjoint(shape.scopes)]
    fitting.sort(key=lambda shape: min(sorts.index(scope) for scope in shape.scopes if scope in sorts))
    return [(row.key, row.name) for row in [*(templates.shape_of(row) for row in own if row.is_active), *fitting]]


@at_work_or_for_federation(WRITE)
def report_new(request: HttpRequest) -> HttpResponseBase:
    """Begin a report."""
    library, user, today = library_or_none(request), user_of(request), timezone.localdate()
    groups = queries.federations_to_write_for(user, today)
    places = places_offered(request, WRITE)
    form = BeginForm(
        request.POST or None, templates=_templates(library, groups, places), places=places, today=today,
        initial={"period": year_before(today).code},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        organisation, scope, federation = whose(read_place(form.cleaned_data["place"]))
        try:
            shape = templates.by_key(form.cleaned_data["template"], organisation, federation)
            made = services.begin(
                about=services.About(organisation, scope, federation), kind=Kind(shape.kind),
                period=form.cleaned_data["period"], template=shape.key, actor=user, at=timezone.now(),
            )  # fmt: skip
            if (signed := queries.signed_already(made)) is not None:
                words = _(
                    "%(number)s is signed for this period already. To mend it, open it and choose "
                    "“Correct this report by a new one”."
                )
                messages.warning(request, words % {"number": signed.number})
            return redirect("reports:write", made.pk)
        except DomainError as refusal:
            refused(form, refusal)
    return render(request, "reports/report_new.html", {"form": form})


@of_report(READ)
def report_page(request: HttpRequest, report: Report) -> HttpResponseBase:
    """One report: what it says today, or what was signed; what can be done next."""
    return _page(request, report)


def _page(request: HttpRequest, report: Report, **forms: object) -> HttpResponseBase:
    user, today = user_of(request), timezone.localdate()
    may_write, may_sign = (queries.may(user, action, report, today) for action in (WRITE, SIGN))
    content, composed = _content(report)
    shapes = templates.choices(Kind.PLAN, report.scope or "federation", report.organisation, report.federation)
    paper = getattr(report, "paper", None)
    gaps = inserting.in_words(composed.gaps, composed.collected.indicators) if composed else []
    context = {
        "report": report, "content": content, "composed": composed, "gaps": gaps, "despite_gaps": DESPITE_GAPS,
        "may_write": may_write, "may_sign": may_sign,
        "head": HeadForm(initial={name: getattr(report, name) for name in services.HEAD}, auto_id="head-%s"),
        "paper": paper, "plans": report.plans.select_related("corrected_by"),
        "correction": getattr(report, "corrected_by", None),
        "differences": queries.differences(report, composed),
        "plan": PlanForm(
            templates=[(row.key, row.name) for row in shapes], today=today,
            initial={"period": saying.following(report.period).code},
        ),
        "sign": SignForm(
            has_gaps=bool(composed and composed.printed_gaps), asks_numbers=False, initial=_to_sign(report, today)
        ),
        "issuer": _to_say_issuer(report, user, today) if may_sign and report.state == Report.State.TO_SIGN else "",
        "restated": queries.restated(paper, today) if paper and "restated" in request.GET else None,
        "entries": audit.entries_of(report)[:30], "today": today,
    }  # fmt: skip
    return render(request, "reports/report_page.html", context | forms)


def _to_sign(report: Report, today: date) -> dict[str, object]:
    """What is known of the last things; what the report has not yet, as its register signs."""
    issuer = issuer_of(Holder(report.organisation, report.federation))
    return {
        "symbol": _next_number(report, today), "on": today, "capacity": report.capacity, "signer": report.signer,
        "parent_body": report.parent_body or (issuer.parent_body if issuer else ""),
        "place": report.place or (issuer.place if issuer else ""),
    }  # fmt: skip


def _next_number(report: Report, day: date) -> str:
    """What the register would give; "" while nobody has said how this place signs."""
    return next_symbol(Holder(report.organisation, report.federation), framing.REGISTERED[Kind(report.kind)], day)


def _to_say_issuer(report: Report, user: User, day: date) -> str:
    """Where it is said how this place signs, while nobody has said it; "" for whoever does not keep its register."""
    holder = Holder(report.organisation, report.federation)
    if issuer_of(holder) or not may(user, KEEP, holder, day):
        return ""
    return reverse("registry:issuer", args=[holder.code])


def _content(report: Report) -> tuple[Content, Composed | None]:
    """What was signed; else what the report says with the figures of now, and what is wrong in it."""
    if report.state == Report.State.SIGNED:
        return from_json(report.paper.content), None
    composed = compose(report, report.dated_on or timezone.localdate())
    return composed.content, composed


@require_POST
@of_report(WRITE)
def report_act(request: HttpRequest, report: Report) -> HttpResponseBase:
    """One thing about a report (`do=`): head, hand_over, take_back, throw_away, plan, correct."""
    actor, at = user_of(request), timezone.now()
    try:
        match request.POST.get("do"):
            case "head":
                form = HeadForm(request.POST, auto_id="head-%s")
                if not form.is_valid():
                    return _page(request, report, head=form)
                writing.set_head(report=report, facts=form.cleaned_data, actor=actor, at=at)
                messages.success(request, _("Saved."))
            case "hand_over":
                seen = bool(request.POST.get("despite_gaps"))
                signing.hand_over(report=report, actor=actor, at=at, despite_gaps=seen)
                messages.success(request, _("The report waits for its signature."))
            case "take_back":
                signing.take_back(report=report, actor=actor, at=at, reason=request.POST.get("reason", "")[:200])
            case "throw_away":
                services.throw_away(report=report, actor=actor, at=at)
                messages.success(request, _("The draft is thrown away."))
                return redirect("reports:list")
            case "plan":
                return _begin_plan(request, report)
            case "correct":
                reason = request.POST.get("reason", "")
                made = services.begin_correction(report=report, reason=reason, actor=actor, at=at)
                messages.success(request, _("The correcting report is begun, with the figures of today."))
                return redirect("reports:write", made.pk)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:report", report.pk)


def _begin_plan(request: HttpRequest, report: Report) -> HttpResponseBase:
    shapes = templates.choices(Kind.PLAN, report.scope or "federation", report.organisation, report.federation)
    choices, today = [(row.key, row.name) for row in shapes], timezone.localdate()
    form = PlanForm(request.POST, templates=choices, today=today)
    if not form.is_valid():
        return _page(request, report, plan=form)
    plan = services.begin_plan(
        report=report, period=form.cleaned_data["period"], template=form.cleaned_data["template"],
        actor=user_of(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("The plan is begun; the report's directions are its tasks."))
    return redirect("reports:write", plan.pk)


@require_POST
@of_report(SIGN)
def report_sign(request: HttpRequest, report: Report) -> HttpResponseBase:
    """Give it its number and day, and freeze it."""
    form, asks_numbers = SignForm(request.POST), "carried" in request.POST
    if form.is_valid():
        try:
            signing.sign(report=report, **form.cleaned_data, actor=user_of(request), at=timezone.now())
            messages.success(request, _("Signed. Its words, figures and both files stay as they are now."))
            return redirect("reports:report", report.pk)
        except DomainError as refusal:
            refused(form, refusal)
            asks_numbers = refusal.code == "number_skipped" or form.cleaned_data["carried"]
    if not asks_numbers:
        del form.fields["carried"]
    return _page(request, Report.objects.get(pk=report.pk), sign=form)


@of_report(READ)
def report_docx(request: HttpRequest, report: Report) -> HttpResponseBase:
    """As signed, byte for byte; a draft as it reads now."""
    from lienthu.common import papers  # here and below, because what writes documents is large

    if report.state == Report.State.SIGNED:
        return download(bytes(report.paper.docx), _name(report, "docx"))
    return download(papers.as_docx([_content(report)[0]]), _name(report, "docx"))


@of_report(READ)
def report_pdf(request: HttpRequest, report: Report) -> HttpResponseBase:
    """The same as PDF."""
    from lienthu.common import papers

    if report.state == Report.State.SIGNED:
        return download(bytes(report.paper.pdf), _name(report, "pdf"))
    return download(papers.as_pdf([_content(report)[0]]), _name(report, "pdf"))


def _name(report: Report, suffix: str) -> str:
    sort = "ke-hoach" if report.kind == Kind.PLAN else "bao-cao"
    return f"{plain_name(sort, saying.period(report.period), report.body, report.number or 'du-thao')}.{suffix}"
