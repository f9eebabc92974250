"""The shapes of what staff enter on the catalogue's pages."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.words import ENCODING_NAMES, FORMAT_NAMES
from lienthu.federation.models import Organisation
from lienthu.lib.marc.copies import KNOWN

AUTOMATIC = "auto"
LARGEST_NUMBER = 2**63 - 1  # of a title, in both databases


class UploadForm(forms.Form):
    """A library and one of its files."""

    library = forms.ModelChoiceField(Organisation.objects.none(), label=_("Library"), to_field_name="code")
    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=255)
    taken = _("MARC (ISO 2709, MARCXML, JSON), CDS/ISIS, CSV or Excel. It may be compressed (zip, gzip).")

    def __init__(self, *args: object, libraries: Sequence[tuple[Organisation, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["library"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        field.queryset = Organisation.objects.filter(pk__in=[library.pk for library, _name in libraries])
        field.choices = [(library.code, name) for library, name in libraries]
        self.fields["file"].help_text = self.taken


class ReadingForm(forms.Form):
    """How a file is to be read: what was detected, or what the librarian knows better."""

    format = forms.ChoiceField(label=_("Format"), choices=[("auto", _("as detected")), *FORMAT_NAMES.items()])
    encoding = forms.ChoiceField(label=_("Encoding"), choices=[("auto", _("as detected")), *ENCODING_NAMES.items()])

    def reading(self) -> tuple[str, str]:
        """Format and encoding as the reader takes them; "auto" and "" where nothing (sensible) was chosen."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        return chosen.get("format") or "auto", chosen.get("encoding") or ""


class ProfileForm(forms.Form):
    """How one library's files are to be read, as far as it is not told column by column and place by place."""

    encoding = forms.ChoiceField(
        label=_("Encoding"),
        choices=[(AUTOMATIC, _("as detected, file by file")), *ENCODING_NAMES.items()],
        help_text=_("Fix it only where the detection goes wrong again and again."),
    )
    layout = forms.ChoiceField(
        label=_("Where records say which copies there are"),
        help_text=_("The fields in which your system writes barcodes, accession numbers and shelves."),
    )
    forget = forms.BooleanField(label=_("Forget what the columns of this library's tables hold"), required=False)

    def __init__(self, *args: object, own_layout: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["layout"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = layout_choices(own_layout)

    def said(self, name: str) -> str:
        """The choice of a valid form, "" where it is the automatic one."""
        chosen: str = self.cleaned_data[name]
        return "" if chosen == AUTOMATIC else chosen


def layout_choices(own: str = "") -> list[tuple[str, str]]:
    """The automatic choice, then the known layouts of copies by name; `own` is one that only this library has."""
    names = [mapping.name for mapping in KNOWN]
    if own and own not in names:
        names.insert(0, own)
    return [(AUTOMATIC, str(_("recognised record by record"))), *((name, name) for name in names)]


class MergeForm(forms.Form):
    """Another title that is the same edition."""

    other = forms.IntegerField(label=_("Number of the other title"), min_value=1, max_value=LARGEST_NUMBER)
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


def numbered(data: Mapping[str, str], name: str) -> list[str] | None:
    """The values of `name_0`, `name_1` … as far as they go on; None when there is no `name_0`."""
    values: list[str] = []
    while (value := data.get(f"{name}_{len(values)}")) is not None:
        values.append(value)
    return values or None
