"""Figures in the Vietnamese of a report, whatever language the page is read in. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from lienthu.indicators.rules.periods import Kind, Period
from lienthu.lib.vietnamese.numbers import written
from lienthu.reports.rules.texts import What

NOT_AVAILABLE = "chưa có số liệu"
DASH = "–"
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Said:
    """One indicator at one place: what it is, was to be, was before, and is to be in the period to come."""

    value: Decimal | None
    target: Decimal | None = None
    before: Decimal | None = None
    next_target: Decimal | None = None
    decimals: int = 0


def percent(part: Decimal | None, whole: Decimal | None) -> str | None:
    """ "103,2%"; None where it cannot be said."""
    if part is None or not whole:
        return None
    rounded = (part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)
    return f"{written(rounded, 0 if rounded == rounded.to_integral_value() else 1)}%"


def percent_in_table(part: Decimal | None, whole: Decimal | None) -> str:
    """ "103,2"; a dash where it cannot be said."""
    return DASH if part is None or not whole else written(part * 100 / whole, 1)


def change(now: Decimal | None, before: Decimal | None) -> str | None:
    """ "tăng 4,2%", "giảm 3%", "không thay đổi"; None where it cannot be said."""
    if now is None or not before:
        return None
    if now == before:
        return "không thay đổi"
    said = percent(abs(now - before), before)
    return f"{'tăng' if now > before else 'giảm'} {said}"


def signed_change(now: Decimal | None, before: Decimal | None) -> str:
    """The same in a table: "+4,2", "-3,0"; a dash where it cannot be said."""
    if now is None or not before:
        return DASH
    rounded = ((now - before) * 100 / before).quantize(_TENTH, ROUND_HALF_UP)
    return f"{'+' if rounded > 0 else ''}{written(rounded, 1)}"


def in_text(value: Decimal | int | None, decimals: int = 0) -> str | None:
    """A number within a sentence: whole ones below 10 with a 0 before, as offices write them."""
    if value is None:
        return None
    text = written(value, decimals)
    return f"0{text}" if len(text) == 1 and text != "0" else text


def in_table(value: Decimal | None, decimals: int = 0) -> str:
    return DASH if value is None else written(value, decimals)


def field(said: Said, what: What) -> str | None:
    """What a field says; None where it is not available."""
    match what:
        case What.VALUE:
            return in_text(said.value, said.decimals)
        case What.TARGET:
            return in_text(said.target, said.decimals)
        case What.NEXT_TARGET:
            return in_text(said.next_target, said.decimals)
        case What.LAST_YEAR:
            return in_text(said.before, said.decimals)
        case What.OF_TARGET:
            return percent(said.value, said.target)
        case What.CHANGE:
            return change(said.value, said.before)


def period(when: Period) -> str:
    """ "năm 2017", "6 tháng đầu năm 2018", "giai đoạn 01/01/2020 – 12/10/2022"."""
    year = when.first.year
    match when.kind:
        case Kind.MONTH:
            return f"tháng {when.first.month} năm {year}"
        case Kind.QUARTER:
            return f"quý {('I', 'II', 'III', 'IV')[(when.first.month - 1) // 3]} năm {year}"
        case Kind.SIX_MONTHS:
            return f"6 tháng đầu năm {year}"
        case Kind.NINE_MONTHS:
            return f"9 tháng đầu năm {year}"
        case Kind.YEAR:
            return f"năm {year}"
    if (when.first.month, when.first.day, when.until) == (7, 1, date(year + 1, 1, 1)):
        return f"6 tháng cuối năm {year}"
    if when.first.day == 1 and when.first.month == 1 and when.until.day == 1 and when.until.month == 1:
        return f"giai đoạn {year} - {when.last.year}"
    return f"giai đoạn từ {day(when.first)} đến {day(when.last)}"


def term(when: Period) -> str:
    """ "2020-2022", as terms are called."""
    return f"{when.first.year}-{when.last.year}"


def compared(when: Period) -> Period:
    """What it is set beside: the same months a year before; of a term, the stretch of the same length before."""
    return when.before() if when.kind == Kind.STRETCH else when.a_year_before()


def same_stretch(when: Period, on: date) -> Period | None:
    """Of what it is compared with: the part that matches the days gone by on the day; None where it is over."""
    if not when.first <= on < when.last:
        return None
    gone = Period(when.first, on + timedelta(days=1))
    if when.kind != Kind.STRETCH:
        return gone.a_year_before()
    before = compared(when)
    return Period(before.first, min(before.first + (gone.until - gone.first), before.until))


def stretch_before(whole: Period) -> str:
    """What such a part is called: "cùng kỳ năm 2016"."""
    return f"cùng thời gian của {period(whole)}" if whole.kind == Kind.STRETCH else f"cùng kỳ năm {whole.first.year}"


def following(when: Period) -> Period:
    """What comes after it: the next year, the rest of a year after its first months, else a stretch as long."""
    if when.kind in (Kind.SIX_MONTHS, Kind.NINE_MONTHS):
        return Period(when.until, date(when.first.year + 1, 1, 1))
    if when.first.day == 1 and when.until.day == 1:
        length = relativedelta(when.until, when.first)
        return Period(when.until, when.until + length)
    return Period(when.until, when.until + (when.until - when.first))


def day(on: date) -> str:
    """ "05/01/2018"."""
    return f"{on:%d/%m/%Y}"
