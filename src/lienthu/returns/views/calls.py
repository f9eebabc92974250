"""Calls: the list, one with who has handed in and who is late, new ones, the table of a round, forms."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.models import User
from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, acts_for, allowed, at_work, require_role
from lienthu.accounts.queries import organisations_of, working_library
from lienthu.common import audit
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.models import Section
from lienthu.indicators.queries.definitions import indicators_on
from lienthu.returns import jobs
from lienthu.returns.forms.calls import CallForm, ChangeForm, FormForm, chosen
from lienthu.returns.models import Call, Form, Return
from lienthu.returns.queries import rounds
from lienthu.returns.rules.rounds import Pattern
from lienthu.returns.services import calls, forms, reminders
from lienthu.returns.services.calls import NewCall
from lienthu.returns.views.shared import APPROVE, PER_PAGE, READ, WRITE, answered_call, call_of


@require_role(READ, over=SOMEWHERE)
def home(request: HttpRequest) -> HttpResponseBase:
    """What the person's library has to hand in, and the rounds that they may see."""
    user, today = user_of(request), timezone.localdate()
    library = working_library(request)
    own = [library] if library and allowed(user, WRITE, library) else []
    to_fill = list(rounds.to_fill(own)[:20])
    rows = rounds.with_counts(Call.objects.visible_to(user).standing())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = rounds.askers(page, today)
    waiting = list(rounds.waiting_for(rounds.answered_by(user)).select_related("call").order_by("submitted_at")[:20])
    called = federation.names([row.organisation_id for row in waiting], today)
    asking = rounds.askers({row.call for row in to_fill}, today)
    context = {
        "page": page, "today": today, "library": library,
        "rows": [(call, names[call.pk]) for call in page],
        "to_fill": [(row, (row.call.due_on - today).days, asking[row.call_id]) for row in to_fill],
        "may_call": bool(_askers(user, library)),
        "waiting": [(row, called[row.organisation_id]) for row in waiting],
    }  # fmt: skip
    return render(request, "returns/home.html", context)


def _askers(user: User, library: Organisation | None) -> list[tuple[str, str]]:
    """For whom the person may call: where they work, and the federations that they act for."""
    today = timezone.localdate()
    own = [library] if library else organisations_of(user)
    names = federation.names([each.pk for each in own], today)
    found = [(f"o-{each.pk}", names[each.pk]) for each in own if allowed(user, APPROVE, each)]
    groups = Federation.objects.filter(closed_on=None)
    return found + [(f"f-{each.pk}", each.name) for each in groups if acts_for(user, APPROVE, each)]


@require_role(APPROVE, over=SOMEWHERE)
def new(request: HttpRequest) -> HttpResponseBase:
    """Ask those below, or the members, for one period or for a year at once."""
    user, today = user_of(request), timezone.localdate()
    askers = _askers(user, working_library(request))
    mine = Form.objects.filter(is_in_use=True).filter(_open_to(user))
    initial = {"year": today.year, "which": Pattern.USUAL, "due_after": 10, "asks": Call.Asks.SELF}
    form = CallForm(request.POST or None, askers=askers, forms_=mine, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request, form)
            words = ngettext("%(n)d round is made.", "%(n)d rounds are made.", len(made)) % {"n": len(made)}
            messages.success(request, words)
            return redirect("returns:call", made[0].pk) if len(made) == 1 else redirect("returns:home")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "returns/call_new.html", {"form": form, "askers": askers})


def _open_to(user: User) -> Q:
    return Q(organisation=None) | Q(organisation__in=organisations_of(user))


def _make(request: HttpRequest, form: CallForm) -> list[Call]:
    said, actor, now = form.cleaned_data, user_of(request), timezone.now()
    sort, _dash, number = said["asker"].partition("-")
    model = Federation if sort == "f" else Organisation
    wanted = NewCall(
        asker=model._default_manager.get(pk=int(number)), form=said["form"], asks=said["asks"], reach=said["reach"],
        remind_days=said["remind_days"], note=said["note"],
    )  # fmt: skip
    period = form.period()
    if period is None:
        return calls.make_year(
            new=wanted, year=said["year"], pattern=Pattern(said["which"]), due_after=said["due_after"], actor=actor,
            at=now,
        )  # fmt: skip
    due_on = period.last + timedelta(days=said["due_after"])
    return [calls.make(new=wanted, period=period, due_on=due_on, actor=actor, at=now)]


@require_role(READ, over=SOMEWHERE)
def call(request: HttpRequest, number: int) -> HttpResponseBase:
    """Who has handed in, who is late by how many days, and what can be done about it."""
    return _page(request, call_of(request, number))


def _page(request: HttpRequest, found: Call, **more: object) -> HttpResponse:
    user, today = user_of(request), timezone.localdate()
    all_of_it = found.answers_to(user, READ)
    rows = found.returns.all() if all_of_it else found.returns.visible_to(user)
    which = request.GET.get("which", "")
    states = {"open": Return.TO_FILL, "waiting": ("submitted",), "settled": Return.SETTLED}
    page = Paginator(rows.filter(state__in=states[which]) if which in states else rows, PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    counted = rounds.with_counts(Call.objects.filter(pk=found.pk)).get()
    context = {
        "call": found, "counted": counted, "page": shown, "which": which, "all_of_it": all_of_it,
        "standings": rounds.standings(found, rows.filter(pk__in=[row.pk for row in shown]), today),
        "asker": rounds.askers([found], today)[found.pk], "answers": found.answers_to(user), "today": today,
        "tabs": [("", _("all")), ("open", _("not handed in")), ("waiting", _("to be approved")),
                 ("settled", _("approved"))],
        "change": ChangeForm(initial={
            "due_on": found.due_on, "remind_days": ", ".join(map(str, found.remind_days)),
            "note": found.note,
        }),
        "entries": audit.entries_of(found)[:20] if all_of_it else [],
    }  # fmt: skip
    return render(request, "returns/call.html", context | more)


@require_POST
@require_role(APPROVE, over=SOMEWHERE)
def act(request: HttpRequest, number: int) -> HttpResponseBase:
    """`do`: remind, phoned, change, also, lock, withdraw."""
    found = answered_call(request, number)
    now, actor, verb = timezone.now(), user_of(request), request.POST.get("do")
    form = ChangeForm(request.POST) if verb == "change" else None
    if form is not None and not form.is_valid():
        return _page(request, found, change=form)
    try:
        match verb:
            case "remind":
                _remind(request, found)
            case "phoned":
                row = get_object_or_404(found.returns, pk=number_of(request.POST.get("return", "")))
                reminders.note_phone_call(row=row, said=request.POST.get("said", ""), actor=actor, at=now)
                messages.success(request, _("The call is written down."))
            case "change" if form is not None:
                calls.change(call=found, actor=actor, at=now, **form.cleaned_data)
                messages.success(request, _("Saved."))
            case "also":
                _ask_also(request, found)
            case "lock":
                locked = calls.lock(call=found, actor=actor, at=now)
                words = ngettext("%(n)d return is locked.", "%(n)d returns are locked.", locked) % {"n": locked}
                messages.success(request, words)
            case "withdraw":
                calls.withdraw(call=found, reason=request.POST.get("reason", "")[:300], actor=actor, at=now)
                messages.success(request, _("The round is withdrawn."))
                return redirect("returns:home")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("returns:call", number)


def number_of(text: str) -> int:
    """A key as it was sent; 0 where it is none."""
    return int(text[:18]) if text.isascii() and text.isdigit() else 0


def _remind(request: HttpRequest, found: Call) -> None:
    rows = found.returns.filter(state__in=Return.TO_FILL)
    if one := number_of(request.POST.get("return", "")):
        rows = rows.filter(pk=one)
    count, unreached = reminders.remind(call=found, returns=rows, actor=user_of(request), at=timezone.now())
    jobs.ask_to_send()
    if count:
        words = ngettext("%(n)d letter is on its way.", "%(n)d letters are on their way.", count)
        messages.success(request, words % {"n": count})
    elif not unreached:
        messages.info(request, _("They were reminded today already: no second letter is sent on a day."))
    if unreached:
        names = federation.names(unreached, timezone.localdate())
        words = _("Nobody with an email address reports for: %(names)s. Call them.")
        messages.warning(request, words % {"names": ", ".join(sorted(names.values())[:12])})


def _ask_also(request: HttpRequest, found: Call) -> None:
    other = federation.organisation_by_code(request.POST.get("code", ""))
    count = calls.ask_also(call=found, organisations=[other], actor=user_of(request), at=timezone.now())
    if count:
        messages.success(request, _("It is asked too."))
    else:
        messages.info(request, _("It was asked already."))


@at_work(APPROVE)
def form_list(request: HttpRequest) -> HttpResponseBase:
    """The forms that the person may ask by."""
    rows = Form.objects.filter(_open_to(user_of(request)))
    return render(request, "returns/form_list.html", {"rows": rows})


@at_work(APPROVE)
def form_page(request: HttpRequest, number: int = 0) -> HttpResponseBase:
    """A form of the library's own: its name, and the indicators that are ticked. The program's own are copied."""
    user, today, library = user_of(request), timezone.localdate(), working_library(request)
    known = get_object_or_404(Form.objects.filter(_open_to(user)), pk=number) if number else None
    own = known if known and known.organisation_id is not None else None
    indicators = indicators_on(today)
    form = FormForm(request.POST or None, initial={"name": str(known) if known else ""})
    ticked = set(known.codes if known else ())
    if request.method == "POST":
        ticked = set(chosen(request.POST.getlist("code"), [one.code for one in indicators]))
        if form.is_valid():
            try:
                forms.keep_form(
                    form=own, organisation=library, name=form.cleaned_data["name"], codes=ticked, day=today, actor=user,
                    at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Saved."))
                return redirect("returns:forms")
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    parts = [(label, [one for one in indicators if one.section == key]) for key, label in Section.choices]
    context = {"form": form, "known": known, "own": own, "parts": parts, "ticked": ticked}
    return render(request, "returns/form_page.html", context)
