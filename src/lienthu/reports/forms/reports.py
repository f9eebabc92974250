"""The shapes of what is entered about reports."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.indicators.errors import PeriodRefused
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period
from lienthu.reports.models import Point

PERIOD_HELP = _("2026, 2026-6M, 2026-9M, 2026-Q1, or a term from day to day: 2024-01-01..2026-12-31")


class PeriodField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return periods.read(text)
        except PeriodRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class BeginForm(forms.Form):
    """A new report: with which template, whose, of which period."""

    template = forms.ChoiceField(label=_("Kind of report"))
    place = forms.ChoiceField(label=_("Whose report"))
    period = PeriodField(label=pgettext_lazy("of a report", "Period"), max_length=30, help_text=PERIOD_HELP)

    def __init__(
        self, *args: Any, templates: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = templates  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """A plan made of a report."""

    template = forms.ChoiceField(label=_("Template"))
    period = PeriodField(label=pgettext_lazy("of a report", "Period"), max_length=30, help_text=PERIOD_HELP)

    def __init__(self, *args: Any, templates: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = templates  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """What stands around the text."""

    about = forms.CharField(label=pgettext_lazy("of a document", "Subject"), max_length=300)
    parent_body = forms.CharField(label=_("Body above"), max_length=200, required=False)
    body = forms.CharField(label=_("Issuing body"), max_length=200)
    place = forms.CharField(label=pgettext_lazy("of a document", "Place"), max_length=80, required=False)
    recipients = forms.CharField(
        label=_("Recipients"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. The last is usually “Lưu: VT”."),
    )  # fmt: skip
    capacity = forms.CharField(
        label=_("Capacity of the signer"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One line: Giám đốc. Two for a deputy: KT. Giám đốc, and below it Phó Giám đốc."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Signer"), max_length=120, required=False)


class SignForm(forms.Form):
    """The last things before it is signed."""

    number = forms.CharField(label=_("Number"), max_length=40, help_text=_("Such as 05/BC-TV."))
    on = DayField(label=_("Date of the document"))
    place = forms.CharField(label=pgettext_lazy("of a document", "Place"), max_length=80)
    capacity = forms.CharField(
        label=_("Capacity of the signer"), widget=forms.Textarea(attrs={"rows": 2}), max_length=200
    )
    signer = forms.CharField(label=_("Signer"), max_length=120)


class SectionForm(forms.Form):
    heading = forms.CharField(label=_("Heading"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "data-fields": ""})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PointForm(forms.Form):
    sort = forms.ChoiceField(label=pgettext_lazy("point of a report", "Kind"), choices=Point.Sort.choices)
    text = forms.CharField(label=_("What"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000, required=False)
    cause = forms.CharField(
        label=_("Cause"), max_length=2_000, required=False, help_text=_("Of a difficulty."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    who = forms.CharField(label=_("Who sees to it"), max_length=200, required=False, help_text=_("Of a task."))
    by_when = forms.CharField(label=_("Until when"), max_length=80, required=False, help_text=_("Quý II/2026, cả năm…"))


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    body = forms.CharField(
        label=_("Text"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 30, "data-fields": ""}),
        help_text=_("# before a heading of the first level, ## the second, ### the third; numbers come by themselves."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use for new reports"), required=False)


class StatisticsForm(forms.Form):
    """A form of statistics to be filled."""

    layout = forms.ChoiceField(label=pgettext_lazy("of statistics", "Form"))
    place = forms.ChoiceField(label=_("Whose figures"))
    period = PeriodField(label=pgettext_lazy("of a report", "Period"), max_length=30, help_text=PERIOD_HELP)

    def __init__(
        self, *args: Any, layouts: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = layouts  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


def year_before(today: date) -> Period:
    """What is reported now: this year in its last two months, else the year before."""
    return periods.of_year(today.year if today.month >= 11 else today.year - 1)


class LayoutForm(forms.Form):
    """The text of a form of one's own."""

    layout = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    body = forms.CharField(
        label=_("Text of the form"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Above the empty line: name, code, titles, columns. Below it a row a line: number | label | unit | code."
        ),
    )  # fmt: skip
    is_active = forms.BooleanField(label=pgettext_lazy("form of statistics", "In use"), required=False)
