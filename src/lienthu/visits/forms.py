"""The shapes of what is entered about visits, gates and computers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.federation.models import Site
from lienthu.ledger.models import AgeBand
from lienthu.visits.models import Computer, VisitRule
from lienthu.visits.models.counts import LARGEST
from lienthu.visits.reading import LARGEST_COUNT

BANDS = [
    (AgeBand.ADULT.value, _("Adults")),
    (AgeBand.CHILD.value, _("Children")),
    (AgeBand.NOT_SAID.value, _("Not told apart")),
]
PERIODS = [("day", _("Day")), ("week", _("Week")), ("month", _("Month"))]


class _WithSites(forms.Form):
    """A form that offers the sites of the library, and none where it has none."""

    def __init__(self, *args: Any, sites: Sequence[Site], all_sites: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.pk): site for site in sites}
        field = self.fields["site"]
        if isinstance(field, forms.ChoiceField):
            nothing = _("All sites") if all_sites else _("The whole library")
            field.choices = [("", nothing), *((key, site.name) for key, site in self.sites.items())]
        if not sites:
            del self.fields["site"]

    def chosen_site(self) -> Site | None:
        """The site that was chosen; None for all, or the whole library."""
        return self.sites.get(self.cleaned_data.get("site") or "")


class GroupForm(forms.Form):
    """How many came together."""

    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=LARGEST)
    age_band = forms.ChoiceField(label=pgettext_lazy("visitors", "Who"), choices=BANDS, required=False)


class PeriodForm(_WithSites):
    """Which days a report is of."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS)
    day = DayField(label=_("Day in it"))
    site = forms.ChoiceField(label=_("Site"), required=False)


class WriteInForm(_WithSites):
    """Visitors who were not counted when they came."""

    day = DayField(label=_("Day"))
    hour = forms.IntegerField(label=_("Hour"), min_value=0, max_value=23, help_text=_("9 for 9:00 to 10:00."))
    site = forms.ChoiceField(label=_("Site"), required=False)
    age_band = forms.ChoiceField(label=pgettext_lazy("visitors", "Who"), choices=BANDS, required=False)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=LARGEST)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def came_at(self) -> datetime:
        day: date = self.cleaned_data["day"]
        return timezone.make_aware(datetime(day.year, day.month, day.day, self.cleaned_data["hour"]))  # noqa: DTZ001


class CorrectionForm(forms.Form):
    """How many it really were, and why."""

    quantity = forms.IntegerField(label=_("How many it really were"), min_value=0, max_value=LARGEST_COUNT)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class GateForm(_WithSites):
    name = forms.CharField(label=_("Name of the gate"), max_length=80, help_text=_("For instance: main door."))
    site = forms.ChoiceField(label=_("Site"), required=False)
    both_ways = forms.BooleanField(
        label=_("It counts people coming and going: two passages are one visit"), required=False
    )
    retired = forms.BooleanField(label=_("It is no longer there"), required=False)


class GateFileForm(forms.Form):
    file = forms.FileField(label=_("File of the gate"), help_text=_("CSV or Excel (XLSX), up to 5 MB."))


class ColumnsForm(forms.Form):
    """Which column of a gate's file is what."""

    date = forms.ChoiceField(label=_("Column of the date"))
    hour = forms.ChoiceField(label=_("Column of the hour"), help_text=_("May be the same column as the date."))
    count_in = forms.ChoiceField(label=_("Column of the count, or of those who came in"))
    count_out = forms.ChoiceField(label=_("Column of those who went out"), required=False)

    def __init__(self, *args: Any, header: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "—"), *((heading, heading) for heading in header)]

    def columns(self) -> dict[str, str]:
        entered = self.cleaned_data
        told = {
            "date": entered["date"],
            "hour": entered["hour"],
            "in": entered["count_in"],
            "out": entered["count_out"],
        }
        return {target: heading for target, heading in told.items() if heading}


class ComputerForm(_WithSites):
    name = forms.CharField(label=_("Name of the computer"), max_length=40, help_text=_("As it stands on it: Máy 1."))
    site = forms.ChoiceField(label=_("Site"), required=False)
    for_children = forms.BooleanField(label=_("For children first: a filter is set up on it"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[(choice.value, capfirst(choice.label)) for choice in Computer.State]
    )


class VisitorForm(forms.Form):
    """Who sits down: a card, or a guest."""

    card = forms.CharField(label=_("Card"), max_length=40, required=False, help_text=_("Empty for a guest."))
    age_band = forms.ChoiceField(label=_("Guest"), choices=BANDS[:2], required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        help_text=_("Empty: as the library's terms have it."),
        min_value=5,
        max_value=24 * 60,
        required=False,
    )


class ReservationForm(VisitorForm):
    from_at = forms.TimeField(
        label=_("From (time of today)"),
        input_formats=("%H:%M", "%Hh%M", "%H.%M"),
        widget=forms.TextInput(attrs={"placeholder": "14:30", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the time as 14:30.")},
    )
    field_order = ("from_at", "card", "age_band", "minutes")


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The organisation's own terms; empty fields inherit."""

    computers_until = forms.TimeField(
        label=_("Computers are switched off at"),
        required=False,
        input_formats=("%H:%M", "%Hh%M", "%H.%M"),
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "17:00", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the time as 14:30.")},
    )

    start_page = forms.URLField(label=_("First page on a public computer"), required=False, assume_scheme="https")

    class Meta:
        model = VisitRule
        fields = (
            "card_hours",
            "session_minutes",
            "extension_minutes",
            "keep_minutes",
            "computers_until",
            "start_page",
            "children_hint",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))


class AllotmentForm(forms.Form):
    age_band = forms.ChoiceField(label=_("Age"), choices=[("", _("Everybody")), *BANDS[:2]], required=False)
    category = forms.ChoiceField(label=_("Patron category"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes a day"), min_value=0, max_value=24 * 60, help_text=_("0: not at the computers.")
    )

    def __init__(self, *args: Any, categories: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Every category")), *categories]


class TrolleyForm(forms.Form):
    codes = forms.CharField(
        label=_("Barcodes or accession numbers"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        help_text=_("Scan one after the other; each stands on a line of its own."),
        max_length=20_000,
    )
