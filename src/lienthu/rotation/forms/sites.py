"""The shapes of what is entered about sites."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.calendars.rules import Span
from lienthu.calendars.words import WEEKDAYS
from lienthu.federation.forms import DayField
from lienthu.federation.models import LATITUDE, LONGITUDE, Organisation
from lienthu.rotation.models import Audience, Language
from lienthu.rotation.services.sites import NewHost
from lienthu.rotation.services.uses import LARGEST, NUMBERS, Totals

NEW = "new"
HOSTS = [choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.AUTHORITY]


class SiteForm(forms.Form):
    """A site with its host, its custodian and whom it serves."""

    host = forms.ChoiceField(label=gettext_lazy("Host"))
    host_name = forms.CharField(
        label=gettext_lazy("Name of a new host"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where the host is not in the list, such as a post office or a border post."),
    )
    host_kind = forms.ChoiceField(label=gettext_lazy("Kind of host"), choices=HOSTS, required=False)
    name = forms.CharField(label=gettext_lazy("Name of the site"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=255, required=False)
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, validators=LATITUDE)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), required=False, validators=LONGITUDE)
    custodian_name = forms.CharField(label=gettext_lazy("Custodian"), max_length=120, required=False)
    custodian_position = forms.CharField(label=gettext_lazy("Position"), max_length=120, required=False)
    custodian_phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    custodian_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Letters that call a box back go there; without it they are printed."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("How many books it has room for"), min_value=1, max_value=20_000, initial=200
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Whom it serves"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages besides Vietnamese"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opening = forms.CharField(
        label=gettext_lazy("When it is open"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In plain words, such as: Monday to Friday, 7:30 to 11:00"),
    )
    travel_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes from the depot"), required=False, min_value=0, max_value=6_000
    )
    travel_km = forms.IntegerField(
        label=gettext_lazy("Kilometres from the depot"), required=False, min_value=0, max_value=6_000
    )
    totals_only = forms.BooleanField(label=gettext_lazy("Use is told in totals only, as in a prison"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, hosts: Sequence[tuple[int, str]] | None, **kwargs: Any) -> None:
        """`hosts`: key and name of those that may be chosen; None when the host is known and stays."""
        super().__init__(*args, **kwargs)
        if hosts is None:
            for name in ("host", "host_name", "host_kind"):
                del self.fields[name]
            return
        field = self.fields["host"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [(NEW, _("a new host, named below")), *((str(pk), name) for pk, name in hosts)]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("host") == NEW and not said.get("host_name", "").strip():
            self.add_error("host_name", _("Write the name of the new host, or choose one from the list."))
        if (said.get("latitude") is None) != (said.get("longitude") is None):
            self.add_error("latitude", _("Give both latitude and longitude, or neither."))
        return said

    def chosen_host(self) -> NewHost | int:
        """Of a valid form: a new host, or the key of one that is known."""
        said = self.cleaned_data
        if said["host"] == NEW:
            return NewHost(name=said["host_name"], kind=Organisation.Kind(said["host_kind"] or "other"))
        return int(said["host"])


CLOCKS = ("%H:%M", "%Hh%M", "%Hh", "%H")


class SiteHoursForm(forms.Form):
    """On which days of the week the site is open, from when to when, once or twice a day."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Open on"),
        choices=list(WEEKDAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=pgettext_lazy("time of day", "From"), input_formats=CLOCKS, required=False)
    closes = forms.TimeField(label=pgettext_lazy("time of day", "Until"), input_formats=CLOCKS, required=False)
    opens_again = forms.TimeField(label=gettext_lazy("Again from"), input_formats=CLOCKS, required=False)
    closes_again = forms.TimeField(
        label=pgettext_lazy("second time of day", "Until"), input_formats=CLOCKS, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens", "closes", "opens_again", "closes_again"):
            self.fields[name].widget.attrs |= {"placeholder": "7:30", "autocomplete": "off"}
            self.fields[name].widget.format = "%H:%M"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for opens, closes in (("opens", "closes"), ("opens_again", "closes_again")):
            first, last = said.get(opens), said.get(closes)
            if (first is None) != (last is None) or (first and last and first >= last):
                self.add_error(closes, _("Say from when to when, the earlier time first."))
        if bool(said.get("days")) != bool(said.get("opens")):
            self.add_error("days", _("Choose the days and the time, or leave both empty."))
        return said

    def spans(self) -> list[Span]:
        """Of a valid form."""
        said = self.cleaned_data
        pairs = ((said["opens"], said["closes"]), (said["opens_again"], said["closes_again"]))
        return [Span(opens, closes) for opens, closes in pairs if opens]


class WishForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What is wished for"), max_length=300)
    by = forms.CharField(label=gettext_lazy("Who says so"), max_length=120, required=False)


class TotalsForm(forms.Form):
    """A paper list added up; what is left empty is 0."""

    first_on = DayField(label=gettext_lazy("First day"))
    last_on = DayField(label=gettext_lazy("Last day"))
    loans_adult = forms.IntegerField(label=gettext_lazy("Books borrowed by adults"))
    loans_child = forms.IntegerField(label=gettext_lazy("Books borrowed by children"))
    uses = forms.IntegerField(label=gettext_lazy("Books read on the spot"))
    visits_adult = forms.IntegerField(label=gettext_lazy("Adults who came"))
    visits_child = forms.IntegerField(label=gettext_lazy("Children who came"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)  # noqa: S101
            field.required, field.min_value, field.max_value = False, 0, LARGEST
            field.widget.attrs |= {"inputmode": "numeric", "min": 0, "max": LARGEST}

    def totals(self) -> Totals:
        """Of a valid form; the service says what is wrong with the numbers."""
        said = self.cleaned_data
        numbers = {name: said[name] or 0 for name in NUMBERS}
        return Totals(first_on=said["first_on"], last_on=said["last_on"], **numbers)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class CloseForm(forms.Form):
    on = DayField(
        label=gettext_lazy("Closed from"), help_text=gettext_lazy("The first day on which it takes no more sets.")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)
