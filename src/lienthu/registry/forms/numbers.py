"""The number of a document that another room writes, drawn from the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.federation.forms import DayField


class NumberForm(forms.Form):
    """The next number, or the one on paper; the room's service calls the fields so too.

    `asks_numbers` False: that those before it were given on paper is asked only once a number is not the next.
    """

    symbol = forms.CharField(
        label=_("Number"), max_length=40, required=False,
        help_text=_("The next one stands there already; another one only where it was given on paper."),
    )  # fmt: skip
    carried = forms.BooleanField(label=_("The numbers before it were given on paper"), required=False)
    on = DayField(label=_("Date of the document"))

    def __init__(self, *args: Any, asks_numbers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data if self.is_bound else self.initial
        if not said.get("symbol"):
            self.fields["symbol"].help_text = _(
                "Empty: the next number is given. Write one only where the document has one already: 09/NQ-LHTV."
            )
        if not asks_numbers:
            del self.fields["carried"]
