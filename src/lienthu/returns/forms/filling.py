"""The small forms around a return: a workbook, a scanned paper, an address."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.common.uploads import is_readable, media_type
from lienthu.returns.services.workbooks import LARGEST

LARGEST_PAPER = 8_000_000


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Filled-in template"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than a filled-in template ever is."))
        return found


class PaperForm(forms.Form):
    paper = forms.FileField(
        label=gettext_lazy("Scan or photograph of the paper"),
        help_text=gettext_lazy("A picture or a PDF of at most 8 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def clean_paper(self) -> Any:
        found = self.cleaned_data["paper"]
        if found.size > LARGEST_PAPER or media_type(found) is None:
            raise forms.ValidationError(_("A picture or a PDF of at most 8 MB."))
        if not is_readable(found):
            raise forms.ValidationError(_("The picture cannot be read. Take another copy of it."))
        return found


class LinkForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("The name stands with the return: Nguyễn Thị Lan, thủ thư xã Yên Phúc."),
        max_length=120,
    )
