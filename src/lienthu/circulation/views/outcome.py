"""What the desk says of a thing done or refused: one big sentence, what follows from it, and what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.catalogue.models import Copy
from lienthu.circulation import hold_words
from lienthu.circulation.forms import PlaceHoldForm
from lienthu.circulation.models import DeskAction, Hold, Loan
from lienthu.circulation.queries.desk import Reading, heading_of
from lienthu.circulation.queries.holds import headings
from lienthu.circulation.services.loans import Renewal, Return
from lienthu.federation import queries as federation
from lienthu.lib.vietnamese import numbers
from lienthu.patrons.models import Card, Patron
from lienthu.patrons.rules import Refusal

State = Literal["good", "warn", "bad", "info"]


@dataclass(frozen=True)
class Outcome:
    """`state` gives colour and sound; `next` names the buttons that the page offers (desk templates know them)."""

    state: State
    sentence: str
    details: Sequence[str] = ()
    refusals: Sequence[Refusal] = ()
    copy: Copy | None = None
    loan: Loan | None = None
    next: Sequence[str] = ()
    override: str = ""  # the verb that does it all the same, with a reason
    reading: Reading | None = field(default=None)
    title: int = 0  # for which a hold may be placed
    form: PlaceHoldForm | None = field(default=None)  # what is still to be said of that hold


def day(at: datetime) -> str:
    """ "thứ Hai, 19/01/2026"."""
    return date_format(timezone.localdate(at), "l, d/m/Y")


def named(copy: Copy) -> str:
    return _("“%(title)s” (%(copy)s)") % {"title": heading_of(copy), "copy": copy}


def _library(number: int) -> str:
    return federation.short_names([number], timezone.localdate())[number]


def lent(loan: Loan, copy: Copy, patron: Patron) -> Outcome:
    facts = {"who": patron, "what": named(copy), "day": day(loan.due_at)}
    sentence = _("Lent to %(who)s: %(what)s. Due %(day)s.") % facts
    return Outcome("good", sentence, copy=copy, loan=loan)


def taken_back(done: Return, copy: Copy, *, library: int) -> Outcome:
    """Several things may be true of one return; each has its sentence, the gravest gives the colour."""
    details = []
    state: State = "warn" if done.was_lost and not done.received else "good"
    if done.days_overdue:
        state = "warn"
        late = ngettext("It is %(count)d day overdue.", "It is %(count)d days overdue.", done.days_overdue)
        details.append(late % {"count": done.days_overdue})
    if done.fee is not None:
        details.append(_("Fee: %(amount)s đ.") % {"amount": numbers.written(done.fee.amount)})
    if done.hold is not None:
        state = "warn"
        details.append(for_hold(done.hold, library=library))
    elif done.transfer is not None and not done.transfer.closed_at and done.transfer.sender_id == library:
        state = "warn"
        home = _library(done.transfer.receiver_id)
        details.append(_("It belongs to %(library)s: put it with what is sent there.") % {"library": home})
    elif copy.owner_id != copy.custodian_id:
        details.append(_("Owner: %(library)s.") % {"library": _library(copy.owner_id)})
    return Outcome(state, _came(done, copy, library), details, copy=copy, loan=done.loan)


def _came(done: Return, copy: Copy, library: int) -> str:
    """The big sentence: whence the copy came to the desk."""
    what = named(copy)
    if done.received:
        return _("Taken in from another library: %(what)s.") % {"what": what}
    match done.action.kind:
        case DeskAction.Kind.HOLD_PULLED:
            return _("Fetched for a hold: %(what)s.") % {"what": what}
        case DeskAction.Kind.OFF_SHELF:
            return _("Taken off the hold shelf: %(what)s.") % {"what": what}
        case DeskAction.Kind.CANCELLED:
            return _("The transfer is called off; %(what)s stays here.") % {"what": what}
    if done.was_lost:
        return _("Found again: %(what)s was marked as lost.") % {"what": what}
    if done.loan is not None and done.loan.library_id == library and done.loan.patron is not None:
        return _("Taken back from %(who)s: %(what)s.") % {"who": done.loan.patron, "what": what}
    return _("Taken back: %(what)s.") % {"what": what}


def for_hold(hold: Hold, *, library: int) -> str:
    """What is to be done with a copy that serves a hold; its reader is named only where it is fetched."""
    place = hold_words.pickup(hold, federation.short_names([hold.library_id], timezone.localdate()))
    if hold.state == Hold.State.READY:
        message = _("Hold for %(who)s: put it on the hold shelf, until %(day)s.")
        return message % {"who": hold.patron, "day": f"{hold.shelf_until:%d/%m/%Y}"}
    if hold.library_id == library:
        return _("Hold for %(who)s: send it to %(place)s.") % {"who": hold.patron, "place": place}
    return _("Hold for a reader of another library: send it to %(place)s.") % {"place": place}


def hold_asked(title: int, form: PlaceHoldForm) -> Outcome:
    """A hold that is to be said more of before it is placed."""
    heading = headings([title])[title]
    state: State = "bad" if form.is_bound and form.errors else "info"
    return Outcome(state, _("A hold on “%(title)s”.") % {"title": heading or title}, title=title, form=form)


def hold_placed(hold: Hold) -> Outcome:
    line = hold_words.lines([hold])[0]
    sentence = _("Hold placed for %(who)s: “%(title)s”.") % {"who": hold.patron, "title": line.heading}
    details = [line.stands, line.why, _("Fetched at: %(place)s.") % {"place": line.pickup}]
    return Outcome("good", sentence, [each for each in details if each])


def renewed(loan: Loan, copy: Copy) -> Outcome:
    sentence = _("Renewed: %(what)s. Due %(day)s.") % {"what": named(copy), "day": day(loan.due_at)}
    return Outcome("good", sentence, copy=copy, loan=loan)


def all_renewed(done: Sequence[Renewal]) -> Outcome:
    well = [each for each in done if not each.refusals]
    sentence = ngettext("%(count)d loan renewed.", "%(count)d loans renewed.", len(well)) % {"count": len(well)}
    details = [
        f"{named(each.loan.copy)}: {' '.join(refusal.message for refusal in each.refusals)}"
        for each in done
        if each.refusals
    ]
    return Outcome("warn" if details else "good", sentence, details)


def refused(
    sentence: str,
    refusals: Sequence[Refusal],
    *,
    copy: Copy | None = None,
    loan: Loan | None = None,
    override: str = "",
    next_: Sequence[str] = (),
    title: int = 0,
    form: PlaceHoldForm | None = None,
) -> Outcome:
    """`override` is offered only where every reason can be overridden by somebody."""
    may = override if all(refusal.overridable_by for refusal in refusals) else ""
    return Outcome(
        "bad", sentence, refusals=refusals, copy=copy, loan=loan, override=may, next=next_, title=title, form=form
    )


def shown(copy: Copy, *, patron: bool, next_: Sequence[str]) -> Outcome:
    """A copy that nothing was done with: what it is, and where."""
    label = Copy.Status(copy.status).label
    details = [_("Call number: %(number)s.") % {"number": copy.call_number}] if copy.call_number else []
    if copy.status == Copy.Status.AVAILABLE and not patron:
        details.append(_("To lend it, scan the patron's card first."))
    return Outcome("info", f"{named(copy)}: {label}.", details, copy=copy, next=next_)


def read(reading: Reading) -> Outcome:
    """What cannot be acted on: nothing found, or a choice to be made."""
    card = reading.dead_card
    if card is not None:
        lost = _("The card %(card)s was reported lost: whoever shows it may not be its owner. Ask who they are.")
        replaced = _("The card %(card)s was replaced by another one and opens nothing any more. Ask for the new one.")
        message = (lost if card.state == Card.State.LOST else replaced) % {"card": card.code}
        return Outcome("bad", message, reading=None if reading.nothing else reading)
    if reading.nothing:
        message = _("Nothing was found for “%(text)s”. Scan it again, or type words of a name or a title.")
        return Outcome("bad", message % {"text": reading.text[:80]})
    return Outcome("info", _("Choose which one is meant."), reading=reading)
