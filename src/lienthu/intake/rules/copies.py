"""A row about a copy."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.intake.rules.cells import amount_in, day_in, status_in
from lienthu.intake.rules.reasons import Facts, Reason, Values
from lienthu.lib.shelving.numbers import LONGEST as LONGEST_NUMBER

OWNED = ("call_number", "shelf", "place", "note", "status", "price", "entered_on", "barcode", "accession_number")
MOST_EXPENSIVE = 10**12  # đồng
BOOK = ("isbn", "control_number", "title", "author", "year", "publisher")


class CopyRow(NamedTuple):
    """What a row says of a copy, and of the book that it is a copy of."""

    facts: Facts
    book: Values
    reasons: list[Reason]

    @property
    def key(self) -> str:
        return self.facts.get("barcode") or self.facts.get("accession_number") or ""


def read(values: Values, today: date) -> CopyRow:
    """The facts of the row and every reason against it at once; the title is looked up afterwards."""
    facts: Facts = {name: values[name] for name in OWNED if name in values}
    reasons: list[Reason] = []
    for name in ("barcode", "accession_number"):
        if len(facts.get(name, "")) > LONGEST_NUMBER:
            message = _("“%(text)s …” is too long for a number of a copy.") % {"text": facts[name][:30]}
            reasons.append(Reason("number_length", message))
    if not facts.get("barcode") and not facts.get("accession_number"):
        reasons.append(Reason("no_number", _("The copy has neither a barcode nor an accession number.")))
    if facts.get("price"):
        _price(facts, reasons)
    if facts.get("entered_on"):
        text, found = facts["entered_on"], day_in(facts["entered_on"], today)
        if found is None or found.day > today:
            message = _("“%(text)s” is no day on which a copy can have been entered; write it as 31/12/2020.")
            reasons.append(Reason("entered_on", message % {"text": text}))
        facts["entered_on"] = found.day.isoformat() if found else ""
    if facts.get("status"):
        _status(facts, reasons)
    book = {name: values[name] for name in BOOK if values.get(name)}
    if not {"isbn", "control_number", "title"} & book.keys():
        reasons.append(Reason("no_title", _("The row does not say of which book this is a copy.")))
    return CopyRow(facts, book, reasons)


def _price(facts: Facts, reasons: list[Reason]) -> None:
    amount = amount_in(facts["price"])
    if amount is None or amount > MOST_EXPENSIVE:
        message = _("“%(text)s” is no price; write it in đồng, such as 85000.") % {"text": facts["price"]}
        reasons.append(Reason("price", message))
    facts["price"] = str(amount or "")


def _status(facts: Facts, reasons: list[Reason]) -> None:
    status = status_in(facts["status"])
    if status is None:
        message = _("The status “%(text)s” is not known; write sẵn sàng, hỏng, mất or thanh lý.")
        reasons.append(Reason("status", message % {"text": facts["status"]}))
    facts["status"] = status or ""
