"""The shapes of what is entered in weeding."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.federation.forms import DayField
from lienthu.stock.rules.weeding import ClassAge, Criteria, WrongLine, read_class_ages
from lienthu.stock.services.weeding import Decision


class CriteriaForm(forms.Form):
    """What speaks against a copy; any one criterion is enough."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    unused_years = forms.IntegerField(
        label=gettext_lazy("Not used for so many years"), min_value=1, max_value=50, required=False
    )
    copies_needed = forms.IntegerField(
        label=gettext_lazy("More copies of one title than"), min_value=1, max_value=1000, required=False
    )
    lost_months = forms.IntegerField(
        label=gettext_lazy("Lost for so many months"), min_value=1, max_value=240, required=False
    )
    class_ages = forms.CharField(
        label=gettext_lazy("Outdated, by class"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy("One on each line: beginning of the class, then years, such as: 004 10"),
    )
    damaged = forms.BooleanField(label=gettext_lazy("Damaged copies"), required=False)

    def clean_class_ages(self) -> tuple[ClassAge, ...]:
        try:
            return read_class_ages(self.cleaned_data["class_ages"])
        except WrongLine as problem:
            message = _("The line “%(line)s” cannot be read. Write a class and years, such as: 004 10")
            raise forms.ValidationError(message % {"line": str(problem)}) from problem

    def criteria(self) -> Criteria:
        """Of a valid form."""
        return Criteria(**{name: value for name, value in self.cleaned_data.items() if name != "name"})


class AddForm(forms.Form):
    """One more copy for the list."""

    code = forms.CharField(label=gettext_lazy("Barcode or accession number"), max_length=120)


class DecisionForm(forms.Form):
    """The decision by which the copies go, and the minutes that the accession register names."""

    number = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    decided_on = DayField(label=gettext_lazy("Day of the decision"))
    minutes = forms.CharField(label=gettext_lazy("Number of the removal minutes"), max_length=60, required=False)
    removed_on = DayField(label=gettext_lazy("Day of the removal minutes"))

    def decision(self) -> Decision:
        """Of a valid form."""
        return Decision(**self.cleaned_data)
