"""What a scan means at the desk, and what comes of it: a patron is served, a copy lent, taken back or used."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Copy
from lienthu.circulation.errors import Refused
from lienthu.circulation.queries import desk as queries
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.queries import loans as loan_queries
from lienthu.circulation.services import loans, marks
from lienthu.circulation.views import outcome
from lienthu.circulation.views.desk_session import Session, whole
from lienthu.circulation.views.outcome import Outcome
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron

OUT = (Copy.Status.ON_LOAN, Copy.Status.LOST, Copy.Status.IN_TRANSIT)
# What does not let a copy be lent to somebody who could wait for it instead.
WAITABLE = {"already_lent", "asked_for", "reserved", "not_here", "lost", "in_transit", "in_process", "damaged"}


def look(session: Session, text: str) -> Outcome | None:
    if not text.strip():
        return None
    reading = queries.read(text, library=session.desk.library, libraries=session.libraries)
    if reading.patron is not None:
        return serve(session, reading.patron)
    return show(session, reading.copy) if reading.copy else outcome.read(reading)


def serve(session: Session, patron: Patron) -> Outcome:
    """The patron stands at the desk from now on."""
    session.patron = patron
    against = patron_rules.standing(patron, timezone.localdate(session.desk.at))
    return Outcome("warn" if against else "good", _("Serving %(who)s.") % {"who": patron})


def show(session: Session, copy: Copy) -> Outcome:
    next_ = ["house", "damaged", "lost"]
    if copy.status == Copy.Status.DAMAGED:
        next_ = ["repaired"]
    elif copy.status != Copy.Status.AVAILABLE or copy.custodian_id != session.desk.library.pk:
        next_ = []
    if copy.status in OUT:
        next_ = ["return"]
    return outcome.shown(copy, patron=session.patron is not None, next_=next_)


def box(session: Session) -> Outcome | None:
    """What was scanned or typed, or chosen among several that it might mean."""
    chosen = whole(session.request.POST.get("copy"))
    copy = queries.copy_by_id(chosen) if chosen else None
    if copy is None:
        text = session.request.POST.get("q", "")
        if not text.strip():
            return None
        served = session.patron is not None
        reading = queries.read(text, library=session.desk.library, libraries=session.libraries, everywhere=served)
        if reading.patron is not None:
            return serve(session, reading.patron)
        if reading.copy is None:
            return outcome.read(reading)
        copy = reading.copy
    if session.mode == "house":
        return use_in_house(session, copy)
    if session.mode == "return":
        return take_back(session, copy)
    if session.patron is not None:
        return lend(session, copy, session.patron)
    known = copy.status in (*OUT, Copy.Status.RESERVED)
    return take_back(session, copy) if known or hold_queries.asks_for(copy) else show(session, copy)


def lend(session: Session, copy: Copy, patron: Patron) -> Outcome:
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


def take_back(session: Session, copy: Copy, *, sent_home: bool = False) -> Outcome:
    try:
        done = loans.check_in(copy=copy, sent_home=sent_home, **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        next_ = ("send_home",) if refusal.code == "return_there" else ()
        if refusal.code in ("not_lent", "kept") and session.mode == "auto" and session.patron is None:
            return show(session, copy)
        sentence = _("Not taken back: %(what)s.") % {"what": outcome.named(copy)}
        return outcome.refused(sentence, refusal.refusals, copy=copy, next_=next_)
    return outcome.taken_back(done, copy, library=session.desk.library.pk)


def use_in_house(session: Session, copy: Copy) -> Outcome:
    try:
        marks.use_in_house(copy=copy, patron=session.patron, **session.words())  # type: ignore[arg-type]
    except Refused as refusal:
        next_ = ("return",) if copy.status in OUT else ()
        sentence = _("Not counted: %(what)s.") % {"what": outcome.named(copy)}
        return outcome.refused(sentence, refusal.refusals, copy=copy, next_=next_)
    return Outcome("good", _("Counted as used in the house: %(what)s.") % {"what": outcome.named(copy)}, copy=copy)
