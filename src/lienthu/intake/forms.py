"""The shapes of what staff enter on the pages."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue import forms as forms_of_records
from lienthu.catalogue.forms import numbered
from lienthu.catalogue.words import ENCODING_NAMES
from lienthu.intake.models import Kind
from lienthu.lib.vietnamese import fold

AUTOMATIC = "auto"


class UploadForm(forms_of_records.UploadForm):
    """A library, what the file brings, and the file."""

    kind = forms.ChoiceField(label=_("What the file brings"), choices=Kind.choices)
    taken = _("Excel (XLSX) or CSV; of Koha the SQL dump, which may be compressed (gzip, zip).")
    field_order = ("library", "kind", "file")


class ReadingForm(forms.Form):
    """How a file is read, and the category of readers whose row says none."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[(AUTOMATIC, _("as detected")), *ENCODING_NAMES.items()], required=False
    )
    category = forms.ChoiceField(
        label=_("Category where the row says none"),
        required=False,
        help_text=_("By age: the one category that fits the date of birth."),
    )

    def __init__(self, *args: object, categories: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [("", _("by age")), *categories]

    def said(self) -> tuple[str, str]:
        """(encoding, category); "auto" and "" where nothing sensible was chosen."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        return chosen.get("encoding") or AUTOMATIC, chosen.get("category") or ""


def words_said(data: Mapping[str, str], name: str, allowed: Sequence[str]) -> dict[str, str] | None:
    """Folded word of the file → what it means, of the fields `NAME_word_0`, `NAME_0` …; None where there are none."""
    words, meant = numbered(data, f"{name}_word"), numbered(data, name)
    if words is None or meant is None:
        return None
    return {fold(word): value for word, value in zip(words, meant, strict=False) if not value or value in allowed}
