"""What is entered of gifts and exchanges."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.cataloguing.forms.numbers import places_for
from lienthu.cataloguing.models import AccessionSeries
from lienthu.federation.forms import DayField, OrganisationField
from lienthu.federation.models import Federation, Organisation, Site
from lienthu.registry.forms.numbers import RegisterForm

MOST_BYTES = 2 * 1024 * 1024


class GiftForm(forms.Form):
    """To whom, and on what occasion."""

    recipient = OrganisationField(
        label=_("Library on this hub (code)"), required=False, help_text=_("Begin to type the name and choose it.")
    )
    recipient_name = forms.CharField(label=_("Or somebody else, by name"), max_length=200, required=False)
    donor = forms.CharField(
        label=_("On behalf of a donor"), max_length=200, required=False,
        help_text=_("Leave it empty when the library itself gives. A donor's gift is not counted as given by you."),
    )  # fmt: skip
    on = DayField(label=_("Day of the gift"))
    occasion = forms.CharField(label=pgettext_lazy("gift", "Occasion"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and bool(said.get("recipient")) == bool(said.get("recipient_name", "").strip()):
            self.add_error("recipient", _("Say who gets the books: a library of the hub, or a name; not both."))
        return said


class ListForm(forms.Form):
    """Books that come on a list."""

    text = forms.CharField(
        label=_("Scan or paste"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=200_000,
        help_text=_("One line each: the code of a copy, or title; author; number of copies."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a table (Excel, CSV)"), required=False,
        help_text=_("With the headings Mã vạch or Nhan đề, Tác giả, ISBN, Số bản."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than 2 MB. Take only the table that is needed."))
        if not self.errors and not said.get("text", "").strip() and file is None:
            self.add_error("text", _("Scan or paste something, or choose a file."))
        return said


class TermsForm(forms.Form):
    """By which document the books change hands, and how the recipient enters them."""

    on = DayField(label=_("Handed over on"))
    document = forms.CharField(
        label=_("Number of the decision"), max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "25/QĐ-TVT"}),
    )  # fmt: skip
    document_on = DayField(label=_("Date of the decision"), required=False)
    series = forms.ModelChoiceField(
        AccessionSeries.objects.none(), label=_("Recipient's series of accession numbers"), required=False,
        empty_label=_("the recipient gives numbers later"),
    )  # fmt: skip
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Place at the recipient's"), required=False, empty_label=_("no place said")
    )

    def __init__(self, *args: Any, recipient: Organisation | None, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series, site = self.fields["series"], self.fields["site"]
        assert isinstance(series, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101
        if recipient is None:
            del self.fields["series"], self.fields["site"]
        else:
            series.queryset = AccessionSeries.objects.filter(library=recipient, closed_on=None)
            site.queryset = places_for(recipient, day)


class HandOverForm(TermsForm, RegisterForm):
    """How the giver hands the books over: by a decision of its own, numbered by its register, or of another body."""

    document = None  # type: ignore[assignment]  # its number
    document_on = DayField(
        label=_("Date of the decision"), required=False, help_text=_("Empty: the day on which the books change hands.")
    )
    field_order = ("on", "register", "number", "carried", "document_on", "series", "site")

    def terms(self) -> dict[str, Any]:
        """What `handing.Terms` takes."""
        said = dict(self.cleaned_data)
        return said | {"document": said.pop("number")}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=pgettext_lazy("gift", "Why the books are taken back"), max_length=200)


class RoundForm(forms.Form):
    """A new round."""

    federation = forms.ModelChoiceField(Federation.objects.none(), label=_("Federation"), empty_label=None)
    name = forms.CharField(label=_("Name of the round"), max_length=200)
    until = DayField(label=_("Offers and wishes until"), required=False)
    only_wishes = forms.BooleanField(
        label=_("Only what was asked for"), required=False,
        help_text=_("Otherwise copies that nobody asked for go to members who lack the title."),
    )  # fmt: skip

    def __init__(self, *args: Any, federations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["federation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        field.queryset = federations


class OfferForm(forms.Form):
    """Titles that a member can spare."""

    text = forms.CharField(
        label=_("Titles that you can spare"), widget=forms.Textarea(attrs={"rows": 4}), max_length=100_000,
        help_text=_("One line each: the code of one copy (once for each copy), or title; author; number of copies."),
    )  # fmt: skip


class ConfirmForm(RegisterForm):
    """The document that makes a proposal binding."""

    on = DayField(label=_("Confirmed on"))
