"""Rounds of exchange, as members and whoever leads the federation see them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, library_of, user_of
from lienthu.accounts.permissions import allowed, at_work
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import SourceRecord
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.common.workbooks import Sheet, workbook
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.registry.queries.holders import Holder
from lienthu.sharing.forms import ConfirmForm, OfferForm, RoundForm
from lienthu.sharing.models import Choice, Offer, Round, Wish
from lienthu.sharing.queries import exchange
from lienthu.sharing.queries.holdings import held_of
from lienthu.sharing.rules import words
from lienthu.sharing.rules.lists import pasted
from lienthu.sharing.services import offering, rounds
from lienthu.sharing.views.shared import READ, WRITE

State = Round.State
PER_PAGE = 50


def _seen(request: HttpRequest, number: int) -> Round:
    """A round of a federation of the library at work."""
    rows = exchange.rounds_of(library_of(request), timezone.localdate())
    return get_object_or_404(rows, pk=number)


def _led(request: HttpRequest, number: int) -> Round:
    """A round that the person leads."""
    found = _seen(request, number)
    if not exchange.may_govern(user_of(request), found.federation, timezone.localdate()):
        raise Http404
    return found


def _back(number: int) -> HttpResponseBase:
    return redirect("sharing:round", number)


@at_work(READ)
def round_list(request: HttpRequest) -> HttpResponseBase:
    """The rounds of the federations in which the library is."""
    library, today = library_of(request), timezone.localdate()
    led = _federations_led(request)
    page = Paginator(exchange.rounds_of(library, today), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/round_list.html", {"rows": page, "page": page, "led": led})


def _federations_led(request: HttpRequest) -> list[int]:
    today = timezone.localdate()
    own = federation.federations_of(library_of(request), today)
    return [each.pk for each in own if exchange.may_govern(user_of(request), each, today)]


@at_work(READ)
def round_new(request: HttpRequest) -> HttpResponseBase:
    """Open a round."""
    library, today = library_of(request), timezone.localdate()
    led = _federations_led(request)
    if not led:
        raise Http404
    federations = federation.federations_of(library, today).filter(pk__in=led)
    form = RoundForm(request.POST or None, federations=federations)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = rounds.begin(of=said.pop("federation"), **said, **by(request))
            return _back(made.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "sharing/round_new.html", {"form": form})


@at_work(READ)
def round_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One round as it stands: offers, wishes, proposal, shipments, balance."""
    return _page(request, _seen(request, number), OfferForm())


def _page(request: HttpRequest, held: Round, form: OfferForm, **more: object) -> HttpResponseBase:
    library, today = library_of(request), timezone.localdate()
    members = list(federation.members(held.federation, today).order_by("code").values_list("pk", flat=True))
    offers = list(exchange.offers_of(held))
    choices = list(held.choices.filter(barred=False).select_related("offer__record"))
    people = {*members, *(each.library_id for each in offers), *(each.recipient_id for each in choices)}
    names = federation.short_names(people, today)
    titles = _titles(each.record for each in offers)
    context = {
        "round": held, "form": form, "names": names, "library": library,
        "mine": [(each, titles[each.title_id]) for each in offers if each.library_id == library.pk],
        "others": _others(held, offers, library, names, titles),
        "leads": exchange.may_govern(user_of(request), held.federation, today),
        "may": allowed(request.user, WRITE, library) and held.state == State.OPEN,
        "offers": len(offers), "wishes": held.wishes.count(), "members": len(members),
        "entries": audit.entries_of(held)[:50],
    }  # fmt: skip
    if held.state in (State.PROPOSED, State.CONFIRMED):
        context |= _proposal(held, choices, names, titles, today)
        counts = exchange.planned(held) if held.state == State.PROPOSED else exchange.arrived([held])
        everyone = sorted(people, key=lambda each: names[each])
        context |= {
            "balance": [(names[line.member], line) for line in exchange.balance(everyone, counts)],
            "columns": [names[each] for each in everyone],
        }
    if held.state == State.PROPOSED:
        context |= {"confirm": _confirm_form(held), "free": _free(offers, choices, names, titles)}
        context["to"] = [(each, names[each]) for each in members]
    if held.state == State.CONFIRMED:
        context["shipments"] = [
            (each, names[each.library_id], names[each.recipient_id or 0]) for each in exchange.shipments(held)
        ]
    return render(request, "sharing/round.html", context | more)


def _titles(records: Iterable[SourceRecord]) -> dict[int, str]:
    found = {}
    for record in records:
        facts = facts_from_json(record.facts)
        found[record.title_id] = ". ".join([facts.title.partition(" : ")[0], *facts.parts])
    return found


def _others(
    held: Round, offers: list[Offer], library: Organisation, names: dict[int, str], titles: dict[int, str]
) -> list[dict[str, Any]]:
    """What others offer, title by title: who, how many, whether the library holds it or asks for it."""
    own = held_of(library.pk, {each.title_id for each in offers})
    asked = dict(held.wishes.filter(library=library).values_list("title", "pk"))
    by_title: dict[int, list[Offer]] = {}
    for each in offers:
        if each.library_id != library.pk:
            by_title.setdefault(each.title_id, []).append(each)
    return [
        {
            "title": title, "name": titles[title], "copies": sum(each.copies for each in some),
            "givers": ", ".join(names[each.library_id] for each in some), "held": own.get(title, 0),
            "wish": asked.get(title),
        }
        for title, some in by_title.items()
    ]  # fmt: skip


def _proposal(
    held: Round, choices: list[Choice], names: dict[int, str], titles: dict[int, str], today: Any
) -> dict[str, Any]:
    question = exchange.question_of(held, today)
    left = words.unmet(
        wishes=question.wishes, offers=question.offers, holds={}, going=exchange.going_of(held)
    )  # fmt: skip
    choices.sort(key=lambda each: (names[each.offer.library_id], names[each.recipient_id], titles[each.offer.title_id]))
    return {
        "said": words.summary(held.outcome) if held.outcome else [],
        "choices": [
            (each, names[each.offer.library_id], names[each.recipient_id], titles[each.offer.title_id])
            for each in choices
        ],
        "unmet": [(names.get(each.member, ""), titles.get(each.title, ""), each.reason) for each in left],
    }


def _free(
    offers: list[Offer], choices: list[Choice], names: dict[int, str], titles: dict[int, str]
) -> list[tuple[int, str]]:
    """Offers of which a copy is left, to be given by hand."""
    gone: dict[int, int] = {}
    for each in choices:
        gone[each.offer_id] = gone.get(each.offer_id, 0) + 1
    return [
        (each.pk, f"{titles[each.title_id]} ({names[each.library_id]})")
        for each in offers
        if each.copies > gone.get(each.pk, 0)
    ]


@require_POST
@at_work(WRITE)
def round_offer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Offer titles, or take an offer back (`drop=`)."""
    held, library = _seen(request, number), library_of(request)
    form = OfferForm(request.POST)
    try:
        if (dropped := request.POST.get("drop", "")).isdigit():
            thing = get_object_or_404(Offer, pk=int(dropped), round=held, library=library)
            rounds.take_off(thing=thing, **by(request))
            return _back(held.pk)
        if not form.is_valid():
            return _page(request, held, form)
        added = offering.offer_all(held=held, library=library, wanted=pasted(form.cleaned_data["text"]), **by(request))
        if added.titles:
            messages.success(request, _("%(count)d titles are offered.") % {"count": added.titles})
        if added.refused:
            return _page(request, held, OfferForm(), refused=added.refused[:20])
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _back(held.pk)


@require_POST
@at_work(WRITE)
def round_ask(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask for a title (`title=`), or no longer (`drop=`)."""
    held, library = _seen(request, number), library_of(request)
    try:
        if (dropped := request.POST.get("drop", "")).isdigit():
            rounds.take_off(thing=get_object_or_404(Wish, pk=int(dropped), round=held, library=library), **by(request))
        else:
            offer = get_object_or_404(
                Offer.objects.filter(round=held, title=_number(request, "title")).order_by("pk")[:1]
            )
            rounds.ask(held=held, library=library, title=offer.title_id, **by(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _back(held.pk)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_POST
@at_work(READ)
def round_decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """Whoever leads the round says that a copy goes to a member, or does not (`goes=`)."""
    held = _led(request, number)
    offer = get_object_or_404(Offer, pk=_number(request, "offer"), round=held)
    recipient = get_object_or_404(Organisation, pk=_number(request, "recipient"))
    try:
        goes = request.POST.get("goes") == "yes"
        rounds.decide(held=held, of=offer, recipient=recipient, goes=goes, **by(request))
        messages.success(request, _("Noted. A new proposal keeps to it."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _back(held.pk)


def _confirm_form(held: Round, said: QueryDict | None = None) -> ConfirmForm:
    today = timezone.localdate()
    return ConfirmForm(said, registers=[Holder(federation=held.federation)], named_on=today, initial={"on": today})


@require_POST
@at_work(READ)
def round_confirm(request: HttpRequest, number: int) -> HttpResponseBase:
    """Make the proposal binding."""
    held = _led(request, number)
    form = _confirm_form(held, request.POST)
    made = kept(form, rounds.confirm, held=held, **form.cleaned_data, **by(request)) if form.is_valid() else None
    if made is None:
        return _page(request, held, OfferForm(), confirm=form)
    messages.success(request, _("Confirmed: %(count)d shipments are to be sent.") % {"count": len(made)})
    return _back(held.pk)


@require_POST
@at_work(READ)
def round_act(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Work the proposal out, gather again, or call the round off."""
    held = _led(request, number)
    deed = {"propose": rounds.work_out, "gather": rounds.gather_again, "call-off": rounds.call_off}.get(verb)
    if deed is None:
        raise Http404
    try:
        deed(held=held, **by(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _back(held.pk)


@at_work(READ)
def round_balance(request: HttpRequest, number: int) -> HttpResponseBase:
    """The balance sheet of the round, member by member, as a workbook: what is planned and what arrived."""
    held, today = _seen(request, number), timezone.localdate()
    planned, arrived = exchange.planned(held), exchange.arrived([held])
    people = set(federation.members(held.federation, today).values_list("pk", flat=True))
    people |= {each for pair in (*planned, *arrived) for each in pair}
    names = federation.short_names(people, today)
    everyone = sorted(people, key=lambda each: names[each])
    columns = [
        (_("Library"), 30),
        *((names[each], 14) for each in everyone),
        (_("Gave"), 8),
        (_("Got"), 8),
        (_("More got than given"), 12),
    ]
    sheets = [
        Sheet(
            name, columns,
            [
                (names[line.member], *line.gave_to, line.gave, line.got, line.net)
                for line in exchange.balance(everyone, counts)
            ],
        )
        for name, counts in ((_("Planned"), planned), (_("Arrived"), arrived))
    ]  # fmt: skip
    return download(workbook(sheets), f"trao-doi-{held.pk}.xlsx")
