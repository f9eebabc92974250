"""The field of a form in which a scale of prizes or grades is written, a line each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t

from lienthu.lib.tournaments import scales


class ScaleField(forms.CharField):
    """A scale of prizes, a line each; cleaned to what a table keeps."""

    widget = forms.Textarea({"rows": 5})

    def clean(self, value: Any) -> Any:
        try:
            return list(scales.read(super().clean(value) or ""))
        except scales.Unread as error:
            message = _t("“%(line)s” cannot be read. Write a prize as “Giải Nhất; 1; vàng” or “Giải A; ; từ 90”.")
            raise forms.ValidationError(message % {"line": error.args[0]}) from error
