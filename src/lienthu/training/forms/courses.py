"""What is entered about a course by its organiser."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField, OrganisationField
from lienthu.federation.models import Organisation
from lienthu.mobile.forms import ClockField
from lienthu.training.models import Course, Lecturer, Question


class CourseForm(forms.Form):
    name = forms.CharField(label=_("Name of the course"), max_length=200)
    planned_on = DayField(label=_("Day of the plan"))
    register_until = DayField(label=_("Registration until"), required=False)
    purpose = forms.CharField(
        label=_("Purpose and requirements"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    grounds = forms.CharField(
        label=_("Legal grounds, one a line"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("As the plan cites them: “Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;”"),
    )  # fmt: skip
    costs = forms.CharField(
        label=pgettext_lazy("plan of a course", "Costs"), max_length=2000, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    signer = forms.CharField(label=_("Who signs the plan and the certificates"), max_length=120, required=False)
    signer_position = forms.CharField(label=_("Position of who signs"), max_length=120, required=False)
    sessions_needed = forms.IntegerField(
        label=_("Sessions that a certificate needs, in percent"), min_value=0, max_value=100, initial=80
    )
    marks_needed = forms.IntegerField(
        label=_("Marks of the quiz that a certificate needs, in percent"), min_value=0, max_value=100, initial=0,
        help_text=_("0: the quiz does not count."),
    )  # fmt: skip
    tries = forms.IntegerField(label=_("Tries at the quiz"), min_value=1, max_value=20, initial=2)
    public = forms.BooleanField(label=_("Show the course on the public page"), required=False, initial=True)


class SessionForm(forms.Form):
    on = DayField(label=_("Day"))
    begins = ClockField(label=_("From (time)"))
    ends = ClockField(label=_("To (time)"))
    topic = forms.CharField(label=_("Topic"), max_length=300)
    lecturer = forms.ModelChoiceField(Lecturer.objects.none(), label=_("Lecturer"), required=False, empty_label="–")
    room = forms.CharField(label=_("Room"), max_length=200, required=False)
    online = forms.URLField(label=_("Address online"), max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["lecturer"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = course.lecturers.all()


class LecturerForm(forms.Form):
    name = forms.CharField(label=_("Full name of the lecturer"), max_length=120)
    position = forms.CharField(label=_("Position and where from"), max_length=200, required=False)


class UnitForm(forms.Form):
    """A library by its code, or any other unit by its name."""

    library = OrganisationField(
        label=_("Library"), required=False, help_text=_("Its code, where it is known to this hub.")
    )
    unit = forms.CharField(
        label=_("Unit, as it stands on the plan"), max_length=200, required=False,
        help_text=_("May be left empty for a library: then its own name."),
    )  # fmt: skip
    places = forms.IntegerField(label=pgettext_lazy("of a unit", "Places"), min_value=1, max_value=10_000)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("library") and not said.get("unit") and not self.errors:
            raise forms.ValidationError(_t("Name a library or a unit."))
        return said

    def name_of(self, names: dict[int, str]) -> str:
        """What the unit is called: as written, else as the library is."""
        library: Organisation | None = self.cleaned_data["library"]
        return self.cleaned_data["unit"] or (names[library.pk] if library else "")


class PlacesForm(forms.Form):
    places = forms.IntegerField(label=pgettext_lazy("of a unit", "Places"), min_value=0, max_value=10_000)


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Title of the material"), max_length=200)
    upload = forms.FileField(
        label=_("File"), help_text=_("A PDF or a picture, 30 MB at most."),
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class QuestionForm(forms.Form):
    """A question; the right choice is marked by a star before it."""

    text = forms.CharField(label=_("Question"), max_length=500)
    choices = forms.CharField(
        label=_("Choices, one a line"), max_length=3000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Put a star before the right one: * Luật Thư viện"),
    )  # fmt: skip
    marks = forms.IntegerField(label=pgettext_lazy("quiz", "Marks"), min_value=1, max_value=100, initial=1)

    @staticmethod
    def said(question: Question) -> dict[str, Any]:
        """A question as it is written here."""
        lines = [f"* {text}" if place == question.answer else text for place, text in enumerate(question.choices)]
        return {"text": question.text, "choices": "\n".join(lines), "marks": question.marks}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        lines = [line.strip() for line in said.get("choices", "").splitlines() if line.strip()]
        right = [place for place, line in enumerate(lines) if line.startswith("*")]
        if "choices" in said and len(right) != 1:
            self.add_error("choices", _t("Put a star before exactly one choice, the right one."))
        elif right:
            said |= {"answer": right[0], "choices": [line.lstrip("* ") for line in lines]}
        return said
