"""What is said of a plan before it is worked out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.federation.forms import DayField
from lienthu.rotation.models import BookSet, RotationPlan

STRENGTHS = ((0, _("not at all")), (10, _("a little")), (20, _("as usual")), (60, _("above all")))
DRIVING = ((0, _("not at all")), (10, _("as usual")), (30, _("above all")))
SECONDS = ((10, _("10 seconds")), (60, _("1 minute")), (300, _("5 minutes")), (600, _("10 minutes")))


class PlanForm(forms.Form):
    """A new plan. People are named one a line, as on the minutes."""

    name = forms.CharField(label=_("Name"), max_length=120)
    first_on = DayField(label=_("The first round begins on"))
    rounds = forms.IntegerField(label=_("How many rounds"), min_value=1, max_value=24, initial=4)
    months = forms.IntegerField(
        label=_("Months in a round"),
        min_value=1,
        max_value=12,
        initial=3,
        help_text=_("A round may not be longer than the rules let a set stay at one site."),
    )
    least = forms.IntegerField(
        label=_("Sets promised to every site"),
        min_value=0,
        max_value=24,
        initial=0,
        help_text=_("In all rounds together; 0 promises nothing."),
    )
    again = forms.BooleanField(
        label=_("Bring titles again too early where a promise is proven impossible to keep otherwise"), required=False
    )
    fairness = forms.TypedChoiceField(label=_("Fairness between sites counts"), choices=STRENGTHS, coerce=int)
    driving = forms.TypedChoiceField(label=_("Little driving counts"), choices=DRIVING, coerce=int)
    loose = forms.IntegerField(
        label=_("New sets to make up out of loose stock"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_(
            "Out of the books that stand on the shelves and are in no set. They stay there until a round is approved."
        ),
    )
    loose_books = forms.IntegerField(label=_("Books in each new set"), min_value=5, max_value=1_000, initial=100)
    load = forms.IntegerField(label=_("Books that the vehicle carries"), min_value=1, max_value=20_000, initial=800)
    hours = forms.IntegerField(
        label=_("Hours that a tour takes at most"),
        min_value=1,
        max_value=24,
        initial=10,
        help_text=_("From leaving the depot to being back."),
    )
    stop_minutes = forms.IntegerField(
        label=_("Minutes to hand a set over at a site"), min_value=0, max_value=240, initial=20
    )
    seconds = forms.TypedChoiceField(label=_("Time to work on it, at most"), choices=SECONDS, coerce=int, initial=60)
    staff = forms.CharField(label=_("Who brings the sets, one name a line"), widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"fairness": 20, "driving": 10, **self.initial}

    def clean_staff(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["staff"].splitlines() if name.strip()]


class PlaceForm(forms.Form):
    """Another set for a place of the plan."""

    set = forms.ModelChoiceField(BookSet.objects.none(), label=_("Another set"), empty_label=None)

    def __init__(self, *args: Any, plan: RotationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["set"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        chosen.queryset = BookSet.objects.for_plan(plan.pk, plan.library_id)
