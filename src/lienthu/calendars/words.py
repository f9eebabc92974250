"""Days, rules and hours in words."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from lienthu.calendars import rules
from lienthu.calendars.models import SpecialDay
from lienthu.lib import lunar

WEEKDAYS: Final = {
    "MO": pgettext_lazy("calendar", "Monday"),
    "TU": pgettext_lazy("calendar", "Tuesday"),
    "WE": pgettext_lazy("calendar", "Wednesday"),
    "TH": pgettext_lazy("calendar", "Thursday"),
    "FR": pgettext_lazy("calendar", "Friday"),
    "SA": pgettext_lazy("calendar", "Saturday"),
    "SU": pgettext_lazy("calendar", "Sunday"),
}
WHICH: Final = {
    "1": pgettext_lazy("calendar", "first"),
    "2": pgettext_lazy("calendar", "second"),
    "3": pgettext_lazy("calendar", "third"),
    "4": pgettext_lazy("calendar", "fourth"),
    "-1": pgettext_lazy("calendar", "last"),
}


def rule_words(rule: str) -> str:
    """A recurrence rule as one says it; the rule itself where it is none of the common ones."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    days = parts.get("BYDAY", "")
    if parts.keys() == {"FREQ", "BYDAY"} and parts["FREQ"] == "WEEKLY":
        return weekday_words(days.split(","))
    which, day = days[:-2], days[-2:]
    if parts.keys() == {"FREQ", "BYDAY"} and parts["FREQ"] == "MONTHLY" and which in WHICH and "," not in days:
        told = {"which": str(WHICH[which]), "day": str(WEEKDAYS[day])}
        return _("the %(which)s %(day)s of the month") % told
    if parts.keys() == {"FREQ", "BYMONTHDAY"} and parts["FREQ"] == "MONTHLY":
        return _("on day %(day)s of every month") % {"day": parts["BYMONTHDAY"]}
    return rule


def weekday_words(days: Iterable[str]) -> str:
    """Days such as "SA" and "SU" as one says them, runs of three and more in short."""
    numbers = sorted(rules.DAYS.index(day) for day in days if day in rules.DAYS)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [str(WEEKDAYS[day]) for day in rules.DAYS]
    return ", ".join(
        f"{names[run[0]]} – {names[run[-1]]}" if len(run) > 2 else ", ".join(names[number] for number in run)
        for run in runs
    )


def when_words(special: SpecialDay) -> str:
    """On which days it is, as one says it: "30/4", "from the last day of month 12 to day 4 of month 1 (lunar)"."""
    match special.repeats:
        case SpecialDay.Repeats.ONCE:
            first, last = special.first_on, special.last_on
            return _stretch(_date(first), _date(last)) if first and last else ""
        case SpecialDay.Repeats.RULE:
            return rule_words(special.rule)
        case _:
            lunar_one = special.repeats == SpecialDay.Repeats.LUNAR
            say = _lunar_day if lunar_one else _solar_day
            first_day = say(special.first_month or 0, special.first_day or 0)
            last_day = say(special.last_month or 0, special.last_day_of or 0)
            told = _stretch(first_day, last_day)
            return (
                _("%(days)s by the lunar calendar, every year") % {"days": told}
                if lunar_one
                else (_("%(days)s every year") % {"days": told})
            )


def _date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _solar_day(month: int, day: int) -> str:
    return f"{day}/{month}"


def _lunar_day(month: int, day: int) -> str:
    """A day of the lunar year as one says it: the first ten days, the first month and the last have names."""
    names = {1: pgettext("lunar", "month 1"), 12: pgettext("lunar", "month 12")}
    name = names.get(month) or pgettext("lunar", "month %(number)d") % {"number": month}
    if day == -1:
        return _("the last day of %(month)s") % {"month": name}
    if day == -2:
        return _("the last but one day of %(month)s") % {"month": name}
    first_ten = pgettext("lunar, the first ten days", "day %(day)d of %(month)s")
    later = pgettext("lunar, after the tenth day", "day %(day)d of %(month)s")
    return (first_ten if day <= 10 else later) % {"day": day, "month": name}


def _stretch(first: str, last: str) -> str:
    return first if first == last else pgettext("days", "from %(first)s to %(last)s") % {"first": first, "last": last}


def lunar_words(day: date) -> str:
    """The lunar date in short: the day, with the month on its first day: "1/3", "1/6 nhuận", "12"."""
    try:
        found = lunar.to_lunar(day)
    except ValueError:
        return ""
    if found.day != 1:
        return str(found.day)
    return _("1/%(month)d leap") % {"month": found.month} if found.leap else f"1/{found.month}"


def hours_words(spans: tuple[rules.Span, ...]) -> str:
    return ", ".join(str(span) for span in spans)
