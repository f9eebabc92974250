"""What is entered of copies, series, call numbers, labels and registers."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from lienthu.catalogue.models import Copy
from lienthu.cataloguing.models import AccessionSeries, ShelvingRules, Source
from lienthu.cataloguing.services.accessions import MOST_AT_ONCE
from lienthu.cataloguing.services.labels import FARTHEST, Code, LabelKind, Print
from lienthu.federation.forms import DayField
from lienthu.federation.models import Organisation, Site
from lienthu.federation.queries import sites_of
from lienthu.lib.shelving import callnumbers, numbers
from lienthu.lib.shelving.sheets import Sheet
from lienthu.lib.vietnamese.numbers import written

_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+")


class MoneyField(forms.Field):
    """A sum in whole đồng as people write it: 85000, 85.000, 85 000 đ."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "12"})
    default_error_messages = {"invalid": _("Write the sum in whole đồng, such as 85.000.")}

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip().lower().removesuffix("đồng").removesuffix("vnđ").removesuffix("đ").strip()
        if not text:
            return None
        if not _GROUPED.fullmatch(text) or len(text) > 20:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(re.sub(r"\D", "", text))

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, int) else value


def places_for(library: Organisation, day: Any) -> QuerySet[Site]:
    """Where new copies may have their place: books go to deposit sites and stops for a while only."""
    return sites_of([library.pk], day).exclude(kind__in=(Site.Kind.DEPOSIT, Site.Kind.STOP))


def span_of(first: object, last: object) -> str:
    """Numbers that follow each other, in words; one stands alone."""
    if str(first) == str(last):
        return str(first)
    return pgettext("numbers", "%(first)s to %(last)s") % {"first": first, "last": last}


def offered(choices: Any) -> list[tuple[str, str]]:
    """The choices with a capital letter, as a list on a page has them."""
    return [(value, capfirst(label)) for value, label in choices]


class CameForm(forms.Form):
    """How copies came: said once of all that are entered together."""

    on = DayField(label=_("Entered on"))
    source = forms.ChoiceField(label=_("Source"), choices=lambda: offered(Source.choices), initial=Source.PURCHASE)
    price = MoneyField(label=_("Price of one copy (đồng)"), required=False)
    from_whom = forms.CharField(label=_("From whom"), max_length=200, required=False)
    document = forms.CharField(label=_("Document number"), max_length=60, required=False)
    document_on = DayField(label=_("Document date"), required=False)


class EntryForm(CameForm):
    """Copies to add to a record."""

    series = forms.ModelChoiceField(
        AccessionSeries.objects.none(), label=_("Series of accession numbers"), required=False, empty_label=None
    )
    count = forms.IntegerField(label=_("Copies"), min_value=1, max_value=MOST_AT_ONCE, initial=1)
    numbers = forms.CharField(
        label=_("Numbers that stand on the books already"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only instead of a series: one number a line."),
    )
    barcodes = forms.CharField(
        label=_("Barcodes stuck on already"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only where they are not the accession numbers: scan one after the other."),
    )
    call_number = forms.CharField(label=_("Call number"), max_length=80, required=False)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Place"), required=False, empty_label=_("no place said"))
    shelf = forms.CharField(label=_("Shelf"), max_length=60, required=False)
    in_process = forms.BooleanField(label=_("Still being processed: not to be lent yet"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    field_order = (
        "count", "series", "call_number", "site", "shelf", "source", "price", "from_whom", "document",
        "document_on", "on", "in_process", "numbers", "barcodes", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, library: Organisation, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_series = AccessionSeries.objects.filter(library=library, closed_on=None)
        series, site = self.fields["series"], self.fields["site"]
        assert isinstance(series, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101
        series.queryset, site.queryset = open_series, places_for(library, day)

    def entered(self) -> dict[str, Any]:
        """The facts of `services.copies.Entry` in a valid form."""
        said = dict(self.cleaned_data)
        status = Copy.Status.IN_PROCESS if said.pop("in_process") else Copy.Status.AVAILABLE
        typed, barcodes = said.pop("numbers").split("\n"), said.pop("barcodes").split()
        own = tuple(number.strip() for number in typed if number.strip())
        if own:
            said["series"] = None
        return said | {"numbers": own, "barcodes": tuple(barcodes), "status": status}


class CopyForm(CameForm):
    """A copy that is corrected."""

    call_number = forms.CharField(label=_("Call number"), max_length=80, required=False)
    shelf = forms.CharField(label=_("Shelf"), max_length=60, required=False)
    barcode = forms.CharField(label=_("Barcode"), max_length=60, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    remark = forms.CharField(label=_("Remark in the register"), max_length=300, required=False)

    field_order = ("call_number", "shelf", "barcode", "note", "source", "price", "from_whom", "document", "document_on")

    def __init__(self, *args: Any, registered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        if not registered:
            for name in ("source", "price", "from_whom", "document", "document_on", "remark"):
                del self.fields[name]


class SeriesForm(forms.Form):
    """A series of accession numbers."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("The collection or room, such as: Kho mượn"))
    leading = forms.CharField(
        label=_("Prefix"),
        max_length=20,
        required=False,
        help_text=_("Stands before each number, such as VL. – with {year} or {yy} for a series by year."),
    )
    width = forms.IntegerField(label=_("Figures"), min_value=1, max_value=numbers.WIDEST, initial=6)
    yearly = forms.BooleanField(label=_("Begins again each year"), required=False)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Place"), required=False, empty_label=_("no place said"))
    first = forms.IntegerField(
        label=_("First number"),
        min_value=1,
        required=False,
        help_text=_("Left empty, it goes on behind the highest number that is stored with this prefix."),
    )

    def __init__(self, *args: Any, library: Organisation, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = self.fields["site"]
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        site.queryset = places_for(library, day)


class ShelvingForm(forms.Form):
    """How a library makes its call numbers."""

    pattern = forms.CharField(label=_("Pattern"), max_length=callnumbers.LONGEST_PATTERN)
    leading = forms.CharField(label=_("Prefix"), max_length=20, required=False)
    mark_of = forms.ChoiceField(label=_("Mark of"), choices=lambda: offered(ShelvingRules.MarkOf.choices))
    mark_kind = forms.ChoiceField(label=_("Kind of mark"), choices=lambda: offered(ShelvingRules.MarkKind.choices))
    letters = forms.IntegerField(label=_("Letters of a mark by letters"), min_value=1, max_value=6)
    whole_onset = forms.BooleanField(
        label=_("Take the whole consonants of the second syllable (CH, not C)"), required=False
    )
    next_syllable = forms.BooleanField(
        label=_("Of an author take the syllable after the family name, not the given name"), required=False
    )
    barcode_is_number = forms.BooleanField(label=_("The accession number is the barcode too"), required=False)
    own_table = forms.BooleanField(label=_("Use the library's own table of rhymes"), required=False)
    rhymes = forms.CharField(
        label=_("Table of rhymes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("One rhyme and its number a line, such as: uyên 527"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = ", ".join(f"{{{name}}}" for name in callnumbers.FIELDS)
        self.fields["pattern"].help_text = _("May have %(fields)s; what stands in [ ] is left out when empty.") % {
            "fields": fields
        }


class LabelsForm(forms.Form):
    """How labels are printed."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    kind = forms.ChoiceField(label=_("Labels"), choices=lambda: offered(LabelKind.choices), initial=LabelKind.PAIR)
    code = forms.ChoiceField(label=_("Kind of code"), choices=lambda: offered(Code.choices), initial=Code.CODE128)
    skipped = forms.IntegerField(
        label=_("Labels gone from the first sheet"), min_value=0, max_value=500, initial=0, required=False
    )
    shift_x = forms.FloatField(
        label=_("Shift to the right (mm)"), min_value=-FARTHEST, max_value=FARTHEST, initial=0, required=False
    )
    shift_y = forms.FloatField(
        label=_("Shift down (mm)"), min_value=-FARTHEST, max_value=FARTHEST, initial=0, required=False
    )
    outlines = forms.BooleanField(label=_("Print the outlines"), required=False)

    def __init__(self, *args: Any, sheets: Mapping[str, Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [(key, sheet.name) for key, sheet in sheets.items()]

    def how(self) -> Print:
        """The print that a valid form asks for."""
        said = self.cleaned_data
        return Print(
            sheet=self.sheets[said["sheet"]],
            kind=LabelKind(said["kind"]),
            code=Code(said["code"]),
            skipped=said["skipped"] or 0,
            shift_x=said["shift_x"] or 0.0,
            shift_y=said["shift_y"] or 0.0,
            outlines=said["outlines"],
        )


class SheetForm(forms.Form):
    """A sheet of labels of the library's own, in millimetres."""

    name = forms.CharField(label=_("Name"), max_length=80)
    columns = forms.IntegerField(label=_("Columns of labels"), min_value=1, max_value=20)
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=40)
    width = forms.FloatField(label=_("Label width (mm)"), min_value=8, max_value=210)
    height = forms.FloatField(label=_("Label height (mm)"), min_value=8, max_value=297)
    left = forms.FloatField(label=_("Left margin (mm)"), min_value=0, max_value=100, initial=0)
    top = forms.FloatField(label=_("Top margin (mm)"), min_value=0, max_value=100, initial=0)
    gap_x = forms.FloatField(label=_("Gap between columns (mm)"), min_value=0, max_value=50, initial=0)
    gap_y = forms.FloatField(label=_("Gap between rows (mm)"), min_value=0, max_value=50, initial=0)


class RegisterForm(forms.Form):
    """Which part of the register, and as what."""

    series = forms.ModelChoiceField(
        AccessionSeries.objects.none(), label=_("Number series"), required=False, empty_label=_("all numbers")
    )
    first = forms.CharField(label=_("From number"), max_length=numbers.LONGEST, required=False)
    last = forms.CharField(label=_("To number"), max_length=numbers.LONGEST, required=False)
    since = DayField(label=_("Entered from"), required=False)
    until = DayField(label=_("Entered to"), required=False)

    def __init__(self, *args: Any, library: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series = self.fields["series"]
        assert isinstance(series, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        series.queryset = AccessionSeries.objects.filter(library=library)
