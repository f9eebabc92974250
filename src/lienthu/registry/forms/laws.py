"""What is entered of a legal document."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.registry.models import Kind, Law, LawLink, Validity


class LawSearchForm(forms.Form):
    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    validity = forms.ChoiceField(label=_("Validity"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["validity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [("", _("all")), *((one.value, capfirst(one.label)) for one in Validity)]


class LawForm(forms.Form):
    kind = forms.ModelChoiceField(Kind.objects.filter(is_law=True), label=_("Kind"), empty_label=None)
    symbol = forms.CharField(label=_("Number and symbol"), max_length=80)
    issuer = forms.CharField(label=_("Issuing body"), max_length=200)
    dated_on = DayField(label=_("Date of the document"), required=False)
    subject = forms.CharField(
        label=pgettext_lazy("of a document", "Subject"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_from = DayField(label=_("In force from"), required=False)
    valid_to = DayField(label=_("First day no longer in force"), required=False)
    address = forms.URLField(label=_("Address of the text"), max_length=300, required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    is_confirmed = forms.BooleanField(label=_("Every fact was compared with the published text"), required=False)


class TieForm(forms.Form):
    relation = forms.ChoiceField(label=_("What it does"))
    other = forms.ModelChoiceField(Law.objects.none(), label=_("To which document"), empty_label=None)

    def __init__(self, *args: Any, law: Law, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation, other = self.fields["relation"], self.fields["other"]
        assert isinstance(relation, forms.ChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(other, forms.ModelChoiceField)  # noqa: S101
        relation.choices = [(one.value, capfirst(one.label)) for one in LawLink.Relation]
        other.queryset = Law.objects.select_related("kind").exclude(pk=law.pk)
