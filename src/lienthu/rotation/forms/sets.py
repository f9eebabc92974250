"""The shapes of what is entered about sets and rules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.federation.forms import DayField
from lienthu.federation.models import CODE, Site, Tier
from lienthu.rotation.models import Audience, DepositSite, Language, RotationRule
from lienthu.rotation.services.sets import MOST


class SetForm(forms.Form):
    """A box and what it is for."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        validators=[CODE],
        help_text=gettext_lazy("Stands on the box, such as LC-01."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    depot = forms.ModelChoiceField(
        Site.objects.none(),
        label=gettext_lazy("Depot"),
        empty_label=None,
        help_text=gettext_lazy("Where the box is between its rounds."),
    )
    target = forms.IntegerField(
        label=gettext_lazy("How many books it is to hold"), min_value=1, max_value=MOST, initial=100
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Whom it is for"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages besides Vietnamese"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, sites: Sequence[Site], known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depot = self.fields["depot"]
        assert isinstance(depot, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        depot.queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if sites:
            self.initial.setdefault("depot", sites[0].pk)
        if known:
            del self.fields["code"]


class PackForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Barcode or accession number"), max_length=120, strip=True)


class ProposalForm(forms.Form):
    """For which site, or for the set's own readers, and how many books."""

    deposit = forms.ModelChoiceField(
        DepositSite.objects.none(),
        label=gettext_lazy("For the site"),
        required=False,
        empty_label=gettext_lazy("no site yet: for the readers of the set"),
    )
    # Each book that is ticked is a field of the form, and a form has 1,000 at most (DATA_UPLOAD_MAX_NUMBER_FIELDS).
    books = forms.IntegerField(label=gettext_lazy("How many books"), min_value=1, max_value=900)

    def __init__(self, *args: Any, deposits: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deposit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = deposits


class RareForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Barcode or accession number"), max_length=120)
    every = forms.BooleanField(label=gettext_lazy("Every copy of this record"), required=False)
    reason = forms.CharField(label=gettext_lazy("Why it is rare"), max_length=300)


class RuleForm(forms.Form):
    """A number from a day on, with its source."""

    key = forms.ChoiceField(label=gettext_lazy("Rule"), choices=RotationRule.Key.choices)
    value = forms.IntegerField(label=gettext_lazy("Value"), min_value=0, max_value=600)
    scope = forms.ChoiceField(label=gettext_lazy("Holds for"))
    valid_from = DayField(label=gettext_lazy("From"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The circular, or the decision of your library."),
    )
    article = forms.CharField(
        label=gettext_lazy("Article of the rule"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Such as “khoản 2 Điều 7”; needed once you have read it in the text."),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I have read it in the text that is in force"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, library: str, for_all: bool, **kwargs: Any) -> None:
        """`for_all`: the person may enter rules for everybody and for a tier, not only for the library."""
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("library", library)]
        if for_all:
            tiers = [(f"tier-{tier.pk}", tier.name) for tier in Tier.objects.all()]
            field.choices = [*field.choices, ("all", _("every library")), *tiers]
