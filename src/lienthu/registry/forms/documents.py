"""What is entered of a document, and how the register is looked through."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.registry.models import Document, Kind
from lienthu.registry.rules.symbols import LONGEST_SIGN
from lienthu.registry.services.booking import Facts

Direction = Document.Direction
FILES = ".pdf,.docx"


def directions() -> list[tuple[str, Any]]:
    return [(one.value, capfirst(one.label)) for one in Direction]


class KindField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Administrative kinds in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Kind.objects.filter(is_law=False), to_field_name="key", **kwargs)


class SearchForm(forms.Form):
    """Part of a register."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    kind = KindField(label=_("Kind"), required=False, empty_label=_("all"))
    year = forms.TypedChoiceField(label=pgettext_lazy("calendar", "Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        for name, choices in (("direction", directions()), ("year", [(str(year), str(year)) for year in years])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
            field.choices = [*every, *choices]


class BookForm(forms.Form):
    """A document to be entered; which fields there are depends on its direction."""

    kind = KindField(label=_("Kind"), empty_label=None)
    symbol = forms.CharField(
        label=_("Number and symbol"),
        max_length=80,
        required=False,
        help_text=_("Empty: the next number is given. Write one only where the document has one already: 09/NQ-LHTV."),
    )
    carried = forms.BooleanField(label=_("The numbers before it were given on paper"), required=False)
    dated_on = DayField(label=_("Date of the document"))
    came_on = DayField(label=_("Came on"))
    subject = forms.CharField(
        label=pgettext_lazy("of a document", "Subject"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    issuer = forms.CharField(label=_("Issuing body"), max_length=200, required=False)
    signer = forms.CharField(label=_("Signer"), max_length=120, required=False)
    capacity = forms.CharField(label=_("Capacity of the signer"), max_length=200, required=False)
    recipients = forms.CharField(
        label=_("Recipients, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    file = forms.FileField(
        label=_("File (PDF or Word)"), required=False, widget=forms.ClearableFileInput(attrs={"accept": FILES})
    )

    def __init__(self, *args: Any, direction: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated_on"].initial = today
        if direction == Direction.INCOMING:
            for name in ("carried", "recipients"):
                del self.fields[name]
            self.fields["came_on"].initial = today
            self.fields["issuer"].required = self.fields["symbol"].required = True
            self.fields["symbol"].help_text = _("As its sender wrote it.")
            self.fields["kind"].initial = "cong-van"
        else:
            del self.fields["came_on"], self.fields["issuer"]

    def facts(self) -> Facts:
        said = self.cleaned_data
        return Facts(
            subject=said["subject"], dated_on=said["dated_on"], issuer=said.get("issuer", ""), signer=said["signer"],
            capacity=said["capacity"], recipients=said.get("recipients", ""), note=said["note"],
        )  # fmt: skip


class CorrectForm(forms.Form):
    """Words of an entry, and why they are mended."""

    subject = forms.CharField(
        label=pgettext_lazy("of a document", "Subject"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    issuer = forms.CharField(label=_("Issuing body"), max_length=200)
    signer = forms.CharField(label=_("Signer"), max_length=120, required=False)
    capacity = forms.CharField(label=_("Capacity of the signer"), max_length=200, required=False)
    recipients = forms.CharField(
        label=_("Recipients, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    reason = forms.CharField(label=_("Why the entry is corrected"), max_length=300)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=300)


class FileForm(forms.Form):
    file = forms.FileField(label=_("File (PDF or Word)"), widget=forms.ClearableFileInput(attrs={"accept": FILES}))


class IssuerForm(forms.Form):
    """How a register signs."""

    sign = forms.CharField(
        label=_("Abbreviation in the number"),
        max_length=LONGEST_SIGN,
        help_text=_("What stands behind the kind: LHTV in 09/NQ-LHTV."),
    )
    body = forms.CharField(label=_("Issuing body"), max_length=200)
    parent_body = forms.CharField(label=_("Body above"), max_length=200, required=False)
    place = forms.CharField(label=_("Place of issue"), max_length=80, required=False)
