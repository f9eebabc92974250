"""Numbers and symbols of documents. Pure. Source: Nghị định 30/2020/NĐ-CP, annex I, II.3, and annex III."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.registry.errors import DocumentRefused

_PART = r"[A-ZĐÁÀÂĂÊÔƠƯ][A-ZĐÁÀÂĂÊÔƠƯ0-9&.]*"
_SYMBOL = re.compile(rf"(\d{{1,5}})\s*/\s*({_PART}(?:-{_PART})*)", re.IGNORECASE)
_SIGN = re.compile(rf"{_PART}(?:-{_PART})*", re.IGNORECASE)
LONGEST_SIGN = 15  # "Số: 05/BC-" and this fill the line of a head's left column (`common.administrative`)


class Symbol(NamedTuple):
    """“05/BC-TV”: the number, and what stands behind the stroke."""

    number: int
    sign: str

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.sign}"


def written(number: int, kind: str, issuer: str) -> str:
    """9, "NQ", "LHTV" → "09/NQ-LHTV": numbers below 10 with a 0; an official letter, which has no sign, "12/LHTV"."""
    return str(Symbol(number, "-".join(part for part in (kind, issuer) if part)))


def read(text: str) -> Symbol:
    """ "5/bc-tv" is 05/BC-TV. Raises DocumentRefused, which says how a number is written."""
    found = _SYMBOL.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise DocumentRefused(
            "unreadable_number",
            _("“%(number)s” is no number of a document. It is written 05/BC-TV: number, kind, issuing body.")
            % {"number": text[:40]},
            field="symbol",
        )
    return Symbol(int(found[1]), found[2].upper())


def issuer_of(symbol: Symbol, kind: str) -> str:
    """What is left of a symbol's sign when that of the kind is taken off: BC-TV of a report is TV."""
    begin = f"{kind}-".upper()
    return symbol.sign[len(begin) :] if kind and symbol.sign.upper().startswith(begin) else symbol.sign


def sign(text: str) -> str:
    """The sign of an issuing body, checked: "lhtv" is LHTV. Raises DocumentRefused."""
    given = text.strip().upper()
    if not _SIGN.fullmatch(given) or len(given) > LONGEST_SIGN:
        raise DocumentRefused(
            "unreadable_sign",
            _("“%(sign)s” is no abbreviation of an issuing body. It is written in capitals: LHTV, TV, TV-HCTH.")
            % {"sign": text[:40]},
            field="sign",
        )
    return given
