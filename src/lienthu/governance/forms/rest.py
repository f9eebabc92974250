"""What is entered of the fund, of sponsors, and of what becomes of an item."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lienthu.cataloguing.forms.numbers import MoneyField
from lienthu.federation.forms import DayField
from lienthu.governance.forms.elections import MemberField
from lienthu.governance.models import Contribution, FundEntry, Sponsor
from lienthu.governance.services.duties import Told

PROOFS = ".pdf,.docx,image/jpeg,image/png,image/webp"
RECEIPTS = ".pdf,image/jpeg,image/png,image/webp"


def _categories() -> list[tuple[Any, Any]]:
    income = [(one.value, capfirst(one.label)) for one in FundEntry.Category if one in FundEntry.INCOME]
    expense = [(one.value, capfirst(one.label)) for one in FundEntry.Category if one not in FundEntry.INCOME]
    return [(capfirst(FundEntry.Sort.INCOME.label), income), (capfirst(FundEntry.Sort.EXPENSE.label), expense)]


class EntryForm(forms.Form):
    on = DayField(label=_("Date"))
    category = forms.ChoiceField(label=_("What for"))
    amount = MoneyField(label=_("Amount (đồng)"))
    what = forms.CharField(label=_("What"), max_length=300)
    party = forms.CharField(label=_("From or to whom"), max_length=200, required=False)
    organisation = MemberField(label=_("Member"), required=False)
    file = forms.FileField(
        label=_("Receipt (PDF or picture)"), required=False, widget=forms.ClearableFileInput(attrs={"accept": RECEIPTS})
    )

    def __init__(self, *args: Any, members: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, member = self.fields["category"], self.fields["organisation"]
        assert isinstance(category, forms.ChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(member, MemberField)  # noqa: S101
        category.choices = _categories()
        member.offer(members)


class SponsorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    is_public = forms.BooleanField(label=_("May be named in public"), required=False)


class ContributionForm(forms.Form):
    sponsor = forms.ModelChoiceField(Sponsor.objects.none(), label=_("Sponsor"), empty_label=None)
    sort = forms.ChoiceField(label=_("Kind"), choices=[(one.value, capfirst(one.label)) for one in Contribution.Sort])
    on = DayField(label=_("Date"))
    what = forms.CharField(label=_("What was given"), max_length=300)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, required=False)
    worth = MoneyField(label=_("Worth (đồng)"), required=False, help_text=_("Money is written in the fund as well."))
    organisation = MemberField(label=_("For which member"), required=False)

    def __init__(self, *args: Any, sponsors: Any, members: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sponsor, member = self.fields["sponsor"], self.fields["organisation"]
        assert isinstance(sponsor, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(member, MemberField)  # noqa: S101
        sponsor.queryset = sponsors
        member.offer(members)


class TellForm(forms.Form):
    text = forms.CharField(label=_("What you have done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    is_done = forms.BooleanField(label=_("All of it is done"), required=False)
    figure = forms.CharField(label=_("Figure reached"), max_length=120, required=False)
    link = forms.URLField(label=_("Address of a proof"), max_length=300, required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("Proof (PDF, Word or picture)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": PROOFS}),
    )

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(
            text=said["text"], is_done=said["is_done"], figure=said["figure"], link=said["link"], file=said["file"]
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("What is missing"), max_length=500)


class FollowForm(forms.Form):
    until = DayField(label=_("As of the day"), required=False)
