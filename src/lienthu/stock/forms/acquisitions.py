"""What is entered of orders, gifts and what comes in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.cataloguing.forms.numbers import MoneyField, places_for
from lienthu.cataloguing.models import AccessionSeries
from lienthu.federation.forms import DayField
from lienthu.federation.models import Organisation, Site
from lienthu.stock.models import Acquisition, Budget, Line, Partner
from lienthu.stock.services.acquisitions import MOST_COPIES

CHOSEN_KIND = {Acquisition.Kind.ORDER: Partner.Kind.SUPPLIER, Acquisition.Kind.GIFT: Partner.Kind.DONOR}


class BeginForm(forms.Form):
    """An order or a gift, with a supplier or donor who is known, or a new one."""

    partner = forms.ModelChoiceField(Partner.objects.none(), required=False, empty_label=_("somebody new"))
    name = forms.CharField(label=_("New: name"), max_length=200, required=False)
    address = forms.CharField(label=_("New: address"), max_length=255, required=False)
    phone = forms.CharField(label=_("New: telephone"), max_length=40, required=False)
    tax_code = forms.CharField(label=_("New: tax code"), max_length=20, required=False)
    budget = forms.ModelChoiceField(
        Budget.objects.none(), label=_("Budget line"), required=False, empty_label=_("without a budget line")
    )
    on = DayField()
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, library: Organisation, kind: Acquisition.Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner, budget = self.fields["partner"], self.fields["budget"]
        assert isinstance(partner, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(budget, forms.ModelChoiceField)  # noqa: S101
        partner.queryset = Partner.objects.filter(library=library, kind=CHOSEN_KIND[kind])
        budget.queryset = Budget.objects.filter(library=library)
        order = kind == Acquisition.Kind.ORDER
        partner.label = _("Supplier") if order else _("Donor")
        self.fields["on"].label = _("Date of the order") if order else _("Handed over on")
        if not order:
            del self.fields["budget"], self.fields["tax_code"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("partner") and not said.get("name", "").strip():
            self.add_error("name", _("Choose from the list, or write the name of somebody new."))
        return said


class LineForm(forms.Form):
    """One book."""

    title = forms.CharField(label=_("Title of the book"), max_length=500)
    author = forms.CharField(label=_("Author"), max_length=200, required=False)
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    year = forms.CharField(label=_("Year"), max_length=10, required=False)
    isbn = forms.CharField(label=_("ISBN"), max_length=20, required=False)
    quantity = forms.IntegerField(label=_("Number of copies"), min_value=1, max_value=MOST_COPIES, initial=1)
    price = MoneyField(label=_("Price of one copy (đồng)"), required=False)
    record = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DeliveryForm(forms.Form):
    """What is said once of everything that comes in; beside it a number for each book."""

    series = forms.ModelChoiceField(
        AccessionSeries.objects.none(), label=_("Series of accession numbers"), empty_label=None
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Place"), required=False, empty_label=_("no place said"))
    on = DayField(label=_("Entered on"))
    document = forms.CharField(label=_("Document number"), max_length=60, required=False)
    document_on = DayField(label=_("Document date"), required=False)
    in_process = forms.BooleanField(label=_("Still being processed: not to be lent yet"), required=False)

    def __init__(self, *args: Any, library: Organisation, day: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series, site = self.fields["series"], self.fields["site"]
        assert isinstance(series, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101
        series.queryset = AccessionSeries.objects.filter(library=library, closed_on=None)
        site.queryset = places_for(library, day)
        self.keys = [line.pk for line in lines if line.missing]
        for line in lines:
            if line.missing:
                self.fields[f"count_{line.pk}"] = forms.IntegerField(
                    label=_("Came now: %(title)s") % {"title": line.title},
                    min_value=0,
                    max_value=line.missing,
                    required=False,
                    initial=line.missing,
                    widget=forms.NumberInput(attrs={"class": "input"}),
                )

    def counts(self) -> dict[int, int]:
        """Key of a line → copies that came, in a valid form."""
        return {key: self.cleaned_data[f"count_{key}"] or 0 for key in self.keys}


class BudgetForm(forms.Form):
    """A budget line of a year."""

    year = forms.IntegerField(label=_("Budget year"), min_value=1990, max_value=2200)
    name = forms.CharField(label=_("Name of the budget line"), max_length=120)
    amount = MoneyField(label=_("Amount (đồng)"))


class LetterForm(forms.Form):
    """What a letter of thanks needs besides the gift."""

    number = forms.CharField(label=_("Letter number"), max_length=40, required=False)
    place = forms.CharField(label=_("Place of issue"), max_length=80)
    on = DayField(label=_("Date of the letter"))
    position = forms.CharField(label=_("Position of the signer"), max_length=80, initial="Giám đốc")
    signed_by = forms.CharField(label=_("Signed by"), max_length=80, required=False)
