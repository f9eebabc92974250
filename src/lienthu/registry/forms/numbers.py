"""The number of a document that another room writes, drawn from the register."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lienthu.federation.forms import DayField
from lienthu.registry.queries.holders import Holder, issuer_of

ELSEWHERE = "elsewhere"


class NumberForm(forms.Form):
    """The next number, or the one on paper; the room's service calls the fields so too.

    `asks_numbers` False: that those before it were given on paper is asked only once a number is not the next.
    """

    symbol = forms.CharField(
        label=_("Number"), max_length=40, required=False,
        help_text=_("The next one stands there already; another one only where it was given on paper."),
    )  # fmt: skip
    carried = forms.BooleanField(label=_("The numbers before it were given on paper"), required=False)
    on = DayField(label=_("Date of the document"))

    def __init__(self, *args: Any, asks_numbers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data if self.is_bound else self.initial
        if not said.get("symbol"):
            self.fields["symbol"].help_text = _(
                "Empty: the next number is given. Write one only where the document has one already: 09/NQ-LHTV."
            )
        if not asks_numbers:
            del self.fields["carried"]


class RegisterForm(forms.Form):
    """A document of one's own register, which numbers it, or of another body, with the number on its paper.

    `said` has the register itself, None for another body's. A subclass with `needless` takes no document too.
    """

    needless: str | Promise = ""  # what to call that there is no document
    register = forms.ChoiceField(
        label=_("Whose decision it is"), required=False,
        help_text=_("Of one's own register the number comes from there; another body's is written as on its paper."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number"), max_length=60, required=False,
        help_text=_("Empty: the next number of the register. Of another body as on the paper: 700/QĐ-BVHTTDL."),
    )  # fmt: skip
    carried = forms.BooleanField(label=_("The numbers before it were given on paper"), required=False)

    def __init__(self, *args: Any, registers: Sequence[Holder], named_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registers = {each.code: each for each in registers}
        field = self.fields["register"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [(code, each.name(named_on)) for code, each in self.registers.items()]
        field.choices += [(ELSEWHERE, _t("another body"))]
        if self.needless:
            field.choices += [("", self.needless)]
        ready = (code for code, each in self.registers.items() if issuer_of(each))
        self.initial.setdefault("register", next(ready, "" if self.needless else ELSEWHERE))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen, number = said.get("register"), said.get("number")
        if not chosen and not self.needless:
            chosen = self.initial["register"]
        if chosen == ELSEWHERE and not number and "number" not in self.errors:
            self.add_error("number", _t("Write it as it stands on the paper of the other body."))
        if chosen == "" and number:
            self.add_error("register", _t("Say whose decision it is, or leave the number empty."))
        said["register"] = self.registers.get(chosen or "")
        return said
