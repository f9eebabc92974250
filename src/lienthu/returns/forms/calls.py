"""The forms of a call: what is asked for, and what may be changed of it later; and a library's own form."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import FIRST_YEAR, LAST_YEAR, QUARTERS, Period
from lienthu.returns.models import Call, Form
from lienthu.returns.queries.asked import Reach
from lienthu.returns.rules.rounds import EARLIEST, LATEST, REMIND_DAYS, Pattern

ONE, STRETCH = "one:", "stretch"


def _which() -> list[tuple[str, Any]]:
    quarters = [
        (f"{ONE}-Q{number}", _("quarter %(number)s alone") % {"number": roman})
        for number, roman in enumerate(QUARTERS, 1)
    ]
    halves = [(f"{ONE}-6M", _("first six months alone")), (f"{ONE}-9M", _("first nine months alone"))]
    months = [(f"{ONE}-{month:02}", _("month %(month)d alone") % {"month": month}) for month in range(1, 13)]
    return [
        (_("At once for a year"), list(Pattern.choices)),
        (_("One period"), [*halves, *quarters, *months, (STRETCH, _("a stretch of days, such as a term"))]),
    ]


class _Days(forms.CharField):
    """Days before the day, as "7, 1", or after it, as "-1"."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        found = re.findall(r"-?\d{1,2}", text)
        if re.sub(r"-?\d{1,2}|[,;\s]", "", text) or len(found) > 10:
            raise forms.ValidationError(_("Write days with commas between them: 7, 1, -1."))
        return [int(each) for each in found]


class CallForm(forms.Form):
    asker = forms.ChoiceField(label=gettext_lazy("Who asks"))
    form = forms.ModelChoiceField(Form.objects.none(), label=gettext_lazy("Form of figures"), empty_label=None)
    which = forms.ChoiceField(label=gettext_lazy("Periods"))
    year = forms.IntegerField(label=pgettext_lazy("calendar", "Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    first_on = DayField(label=gettext_lazy("First day of the stretch"), required=False)
    last_on = DayField(label=gettext_lazy("Last day of the stretch"), required=False)
    asks = forms.ChoiceField(label=gettext_lazy("Each one reports"), choices=Call.Asks.choices)
    reach = forms.ChoiceField(
        label=gettext_lazy("Who is asked"), choices=Reach.choices,
        help_text=gettext_lazy("A federation asks its members, whatever is chosen here."),
    )  # fmt: skip
    due_after = forms.IntegerField(
        label=gettext_lazy("Due so many days after the period"), min_value=EARLIEST, max_value=LATEST,
        help_text=gettext_lazy("-16 for the year is 15 December."),
    )  # fmt: skip
    remind_days = _Days(
        label=gettext_lazy("Letters of reminder, days before"), required=False, max_length=40,
        help_text=gettext_lazy("7, 1, -1: a week before, the day before, and when it is a day late."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Words to those who are asked"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        max_length=1000,
    )  # fmt: skip

    def __init__(self, *args: Any, askers: Sequence[tuple[str, str]], forms_: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("asker", askers), ("which", _which())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = choices
        chosen = self.fields["form"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101
        chosen.queryset = forms_
        self.fields["remind_days"].initial = ", ".join(map(str, REMIND_DAYS))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if said.get("which") == STRETCH and "first_on" in said and "last_on" in said:
            if not (first and last):
                self.add_error("first_on" if not first else "last_on", _("Write from which day to which."))
            elif not (first.year >= FIRST_YEAR and first <= last and last.year <= LAST_YEAR):
                self.add_error("last_on", _("A period ends after it has begun."))
        return said

    def period(self) -> Period | None:
        """The one period that is asked for; None for a year at once."""
        which, year = self.cleaned_data["which"], self.cleaned_data["year"]
        if which == STRETCH:
            return Period(self.cleaned_data["first_on"], self.cleaned_data["last_on"] + timedelta(days=1))
        return periods.read(f"{year}{which.removeprefix(ONE)}") if which.startswith(ONE) else None


class ChangeForm(forms.Form):
    due_on = DayField(label=pgettext_lazy("return", "Due on"))
    remind_days = _Days(label=gettext_lazy("Letters of reminder, days before"), required=False, max_length=40)
    note = forms.CharField(
        label=gettext_lazy("Words to those who are asked"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        max_length=1000,
    )  # fmt: skip


class FormForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the form"), max_length=120)


def chosen(posted: Iterable[str], known: Iterable[str]) -> list[str]:
    """The ticked codes that there are."""
    wanted = set(posted)
    return [code for code in known if code in wanted]
