"""Which events are shown, and how one is corrected."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.ledger.models import AgeBand, Channel, Kind

NUMBERS = {"hosts": "host", "owners": "owner", "sites": "site", "trips": "trip"}  # in the address by number
WORDS = {"materials": "material", "channels": "channel"}
LARGEST = 2**63 - 1


class EventsForm(forms.Form):
    """The facts by which events are picked; all of them can stand in the address of a figure's link, several times."""

    first = DayField(label=pgettext_lazy("events", "From"), required=False)
    last = DayField(label=pgettext_lazy("events", "Up to and including"), required=False)
    host = forms.ChoiceField(label=_("Served by"), required=False)
    age_band = forms.ChoiceField(
        label=_("Age band"),
        required=False,
        choices=[("", _("All ages")), *((band.value or "none", capfirst(band.label)) for band in AgeBand)],
    )
    kind = forms.MultipleChoiceField(
        label=_("Activity"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, capfirst(kind.label)) for kind in Kind],
    )

    def __init__(self, *args: Any, hosts: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["host"]
        if isinstance(field, forms.ChoiceField):
            names = sorted(hosts.items(), key=lambda item: item[1])
            field.choices = [("", _("All libraries")), *((str(pk), name) for pk, name in names)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first one."))
        return given

    def days(self) -> tuple[date, date]:
        """The first day, and the day after the last: this month, where nothing is said."""
        today = timezone.localdate()
        last = self.cleaned_data["last"] or today
        return self.cleaned_data["first"] or last.replace(day=1), last + timedelta(days=1)

    def kinds(self) -> list[str]:
        return list(self.cleaned_data["kind"] or Kind.values)


class CorrectionForm(forms.Form):
    """How much of an event was not so."""

    quantity = forms.IntegerField(label=_("How many were not so"), min_value=1, max_value=LARGEST)
    reason = forms.CharField(label=_("Reason"), max_length=200)


def numbers_in(values: list[str]) -> list[int]:
    """The numbers of an address; what is none is left out."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 18]


def channels_in(values: list[str]) -> list[str]:
    return [value for value in values if value in Channel.values]
