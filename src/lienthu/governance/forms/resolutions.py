"""What is entered of a resolution: its head, its items, amendments, votes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.federation.models import Organisation
from lienthu.governance.forms.elections import CHOICES, MemberField, percent
from lienthu.governance.models import Amendment, Item, Resolution
from lienthu.registry.forms.numbers import NumberForm


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class BeginForm(forms.Form):
    about = forms.CharField(label=pgettext_lazy("of a document", "Subject"), max_length=300, widget=lines(2))
    held_at = forms.CharField(label=_("At which conference"), max_length=300, required=False)


class HeadForm(forms.Form):
    about = forms.CharField(label=pgettext_lazy("of a document", "Subject"), max_length=300, widget=lines(2))
    held_at = forms.CharField(label=_("At which conference"), max_length=300, required=False)
    grounds = forms.CharField(label=_("Grounds, one a line"), required=False, max_length=4000, widget=lines(3))
    opening = forms.CharField(label=_("Words before the items"), required=False, max_length=8000, widget=lines(3))
    closing = forms.CharField(label=_("Words after the items"), required=False, max_length=8000, widget=lines(2))
    recipients = forms.CharField(label=_("Recipients, one a line"), required=False, max_length=4000, widget=lines(3))
    place = forms.CharField(label=_("Place of issue"), max_length=80, required=False)
    capacity = forms.CharField(
        label=_("Capacity of the signer"), max_length=200, required=False, widget=lines(2),
        help_text=_("A line each: TM. Ban Chấp hành, then Chủ tịch."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Signer"), max_length=120, required=False)
    quorum = percent(_("Quorum, percent of the members"))
    majority = percent(_("More than so many percent of the votes"))


class ItemForm(forms.Form):
    text = forms.CharField(label=_("What is to be done"), max_length=4000, widget=lines(3))
    for_all = forms.BooleanField(label=_("Every member is responsible"), required=False)
    responsible = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Responsible members"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("Until the day"), required=False)
    indicator = forms.CharField(
        label=_("Code of the indicator"), max_length=60, required=False,
        help_text=_("Where a figure shows it: visits.physical. Its figure comes from the indicators."),
    )  # fmt: skip
    aim = forms.CharField(
        label=_("Aim"), max_length=120, required=False, help_text=_("Such as 12/14 libraries with a vehicle.")
    )
    proof = forms.CharField(label=_("What proves it"), max_length=200, required=False)

    def __init__(self, *args: Any, members: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 tells the type checker
        field.queryset = Organisation.objects.filter(pk__in=members)
        field.choices = list(members.items())


class AmendmentForm(forms.Form):
    sort = forms.ChoiceField(
        label=_("What is proposed"), choices=[(one.value, capfirst(one.label)) for one in Amendment.Sort]
    )
    item = forms.ModelChoiceField(Item.objects.none(), label=_("Of which item"), required=False, empty_label="—")
    after = forms.CharField(label=_("Words that are to stand there"), required=False, max_length=4000, widget=lines(3))
    organisation = MemberField(label=_("Proposed by"))
    why = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, *args: Any, resolution: Resolution, members: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item, member = self.fields["item"], self.fields["organisation"]
        assert isinstance(item, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(member, MemberField)  # noqa: S101
        item.queryset = resolution.items.all()
        member.offer(members)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=500, required=False)


class VotesForm(forms.Form):
    """How every member votes: a field for each."""

    def __init__(self, *args: Any, members: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(members)
        for pk, name in members.items():
            self.fields[f"of_{pk}"] = forms.ChoiceField(label=name, choices=CHOICES, required=False)

    def choices(self) -> dict[int, str]:
        return {pk: self.cleaned_data[f"of_{pk}"] for pk in self.keys}


class DecideForm(NumberForm):
    """On which day it was voted on, and its number once it is adopted."""

    on = DayField(label=pgettext_lazy("resolution", "Voted on"))
    field_order = ("on", "symbol", "carried")
