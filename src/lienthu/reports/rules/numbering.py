"""Numbers of headings and of documents, in the manner of NĐ 30/2020. Pure."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from lienthu.reports.errors import ReportRefused

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LETTERS = "abcdđeghiklmnopqrstuvxy"  # as points are lettered in Vietnamese papers
_NUMBER = re.compile(r"(\d{1,5})\s*/\s*([A-ZĐÁÀÂĂÊÔƠƯ0-9]+(?:-[A-ZĐÁÀÂĂÊÔƠƯ0-9&.]+)*)")


def roman(number: int) -> str:
    """1 "I", 4 "IV"."""
    said = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        said += letters * count
    return said


def headings(levels: Iterable[int]) -> Iterator[str]:
    """The mark of each heading: I. for level 1, 1. for 2, a) for 3, begun anew below each one above; "" for 0."""
    counts = [0, 0, 0, 0]
    for level in levels:
        counts[level] += 1
        counts[level + 1 :] = [0] * (3 - level)
        match level:
            case 1:
                yield f"{roman(counts[1])}."
            case 2:
                yield f"{counts[2]}."
            case 3:
                yield f"{LETTERS[(counts[3] - 1) % len(LETTERS)]})"
            case _:
                yield ""


def of_document(text: str) -> str:
    """ "5/bc-tv" is 05/BC-TV. Raises ReportRefused, which says how a number is written."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if not found or not int(found[1]):
        raise ReportRefused(
            "unreadable_number",
            _("“%(number)s” is no number of a document. It is written 05/BC-TV: number, kind, issuing body.")
            % {"number": text[:40]},
            field="number",
        )
    return f"{int(found[1]):02d}/{found[2]}"
