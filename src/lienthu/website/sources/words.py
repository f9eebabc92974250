"""The Vietnamese of articles that begin from facts, whatever the language of the person at work. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from lienthu.lib.vietnamese import numbers

_COUNTS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def number(value: int) -> str:
    """ "1.250"."""
    return numbers.written(value)


def day(on: date) -> str:
    """ "ngày 15/11/2019"."""
    return f"ngày {on:%d/%m/%Y}"


def in_days(first: date, last: date) -> str:
    """ "Ngày 13/10/2022", "Trong hai ngày 15 và 16/11/2019", "Từ ngày 30/03 đến ngày 02/04/2021"."""
    if first == last:
        return f"Ngày {last:%d/%m/%Y}"
    length = (last - first).days + 1
    if (first.month, first.year) != (last.month, last.year):
        return f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
    if length == 2:
        return f"Trong hai ngày {first:%d} và {last:%d/%m/%Y}"
    said = _COUNTS[length] if length < len(_COUNTS) else str(length)
    return f"Trong {said} ngày, từ {first:%d} đến {last:%d/%m/%Y}"


def days(first: date, last: date) -> str:
    """For a table: "15 – 16/11/2019"."""
    if first == last:
        return f"{last:%d/%m/%Y}"
    same = (first.month, first.year) == (last.month, last.year)
    return f"{first:%d} – {last:%d/%m/%Y}" if same else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"


def listed(parts: Sequence[str], mark: str = ", ") -> str:
    """ "a, b và c"; with ";" as the mark "a; b; c"."""
    if len(parts) < 2 or mark != ", ":
        return mark.join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"


def at(place: str) -> str:
    """ ", tại Nhà hát Cao Văn Lầu, TP. Bạc Liêu"; "" where nobody said where."""
    return f", tại {place}" if place else ""


def small(words: str) -> str:
    """A name within a sentence: the first letter small where it is a common word ("Hội nghị", "Giao lưu")."""
    first, _space, rest = words.partition(" ")
    if (first.isupper() and len(first) > 1) or not rest:
        return words
    return f"{first[:1].lower()}{words[1:]}"
