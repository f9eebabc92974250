"""Lending on the pages of a patron: the staff's, their own, and the copy of their data (named in `apps.py`)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation import hold_words
from lienthu.circulation.models import Hold, Loan
from lienthu.circulation.queries import desk as desk_queries
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.queries import loans as queries
from lienthu.common.access import allowed
from lienthu.common.templatetags.components import grouped
from lienthu.patrons.hooks import Section, Table
from lienthu.patrons.models import Patron


def sections(patron: Patron, *, user: User, at: datetime) -> list[Section]:
    """What the patron has and owes, for staff who may lend at their library."""
    if not allowed(user, "circulation.lend", patron.library):
        return []
    return [
        Section("loans", "circulation/_loans_of_patron.html", {**_facts(patron, at), "staff": True}, 10),
        Section("holds", "circulation/_holds_of_patron.html", _holds(patron, staff=True), 11),
    ]


def own_sections(patron: Patron, *, at: datetime) -> list[Section]:
    """The same for the patron; what they read before only if they asked to have it kept."""
    facts = _facts(patron, at)
    if not patron.history_opt_in:
        facts["past"] = []
    return [
        Section("loans", "circulation/_loans_of_patron.html", {**facts, "staff": False}, 10),
        Section("holds", "circulation/_holds_of_patron.html", _holds(patron, staff=False), 11),
    ]


def _holds(patron: Patron, *, staff: bool) -> dict[str, object]:
    lines = hold_words.lines(hold_queries.open_holds_of(patron))
    moves = not staff and any(line.hold.state == Hold.State.WAITING for line in lines)
    pickups = hold_queries.pickups(patron, timezone.localdate()) if moves else []
    return {"lines": lines, "staff": staff, "pickups": pickups}


def _facts(patron: Patron, at: datetime) -> dict[str, object]:
    return {
        "patron": patron,
        "rows": [
            {"loan": loan, "title": desk_queries.heading_of(loan.copy), "late": loan.due_at < at}
            for loan in queries.open_loans_of(patron)
        ],
        "past": [(loan, desk_queries.heading_of(loan.copy)) for loan in queries.last_loans_of(patron)],
        "owed": queries.fees_due(patron),
    }


def tables(patron: Patron) -> list[Table]:
    """Every loan and hold that is still known to be theirs, and what they owe or paid."""
    loans = Loan.objects.filter(patron=patron).exclude(state=Loan.State.UNDONE).select_related("copy__record")
    rows = [
        (
            desk_queries.heading_of(loan.copy),
            str(loan.copy),
            _day(loan.checked_out_at),
            _day(loan.due_at),
            _day(loan.closed_at) if loan.closed_at else "",
        )
        for loan in loans
    ]
    fees = queries.fees_of(patron)
    owed = [
        (fee.get_kind_display(), str(fee.loan.copy), grouped(fee.amount), _day(fee.at), fee.get_settled_display())
        for fee in fees
    ]
    return [
        Table(_("Loans"), (_("Book"), _("Copy number"), _("Lent"), _("Due"), _("Returned")), rows),
        Table(_("Holds"), (_("Title"), _("Placed"), _("State"), _("Fetched at"), _("Ended")), _hold_rows(patron)),
        Table(_("Fees"), (_("For"), _("Copy number"), _("Amount (đồng)"), _("When"), _("Settled")), owed),
    ]


def _hold_rows(patron: Patron) -> list[tuple[str, ...]]:
    holds = Hold.objects.filter(patron=patron).select_related("title", "library", "site", "copy", "patron")
    return [
        (
            line.heading,
            _day(line.hold.placed_at),
            str(line.hold.get_state_display()),
            line.pickup,
            _day(line.hold.closed_at) if line.hold.closed_at else "",
        )
        for line in hold_words.lines(holds.order_by("-pk"))
    ]


def _day(at: datetime) -> str:
    return f"{timezone.localdate(at):%d/%m/%Y}"
