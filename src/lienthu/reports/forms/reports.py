"""The shapes of what is entered about reports."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.indicators.errors import PeriodRefused
from lienthu.indicators.queries.places import Sort
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period
from lienthu.registry.forms.numbers import NumberForm
from lienthu.reports.models import Point

DESPITE_GAPS = _("I have seen what is not available or empty, and it stays so")

DAYS = "days"  # in place of a period's code: from one day to another


class PeriodField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in ("", DAYS):
            return None
        try:
            return periods.read(text)
        except PeriodRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def periods_offered(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, (code, name) …): years, what lies within this one and the last, their months."""
    years = [periods.of_year(year) for year in range(today.year + 1, today.year - 6, -1)]
    parts = [
        periods.read(f"{year}-{part}")
        for year in (today.year, today.year - 1)
        for part in ("6M", "9M", "Q1", "Q2", "Q3", "Q4")
    ]
    months = [month for year in years[1:3] for month in year.months()]
    groups = (
        (pgettext_lazy("calendar", "Years"), years), (_("Within the year"), parts), (_("Months"), months),
    )  # fmt: skip
    return [(str(group), [_choice(each) for each in listed]) for group, listed in groups]


def _choice(period: Period) -> tuple[str, str]:
    return period.code, period.name[:1].upper() + period.name[1:]


class OfPeriod(forms.Form):
    """Of a period from the list, or from day to day."""

    period = PeriodField(label=pgettext_lazy("of a report", "Period"), max_length=30, widget=forms.Select)
    first_on = DayField(label=_("Or from the day"), required=False, help_text=_("Only for a term or another stretch."))
    last_on = DayField(label=_("To the day"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [(DAYS, _("From day to day, as below")), *periods_offered(today)]
        known = {code for _group, listed in choices[1:] for code, _name in listed}
        first = self.initial.get("period")
        if first and first not in known:
            choices.insert(1, _choice(periods.read(first)))
        self.fields["period"].widget.choices = choices

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if not said.get("period") and not self.errors:
            if first and last and first <= last:
                said["period"] = Period(first, last + timedelta(days=1))
            else:
                self.add_error("period", _("Choose a period, or write its first and its last day."))
        return said


def asked_of(places: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Where somebody works is chosen beforehand; of several federations none is, so that it is said which."""
    is_asked = len(places) > 1 and all(code.startswith(f"{Sort.FEDERATION}-") for code, _name in places)
    return [("", str(_("Choose…"))), *places] if is_asked else places


class BeginForm(OfPeriod):
    """A new report: with which template, whose, of which period."""

    field_order = ("template", "place", "period", "first_on", "last_on")
    template = forms.ChoiceField(label=_("Kind of report"))
    place = forms.ChoiceField(label=_("Whose report"))

    def __init__(
        self, *args: Any, templates: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = templates  # type: ignore[attr-defined]
        self.fields["place"].choices = asked_of(places)  # type: ignore[attr-defined]


class PlanForm(OfPeriod):
    """A plan made of a report."""

    field_order = ("template", "period", "first_on", "last_on")
    template = forms.ChoiceField(label=_("Template"))

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


class SignForm(NumberForm):
    """The last things before it is signed."""

    parent_body = forms.CharField(label=_("Body above"), max_length=200, required=False)
    place = forms.CharField(label=pgettext_lazy("of a document", "Place"), max_length=80)
    capacity = forms.CharField(
        label=_("Capacity of the signer"), widget=forms.Textarea(attrs={"rows": 2}), max_length=200
    )
    signer = forms.CharField(label=_("Signer"), max_length=120)
    despite_gaps = forms.BooleanField(label=DESPITE_GAPS, required=False)

    def __init__(self, *args: Any, has_gaps: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_gaps:
            del self.fields["despite_gaps"]


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


class StatisticsForm(OfPeriod):
    """A form of statistics to be filled."""

    field_order = ("layout", "place", "period", "first_on", "last_on")
    layout = forms.ChoiceField(label=pgettext_lazy("of statistics", "Form"))
    place = forms.ChoiceField(label=_("Whose figures"))

    def __init__(
        self, *args: Any, layouts: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = layouts  # type: ignore[attr-defined]
        self.fields["place"].choices = asked_of(places)  # type: ignore[attr-defined]


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
