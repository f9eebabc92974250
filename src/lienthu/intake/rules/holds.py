"""A row about what a reader waits for."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.intake.rules.cells import day_in
from lienthu.intake.rules.reasons import Facts, Reason, Values
from lienthu.patrons import rules as patrons


class HoldRow(NamedTuple):
    """What a row says of a hold: whose, on which book, where it is fetched, since when and until when it is wanted."""

    facts: Facts
    reasons: list[Reason]

    @property
    def book(self) -> str:
        """The number by which the row names the book, that of its record before that of a copy."""
        return self.facts["control_number"] or self.facts["barcode"]

    @property
    def key(self) -> str:
        return "|".join((self.facts["card"], self.book))[:250]


def read(values: Values, today: date) -> HoldRow:
    """The facts of the row and every reason against it at once. A day until when it is wanted may be over: then the
    hold has run out, and the row is not taken in."""
    facts: Facts = {name: values.get(name, "") for name in ("barcode", "control_number", "place")}
    facts["card"] = patrons.card_code(values.get("card", ""))
    reasons: list[Reason] = []
    if not facts["card"]:
        reasons.append(Reason("no_card", _("There is no card number.")))
    if not facts["barcode"] and not facts["control_number"]:
        reasons.append(Reason("no_book", _("The row does not say which book is waited for.")))
    days: dict[str, date | None] = {}
    for name in ("placed_on", "expires_on"):
        text, found = values.get(name, ""), day_in(values.get(name, ""), today)
        days[name] = found.day if found and found.exact else None
        facts[name] = found.day.isoformat() if found else ""
        if text and days[name] is None:
            reasons.append(Reason(name, _("“%(text)s” is no date; write it as 31/12/2026.") % {"text": text}))
    placed, expires = days["placed_on"], days["expires_on"]
    if placed is not None and placed > today:
        reasons.append(Reason("placed_later", _("The day on which it was asked for lies in the future.")))
    if expires is not None and expires < today:
        reasons.append(Reason("run_out", _("It is no longer wanted: its last day is over.")))
    return HoldRow(facts, reasons)
