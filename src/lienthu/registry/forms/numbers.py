"""The number of a document that another room writes, drawn from the register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.federation.forms import DayField


class NumberForm(forms.Form):
    """The next number, or the one on paper; the room's service calls the fields so too."""

    symbol = forms.CharField(
        label=_("Number"), max_length=80, required=False,
        help_text=_("The next one stands there already; another one only where it was given on paper."),
    )  # fmt: skip
    carried = forms.BooleanField(label=_("The numbers before it were given on paper"), required=False)
    on = DayField(label=_("Date of the document"))
