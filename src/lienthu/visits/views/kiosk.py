"""A public computer's own page. No staff session and no sign-in: the key in the address says which computer it is."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lienthu.common.errors import DomainError
from lienthu.visits.models import Computer, ComputerSession
from lienthu.visits.queries import computers as queries
from lienthu.visits.queries.terms import terms_of
from lienthu.visits.services import kiosk as services


def _computer(key: str) -> Computer:
    rows = Computer.objects.exclude(state=Computer.State.RETIRED)
    return get_object_or_404(rows.select_related("library", "site"), key=key)


def _facts(computer: Computer, session: ComputerSession | None, at: datetime) -> dict[str, object]:
    """What the page must know, times in milliseconds since 1970 as scripts count them."""
    return {
        "now": round(at.timestamp() * 1000),
        "session": session.pk if session else None,
        "ends": round(session.ends_at.timestamp() * 1000) if session else None,
        "out": computer.state == Computer.State.OUT_OF_ORDER,
    }


@require_safe
@never_cache
def page(request: HttpRequest, key: str) -> HttpResponseBase:
    """The locked screen, or the time left; the script goes on from here."""
    return _page(request, _computer(key))


def _page(request: HttpRequest, computer: Computer, error: str = "", status: int = 200) -> HttpResponse:
    at = timezone.now()
    services.seen(computer=computer, at=at)
    session = queries.running(computer, at)
    terms = terms_of(computer.library, timezone.localdate(at))
    context = {
        "computer": computer,
        "session": session,
        "facts": _facts(computer, session, at),
        "terms": terms,
        "is_child": session is not None and session.age_band == "child",
        "error": error,
    }
    answer = render(request, "visits/kiosk.html", context, status=status)
    # The page opens the internet in a window of its own and closes it when time is up.
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return answer


@require_safe
@never_cache
def state(request: HttpRequest, key: str) -> HttpResponseBase:
    """Asked every few seconds: whose turn it is, until when."""
    computer, at = _computer(key), timezone.now()
    services.seen(computer=computer, at=at)
    return JsonResponse(_facts(computer, queries.running(computer, at), at))


@require_POST
@never_cache
def start(request: HttpRequest, key: str) -> HttpResponseBase:
    """Begin with a ticket, or with a card and its PIN."""
    computer, at = _computer(key), timezone.now()
    try:
        if request.POST.get("ticket", "").strip():
            services.start_by_ticket(computer=computer, number=request.POST["ticket"], at=at)
        else:
            code, pin = request.POST.get("card", ""), request.POST.get("pin", "")
            services.start_by_card(computer=computer, code=code, pin=pin, at=at)
    except DomainError as refusal:
        return _page(request, computer, str(refusal), 422)
    return redirect("kiosk:page", key)


@require_POST
@never_cache
def end(request: HttpRequest, key: str) -> HttpResponseBase:
    """End a session, now or, told after a break of the network, at the moment when the page ended it."""
    computer, at = _computer(key), timezone.now()
    number, told = request.POST.get("session", ""), request.POST.get("ended", "")
    if number.isdecimal() and len(number) < 16:
        services.end(computer=computer, session=int(number), ended_at=_moment(told, at), at=at)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(_facts(computer, queries.running(computer, at), at))
    return redirect("kiosk:page", key)


def _moment(text: str, at: datetime) -> datetime | None:
    """Milliseconds since 1970 as a moment of the last day; None for anything else."""
    if not text.isdecimal() or len(text) > 15:
        return None
    try:
        moment = datetime.fromtimestamp(int(text) / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if at - timedelta(days=1) < moment <= at else None
