"""The shapes of what staff enter on the catalogue's pages."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.federation.models import Organisation

FORMATS = [
    ("auto", _("as detected")),
    ("iso2709", "MARC 21 (ISO 2709)"),
    ("unimarc", "UNIMARC (ISO 2709)"),
    ("marcxml", "MARCXML"),
    ("json", "MARC-in-JSON"),
    ("isis", "CDS/ISIS (ISO)"),
    ("csv", "CSV"),
    ("xlsx", "Excel (XLSX)"),
]
ENCODINGS = [
    ("auto", _("as detected")),
    ("utf-8", "UTF-8"),
    ("marc-8", "MARC-8"),
    ("tcvn3", "TCVN3 (ABC)"),
    ("vni", "VNI-Windows"),
    ("viscii", "VISCII"),
    ("vps", "VPS"),
    ("cp1258", "Windows-1258"),
    ("latin-1", "Latin-1"),
]


class UploadForm(forms.Form):
    """A library and one of its files."""

    library = forms.ModelChoiceField(Organisation.objects.none(), label=_("Library"), to_field_name="code")
    file = forms.FileField(
        label=_("File"),
        help_text=_("MARC (ISO 2709, MARCXML, JSON), CDS/ISIS, CSV or Excel. It may be compressed with gzip."),
        allow_empty_file=True,
    )

    def __init__(self, *args: object, libraries: Sequence[tuple[Organisation, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["library"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        field.queryset = Organisation.objects.filter(pk__in=[library.pk for library, _name in libraries])
        field.choices = [(library.code, name) for library, name in libraries]


class ReadingForm(forms.Form):
    """How a file is to be read: what was detected, or what the librarian knows better."""

    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)

    def reading(self) -> tuple[str, str]:
        """Format and encoding as the reader takes them; "auto" where nothing (sensible) was chosen."""
        if not self.is_valid():
            return "auto", "auto"
        return self.cleaned_data["format"] or "auto", self.cleaned_data["encoding"] or "auto"


class MergeForm(forms.Form):
    """Another title that is the same edition."""

    other = forms.IntegerField(
        label=_("Number of the other title"), min_value=1, help_text=_("It stands in the address of its page: /t/123.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


class SplitForm(forms.Form):
    """Records that do not belong to the title."""

    records = forms.TypedMultipleChoiceField(label=_("Records to take out"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: object, records: Sequence[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["records"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 tells the type checker
        field.choices = [(record, str(record)) for record in records]
