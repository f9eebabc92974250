"""What is entered about people: lists of names, days, what they think."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lienthu.federation.forms import DayField
from lienthu.training.models import Evaluation, Question
from lienthu.training.services.people import MOST_AT_ONCE, Named, lines_of

POINTS = ((5, _("very good")), (4, _("good")), (3, _("fair")), (2, _("rather poor")), (1, _("poor")))


class PeopleForm(forms.Form):
    """People one a line, as they are pasted from a list."""

    people = forms.CharField(
        label=_("People, one a line"), max_length=40_000, widget=forms.Textarea({"rows": 6}),
        help_text=_("Full name, then the position after a comma: Nguyễn Thị Hoa, thủ thư"),
    )  # fmt: skip

    def clean_people(self) -> list[Named]:
        found = lines_of(self.cleaned_data["people"])
        if len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(_t("At most %(most)d people at once.") % {"most": MOST_AT_ONCE})
        return found


class UnitPeopleForm(PeopleForm):
    """As whoever registers for a unit fills it in, without an account."""

    by = forms.CharField(label=_("Your name, and how you can be reached"), max_length=120)

    field_order = ("people", "by")


class SinceForm(forms.Form):
    since = DayField(label=_("Trained since"))


class LeftForm(forms.Form):
    left_on = DayField(label=_("No longer here from"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the screen"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class QuizForm(forms.Form):
    """The questions of a course as radio buttons; none need be answered."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in questions:
            self.fields[f"q{row.pk}"] = forms.TypedChoiceField(
                label=row.text, choices=list(enumerate(row.choices)), coerce=int, empty_value=None, required=False,
                widget=forms.RadioSelect,
            )  # fmt: skip

    def answers(self) -> dict[int, int]:
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if value is not None}


class EvaluationForm(forms.Form):
    """One choice for each thing that is asked about, and a remark."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for about in Evaluation.About:
            self.fields[about.value] = forms.TypedChoiceField(
                label=about.label,
                choices=POINTS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["remark"] = forms.CharField(
            label=_("What should be kept, what should be better?"), max_length=2000, required=False,
            widget=forms.Textarea({"rows": 4}),
        )  # fmt: skip

    def points(self) -> dict[str, int]:
        said = self.cleaned_data
        return {each: said[each] for each in Evaluation.About.values if said.get(each) is not None}
