"""Numbers of an edition statement and of an extent."""

import re
from functools import lru_cache

from lienthu.lib.vietnamese import fold
from lienthu.lib.vietnamese.ordinal import number_of

_PAGES = re.compile(r"(\d{1,5}) ?(?:trang|tr|p|pages?|pg|s|tg|stron)\b|\b(?:tr|pp?) ?(\d{1,5})")


@lru_cache(maxsize=1 << 12)
def edition_number(statement: str) -> int:
    """Which edition a statement names, 0 when it does not say.

    "In lần thứ 2" and "2nd ed." are 2; "Tái bản lần thứ 2" is the second time *again*, so 3.
    """
    number = number_of(statement) if statement else None
    if not number:
        return 0
    return number + 1 if "tai ban" in fold(statement) else number


@lru_cache(maxsize=1 << 13)
def pages(extent: str) -> int:
    """Pages of an extent: "xii, 303 tr." is 303, "[24] p." 24, "303" 303; 0 for volumes or nothing."""
    if not extent:
        return 0
    extent = fold(extent)
    if extent.isdigit():
        return int(extent)
    return max((int(first or second) for first, second in _PAGES.findall(extent)), default=0)
