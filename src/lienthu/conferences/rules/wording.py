"""The Vietnamese of a conference's documents, whatever language the page is read in. Pure."""

from collections.abc import Sequence
from datetime import date, time

from lienthu.lib.vietnamese import numbers

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
DOTS = "……………………………………………………………………………………"
BLANK = "…" * 10  # within a line: it fits beside the words before it


def day(on: date) -> str:
    """ "ngày 15/11/2019"."""
    return f"ngày {on:%d/%m/%Y}"


def weekday(on: date) -> str:
    """ "Thứ Sáu, ngày 15/11/2019"."""
    return f"{WEEKDAYS[on.weekday()]}, {day(on)}"


def days(first: date, last: date) -> str:
    """ "ngày 15/11/2019", "2 ngày, từ 15/11/2019 đến 16/11/2019"."""
    if first == last:
        return weekday(first)
    return f"{(last - first).days + 1} ngày, từ {day(first)} đến {day(last)}"


def hour(at: time) -> str:
    """ "7 giờ 30" as it is said in letters."""
    return f"{at.hour} giờ {at.minute:02d}" if at.minute else f"{at.hour} giờ"


def money(amount: int | None) -> str:
    """ "12.500.000"; "" where it is not known."""
    return "" if amount is None else numbers.written(amount)


def listed(parts: Sequence[str]) -> str:
    """ "a, b và c"."""
    return ", ".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} và {parts[-1]}"


def lines(text: str) -> list[str]:
    """The lines of what was typed, without the dashes that people put before points."""
    return [found for line in text.splitlines() if (found := line.strip(" -+•\t"))]


def low(title: str) -> str:
    """The title as it stands inside a sentence: "hội nghị tổng kết…"."""
    return title[:1].lower() + title[1:] if title.split(" ", 1)[0].istitle() else title
