"""The shapes of what is entered about awards."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lienthu.awards.models import Criterion, Proposal
from lienthu.awards.services.scoring import Yard
from lienthu.common.scales import ScaleField
from lienthu.federation.forms import DayField
from lienthu.federation.models import Federation
from lienthu.ledger.models import Kind
from lienthu.registry.forms.numbers import RegisterForm


class SeasonForm(forms.Form):
    """A season with its criteria; a figure of the ledger is named by its words."""

    name = forms.CharField(label=_("Name"), max_length=200)
    federation = forms.ModelChoiceField(
        queryset=Federation.objects.all(), label=_("For the members of"), required=False,
        help_text=_("Without a federation the organiser and what stands below it take part."),
    )  # fmt: skip
    first_on = DayField(label=_("First day of the figures"))
    last_on = DayField(label=_("Last day of the figures"))
    due_on = DayField(label=_("Points are handed in until"))
    criteria = forms.CharField(
        label=_("Criteria"), widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "One a line: name; most points. With a figure of the ledger: name; most points; figure; all points from. "
            "As: Phục vụ lưu động; 20; chuyến xe thư viện lưu động; 40"
        ),
    )  # fmt: skip
    scale = ScaleField(
        label=_("Grades"),
        required=False,
        help_text=_("One a line: name; how many; least points. As: Xuất sắc; 3; từ 90"),
    )
    council = forms.IntegerField(label=_("Members of the council"), min_value=1, max_value=99, initial=7)
    needs = forms.IntegerField(
        label=_("More than so many per cent of the council must vote for an award"),
        min_value=0,
        max_value=99,
        initial=50,
    )

    def clean_criteria(self) -> list[Yard]:
        lines = [line.strip() for line in self.cleaned_data["criteria"].splitlines() if line.strip()]
        return [_yard(line) for line in lines]


def _yard(line: str) -> Yard:
    name, most, kind, full, *_more = [*(part.strip() for part in line.split(";")), "", "", ""]
    words = {str(each.label).casefold(): each.value for each in Kind} | {each.value: each.value for each in Kind}
    if not name or not re.fullmatch(r"[1-9]\d{0,2}", most):
        message = _t("“%(line)s” cannot be read. Write a criterion as “name; most points”.") % {"line": line}
        raise forms.ValidationError(message)
    if not kind:
        return Yard(name[:200], int(most))
    if kind.casefold() not in words:
        message = _t("“%(kind)s” is no figure of the ledger. These are: %(known)s.")
        raise forms.ValidationError(message % {"kind": kind, "known": "; ".join(str(each.label) for each in Kind)})
    if not re.fullmatch(r"[1-9]\d{0,8}", full.replace(".", "")):
        message = _t("“%(line)s” lacks the number from which all points are given.") % {"line": line}
        raise forms.ValidationError(message)
    return Yard(name[:200], int(most), words[kind.casefold()], int(full.replace(".", "")))


def criteria_written(criteria: list[Criterion]) -> str:
    """The text that the form would read as these criteria."""
    return "\n".join(
        f"{each.name}; {each.most}" + (f"; {each.get_kind_display()}; {each.full_at}" if each.kind else "")
        for each in criteria
    )


class PointField(forms.CharField):
    """Points as people write them, 8,5 or 8.5; None for nothing."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": "6"})

    def clean(self, value: Any) -> Decimal | None:
        text = (super().clean(value) or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"\d{1,4}([.,]\d{1,2})?", text):
            raise forms.ValidationError(_t("Write the points as 8 or 8,5."))
        return Decimal(text.replace(",", "."))


class SheetForm(forms.Form):
    """Points and a word for each criterion; `fixed` ones have the ledger's points."""

    def __init__(self, *args: Any, criteria: list[Criterion], fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in criteria:
            if not (fixed and each.kind):
                label = _t("Points (0 to %(most)d)") % {"most": each.most}
                self.fields[f"p{each.pk}"] = PointField(label=label, required=False)
            word = _t("Note") if fixed else _t("Why otherwise")
            self.fields[f"n{each.pk}"] = forms.CharField(label=word, required=False, max_length=300)
        self.criteria = criteria

    def points(self) -> dict[int, tuple[Decimal | None, str]]:
        cleaned = self.cleaned_data
        return {each.pk: (cleaned.get(f"p{each.pk}"), cleaned.get(f"n{each.pk}", "")) for each in self.criteria}


class ProofForm(forms.Form):
    line = forms.IntegerField(widget=forms.HiddenInput)
    file = forms.FileField(label=_("Proof (PDF or picture)"))


class ProposalForm(forms.Form):
    sort = forms.ChoiceField(
        label=_("Kind of award"), choices=[(each.value, capfirst(each.label)) for each in Proposal.Sort]
    )
    award = forms.CharField(
        label=_("Award"),
        max_length=200,
        help_text=_("As: Kỷ niệm chương “Vì sự nghiệp VHTTDL”; Giấy khen"),
    )
    person = forms.CharField(
        label=_("Person"), max_length=120, required=False, help_text=_("Empty: for the library as a whole.")
    )
    agreed = forms.BooleanField(label=_("The person agrees to be named in public"), required=False)
    merits = forms.CharField(label=_("Merits"), max_length=1000, widget=forms.Textarea({"rows": 4}))


class VoteForm(forms.Form):
    votes_for = forms.IntegerField(label=_("Votes for it"), min_value=0, max_value=99)
    votes_against = forms.IntegerField(label=_("Votes against it"), min_value=0, max_value=99, initial=0)
    voted_on = DayField(label=_("Voted on"))


class DecisionForm(RegisterForm):
    """A numbered decision and which awards it gives."""

    issuer = forms.CharField(
        label=_("Issued by"), max_length=200, required=False, help_text=_("Empty: whose register it is.")
    )
    signed_on = DayField(label=_("Signed on"))
    signer_title = forms.CharField(label=_("Position of the signer"), max_length=120, required=False)
    signer = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    about = forms.CharField(label=_("About"), max_length=300, required=False)
    proposals = forms.ModelMultipleChoiceField(
        queryset=Proposal.objects.none(), label=_("Awards that it gives"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, proposals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["proposals"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = proposals

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said["register"] is None and not said.get("issuer"):
            self.add_error("issuer", _t("Write it as it stands on the paper of the other body."))
        return said


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)
