"""A Koha database as its dump has it: which tables and columns are read, and the MARC field that an item comes to.

Source: the field names of Koha's public schema description and of its default MARC framework (952).
"""

import contextlib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from lienthu.lib.marc.record import SUBFIELD, Record
from lienthu.lib.vietnamese import numbers

# Table → its columns that are used; a dump of another version may lack some.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "branches": ("branchcode", "branchname"),
    "categories": ("categorycode", "description"),
    "biblio": ("biblionumber", "title", "author", "copyrightdate"),
    "biblioitems": ("biblionumber", "isbn", "marcxml"),  # marcxml: Koha before 17.05
    "biblio_metadata": ("biblionumber", "format", "metadata"),
    "items": (
        "itemnumber", "biblionumber", "barcode", "dateaccessioned", "price", "notforloan", "damaged", "itemlost",
        "withdrawn", "wthdrawn", "itemcallnumber", "homebranch", "holdingbranch", "location", "onloan", "itype",
        "stocknumber", "itemnotes",
    ),
    "borrowers": (
        "borrowernumber", "cardnumber", "surname", "firstname", "dateofbirth", "sex", "address", "address2", "city",
        "phone", "mobile", "email", "branchcode", "categorycode", "dateenrolled", "dateexpiry", "borrowernotes",
        "contactname", "contactfirstname", "guarantorid",
    ),
    "borrower_relationships": ("guarantor_id", "guarantee_id"),
    "accountlines": ("accountlines_id", "borrowernumber", "amountoutstanding"),
    "reserves": (
        "reserve_id", "borrowernumber", "biblionumber", "reservedate", "branchcode", "priority", "cancellationdate",
        "expirationdate",
    ),
    "issues": ("borrowernumber", "itemnumber", "date_due", "issuedate", "renewals", "renewals_count", "returndate"),
}  # fmt: skip
# Item column → subfield of 952, as Koha's default framework maps them; those that our reader of 952 reads.
_SUBFIELDS: Final = {
    "withdrawn": "0", "wthdrawn": "0", "itemlost": "1", "damaged": "4", "notforloan": "7", "homebranch": "a",
    "holdingbranch": "b", "location": "c", "dateaccessioned": "d", "price": "g", "stocknumber": "i",
    "itemcallnumber": "o", "barcode": "p", "onloan": "q", "itype": "y", "itemnotes": "z",
}  # fmt: skip
ITEM_TAG: Final = "952"
READERS: Final = (
    "cardnumber", "surname", "firstname", "dateofbirth", "sex", "address", "phone", "email", "categorycode",
    "dateenrolled", "dateexpiry", "guardian", "borrowernotes",
)  # fmt: skip
COPIES: Final = ("barcode", "stocknumber", "control_number", "homebranch", "price", "dateaccessioned")
HOLDS: Final = ("cardnumber", "control_number", "reservedate", "expirationdate", "branchcode")
LOANS: Final = ("cardnumber", "barcode", "issuedate", "date_due", "renewals")


def item_field(item: Mapping[str, str]) -> tuple[str, str]:
    """The 952 of an item. Whether it is lent its loan says, so `onloan` is left out; no lender's own flag is 0.

    A flag above 0 in `notforloan` becomes a note: here lending rules say what is not lent, not the copy.
    """
    parts = [
        f"{SUBFIELD}{code}{item[column]}"
        for column, code in _SUBFIELDS.items()
        if item.get(column) and column != "onloan" and not (code in "0147" and item[column] == "0")
    ]
    kept_in = item.get("notforloan", "")
    if kept_in.isdecimal() and int(kept_in):
        parts.append(f"{SUBFIELD}z{_('Not lent in the old system.')}")
    return ITEM_TAG, "  " + "".join(parts)


def with_items(record: Record, number: str, items: Iterable[Mapping[str, str]]) -> Record:
    """The record under this number (001; an old one that differs goes to 035), with its items and no older 952."""
    old = (record.first("001") or "").strip()
    fields = [field for field in record.fields if field[0] not in ("001", ITEM_TAG)]
    kept = [("035", f"  {SUBFIELD}a{old}")] if old and old != number else []
    fields[:0] = [("001", number)]
    return Record(record.leader, [*fields, *kept, *(item_field(item) for item in items)])


def queued(reserves: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Reserves that were not cancelled, those of each record in the order of its queue; what is found has place 0."""

    def place(row: Mapping[str, str]) -> tuple[str, int]:
        said = row.get("priority", "")
        return row.get("biblionumber", ""), int(said) if said.isdecimal() else 0

    return sorted((row for row in reserves if not row.get("cancellationdate")), key=place)


def owed(lines: Iterable[Mapping[str, str]]) -> str:
    """What a borrower owes by their account, as a note has it; "" for nothing. Credits are taken off."""
    total = Decimal(0)
    for line in lines:
        with contextlib.suppress(InvalidOperation):
            total += Decimal(line.get("amountoutstanding") or "0")
    if not total.is_finite() or total < 1:
        return ""
    return _("Owed in the old system: %(amount)s đ.") % {"amount": numbers.written(int(total))}


def reader(row: Mapping[str, str], guarantor: str, owes: str = "") -> dict[str, str]:
    """A borrower's row as a table of readers has it; what they owe stands in the note for staff."""
    contact = " ".join(filter(None, (row.get("contactname", ""), row.get("contactfirstname", ""))))
    address = ", ".join(filter(None, (row.get("address", ""), row.get("address2", ""), row.get("city", ""))))
    return {
        **{name: row.get(name, "") for name in READERS},
        "address": address,
        "phone": row.get("mobile") or row.get("phone", ""),
        "guardian": guarantor or contact,
        "borrowernotes": " ".join(filter(None, (row.get("borrowernotes", ""), owes))),
    }
