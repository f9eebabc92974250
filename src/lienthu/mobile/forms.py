"""The shapes of what is entered about the mobile library."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.accounts.models import User
from lienthu.calendars.rules import DAYS, read_time
from lienthu.calendars.words import WEEKDAYS, WHICH
from lienthu.cataloguing.forms.numbers import MoneyField
from lienthu.federation.forms import DayField
from lienthu.federation.models import Organisation
from lienthu.mobile import rules
from lienthu.mobile.models import Cost, Crew, Duty, Route, Season, Stop, Vehicle


class ClockField(forms.CharField):
    """A time of day as people write it: "8:00", "8h", "13h30"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 8)
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": "6"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_time(text)
        except ValueError as error:
            raise forms.ValidationError(_t("Write the time as 7:30.")) from error


class DayOfYearField(forms.CharField):
    """A day of every year, "5/9": its day and month."""

    def clean(self, value: Any) -> tuple[int, int] | None:
        text = super().clean(value)
        if not text:
            return None
        day, _slash, month = text.partition("/")
        if not (day.strip().isdecimal() and month.strip().isdecimal()):
            raise forms.ValidationError(_t("Write the day and the month as 5/9."))
        return int(day), int(month)


def _weekdays() -> list[tuple[str, str]]:
    return [(day, capfirst(str(WEEKDAYS[day]))) for day in DAYS]


class VehicleForm(forms.Form):
    name = forms.CharField(label=_("Name of the vehicle"), max_length=120, help_text=_("As readers know it."))
    plate = forms.CharField(label=_("Number plate"), max_length=20, required=False)
    seats = forms.IntegerField(label=_("Seats for the crew"), min_value=1, max_value=20, initial=3)
    readers_seats = forms.IntegerField(label=_("Seats for readers"), min_value=0, max_value=100, initial=0)
    computers = forms.IntegerField(label=_("Computers on board"), min_value=0, max_value=100, initial=0)
    capacity = forms.IntegerField(label=_("Books it carries"), min_value=0, max_value=50_000, initial=0)
    equipment = forms.CharField(
        label=_("Equipment"), max_length=2000, required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("One thing a line: generator, projector, awning."),
    )  # fmt: skip
    in_service_from = DayField(label=_("In service from"), required=False)
    in_service_to = DayField(label=_("In service until (first day no longer)"), required=False)


class CrewForm(forms.Form):
    name = forms.CharField(label=_("Name of the crew"), max_length=120)


class MemberForm(forms.Form):
    """Somebody who goes: of the staff, or by name."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("Of the staff"), required=False, empty_label="–"
    )
    name = forms.CharField(label=_("Name, if not of the staff"), max_length=120, required=False)
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = staff


class CrewRuleForm(forms.Form):
    people = forms.IntegerField(label=_("People altogether"), min_value=1, max_value=20)
    operators = forms.IntegerField(label=_("Of these operators of the vehicle"), min_value=0, max_value=20)
    librarians = forms.IntegerField(label=_("Of these librarians"), min_value=0, max_value=20)
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("The circular or the decision."))
    article = forms.CharField(label=_("Article"), max_length=120, required=False)
    valid_from = DayField(label=_("Holds from"))


class StopForm(forms.Form):
    """Whose yard it is, whom to call, whom it serves. Name and place only for a new one."""

    name = forms.CharField(label=_("Name of the stop"), max_length=200)
    address = forms.CharField(label=_("Address"), max_length=255, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        localize=False,
        help_text=_("22.7312, in degrees."),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180, localize=False)
    admin_unit_code = forms.CharField(
        label=_("Code of the commune"), max_length=10, required=False,
        help_text=_("The number that the General Statistics Office gave the commune or ward."),
    )  # fmt: skip
    host = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Host, of the tree"), required=False, empty_label="–"
    )
    host_name = forms.CharField(label=_("Host, by name"), max_length=200, required=False)
    contact = forms.CharField(label=_("Contact person"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    audience = forms.CharField(label=_("Whom it serves"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=400, required=False, help_text=_("Where to stand, who has the key.")
    )

    SITE = ("name", "address", "latitude", "longitude", "admin_unit_code")

    def __init__(self, *args: Any, hosts: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["host"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = hosts
        if not is_new:
            for name in self.SITE:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        both = [entered.get("latitude"), entered.get("longitude")]
        if "latitude" in self.fields and both.count(None) == 1:
            self.add_error("latitude", _t("Give both latitude and longitude, or neither."))
        return entered

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.SITE}


class SeasonForm(forms.Form):
    name = forms.CharField(label=_("Name of the season"), max_length=80, help_text=_("For instance: school year."))
    first = DayOfYearField(label=_("First day of the season"), max_length=5, help_text=_("5/9"))
    last = DayOfYearField(label=_("Last day of the season"), max_length=5, help_text=_("31/5"))


class ServiceForm(forms.Form):
    """When the vehicle comes: "every second Tuesday, 8:00 to 10:30, in the school year"."""

    how = forms.ChoiceField(label=_("How often"), required=False)
    days = forms.MultipleChoiceField(label=_("On which weekdays"), widget=forms.CheckboxSelectMultiple)
    first_on = DayField(label=_("From the day"), help_text=_("Weeks are counted from here."))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    begins = ClockField(label=_("It comes at"))
    ends = ClockField(label=_("It leaves at"))
    season = forms.ModelChoiceField(
        queryset=Season.objects.none(), label=_("Season"), required=False, empty_label=_("all year")
    )

    def __init__(self, *args: Any, seasons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("how", self.ways()), ("days", _weekdays())):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        season = self.fields["season"]
        if isinstance(season, forms.ModelChoiceField):
            season.queryset = seasons

    @staticmethod
    def ways() -> list[tuple[str, str]]:
        weeks = [("W1", _t("every week"))]
        weeks += [(f"W{n}", ngettext("every %(n)d week", "every %(n)d weeks", n) % {"n": n}) for n in (2, 3, 4)]
        return [
            *weeks,
            *((f"M{key}", _t("on the %(which)s one of the month") % {"which": WHICH[key]}) for key in WHICH),
        ]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        if str(entered.get("how", "")).startswith("M") and len(entered.get("days", ())) > 1:
            self.add_error("days", _t("Once a month it comes on one weekday. Choose one."))
        return entered

    def rule(self) -> str:
        """The recurrence rule that was chosen (RFC 5545)."""
        how, days = self.cleaned_data["how"] or "W1", self.cleaned_data["days"]
        return rules.weekly(days, int(how[1:])) if how[0] == "W" else rules.monthly(int(how[1:]), days[0])

    def valid_to(self) -> date | None:
        last: date | None = self.cleaned_data["last_day"]
        return last + rules.ONE_DAY if last else None


class ExceptionForm(forms.Form):
    """One day on which it is otherwise."""

    day = DayField(label=_("Day"))
    comes = forms.ChoiceField(
        label=_("What happens"),
        choices=[("", _("it does not come")), ("1", _("it comes all the same"))],
        required=False,
    )
    begins = ClockField(label=_("It comes at"), required=False, help_text=_("Empty: as usual."))
    ends = ClockField(label=_("It leaves at"), required=False)
    reason = forms.CharField(label=_("Reason, for readers"), max_length=200, required=False)


class RouteForm(forms.Form):
    """The stops in the order in which they are driven: their numbers, 1 2 3."""

    name = forms.CharField(label=_("Name of the route"), max_length=120)
    vehicle = forms.ModelChoiceField(
        queryset=Vehicle.objects.none(), label=_("Vehicle"), required=False, empty_label="–"
    )
    crew = forms.ModelChoiceField(queryset=Crew.objects.none(), label=_("Crew"), required=False, empty_label="–")

    def __init__(
        self, *args: Any, stops: Sequence[Stop], vehicles: Any, crews: Any, turns: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stops = {stop.pk: stop for stop in stops}
        for name, rows in (("vehicle", vehicles), ("crew", crews)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        for stop in stops:
            self.fields[f"turn-{stop.pk}"] = forms.IntegerField(
                label=str(stop), required=False, min_value=1, max_value=99, initial=turns.get(stop.pk)
            )

    def ordered(self) -> list[Stop]:
        """The stops that have a number, by it."""
        turns = [(self.cleaned_data.get(f"turn-{pk}"), pk) for pk in self.stops]
        return [self.stops[pk] for _turn, pk in sorted((turn, pk) for turn, pk in turns if turn)]

    def turn_fields(self) -> list[forms.BoundField]:
        return [self[f"turn-{pk}"] for pk in self.stops]

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "vehicle", "crew")]


class PlanForm(forms.Form):
    """Trips of a route ahead of time, as its stops are due."""

    route = forms.ModelChoiceField(queryset=Route.objects.none(), label=_("Route"), empty_label=None)
    first = DayField(label=_("From the day"))
    weeks = forms.IntegerField(label=_("For how many weeks"), min_value=1, max_value=26, initial=4)

    def __init__(self, *args: Any, routes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["route"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = routes


class TripForm(forms.Form):
    """One trip by hand: a day, a vehicle, and from when to when it is at which stops."""

    day = DayField(label=_("Day"))
    leaves = ClockField(label=_("Leaves at"))
    vehicle = forms.ModelChoiceField(queryset=Vehicle.objects.none(), label=_("Vehicle"), empty_label=None)
    crew = forms.ModelChoiceField(queryset=Crew.objects.none(), label=_("Crew"), required=False, empty_label="–")

    def __init__(self, *args: Any, stops: Sequence[Stop], vehicles: Any, crews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stops = {stop.pk: stop for stop in stops}
        for name, rows in (("vehicle", vehicles), ("crew", crews)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        for stop in stops:
            for end, label in (("from", _("%(stop)s: from")), ("to", _("%(stop)s: to"))):
                self.fields[f"{end}-{stop.pk}"] = ClockField(label=str(label) % {"stop": stop}, required=False)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        for pk in self.stops:
            if (entered.get(f"from-{pk}") is None) != (entered.get(f"to-{pk}") is None) and not self.errors:
                self.add_error(f"to-{pk}", _t("Write from when to when, or leave both empty."))
        return entered

    def halts(self) -> Iterable[tuple[Stop, time, time]]:
        for pk, stop in self.stops.items():
            begins, ends = self.cleaned_data.get(f"from-{pk}"), self.cleaned_data.get(f"to-{pk}")
            if begins and ends:
                yield stop, begins, ends

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("day", "leaves", "vehicle", "crew")]

    def stop_rows(self) -> list[tuple[Stop, forms.BoundField, forms.BoundField]]:
        return [(stop, self[f"from-{pk}"], self[f"to-{pk}"]) for pk, stop in self.stops.items()]


class LitresField(forms.DecimalField):
    """Litres with a comma or a point before the decimals, whatever the browser's language: 41,5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "8"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


class CostForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of cost"), choices=Cost.Kind.choices)
    amount = MoneyField(label=_("Amount in đồng"), validators=[MinValueValidator(1), MaxValueValidator(10_000_000_000)])
    litres = LitresField(label=_("Litres"), required=False, min_value=0, max_digits=6, decimal_places=1)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class IncidentForm(forms.Form):
    clock = ClockField(label=_("At what time"))
    text = forms.CharField(label=_("What happened"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    done = forms.CharField(
        label=_("What was done"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )


class PhotoForm(forms.Form):
    photo = forms.FileField(label=_("Photo"), help_text=_("JPEG or PNG, up to 3 MB."))
    caption = forms.CharField(label=_("Caption"), max_length=200)
    agreed = forms.BooleanField(
        label=_("Those on it, and the parents of children, agree to its being published"),
        required=False,
        help_text=_("Tick it also where nobody can be recognised. Only then the photo is printed in the report."),
    )


class CloseForm(forms.Form):
    number = forms.CharField(label=_("Number of the report"), max_length=40, required=False)
    remarks = forms.CharField(
        label=_("Remarks and proposals"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
