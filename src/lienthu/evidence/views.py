"""The events behind a figure, one event, and its correction; the copies behind a count of them."""

import contextlib
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import allowed, require_role
from lienthu.accounts.queries import reach, working_library
from lienthu.catalogue.derive import facts_from_json
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.evidence import services
from lienthu.evidence.forms import CorrectionForm, EventsForm, channels_in, numbers_in
from lienthu.evidence.queries import MOST_COUNTED, evidence_of, holdings, things_of
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation, Site
from lienthu.ledger import queries as ledger
from lienthu.ledger.models import Event, Kind

READ, CORRECT = "ledger.read", "ledger.correct"
MOVING = (Kind.COPY_ADDED, Kind.COPY_WITHDRAWN, Kind.COPY_LOST)  # what makes a collection larger or smaller
# What a figure's link may say and the form does not show.
FINER = ("owner", "site", "trip", "on_trip", "material", "channel", "below", "federation")


@require_role(READ, over=SOMEWHERE)
def events(request: HttpRequest) -> HttpResponse:
    """The events that a figure is made of: its facts stand in the address."""
    user, today = user_of(request), timezone.localdate()
    reached = reach(user, READ, today)
    within = None if reached is None else {row.pk for row in reached}
    names = federation.names(within, today, get_language() or "vi")
    form = EventsForm(_given(request.GET), hosts=names)
    context: dict[str, object] = {"form": form, "rows": [], "more": ""}
    if form.is_valid():
        since, until = form.days()
        narrowed = _narrowed(request.GET, within, until - timedelta(days=1))
        page = ledger.events(form.kinds(), since, until, after=_after(request.GET.get("after", "")), **narrowed)
        total = sum(row.quantity for row in ledger.sums(form.kinds(), since, until, **narrowed))
        context |= {
            "rows": _rows(request, page.events),
            "more": _more(request.GET, page),
            "first_page": not request.GET.get("after"),
            "total": total,
            "since": since,
            "chosen": [Kind(kind).label for kind in form.cleaned_data["kind"]],
            "narrowed": len(request.GET.getlist("host")) > 1 or any(name in request.GET for name in FINER),
        }
    return render(request, "evidence/events.html", context, status=200 if form.is_valid() else 422)


@require_role(READ, over=SOMEWHERE)
def copies(request: HttpRequest) -> HttpResponse:
    """The copies behind a count of a collection, as they are today: `owner`, `below` or `federation`, `kind=serial`,
    `last`: the day on which the figure was counted."""
    today = timezone.localdate()
    reached = reach(user_of(request), READ, today)
    day = _day(request.GET.get("last", ""), today)
    owners = {*numbers_in(request.GET.getlist("owner")), *(_network(request.GET, day) or ())}
    if reached is not None:
        within = {row.pk for row in reached}
        owners = owners & within if owners else within
    serials = request.GET.get("kind") == "serial"
    after = next(iter(numbers_in([request.GET.get("after", "")])), None)
    found = holdings(owners or (None if reached is None else ()), serials=serials, after=after)
    names = federation.names({row.owner_id for row in found.copies} | owners, today, get_language() or "vi")
    more = request.GET.copy()
    more["after"] = str(found.after)
    context = {
        "rows": [(row, facts_from_json(row.record.facts), names[row.owner_id]) for row in found.copies],
        "total": found.total, "most": MOST_COUNTED, "more": more.urlencode() if found.after else "",
        "serials": serials, "name": names[next(iter(owners))] if len(owners) == 1 else "",
        "several": len(owners) != 1, "first_page": after is None, "day": day if day < today else None,
        "since": _since(request.GET, day, today),
    }  # fmt: skip
    return render(request, "evidence/copies.html", context)


def _since(address: QueryDict, day: date, today: date) -> str:
    """The entries by which the same owners' collections changed after the day."""
    whose = [(name, value) for name in ("owner", "below", "federation") for value in address.getlist(name)]
    days = [("first", f"{day + timedelta(days=1):%Y-%m-%d}"), ("last", f"{today:%Y-%m-%d}"), ("credit", "owner")]
    return urlencode([*days, *(("kind", kind.value) for kind in MOVING), *whose])


def _day(text: str, today: date) -> date:
    with contextlib.suppress(ValueError):
        return min(date.fromisoformat(text), today)
    return today


def _given(address: QueryDict) -> QueryDict:
    """What the form shows: days as people write them; of several hosts none, for it offers one or all."""
    given = address.copy()
    for name in ("host", "age_band"):
        if len(given.getlist(name)) > 1:
            given.setlist(name, [])
    for name in ("first", "last"):
        with contextlib.suppress(ValueError):
            given[name] = f"{date.fromisoformat(given.get(name, '')):%d/%m/%Y}"
    return given


def _narrowed(address: QueryDict, within: set[int] | None, day: date) -> dict[str, Any]:
    """The facts of the address. Without a right over the whole hub: only what one's libraries served, or, where owners
    are asked for, what was theirs."""
    hosts, owners = numbers_in(address.getlist("host")), numbers_in(address.getlist("owner"))
    network = _network(address, day)
    if network is not None and address.get("credit") == "owner":
        owners = [*owners, *network]
    elif network is not None:
        hosts = [*hosts, *network]
    given: dict[str, Any] = {
        "hosts": hosts or None,
        "owners": owners or None,
        "sites": numbers_in(address.getlist("site")) or None,
        "trips": numbers_in(address.getlist("trip")) or None,
        "age_bands": _words(address, "age_band"),
        "materials": _words(address, "material"),
        "channels": channels_in(address.getlist("channel")) or None,
        "on_trip": {"yes": True, "no": False}.get(address.get("on_trip", "")),
    }
    if within is not None and not (owners and set(owners) <= within):
        given["hosts"] = within & set(hosts) if hosts else within
    return given


def _network(address: QueryDict, day: date) -> set[int] | None:
    """The organisations named by `below` and the members of `federation`, each with all below it on the day; None
    where none is asked for."""
    tops, federations = numbers_in(address.getlist("below")), numbers_in(address.getlist("federation"))
    if not tops and not federations:
        return None
    found: set[int] = set()
    rows = list(Organisation.objects.filter(pk__in=tops))
    for each in Federation.objects.filter(pk__in=federations):
        rows += federation.members(each, day)
    for row in rows:
        found |= {row.pk, *federation.descendants(row, day)}
    return found or {-1}  # an empty federation shows nothing, not everything


def _words(address: QueryDict, name: str) -> list[str] | None:
    """`none` stands for what was not said."""
    return ["" if value == "none" else value[:20] for value in address.getlist(name) if value] or None


def _after(text: str) -> tuple[date, int] | None:
    day, _comma, number = text.partition(",")
    try:
        return date.fromisoformat(day), int(number[:18])
    except ValueError:
        return None


def _more(address: QueryDict, page: ledger.Page) -> str:
    if page.after is None:
        return ""
    query = address.copy()
    query["after"] = f"{page.after[0]:%Y-%m-%d},{page.after[1]}"
    return query.urlencode()


def _rows(request: HttpRequest, found: list[Event]) -> list[dict[str, object]]:
    """Events with names in the place of numbers."""
    things = things_of(found, user_of(request), working_library(request))
    people = {number for event in found for number in (event.host, event.owner) if number}
    names = federation.names(people, timezone.localdate(), get_language() or "vi")
    sites = dict(Site.objects.filter(pk__in={event.site for event in found}).values_list("pk", "name"))
    return [
        {
            "event": event,
            "thing": things.get(event.pk),
            "host": names.get(event.reporter, ""),
            "owner": names.get(event.owner, "") if event.owner not in (0, event.reporter) else "",
            "site": sites.get(event.site, ""),
        }
        for event in found
    ]


def _readable(request: HttpRequest, number: int) -> Event:
    """The event, for whoever may read the ledger of its host or its owner."""
    event = get_object_or_404(Event.objects.select_related("corrects", "actor"), pk=number)
    for organisation in Organisation.objects.filter(pk__in=(event.host, event.owner)):
        if allowed(request.user, READ, organisation):
            return event
    if not allowed(request.user, READ, None):
        raise PermissionDenied
    return event


@require_role(READ, over=SOMEWHERE)
def event_page(request: HttpRequest, number: int) -> HttpResponse:
    """One event: its facts, what it rests on, what was taken away of it, and taking more away."""
    event = _readable(request, number)
    reporter = Organisation.objects.filter(pk=event.reporter).first()
    evidence = evidence_of(event.thing)
    corrections = list(event.corrections.select_related("actor").order_by("id"))
    left = event.quantity + sum(each.quantity for each in corrections)
    may_correct = allowed(request.user, CORRECT, reporter) and event.corrects is None and left > 0
    form = CorrectionForm(request.POST or None, initial={"quantity": left})
    if request.method == "POST":
        if not may_correct:
            raise PermissionDenied
        if form.is_valid() and _corrected(request, event, form):
            return redirect("evidence:event", event.pk)
    context = {
        **_rows(request, [event])[0],
        "corrections": corrections,
        "left": left,
        "form": form if may_correct and not (evidence and evidence.keeps_count) else None,
        "elsewhere": may_correct and evidence is not None and evidence.keeps_count,
        "entries": audit.entries_of(event),
    }
    return render(request, "evidence/event.html", context, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, event: Event, form: CorrectionForm) -> bool:
    try:
        services.correct(event=event, actor=user_of(request), at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        refused(form, refusal)
        return False
    messages.success(request, _("The event is corrected. Both numbers stay to be seen."))
    return True
