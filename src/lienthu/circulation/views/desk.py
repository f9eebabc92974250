"""The desk: one box that takes a card, a copy or words, does what that means, and says what happened."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from lienthu.accounts.models import User
from lienthu.accounts.permissions import allowed, at_work
from lienthu.accounts.queries import working_library, working_site
from lienthu.catalogue.errors import CopyChanged
from lienthu.catalogue.models import Copy
from lienthu.circulation import hold_words, rules
from lienthu.circulation.errors import Refused, UndoRefused
from lienthu.circulation.forms import PlaceHoldForm
from lienthu.circulation.models import DeskAction, Fee, Hold, Loan
from lienthu.circulation.queries import desk as queries
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.queries import loans as loan_queries
from lienthu.circulation.services import fees, holds, loans, marks
from lienthu.circulation.services.desk_log import Desk
from lienthu.circulation.services.undo import undo
from lienthu.circulation.views import outcome
from lienthu.circulation.views.outcome import Outcome
from lienthu.federation.models import Organisation
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron

LEND = "circulation.lend"
MODES = ("auto", "return", "house")
OUT = (Copy.Status.ON_LOAN, Copy.Status.LOST, Copy.Status.IN_TRANSIT)
# What does not let a copy be lent to somebody who could wait for it instead.
WAITABLE = {"already_lent", "asked_for", "reserved", "not_here", "lost", "in_transit", "in_process", "damaged"}


@dataclass
class Session:
    """One answer at the desk: who works where, whom they serve, and what is asked."""

    request: HttpRequest
    desk: Desk
    libraries: list[int]
    mode: str
    patron: Patron | None

    def words(self) -> dict[str, object]:
        """As the services take them."""
        return {"library": self.desk.library, "site": self.desk.site, "actor": self.desk.actor, "at": self.desk.at}


@at_work(LEND)
@vary_on_headers("HX-Request")
def desk(request: HttpRequest) -> HttpResponse:
    """GET looks a thing up and changes nothing (`?q=`, `?patron=`); POST does what was scanned, or the verb in `do`."""
    asked = request.POST if request.method == "POST" else request.GET
    library = cast(Organisation, working_library(request))
    libraries = queries.libraries_of(library)
    mode = asked.get("mode", "auto")
    number = _number(asked.get("patron"))
    session = Session(
        request,
        Desk(library, working_site(request), cast(User, request.user), timezone.now()),
        libraries,
        mode if mode in MODES else "auto",
        queries.patron_at(number, libraries) if number else None,
    )
    done = _do(session, asked.get("do", "")) if request.method == "POST" else _look(session, asked.get("q", ""))
    template = "circulation/_desk.html" if request.headers.get("HX-Request") else "circulation/desk.html"
    return render(request, template, _context(session, done))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _look(session: Session, text: str) -> Outcome | None:
    if not text.strip():
        return None
    reading = queries.read(text, library=session.desk.library, libraries=session.libraries)
    if reading.patron is not None:
        return _serve(session, reading.patron)
    return _show(session, reading.copy) if reading.copy else outcome.read(reading)


def _serve(session: Session, patron: Patron) -> Outcome:
    """The patron stands at the desk from now on."""
    session.patron = patron
    against = patron_rules.standing(patron, timezone.localdate(session.desk.at))
    return Outcome("warn" if against else "good", _("Serving %(who)s.") % {"who": patron})


def _show(session: Session, copy: Copy) -> Outcome:
    next_ = ["house", "damaged", "lost"]
    if copy.status == Copy.Status.DAMAGED:
        next_ = ["repaired"]
    elif copy.status != Copy.Status.AVAILABLE or copy.custodian_id != session.desk.library.pk:
        next_ = []
    if copy.status in OUT:
        next_ = ["return"]
    return outcome.shown(copy, patron=session.patron is not None, next_=next_)


def _do(session: Session, verb: str) -> Outcome | None:
    """Run the verb, or what the box means; every refusal becomes words."""
    try:
        return VERBS.get(verb, _box)(session)
    except CopyChanged as changed:
        return Outcome("bad", str(changed))
    except UndoRefused as refusal:
        return Outcome("bad", _("Not taken back."), [str(refusal)])
    except Refused as refusal:
        return outcome.refused(_("Not done."), refusal.refusals)


def _box(session: Session) -> Outcome | None:
    if session.request.POST.get("title") or session.request.POST.get("details"):
        return _hold(session)
    chosen = _number(session.request.POST.get("copy"))
    copy = queries.copy_by_id(chosen) if chosen else None
    if copy is None:
        text = session.request.POST.get("q", "")
        if not text.strip():
            return None
        served = session.patron is not None
        reading = queries.read(text, library=session.desk.library, libraries=session.libraries, everywhere=served)
        if reading.patron is not None:
            return _serve(session, reading.patron)
        if reading.copy is None:
            return outcome.read(reading)
        copy = reading.copy
    if session.mode == "house":
        return _house(session, copy)
    if session.mode == "return":
        return _return(session, copy)
    if session.patron is not None:
        return _lend(session, copy, session.patron)
    known = copy.status in (*OUT, Copy.Status.RESERVED)
    return _return(session, copy) if known or hold_queries.asks_for(copy) else _show(session, copy)


def _lend(session: Session, copy: Copy, patron: Patron) -> Outcome:
    try:
        loan = loans.check_out(copy=copy, patron=patron, **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        open_loan = loan_queries.open_loan_of(copy.pk)
        if open_loan is not None and open_loan.patron_id == patron.pk:
            sentence, next_ = _("Not lent: %(what)s.") % {"what": outcome.named(copy)}, ("renew", "return")
            return outcome.refused(sentence, refusal.refusals, copy=copy, loan=open_loan, next_=next_)
        return outcome.refused(
            _("Not lent: %(what)s.") % {"what": outcome.named(copy)},
            refusal.refusals,
            copy=copy,
            override="lend_anyway",
            next_=_instead(session, copy, refusal, out=copy.status in OUT or open_loan is not None),
            title=copy.record.title_id,
        )
    return outcome.lent(loan, copy, patron)


def _instead(session: Session, copy: Copy, refusal: Refused, *, out: bool) -> list[str]:
    """What can be done when a copy is not lent: taking it back first, keeping it for its hold, waiting for it."""
    codes = {each.code for each in refusal.refusals}
    found = ["return_and_lend"] if out else []
    if "asked_for" in codes and copy.custodian_id == session.desk.library.pk:
        found.append("take_for_hold")
    return [*found, "hold"] if codes & WAITABLE else found


def _return(session: Session, copy: Copy, *, sent_home: bool = False) -> Outcome:
    try:
        done = loans.check_in(copy=copy, sent_home=sent_home, **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        next_ = ("send_home",) if refusal.code == "return_there" else ()
        if refusal.code in ("not_lent", "kept") and session.mode == "auto" and session.patron is None:
            return _show(session, copy)
        sentence = _("Not taken back: %(what)s.") % {"what": outcome.named(copy)}
        return outcome.refused(sentence, refusal.refusals, copy=copy, next_=next_)
    return outcome.taken_back(done, copy, library=session.desk.library.pk)


def _house(session: Session, copy: Copy) -> Outcome:
    try:
        marks.use_in_house(copy=copy, patron=session.patron, **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        next_ = ("return",) if copy.status in OUT else ()
        sentence = _("Not counted: %(what)s.") % {"what": outcome.named(copy)}
        return outcome.refused(sentence, refusal.refusals, copy=copy, next_=next_)
    return Outcome("good", _("Counted as used in the house: %(what)s.") % {"what": outcome.named(copy)}, copy=copy)


def _copy(session: Session) -> Copy:
    number = _number(session.request.POST.get("copy"))
    return get_object_or_404(Copy.objects.select_related("record", "custodian"), pk=number)


def _loan(session: Session) -> Loan:
    """A loan of this library's; another's is not found."""
    number = _number(session.request.POST.get("loan"))
    return get_object_or_404(Loan.objects.select_related("copy__record"), pk=number, library=session.desk.library)


def _reason(session: Session) -> str:
    return session.request.POST.get("reason", "").strip()[:200]


def _lend_anyway(session: Session) -> Outcome | None:
    copy = _copy(session)
    if session.patron is None:
        return None
    try:
        loan = loans.override_check_out(copy=copy, patron=session.patron, reason=_reason(session), **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        sentence = _("Not lent: %(what)s.") % {"what": outcome.named(copy)}
        return outcome.refused(sentence, refusal.refusals, copy=copy, override="lend_anyway")
    return outcome.lent(loan, copy, session.patron)


def _return_and_lend(session: Session) -> Outcome:
    copy = _copy(session)
    back = _return(session, copy)
    if back.state == "bad" or session.patron is None:
        return back
    copy.refresh_from_db(fields=("status", "custodian", "place"))
    done = _lend(session, copy, session.patron)
    return replace(done, details=[back.sentence, *back.details, *done.details])


def _hold(session: Session) -> Outcome | None:
    """The reader at the desk waits for a title, or for the title of a copy, and fetches it here.

    Of a title with volumes it is asked which; `details` asks it of any, and where and until when.
    """
    if session.patron is None:
        return None
    said = session.request.POST
    copy, number = _number(said.get("copy")), _number(said.get("title") or said.get("details"))
    title = _copy(session).record.title_id if copy else number or 0
    asked = holds.Asked(
        patron=session.patron, title=title, library=session.desk.library, site=session.desk.site
    )  # a site where nothing is fetched is refused with the other reasons
    form = _hold_form(session, session.patron, title)
    if form is not None:
        if not form.is_bound or not form.is_valid():
            return outcome.hold_asked(title, form)
        asked = form.asked(session.patron, title)
    words = {"actor": session.desk.actor, "at": session.desk.at, "desk": session.desk}
    try:
        placed = holds.place(asked=asked, against=_reason(session) or None, **words)  # type: ignore[arg-type]
    except Refused as refusal:
        return outcome.refused(_("No hold was placed."), refusal.refusals, override="hold", title=title, form=form)
    return outcome.hold_placed(placed)


def _hold_form(session: Session, patron: Patron, title: int) -> PlaceHoldForm | None:
    """What is to be said of a hold before it is placed, bound where it was said; None where nothing need be asked."""
    said, volumes = session.request.POST, hold_queries.volumes(title)
    if "pickup" not in said and "details" not in said and not volumes:
        return None
    desk = session.desk
    here = f"{desk.library.pk}-{desk.site.pk if desk.site else 0}"
    pickups = hold_queries.pickups(patron, timezone.localdate(desk.at))
    data = said if "pickup" in said else None
    return PlaceHoldForm(data, initial={"pickup": here}, pickups=pickups, volumes=volumes)


def _cancel_hold(session: Session) -> Outcome:
    number = _number(session.request.POST.get("hold"))
    rows = Hold.objects.select_related("title", "patron")
    hold = get_object_or_404(rows, pk=number, patron__library__in=session.libraries)
    desk = session.desk
    done = holds.cancel(hold=hold, actor=desk.actor, at=desk.at, reason=_reason(session), desk=desk)
    return Outcome("good", _("The hold is cancelled: “%(title)s”.") % {"title": holds.heading(done)})


def _renew(session: Session) -> Outcome:
    loan = _loan(session)
    try:
        if _reason(session):
            done = loans.override_renewal(loan=loan, reason=_reason(session), **session.words())  # type: ignore[arg-type]
        else:
            done = loans.renew(loan=loan, **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        sentence = _("Not renewed: %(what)s.") % {"what": outcome.named(loan.copy)}
        return outcome.refused(sentence, refusal.refusals, copy=loan.copy, loan=loan, override="renew")
    return outcome.renewed(done, loan.copy)


def _renew_all(session: Session) -> Outcome | None:
    if session.patron is None:
        return None
    return outcome.all_renewed(loans.renew_all(patron=session.patron, **session.words()))  # type: ignore[arg-type]


def _marked(verb: Callable[..., DeskAction], sentence: Callable[[], str], next_: tuple[str, ...] = ()) -> "Verb":
    """A verb about a copy alone; `sentence` has room for the copy."""

    def run(session: Session) -> Outcome:
        copy = _copy(session)
        verb(copy=copy, **session.words())
        return Outcome("good", sentence() % {"what": outcome.named(copy)}, copy=copy, next=next_)

    return run


def _claimed(session: Session) -> Outcome:
    loan = _loan(session)
    marks.claim_returned(loan=loan, **session.words())  # type: ignore[arg-type]
    sentence = _("Written down: the patron says that %(what)s was returned. Look for it on the shelves.")
    return Outcome("warn", sentence % {"what": outcome.named(loan.copy)}, loan=loan)


def _settled(session: Session) -> Outcome:
    loan = _loan(session)
    if not _reason(session):
        return Outcome(
            "bad", _("Write down how it was settled: replaced, paid or forgiven."), loan=loan, next=("settle",)
        )
    marks.settle_loss(loan=loan, reason=_reason(session), **session.words())  # type: ignore[arg-type]
    return Outcome("good", _("The loss is settled: %(what)s.") % {"what": outcome.named(loan.copy)})


def _fee(how: Fee.Settled) -> "Verb":
    def run(session: Session) -> Outcome:
        number = _number(session.request.POST.get("fee"))
        fee = get_object_or_404(Fee, pk=number, library=session.desk.library)
        if how is Fee.Settled.WAIVED and not allowed(session.request.user, rules.OVERRIDE, session.desk.library):
            return Outcome("bad", _("Only who may override can waive a fee."))
        fees.settle(fee=fee, how=how, actor=session.desk.actor, at=session.desk.at)
        return Outcome("good", _("The fee is settled."))

    return run


def _undo(session: Session) -> Outcome:
    number = _number(session.request.POST.get("action"))
    action = get_object_or_404(
        DeskAction.objects.select_related("copy__record", "patron__category", "hold__title"),
        pk=number,
        library=session.desk.library,
    )
    undo(action=action, library=session.desk.library, actor=session.desk.actor, at=session.desk.at)
    what = outcome.named(action.copy) if action.copy else f"“{queries.named_of(action)}”"
    facts = {"done": action.get_kind_display(), "what": what}
    return Outcome("info", _("Taken back (%(done)s): %(what)s. All is as it was before.") % facts)


def _finish(session: Session) -> None:
    session.patron = None


Verb = Callable[[Session], Outcome | None]
VERBS: dict[str, Verb] = {
    "return": lambda session: _return(session, _copy(session)),
    "send_home": lambda session: _return(session, _copy(session), sent_home=True),
    "return_and_lend": _return_and_lend,
    "hold": _hold,
    "cancel_hold": _cancel_hold,
    "house": lambda session: _house(session, _copy(session)),
    "lend_anyway": _lend_anyway,
    "renew": _renew,
    "renew_all": _renew_all,
    "lost": _marked(marks.mark_lost, lambda: _("Marked as lost: %(what)s.")),
    "damaged": _marked(marks.mark_damaged, lambda: _("Marked as damaged: %(what)s."), ("repaired",)),
    "repaired": _marked(marks.mark_repaired, lambda: _("Fit for use again: %(what)s.")),
    "claimed": _claimed,
    "settle": _settled,
    "paid": _fee(Fee.Settled.PAID),
    "waived": _fee(Fee.Settled.WAIVED),
    "undo": _undo,
    "finish": _finish,
}


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
