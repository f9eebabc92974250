"""The conferences, one conference, its programme, costs, words and papers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, told, user_of
from lienthu.accounts.permissions import SOMEWHERE, acts_for, can, require_role
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.conferences.forms.planning import (
    ConferenceForm,
    CostForm,
    FederationForm,
    ItemForm,
    KindForm,
    ReasonForm,
    WordsForm,
)
from lienthu.conferences.models import Conference, ConferenceKind, Cost, Item, Minutes
from lienthu.conferences.queries import conferences as queries
from lienthu.conferences.queries import matters, people
from lienthu.conferences.queries.papers import found
from lienthu.conferences.services import closing, documents, numbering, planning, prints, programme
from lienthu.conferences.views.shared import READ, WRITE, around, number_in, of_conference
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation
from lienthu.governance.queries.resolutions import in_words

PAGE = 30
FORM_FACTS = planning.FACTS


@require_safe
@require_role(READ, over=SOMEWHERE)
def home(request: HttpRequest) -> HttpResponseBase:
    """The conferences that the person may read, the latest first."""
    today = timezone.localdate()
    page = Paginator(queries.listed(user_of(request), today), PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    names = federation.names([row.host_id for row in rows], today)
    wanted = " ".join(request.GET.get("q", "").split())[:200]
    context = {
        "wanted": wanted,
        "papers": found(user_of(request), wanted, today) if wanted else [],
        "rows": [(row, names[row.host_id]) for row in rows],
        "page": page,
        "may_plan": bool(queries.federations_to_prepare_for(user_of(request), today)),
        "may_name_kinds": _acts_somewhere(request),
    }
    return render(request, "conferences/home.html", context)


@require_role(WRITE, over=SOMEWHERE)
def new(request: HttpRequest) -> HttpResponseBase:
    """Plan a conference: the member whose turn it is stands first."""
    today = timezone.localdate()
    groups = queries.federations_to_prepare_for(user_of(request), today)
    if not groups:
        raise PermissionDenied
    wanted = number_in(request.GET.get("federation") or request.POST.get("federation"))
    group = next((each for each in groups if each.pk == wanted), groups[0])
    turns = queries.turns_to_host(group, today)
    form = ConferenceForm(request.POST or None, turns=turns)
    if request.method == "POST" and form.is_valid():
        person, made = user_of(request), None
        if acts_for(person, WRITE, group) or can(person, WRITE, form.cleaned_data["host"]):
            made = kept(form, planning.plan, group=group, facts=form.cleaned_data, **by(request))
        else:
            form.add_error("host", _("Who acts for the federation plans a conference at another member."))
        if made:
            messages.success(request, _("Planned. Now its programme, its guests and the words of its plan."))
            return redirect("conferences:page", made.pk)
    chosen = FederationForm(initial={"federation": group.pk}, groups=groups) if len(groups) > 1 else None
    context = {
        "form": form, "group": group, "chosen": chosen, "turns": turns[:5], "title": _("Plan a conference"),
        "back": reverse("conferences:home"), "button": pgettext("a conference", "Plan it"),
    }  # fmt: skip
    return render(request, "conferences/form.html", context)


@require_safe
@of_conference(READ)
def page(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """The conference at a glance: what it is, how far it is, what to do next."""
    return _page(request, conference)


def _page(request: HttpRequest, conference: Conference, **forms: Any) -> HttpResponseBase:
    attendance = people.attendance(conference)
    planned, spent = queries.cost_sums(conference)
    names = federation.names([conference.host_id], conference.first_on)
    followed = matters.became(conference, timezone.localdate())
    context = {
        "attendance": attendance, "planned": planned, "spent": spent, "host": names[conference.host_id],
        "items": conference.items.count(), "papers": conference.papers.exclude(state="withdrawn").count(),
        "photos": conference.photos.count(), "entries": audit.entries_of(conference)[:50],
        "public_url": request.build_absolute_uri(reverse("portal:conference", args=[conference.pk])),
        "reason": ReasonForm(), "resolved": matters.resolved(conference), "elected": matters.elected(conference),
        "followed": in_words(followed) if followed else "",
        "may_number": acts_for(user_of(request), WRITE, conference.federation),
        "registered": {what: queries.registered(conference, what) for what in numbering.SORTS},
        "minutes_number": Minutes.objects.filter(conference=conference).values_list("number", flat=True).first(),
        **forms,
    }  # fmt: skip
    return render(request, "conferences/page.html", around(request, conference, conference.title, **context))


@of_conference(WRITE)
def change(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Other days, another host, other words."""
    turns = queries.turns_to_host(conference.federation, conference.first_on, but=conference)
    initial = {name: getattr(conference, name) for name in FORM_FACTS}
    form = ConferenceForm(request.POST or None, initial=initial, turns=turns)
    if request.method == "POST" and form.is_valid():
        words = {"conference": conference, "facts": form.cleaned_data}
        if kept(form, planning.change, **words, **by(request)):
            messages.success(request, _("Kept."))
            return redirect("conferences:page", conference.pk)
    return _form(request, conference, form, _("Change the conference"))


@of_conference(WRITE)
def words(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """What plan and invitations say and who signs them."""
    initial = {name: getattr(conference, name) for name in planning.PAPERS}
    form = WordsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {"conference": conference, "facts": form.cleaned_data}
        if kept(form, planning.change, **facts, **by(request)):
            messages.success(request, _("Kept. Plan and invitations say it from now on."))
            return redirect("conferences:page", conference.pk)
    return _form(request, conference, form, _("Words of plan and invitations"))


def _form(request: HttpRequest, conference: Conference, form: Any, title: str, **more: Any) -> HttpResponseBase:
    context = {"form": form, "title": title, "button": _("Save"), **more}
    context.setdefault("back", reverse("conferences:page", args=[conference.pk]))
    return render(request, "conferences/form.html", around(request, conference, title, **context))


@require_POST
@of_conference(WRITE)
def act(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """One step (`do=`): invite, begin, close, show, hide; with a reason: cancel, reopen."""
    words: dict[str, Any] = {"conference": conference, **by(request)}
    match request.POST.get("do"):
        case "invite":
            told(request, _("The invitations are out: members register from now on."), planning.invite, **words)
        case "begin":
            told(request, _("It takes place: doors and speaking list are open."), planning.begin, **words)
        case "close":
            told(request, _("Closed. The conference and its delegates are in the ledger."), closing.close, **words)
        case "show":
            told(request, _("The public page is open."), planning.show, public=True, **words)
        case "hide":
            told(request, _("The public page is closed."), planning.show, public=False, **words)
        case "cancel" | "reopen" as step:
            form = ReasonForm(request.POST)
            work = planning.cancel if step == "cancel" else closing.reopen
            if not form.is_valid() or kept(form, work, reason=form.cleaned_data["reason"], **words) is None:
                return _page(request, Conference.objects.get(pk=conference.pk), reason=form, asked=step)
    return redirect("conferences:page", conference.pk)


CONTENTS = {"plan": documents.plan, "minutes": documents.minutes}
NAMES = {"plan": "ke-hoach", "minutes": "bien-ban", "invitations": "giay-moi", "programme": "chuong-trinh",
         "badges": "the-dai-bieu", "seats": "so-do-cho-ngoi"}  # fmt: skip
PRINTS = {"badges": prints.badges, "seats": prints.seats, "programme": prints.programme}


@require_safe
@of_conference(READ)
def paper(request: HttpRequest, conference: Conference, what: str, suffix: str) -> HttpResponseBase:
    """Plan, invitations and minutes as Word or PDF; badges, seats and programme as PDF."""
    from lienthu.common import papers  # here, because what writes documents is large

    if what == "badges" and not queries.may_prepare(user_of(request), conference):
        raise PermissionDenied
    name = f"{NAMES.get(what, what)}-{conference.first_on:%Y-%m-%d}.{suffix}"
    if what in PRINTS and suffix == "pdf":
        return download(PRINTS[what](conference), name)
    try:
        if what == "invitations":
            contents = documents.invitations(conference)
        elif what in CONTENTS:
            contents = [CONTENTS[what](conference)]
        else:
            raise Http404
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("conferences:page", conference.pk)
    if suffix == "docx":
        return download(papers.as_docx(contents), name)
    if suffix == "pdf":
        return download(papers.as_pdf(contents), name)
    raise Http404


@of_conference(READ)
def programme_page(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """The programme day by day; a new line below it."""
    form = ItemForm(request.POST or None, conference=conference, initial={"on": conference.first_on})
    if request.method == "POST":
        _demand_prepares(request, conference)
        facts = {"conference": conference, "item": None}
        if form.is_valid() and kept(form, programme.put, **facts, **form.cleaned_data, **by(request)):
            return redirect(f"{reverse('conferences:programme', args=[conference.pk])}#add")
    items = list(conference.items.select_related("paper"))
    days = [(on, [item for item in items if item.on == on]) for on in sorted({item.on for item in items})]
    return render(
        request, "conferences/programme.html",
        around(request, conference, _("Programme"), tab="programme", days=days, form=form),
    )  # fmt: skip


def _demand_prepares(request: HttpRequest, conference: Conference) -> None:
    if not queries.may_prepare(user_of(request), conference):
        raise PermissionDenied


@of_conference(WRITE)
def item(request: HttpRequest, conference: Conference, item: int) -> HttpResponseBase:
    """One line of the programme: changed, moved (`do=move`), taken away (`do=remove`)."""
    row = get_object_or_404(Item.objects.select_related("conference"), pk=item, conference=conference)
    there = f"{reverse('conferences:programme', args=[conference.pk])}#item-{row.pk}"
    if request.method == "POST" and request.POST.get("do") == "remove":
        told(request, _("Taken out of the programme."), programme.remove, item=row, **by(request))
        return redirect("conferences:programme", conference.pk)
    if request.method == "POST" and request.POST.get("do") == "move":
        position = number_in(request.POST.get("position"))
        told(request, "", programme.move, item=row, position=position, **by(request))
        return redirect(there)
    names = ("on", "begins", "ends", "kind", "title", "speaker", "place", "is_public")
    initial = {name: getattr(row, name) for name in names}
    form = ItemForm(request.POST or None, initial=initial, conference=conference)
    if request.method == "POST" and form.is_valid():
        facts = {"conference": conference, "item": row}
        if kept(form, programme.put, **facts, **form.cleaned_data, **by(request)):
            return redirect(there)
    back = reverse("conferences:programme", args=[conference.pk])
    return _form(request, conference, form, _("Line of the programme"), back=back, tab="programme")


@of_conference(READ)
def costs(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """What it costs: planned and spent; `?line=` opens one to be changed."""
    number = number_in(request.GET.get("line"))
    line = get_object_or_404(Cost, pk=number, conference=conference) if number else None
    names = ("what", "planned", "spent", "source", "note")
    initial = {name: getattr(line, name) for name in names} if line else {}
    form = CostForm(request.POST or None, initial=initial)
    if request.method == "POST":
        _demand_prepares(request, conference)
        if request.POST.get("do") == "remove" and line:
            told(request, _("Taken away."), planning.remove_cost, cost=line, **by(request))
            return redirect("conferences:costs", conference.pk)
        facts = {"conference": conference, "cost": line}
        if form.is_valid() and kept(form, planning.put_cost, **facts, **form.cleaned_data, **by(request)):
            return redirect("conferences:costs", conference.pk)
    planned, spent = queries.cost_sums(conference)
    context = {"costs": list(conference.costs.all()), "planned": planned, "spent": spent, "form": form, "line": line}
    more = around(request, conference, _("Costs"), tab="costs", **context)
    may_change = more["prepares"] and conference.state != Conference.State.CANCELLED
    return render(request, "conferences/costs.html", {**more, "may_change": may_change})


@require_role(WRITE, over=SOMEWHERE)
def kinds(request: HttpRequest) -> HttpResponseBase:
    """The kinds of conferences; `?kind=` opens one to be called otherwise."""
    if not _acts_somewhere(request):
        raise PermissionDenied
    number = number_in(request.GET.get("kind"))
    row = get_object_or_404(ConferenceKind, pk=number) if number else None
    initial = {"key": row.key, "name": row.name, "rank": row.rank} if row else {"rank": 100}
    form = KindForm(request.POST or None, initial=initial)
    if row:
        form.fields["key"].disabled = True
    if request.method == "POST" and form.is_valid():
        if not row and ConferenceKind.objects.filter(key=form.cleaned_data["key"]).exists():
            form.add_error("key", _("This key is taken."))
        elif kept(form, planning.keep_kind, kind=row, **form.cleaned_data, **by(request)):
            return redirect("conferences:kinds")
    rows = list(ConferenceKind.objects.all())
    return render(request, "conferences/kinds.html", {"rows": rows, "form": form, "row": row})


def _acts_somewhere(request: HttpRequest) -> bool:
    return any(acts_for(user_of(request), WRITE, group) for group in Federation.objects.all())
