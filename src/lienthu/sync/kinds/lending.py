"""Check-outs, check-ins, renewals and uses in the house that happened at a device.

What happened is booked when it can be, against whatever anybody may override; what was news to the device is told to
the library. What cannot be booked is asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.catalogue.models import Copy
from lienthu.circulation.errors import LoanRefused, Refused, RenewalRefused, ReturnRefused, UndoRefused
from lienthu.circulation.models import DeskAction, Loan
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.queries import loans as loan_queries
from lienthu.circulation.queries.desk import heading_of
from lienthu.circulation.services import loans, marks
from lienthu.circulation.services import undo as undoing
from lienthu.common import stretches
from lienthu.federation import queries as federation
from lienthu.patrons.models import Patron
from lienthu.sync.kinds import meant
from lienthu.sync.registry import Act, Applied, Asked, Result

Done = DeskAction.Kind
MOVING: Final = (
    Done.CHECK_OUT, Done.CHECK_IN, Done.RENEWAL, Done.LOST, Done.FOUND, Done.CLAIMED, Done.SETTLED, Done.SENT,
    Done.RECEIVED,
)  # fmt: skip
SILENT: Final = {"not_here", "stated_on_loan"}  # overridden without a word: where the copy is, the act itself says
OUT: Final = (Copy.Status.ON_LOAN, Copy.Status.LOST)


def _words(act: Act) -> dict[str, Any]:
    """As the services of circulation take them."""
    return {"library": act.library, "site": act.site, "actor": act.actor, "at": act.at}


def _named(copy: Copy) -> str:
    return f"{copy} – {heading_of(copy)}"


def _later(act: Act, copy: Copy) -> DeskAction | None:
    """What was done with the copy elsewhere after this act."""
    since = stretches.known(_untouched(copy.pk))
    if since is not None and since <= act.at:
        return None
    rows = DeskAction.objects.filter(copy=copy.pk, undone_at=None, kind__in=MOVING, at__gt=act.at)
    number = rows.order_by("at").values_list("pk", flat=True).first()  # nearly always none: nothing more is read
    return DeskAction.objects.select_related("actor").get(pk=number) if number else None


def _untouched(copy: int) -> tuple[str, int]:
    """Where a stretch keeps since when the desk has done nothing with a copy, which it has under lock."""
    return "nothing done since", copy


def read_ahead(events: Sequence[Mapping[str, Any]], since: datetime) -> None:
    """What acts of these data, none of them earlier than `since`, will ask, asked for all of them at once."""
    copies = meant.read_ahead(events)
    numbers = {copy.pk for copy in copies}
    hold_queries.calm_ahead(copies)
    loan_queries.loans_ahead(numbers)
    rows = DeskAction.objects.filter(copy__in=numbers, undone_at=None, kind__in=MOVING, at__gt=since)
    for number in numbers.difference(rows.order_by().values_list("copy", flat=True)):
        stretches.keep(_untouched(number), since)


def _seen_later(copy: Copy, later: DeskAction) -> Asked:
    message = _("After this act “%(copy)s” was written down as “%(done)s” at %(when)s by %(who)s.")
    facts = {
        "copy": _named(copy),
        "done": later.get_kind_display(),
        "when": f"{timezone.localtime(later.at):%H:%M %d/%m/%Y}",
        "who": later.actor or "–",
    }
    return Asked("later_action", message % facts)


def _after_all_else(act: Act, copy: Copy) -> Act | Asked:
    """The act, booked after what was done with the copy elsewhere since, where a person said so; else what to ask."""
    later = _later(act, copy)
    if later is None:
        return act
    if "anyway" not in act.answers:
        return _seen_later(copy, later)
    return replace(act, at=max(timezone.now(), later.at))


def check_out(act: Act) -> Result:
    """Lend: as an override with its reasons where there are any."""
    copy, patron = meant.copy(act), meant.person(act)
    later = _later(act, copy)
    if "past" in act.answers:
        until = later.at if later else max(act.at, timezone.now())
        loan = loans.book_past_loan(copy=copy, patron=patron, until=until, reason=meant.said(act), **_words(act))
        return Applied(loan, {"loan": loan.pk})
    if later is not None and act.answers.keys().isdisjoint(("anyway", "take_back")):
        return _seen_later(copy, later)
    if copy.status in OUT or "take_back" in act.answers:
        stopped = _already_out(act, copy, patron)
        if stopped is not None:
            return stopped
        copy.refresh_from_db(fields=("status", "custodian", "place"))
    try:
        loan = loans.book_check_out(
            copy=copy, patron=patron, due_on=meant.promised(act), reason=meant.said(act), **_words(act)
        )
    except LoanRefused as refusal:
        return Asked("not_lendable", f"{_named(copy)}: {refusal}")
    return _booked(act, loan, copy, patron, loan.overridden)


def _already_out(act: Act, copy: Copy, patron: Patron) -> Result | None:
    """What stands in the way of lending a copy that is out already; None when it does no more."""
    loan = loan_queries.open_loan_of(copy.pk)
    if loan is not None and loan.patron_id == patron.pk:
        if "renew" in act.answers:
            return _renewed(act, loan, copy)
        message = _("%(who)s has “%(copy)s” already, lent at %(when)s.")
        return Asked("already_theirs", message % _of_the_loan(loan, copy))
    if not act.answers.keys().isdisjoint(("return_older", "take_back")):
        loans.check_in(copy=copy, sent_home=True, **_words(act))
        return None
    if loan is None:
        return None
    message = _("“%(copy)s” is on loan to %(who)s since %(when)s, and was lent to %(other)s on the device.")
    return Asked("on_loan", message % {**_of_the_loan(loan, copy), "other": patron})


def _of_the_loan(loan: Loan, copy: Copy) -> dict[str, object]:
    when = f"{timezone.localtime(loan.checked_out_at):%H:%M %d/%m/%Y}"
    return {"who": loan.patron or "–", "copy": _named(copy), "when": when}


def _booked(act: Act, loan: Loan, copy: Copy, patron: Patron, against: list[str]) -> Applied:
    """The loan as it goes back to the device, and a word to the library about what the device did not know."""
    facts = {"loan": loan.pk, "due_on": loans.day_of(loan.due_at)}
    news = [code for code in against if code not in SILENT and code not in meant.known_against(act)]
    if not news:
        return Applied(loan, facts)
    message = _("“%(copy)s” was lent to %(who)s on the device and is booked, against: %(reasons)s.")
    reasons = ", ".join(dict.fromkeys(str(AGAINST.get(code, code)) for code in news))
    return Applied(loan, facts, "booked_against", message % {"copy": _named(copy), "who": patron, "reasons": reasons})


# The refusals that a loan may be booked against, in a few words.
AGAINST: Final = {
    "expired": gettext_lazy("the card has expired"),
    "no_card": gettext_lazy("no card has been issued"),
    "blocked": gettext_lazy("the card is blocked"),
    "too_many": gettext_lazy("too many copies at a time"),
    "overdue": gettext_lazy("the reader has overdue copies"),
    "reserved": gettext_lazy("another reader waits for it"),
    "asked_for": gettext_lazy("another reader waits for it"),
    "in_house_only": gettext_lazy("only for use in the house"),
    "in_process": gettext_lazy("the copy is still being processed"),
    "damaged": gettext_lazy("the copy is marked as damaged"),
    "renewed_enough": gettext_lazy("it was renewed often enough"),
}


def check_in(act: Act) -> Result:
    """Take back. Whoever waits for the copy is told of, for on the device nobody could know."""
    copy = meant.copy(act)
    placed = _after_all_else(act, copy)
    if isinstance(placed, Asked):
        return placed
    act = placed
    try:
        done = loans.check_in(copy=copy, sent_home=True, **_words(act))
    except ReturnRefused as refusal:
        return Asked("not_on_loan", f"{_named(copy)}: {refusal}")
    facts = {"loan": done.loan.pk if done.loan else None, "days_overdue": done.days_overdue}
    if done.hold is None:
        return Applied(done.action, facts)
    message = _("“%(copy)s” was given back on the device, and %(who)s waits for it: put it aside.")
    return Applied(done.action, facts, "hold_waiting", message % {"copy": _named(copy), "who": done.hold.patron})


def renew(act: Act) -> Result:
    """Renew the loan that the copy is on."""
    copy = meant.copy(act)
    placed = _after_all_else(act, copy)
    if isinstance(placed, Asked):
        return placed
    act = placed
    loan = loan_queries.open_loan_of(copy.pk)
    if loan is None:
        return Asked("not_on_loan", _("“%(copy)s” is not on loan, so it cannot be renewed.") % {"copy": _named(copy)})
    return _renewed(act, loan, copy)


def _renewed(act: Act, loan: Loan, copy: Copy) -> Result:
    before = set(loan.overridden)
    try:
        done = loans.book_renewal(loan=loan, due_on=meant.promised(act), reason=meant.said(act), **_words(act))
    except RenewalRefused as refusal:
        return Asked("not_renewed", f"{_named(copy)}: {refusal}")
    against = [code for code in done.overridden if code not in before]
    return _booked(act, done, copy, done.patron or meant.person(act), against)


def in_house_use(act: Act) -> Result:
    """Count a use, with the reader where one is known: a card that nobody has does not take the use away.

    A number that is mistyped may be that of any other library's copy on the hub: such a one is asked about.
    """
    copy = meant.copy(act)
    if "read_here" not in act.answers and not _is_served(act, copy):
        message = _("“%(copy)s” is in the charge of %(library)s, whose books this device does not serve.")
        name = federation.names([copy.custodian_id], timezone.localdate())[copy.custodian_id]
        return Asked("not_served", message % {"copy": _named(copy), "library": name})
    try:
        patron = meant.person(act) if meant.names_somebody(act) else None
    except meant.Unclear:
        patron = None
    return Applied(marks.use_in_house(copy=copy, patron=patron, happened=True, **_words(act)))


def _is_served(act: Act, copy: Copy) -> bool:
    """Whether it is one of the books that the device is there for: by its owner, its custodian, or where it stands."""
    served = {*act.libraries, act.library.pk, act.device.library_id}
    return not served.isdisjoint((copy.owner_id, copy.custodian_id)) or (
        act.site is not None and copy.place_id == act.site.pk
    )


def undo(act: Act, thing: Model | None) -> Result:
    """Take back what an earlier event brought about; `take_back` gives back a loan that can no longer be undone."""
    action = thing if isinstance(thing, DeskAction) else None
    if isinstance(thing, Loan):  # of a check-out or a renewal: the last of either that stands
        rows = DeskAction.objects.filter(loan=thing.pk, kind__in=(Done.CHECK_OUT, Done.RENEWAL), undone_at=None)
        action = rows.order_by("-pk").first()
    if action is None:
        return Asked("cannot_undo", _("What was booked for this event cannot be undone. Correct it by hand."))
    try:
        if "take_back" in act.answers and action.copy is not None:
            done = loans.check_in(copy=action.copy, sent_home=True, **_words(act))
            return Applied(done.action)
        undoing.undo(action=action, library=action.library, actor=act.actor, at=act.at)
    except (UndoRefused, Refused) as refusal:
        return Asked("cannot_undo", str(refusal))
    return Applied(action)
