"""A row about an open loan."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.intake.rules.cells import day_in
from lienthu.intake.rules.reasons import Facts, Reason, Values
from lienthu.patrons import rules as patrons

OWNED = ("due_on",)
MOST_RENEWALS = 1000


class LoanRow(NamedTuple):
    """What a row says of a loan."""

    facts: Facts
    reasons: list[Reason]

    @property
    def key(self) -> str:
        return "|".join((self.facts["card"], self.facts["barcode"], self.facts["lent_on"]))[:250]


def read(values: Values, today: date) -> LoanRow:
    """The facts of the row and every reason against it at once."""
    facts: Facts = {"card": patrons.card_code(values.get("card", "")), "barcode": values.get("barcode", "")}
    reasons: list[Reason] = []
    if not facts["card"]:
        reasons.append(Reason("no_card", _("There is no card number.")))
    if not facts["barcode"]:
        reasons.append(Reason("no_barcode", _("There is no barcode.")))
    days: dict[str, date | None] = {}
    for name in ("lent_on", "due_on"):
        text, found = values.get(name, ""), day_in(values.get(name, ""), today)
        days[name] = found.day if found and found.exact else None
        facts[name] = found.day.isoformat() if found else ""
        if text and days[name] is None:
            reasons.append(Reason(name, _("“%(text)s” is no date; write it as 31/12/2026.") % {"text": text}))
    lent, due = days["lent_on"], days["due_on"]
    if not values.get("lent_on"):
        reasons.append(Reason("no_lent_on", _("The day of the loan is missing.")))
    if lent is not None and lent > today:
        reasons.append(Reason("lent_later", _("The day of the loan lies in the future.")))
    if lent is not None and due is not None and due < lent:
        reasons.append(Reason("due_before", _("The copy is due before it was lent.")))
    renewals = values.get("renewals", "") or "0"
    if not renewals.isdecimal() or int(renewals) > MOST_RENEWALS:
        reasons.append(Reason("renewals", _("“%(text)s” is no number of renewals.") % {"text": renewals}))
        renewals = "0"
    facts["renewals"] = renewals
    return LoanRow(facts, reasons)
