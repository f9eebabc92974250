"""The desk: one box that takes a card, a copy or words, does what that means, and says what happened."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from lienthu.accounts.models import User
from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import allowed, at_work
from lienthu.accounts.queries import working_site
from lienthu.catalogue.errors import CopyChanged
from lienthu.circulation import hold_words, rules
from lienthu.circulation.errors import Refused, UndoRefused
from lienthu.circulation.models import Hold
from lienthu.circulation.queries import desk as queries
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.queries import loans as loan_queries
from lienthu.circulation.services.desk_log import Desk
from lienthu.circulation.views import outcome
from lienthu.circulation.views.desk_scans import look
from lienthu.circulation.views.desk_session import Session, whole
from lienthu.circulation.views.desk_verbs import run
from lienthu.circulation.views.outcome import Outcome
from lienthu.federation.models import Organisation
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron

LEND = "circulation.lend"
MODES = ("auto", "return", "house")


@at_work(LEND)
@vary_on_headers("HX-Request")
def desk(request: HttpRequest) -> HttpResponse:
    """GET looks a thing up and changes nothing (`?q=`, `?patron=`); POST does what was scanned, or the verb in `do`."""
    asked = request.POST if request.method == "POST" else request.GET
    library = library_of(request)
    libraries = queries.libraries_of(library)
    mode = asked.get("mode", "auto")
    number = whole(asked.get("patron"))
    session = Session(
        request,
        Desk(library, working_site(request), user_of(request), timezone.now()),
        libraries,
        mode if mode in MODES else "auto",
        queries.patron_at(number, libraries) if number else None,
    )
    done = _do(session, asked.get("do", "")) if request.method == "POST" else look(session, asked.get("q", ""))
    template = "circulation/_desk.html" if request.headers.get("HX-Request") else "circulation/desk.html"
    return render(request, template, _context(session, done))


def _do(session: Session, verb: str) -> Outcome | None:
    """Run the verb, or what the box means; every refusal becomes words."""
    try:
        return run(session, verb)
    except CopyChanged as changed:
        return Outcome("bad", str(changed))
    except UndoRefused as refusal:
        return Outcome("bad", _("Not taken back."), [str(refusal)])
    except Refused as refusal:
        return outcome.refused(_("Not done."), refusal.refusals)


def _context(session: Session, done: Outcome | None) -> dict[str, object]:
    """What the page shows: the outcome, and beside it the patron with what they have."""
    desk, patron = session.desk, session.patron
    context: dict[str, object] = {
        "mode": session.mode,
        "outcome": done,
        "patron": patron,
        "last": queries.last_action(desk.library, cast(User, desk.actor), desk.at),
        "may_override": _may_override(session, done),
        "may_waive": allowed(session.request.user, rules.OVERRIDE, desk.library),
        "now": desk.at,
    }
    if patron is not None:
        context |= panel(patron, desk.library, desk.at)
    return context


def _may_override(session: Session, done: Outcome | None) -> bool:
    """Whether this person may do all that stands against it; some things a desk decides by itself."""
    needed = {each.overridable_by for each in done.refusals} if done else set()
    return all(action and allowed(session.request.user, action, session.desk.library) for action in needed)


def panel(patron: Patron, library: Organisation, at: datetime) -> dict[str, object]:
    """The patron beside the box: standing, messages, fees, and what they have from this library."""
    rows = loan_queries.loans_beside(patron, library)
    has = queries.beside(patron)
    waits = list(hold_queries.open_holds_of(patron)) if has.holds else []
    owed = list(loan_queries.open_fees(patron).filter(library=library)) if has.fees else []
    return {
        "standing": patron_rules.standing(patron, timezone.localdate(at)),
        "notes": queries.messages_for(patron) if has.messages else (),
        "rows": [{"loan": loan, "title": queries.heading_of(loan.copy), "late": loan.due_at < at} for loan in rows],
        "owed": owed,
        "owed_sum": sum(fee.amount for fee in owed),
        "holds": hold_words.lines(waits),
        "ready": sum(hold.state == Hold.State.READY and hold.library_id == library.pk for hold in waits),
    }
