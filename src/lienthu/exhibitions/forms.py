"""The shapes of what is entered about exhibitions."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.exhibitions.models import Exhibition
from lienthu.federation.forms import DayField
from lienthu.federation.models import Site


class ExhibitionForm(forms.Form):
    form = forms.ChoiceField(label=_("Form"), choices=[(each.value, capfirst(each.label)) for each in Exhibition.Form])
    name = forms.CharField(label=_("Name"), max_length=200)
    occasion = forms.CharField(label=_("Occasion"), max_length=200, required=False)
    theme = forms.CharField(label=_("Theme"), max_length=200, required=False)
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))
    site = forms.ModelChoiceField(queryset=Site.objects.none(), label=_("At our site"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    about = forms.CharField(
        label=_("Introduction"), required=False, max_length=6000, widget=forms.Textarea({"rows": 5})
    )
    is_public = forms.BooleanField(label=_("Show it to the public, with books and panels"), required=False)

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = sites


class CopyForm(forms.Form):
    code = forms.CharField(
        label=_("Barcode or accession number"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    note = forms.CharField(label=_("Why it is shown"), max_length=300, required=False)


class PanelForm(forms.Form):
    title = forms.CharField(label=_("Heading"), max_length=200)
    text = forms.CharField(label=_("Text"), required=False, max_length=6000, widget=forms.Textarea({"rows": 6}))
    picture = forms.FileField(
        label=_("Picture (JPEG or PNG)"), required=False, help_text=_("Where a picture was taken is removed from it."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png"}),
    )  # fmt: skip
    caption = forms.CharField(label=_("What the picture shows"), max_length=200, required=False)
    source = forms.CharField(label=_("Source of the picture"), max_length=200, required=False)


class CountForm(forms.Form):
    on = DayField(label=pgettext_lazy("count", "Day"))
    visitors = forms.IntegerField(label=_("Visitors"), min_value=0, max_value=100_000)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
