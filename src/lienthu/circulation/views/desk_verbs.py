"""The verbs of the desk's buttons: each runs its service and says what came of it."""

from collections.abc import Callable
from dataclasses import replace

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.permissions import allowed
from lienthu.circulation import rules
from lienthu.circulation.errors import Refused
from lienthu.circulation.forms import PlaceHoldForm
from lienthu.circulation.models import DeskAction, Fee, Hold
from lienthu.circulation.queries import desk as queries
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.services import fees, holds, loans, marks
from lienthu.circulation.services.undo import undo
from lienthu.circulation.views import outcome
from lienthu.circulation.views.desk_scans import box, lend, take_back, use_in_house
from lienthu.circulation.views.desk_session import Session, copy_of, loan_of, reason_of, whole
from lienthu.circulation.views.outcome import Outcome
from lienthu.patrons.models import Patron


def _lend_anyway(session: Session) -> Outcome | None:
    copy = copy_of(session)
    if session.patron is None:
        return None
    try:
        loan = loans.override_check_out(copy=copy, patron=session.patron, reason=reason_of(session), **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        sentence = _("Not lent: %(what)s.") % {"what": outcome.named(copy)}
        return outcome.refused(sentence, refusal.refusals, copy=copy, override="lend_anyway")
    return outcome.lent(loan, copy, session.patron)


def _return_and_lend(session: Session) -> Outcome:
    copy = copy_of(session)
    back = take_back(session, copy)
    if back.state == "bad" or session.patron is None:
        return back
    copy.refresh_from_db(fields=("status", "custodian", "place"))
    done = lend(session, copy, session.patron)
    return replace(done, details=[back.sentence, *back.details, *done.details])


def _hold(session: Session) -> Outcome | None:
    """The reader at the desk waits for a title, or for the title of a copy, and fetches it here.

    Of a title with volumes it is asked which; `details` asks it of any, and where and until when.
    """
    if session.patron is None:
        return None
    said = session.request.POST
    copy, number = whole(said.get("copy")), whole(said.get("title") or said.get("details"))
    title = copy_of(session).record.title_id if copy else number or 0
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
        placed = holds.place(asked=asked, against=reason_of(session) or None, **words)  # type: ignore[arg-type]
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
    number = whole(session.request.POST.get("hold"))
    rows = Hold.objects.select_related("title", "patron")
    hold = get_object_or_404(rows, pk=number, patron__library__in=session.libraries)
    desk = session.desk
    done = holds.cancel(hold=hold, actor=desk.actor, at=desk.at, reason=reason_of(session), desk=desk)
    return Outcome("good", _("The hold is cancelled: “%(title)s”.") % {"title": holds.heading(done)})


def _renew(session: Session) -> Outcome:
    loan = loan_of(session)
    try:
        if reason_of(session):
            done = loans.override_renewal(loan=loan, reason=reason_of(session), **session.words())  # type: ignore[arg-type]
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
        copy = copy_of(session)
        verb(copy=copy, **session.words())
        return Outcome("good", sentence() % {"what": outcome.named(copy)}, copy=copy, next=next_)

    return run


def _claimed(session: Session) -> Outcome:
    loan = loan_of(session)
    marks.claim_returned(loan=loan, **session.words())  # type: ignore[arg-type]
    sentence = _("Written down: the patron says that %(what)s was returned. Look for it on the shelves.")
    return Outcome("warn", sentence % {"what": outcome.named(loan.copy)}, loan=loan)


def _settled(session: Session) -> Outcome:
    loan = loan_of(session)
    if not reason_of(session):
        return Outcome(
            "bad", _("Write down how it was settled: replaced, paid or forgiven."), loan=loan, next=("settle",)
        )
    marks.settle_loss(loan=loan, reason=reason_of(session), **session.words())  # type: ignore[arg-type]
    return Outcome("good", _("The loss is settled: %(what)s.") % {"what": outcome.named(loan.copy)})


def _fee(how: Fee.Settled) -> "Verb":
    def run(session: Session) -> Outcome:
        number = whole(session.request.POST.get("fee"))
        fee = get_object_or_404(Fee, pk=number, library=session.desk.library)
        if how is Fee.Settled.WAIVED and not allowed(session.request.user, rules.OVERRIDE, session.desk.library):
            return Outcome("bad", _("Only who may override can waive a fee."))
        fees.settle(fee=fee, how=how, actor=session.desk.actor, at=session.desk.at)
        return Outcome("good", _("The fee is settled."))

    return run


def _undo(session: Session) -> Outcome:
    number = whole(session.request.POST.get("action"))
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
    "return": lambda session: take_back(session, copy_of(session)),
    "send_home": lambda session: take_back(session, copy_of(session), sent_home=True),
    "return_and_lend": _return_and_lend,
    "hold": _hold,
    "cancel_hold": _cancel_hold,
    "house": lambda session: use_in_house(session, copy_of(session)),
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


def run(session: Session, verb: str) -> Outcome | None:
    """The verb of the button that was pressed; without one what the box means, or a hold on the title chosen."""
    said = session.request.POST
    if verb not in VERBS and (said.get("title") or said.get("details")):
        return _hold(session)
    return VERBS.get(verb, box)(session)
