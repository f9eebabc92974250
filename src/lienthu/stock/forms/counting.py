"""The shapes of what is entered in a stocktaking."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.federation.forms import DayField
from lienthu.federation.models import Site
from lienthu.stock.rules.counting import LONGEST_CODE
from lienthu.stock.services.stocktakings import Minutes, Part

LARGEST_LIST = 1_000_000  # bytes of an uploaded list of codes
_PARTS = re.compile(r"\s*[;\t]\s*|\s+[–-]\s+|\s*,\s+")


class OpenForm(forms.Form):
    """What is counted."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    site = forms.ModelChoiceField(
        Site.objects.none(), label=gettext_lazy("Place"), required=False, empty_label=gettext_lazy("every place")
    )
    shelf = forms.ChoiceField(label=gettext_lazy("Shelf or room"), required=False)
    first_call = forms.CharField(
        label=gettext_lazy("From call number"), max_length=80, required=False, help_text=gettext_lazy("Such as 800")
    )
    last_call = forms.CharField(
        label=gettext_lazy("To call number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Such as 899: what begins with it is included."),
    )

    def __init__(self, *args: Any, sites: Sequence[Site], shelves: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site, shelf = self.fields["site"], self.fields["shelf"]
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(shelf, forms.ChoiceField)  # noqa: S101
        site.queryset = Site.objects.filter(pk__in=[each.pk for each in sites])
        shelf.choices = [("", _("every shelf")), *((code, code) for code in shelves)]
        if len(sites) < 2:
            del self.fields["site"]
        if not shelves:
            del self.fields["shelf"]

    def part(self) -> Part:
        """Of a valid form."""
        said = self.cleaned_data
        return Part(
            site=said.get("site"),
            shelf=said.get("shelf", ""),
            first_call=said["first_call"],
            last_call=said["last_call"],
        )


class ScanForm(forms.Form):
    """One code."""

    code = forms.CharField(max_length=10 * LONGEST_CODE, required=False)
    in_order = forms.BooleanField(required=False)


class CodesForm(forms.Form):
    """A list of codes: pasted, or a file of a scanner with a memory."""

    codes = forms.CharField(
        label=gettext_lazy("Codes, one on each line"), widget=forms.Textarea(attrs={"rows": 8}), required=False
    )
    file = forms.FileField(
        label=gettext_lazy("Or a text file from the scanner"), required=False, allow_empty_file=True, max_length=255
    )
    in_order = forms.BooleanField(
        label=gettext_lazy("They were scanned along the shelf: say which books stand in the wrong place"),
        required=False,
    )

    def lines(self) -> list[str]:
        """Of a valid form: the lines of the box and of the file; of a line with columns, the first."""
        texts = [self.cleaned_data["codes"]]
        if file := self.cleaned_data["file"]:
            texts.append(file.read(LARGEST_LIST + 1)[:LARGEST_LIST].decode("utf-8-sig", errors="replace"))
        lines = [line for text in texts for line in text.splitlines()]
        return [re.split(r"[;\t,]", line)[0].strip(' "') for line in lines]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file is too large for a list of codes. Send a text file."))
        return file


class MinutesForm(forms.Form):
    """What the minutes say besides the figures."""

    held_on = DayField(label=gettext_lazy("Day of the minutes"))
    number = forms.CharField(label=gettext_lazy("Number of the minutes"), max_length=60, required=False)
    place = forms.CharField(
        label=gettext_lazy("Place where they are written"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Stands before the date, such as: xã Đồng Sen"),
    )
    commission = forms.CharField(
        label=gettext_lazy("Commission"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy("One member on each line, the head first: name; position; part in the commission."),
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks and proposals"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def minutes(self) -> Minutes:
        """Of a valid form."""
        said = self.cleaned_data
        return Minutes(
            held_on=said["held_on"],
            number=said["number"],
            place=said["place"],
            commission=[_member(line) for line in said["commission"].splitlines() if line.strip()],
            remarks=said["remarks"],
        )


def _member(line: str) -> tuple[str, str, str]:
    """ "Nguyễn Văn A; Phó giám đốc; Trưởng ban" as three facts; what is not said is empty."""
    name, position, part, *_rest = [*_PARTS.split(line.strip(), maxsplit=2), "", "", ""]
    return name, position, part


class ReasonForm(forms.Form):
    """Why something is done that is not done every day."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
