"""What a page of targets asks for."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.federation.forms import DayField
from lienthu.lib.vietnamese import numbers


class NumberField(forms.CharField):
    """A number as people write it: 37.176.610, 37,176,610 or 0,45. What was understood is said back in words."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "number", "size": "14"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return numbers.read(text).value
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is no number. Write it as 37.176.610 or 0,45.") % {"text": text}
            ) from None


class TargetForm(forms.Form):
    value = NumberField(label=gettext_lazy("Target"), max_length=40)
    meant = forms.BooleanField(label=gettext_lazy("The target is meant so"), required=False)
    decision = forms.CharField(label=gettext_lazy("Number of the decision or plan"), required=False, max_length=80)
    decided_on = DayField(label=gettext_lazy("Day of the decision"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, is_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_change
        if not is_change:
            del self.fields["reason"]
        self._meant = self.fields["meant"]
        if "meant" not in self.data:  # it is asked only of a number far from what is known
            del self.fields["meant"]

    def ask(self, words: str) -> None:
        """Have it ticked that the number is meant."""
        rest = {name: field for name, field in self.fields.items() if name not in ("value", "meant")}
        self.fields = {"value": self.fields["value"], "meant": self._meant, **rest}
        self.add_error("value", words)

    def said(self) -> tuple[Decimal, str]:
        return self.cleaned_data["value"], self.cleaned_data.get("reason", "")


class SplitForm(forms.Form):
    """A number for each place; an empty one is left as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Why parts that hold already are changed"), required=False, max_length=300
    )

    def __init__(self, *args: Any, places: dict[str, str], beside: dict[str, str], **kwargs: Any) -> None:
        """`beside`: by place, what is known of it."""
        super().__init__(*args, **kwargs)
        for code, name in places.items():
            self.fields[code] = NumberField(label=name, help_text=beside[code], required=False, max_length=40)
        self.order_fields([*places, "reason"])
