"""The shapes of what is entered about hours and special days; what may be is said by services."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.calendars import grid, rules
from lienthu.calendars.models import SpecialDay, Timetable
from lienthu.calendars.services.special_days import Given
from lienthu.calendars.words import WEEKDAYS, WHICH
from lienthu.federation.forms import DayField
from lienthu.federation.models import Site

Repeats = SpecialDay.Repeats
PART_NAMES = {
    "morning": gettext_lazy("Morning"),
    "afternoon": gettext_lazy("Afternoon"),
    "evening": gettext_lazy("Evening"),
}
ONE_DAY = timedelta(days=1)


class HoursForm(forms.Form):
    """Hours over a range of days: seven days by three parts, each with from and to; both empty is closed."""

    name = forms.CharField(
        label=gettext_lazy("Name of the hours"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For instance: summer hours."),
    )
    valid_from = DayField(label=gettext_lazy("First day"), required=False, help_text=gettext_lazy("Empty: since ever."))
    last_day = DayField(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: for good."))

    def __init__(self, *args: Any, timetable: Timetable | None = None, **kwargs: Any) -> None:
        self.others: list[grid.Given] = []
        cells: dict[grid.Cell, rules.Span] = {}
        if timetable is not None:
            given = [(each.rule, rules.Span(each.opens, each.closes)) for each in timetable.spans.all()]
            cells, self.others = grid.from_spans(given)
            kwargs["initial"] = {
                "name": timetable.name,
                "valid_from": timetable.valid_from,
                "last_day": timetable.last_day,
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)
        for day in rules.DAYS:
            for part in grid.PARTS:
                span = cells.get((day, part))
                for end, clock in (("from", span and span.opens), ("to", span and span.closes)):
                    self.fields[f"{day}-{part}-{end}"] = self._time_field(
                        day, part, end, f"{clock:%H:%M}" if clock else ""
                    )

    @staticmethod
    def _time_field(day: str, part: str, end: str, initial: str) -> forms.CharField:
        told = {"day": capfirst(str(WEEKDAYS[day])), "part": PART_NAMES[part]}
        label = _("%(day)s, %(part)s: opens at") if end == "from" else _("%(day)s, %(part)s: closes at")
        attributes = {"inputmode": "numeric", "autocomplete": "off", "size": "5", "class": "input clock"}
        attributes["aria-label"] = label % told
        return forms.CharField(
            required=False, max_length=8, initial=initial, label=label % told, widget=forms.TextInput(attributes)
        )

    def heading_fields(self) -> list[BoundField]:
        return [self[name] for name in ("name", "valid_from", "last_day")]

    def rows(self) -> Iterator[tuple[str, list[tuple[str, BoundField, BoundField]]]]:
        """For each day: its name, and for each part its name, from and to."""
        for day in rules.DAYS:
            yield (
                capfirst(str(WEEKDAYS[day])),
                [(str(PART_NAMES[part]), self[f"{day}-{part}-from"], self[f"{day}-{part}-to"]) for part in grid.PARTS],
            )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        self.cells: dict[grid.Cell, rules.Span] = {}
        for day in rules.DAYS:
            for part in grid.PARTS:
                span = self._span(day, part)
                if span is not None:
                    self.cells[day, part] = span
        if not self.errors and not self.cells and not self.others:
            self.add_error(None, _("Write down at least one from–to: hours without any would be closed for ever."))
        return entered

    def _span(self, day: str, part: str) -> rules.Span | None:
        names = [f"{day}-{part}-{end}" for end in ("from", "to")]
        texts = [self.cleaned_data.get(name, "").strip() for name in names]
        if not any(texts):
            return None
        clocks = []
        for name, text in zip(names, texts, strict=True):
            try:
                clocks.append(rules.read_time(text))
            except ValueError:
                label = self.fields[name].label
                self.add_error(name, _("%(what)s: write the time as 7:30.") % {"what": label})
        if len(clocks) == 2 and clocks[0] >= clocks[1]:
            told = {"day": capfirst(str(WEEKDAYS[day])), "part": PART_NAMES[part]}
            self.add_error(names[1], _("%(day)s, %(part)s: it closes before it opens.") % told)
            return None
        return rules.Span(*clocks) if len(clocks) == 2 else None

    def spans(self) -> list[grid.Given]:
        return [*grid.to_spans(self.cells), *self.others]

    def valid_to(self) -> date | None:
        last: date | None = self.cleaned_data["last_day"]
        return last + ONE_DAY if last else None


class SpecialDayForm(forms.Form):
    """One special day; which fields there are depends on how it repeats."""

    place = forms.ChoiceField(label=gettext_lazy("Where"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=120, help_text=gettext_lazy("Readers see it: stocktaking, storm…")
    )
    first_on = DayField(label=gettext_lazy("First day"))
    last_on = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: that one day only.")
    )
    first_day = forms.TypedChoiceField(label=gettext_lazy("From day"), coerce=int)
    first_month = forms.TypedChoiceField(label=gettext_lazy("of month"), coerce=int)
    last_day = forms.TypedChoiceField(label=gettext_lazy("To day"), coerce=int)
    last_month = forms.TypedChoiceField(label=gettext_lazy("of month"), coerce=int)
    which = forms.ChoiceField(
        label=gettext_lazy("Which one of the month"),
        choices=[(key, capfirst(name)) for key, name in WHICH.items()],
    )
    weekday = forms.ChoiceField(
        label=gettext_lazy("Weekday"), choices=[(key, capfirst(name)) for key, name in WEEKDAYS.items()]
    )

    hours = forms.CharField(
        label=gettext_lazy("Open at"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty: closed all day. Otherwise: 7:30–11:00, 13:30–16:00."),
    )
    kept_from = DayField(
        label=pgettext_lazy("calendar", "Kept from"), required=False, help_text=gettext_lazy("Empty: since ever.")
    )
    kept_until = DayField(
        label=pgettext_lazy("calendar", "Kept until"), required=False, help_text=gettext_lazy("Empty: for good.")
    )
    FIELDS = {
        Repeats.ONCE: ("first_on", "last_on"),
        Repeats.SOLAR: ("first_day", "first_month", "last_day", "last_month", "kept_from", "kept_until"),
        Repeats.LUNAR: ("first_day", "first_month", "last_day", "last_month", "kept_from", "kept_until"),
        Repeats.RULE: ("which", "weekday", "kept_from", "kept_until"),
    }

    def __init__(
        self,
        *args: Any,
        repeats: str,
        sites: Sequence[Site],
        library_name: str,
        hub: bool,
        special: SpecialDay | None = None,
        **kwargs: Any,
    ) -> None:
        self.repeats = Repeats(repeats)
        if special is not None:
            kwargs["initial"] = {**_initial(special), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        shown = {"place", "reason", "hours", *self.FIELDS[self.repeats]}
        for name in [name for name in self.fields if name not in shown]:
            del self.fields[name]
        self.sites = {f"s{site.pk}": site for site in sites}
        places = [("library", library_name)] if library_name else []
        places += [(key, site.name) for key, site in self.sites.items()]
        if hub:
            places.append(("hub", _("The whole hub, every library")))
        _offer(self.fields["place"], places)
        self._offer_days()

    def _offer_days(self) -> None:
        lunar_one = self.repeats == Repeats.LUNAR
        days = [(str(day), str(day)) for day in range(1, 31 if lunar_one else 32)]
        if lunar_one:
            days += [("-2", _("last but one")), ("-1", _("last of the month"))]
        for name, offered in (("day", days), ("month", [(str(month), str(month)) for month in range(1, 13)])):
            for end in ("first", "last"):
                if f"{end}_{name}" in self.fields:
                    _offer(self.fields[f"{end}_{name}"], offered)

    def chosen_site(self) -> Site | None:
        return self.sites.get(self.cleaned_data["place"])

    def of_the_hub(self) -> bool:
        return bool(self.cleaned_data["place"] == "hub")

    def given(self) -> Given:
        """What was entered, for the service."""
        entered = self.cleaned_data
        until: date | None = entered.get("kept_until")
        return Given(
            reason=entered["reason"],
            repeats=self.repeats,
            first_on=entered.get("first_on"),
            last_on=entered.get("last_on"),
            first=(entered.get("first_month", 0), entered.get("first_day", 0)),
            last=(entered.get("last_month", 0), entered.get("last_day", 0)),
            rule=f"FREQ=MONTHLY;BYDAY={entered['which']}{entered['weekday']}" if "which" in entered else "",
            hours=entered["hours"],
            valid_from=entered.get("kept_from"),
            valid_to=until + ONE_DAY if until else None,
        )


def _offer(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _initial(special: SpecialDay) -> dict[str, object]:
    weekday = dict(part.split("=", 1) for part in special.rule.split(";") if part).get("BYDAY", "")
    place = "hub" if special.organisation_id is None else f"s{special.site_id}" if special.site_id else "library"
    return {
        "place": place,
        "reason": special.reason,
        "first_on": special.first_on,
        "last_on": special.last_on,
        "first_day": special.first_day,
        "first_month": special.first_month,
        "last_day": special.last_day_of,
        "last_month": special.last_month,
        "which": weekday[:-2],
        "weekday": weekday[-2:],
        "hours": ", ".join(str(span) for span in rules.read_hours(special.hours)),
        "kept_from": special.valid_from,
        "kept_until": special.last_day,
    }


REPEATS_NAMES = {
    Repeats.ONCE: pgettext_lazy("calendar", "Once"),
    Repeats.SOLAR: gettext_lazy("Every year, solar calendar"),
    Repeats.LUNAR: gettext_lazy("Every year, lunar calendar"),
    Repeats.RULE: gettext_lazy("Every month, by weekday"),
}
