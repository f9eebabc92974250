"""The shapes of what is entered about sports days."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lienthu.calendars.rules import read_time
from lienthu.common.scales import ScaleField
from lienthu.contests.models import Athlete, Sport
from lienthu.federation.forms import DayField, OrganisationField
from lienthu.federation.models import Federation, Organisation

LARGE = {"rows": 5}


class DayForm(forms.Form):
    """A sports day."""

    name = forms.CharField(label=_("Name"), max_length=200)
    federation = forms.ModelChoiceField(
        queryset=Federation.objects.all(), label=_("For the members of"), required=False,
        help_text=_("Without a federation the organiser and what stands below it take part."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    entries_until = DayField(label=_("Members enter their teams until"))
    rest = forms.IntegerField(
        label=_("Rest of a person between two matches, in minutes"), min_value=0, max_value=240, initial=20
    )
    change = forms.IntegerField(label=_("Change on a court, in minutes"), min_value=0, max_value=60, initial=5)
    signer_title = forms.CharField(
        label=_("Position of the signer"), max_length=120, required=False,
        help_text=_("Below the certificates of the prizes, as: Giám đốc. Those that were made stay as they are."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    is_public = forms.BooleanField(label=_("Show draw, results and medals to the public"), required=False)


class SportForm(forms.Form):
    """How a sport is played, filled in from a usual one and free to change."""

    name = forms.CharField(label=_("Name of the sport"), max_length=120)
    shape = forms.ChoiceField(
        label=_("How it is played"), choices=[(each.value, capfirst(each.label)) for each in Sport.Shape]
    )
    group_size = forms.IntegerField(label=_("Most teams in a group"), min_value=2, max_value=20, initial=4)
    through = forms.IntegerField(label=_("Teams that go on from a group"), min_value=1, max_value=8, initial=2)
    third_place = forms.BooleanField(label=_("The third place is played for"), required=False)
    sets = forms.IntegerField(
        label=_("Sets to win"), min_value=0, max_value=5, initial=0, help_text=_("0: the score is entered as it is.")
    )
    least = forms.IntegerField(label=_("Fewest athletes in a team"), min_value=1, max_value=50, initial=1)
    most = forms.IntegerField(label=_("Most athletes in a team"), min_value=1, max_value=50, initial=1)
    teams_each = forms.IntegerField(label=_("Teams of a member at most"), min_value=1, max_value=20, initial=1)
    minutes = forms.IntegerField(label=_("Minutes of a match"), min_value=5, max_value=240, initial=30)
    win = forms.IntegerField(label=_("Points for a win"), min_value=0, max_value=10, initial=3)
    draw = forms.IntegerField(label=_("Points for a draw"), min_value=0, max_value=10, initial=1)
    loss = forms.IntegerField(label=_("Points for a defeat"), min_value=0, max_value=10, initial=0)
    ties = forms.CharField(
        label=_("What parts teams with the same points"), widget=forms.Textarea({"rows": 4}), required=False,
        help_text=_("One a line, in order."),
    )  # fmt: skip
    scale = ScaleField(
        label=_("Prizes"), required=False,
        help_text=_("One a line: name; how many; medal. As: Giải Nhất; 1; vàng"),
    )  # fmt: skip

    def clean_ties(self) -> list[str]:
        words = {str(each.label).casefold(): each.value for each in Sport.Tie}
        lines = [line.strip().casefold() for line in self.cleaned_data["ties"].splitlines() if line.strip()]
        unknown = [line for line in lines if line not in words]
        if unknown:
            known = "; ".join(str(each.label) for each in Sport.Tie)
            message = _t("“%(line)s” is not known. These are: %(known)s.")
            raise forms.ValidationError(message % {"line": unknown[0], "known": known})
        return list(dict.fromkeys(words[line] for line in lines))


class CourtForm(forms.Form):
    """A court, what is played there and when it is free."""

    name = forms.CharField(label=_("Name of the court"), max_length=80)
    sports = forms.ModelMultipleChoiceField(
        queryset=Sport.objects.none(), label=_("Played here"), widget=forms.CheckboxSelectMultiple
    )
    hours = forms.CharField(
        label=_("Free from when to when"), widget=forms.Textarea({"rows": 3}),
        help_text=_("One stretch a line, as 7:30-11:30; on another day than the first: 16/11/2019 7:30-11:30."),
    )  # fmt: skip

    def __init__(self, *args: Any, sports: Any, first_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_on = first_on
        field = self.fields["sports"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = sports

    def clean_hours(self) -> list[tuple[datetime, datetime]]:
        lines = [line.strip() for line in self.cleaned_data["hours"].splitlines() if line.strip()]
        return [self._stretch(line) for line in lines]

    def _stretch(self, line: str) -> tuple[datetime, datetime]:
        found = re.fullmatch(r"(?:(\d{1,2})/(\d{1,2})/(\d{4})\s+)?([\dh:.]+)\s*[-–]\s*([\dh:.]+)", line)
        try:
            if found is None:
                raise ValueError(line)
            day = date(int(found[3]), int(found[2]), int(found[1])) if found[1] else self.first_on
            begins, ends = (datetime.combine(day, read_time(found[index])) for index in (4, 5))
        except ValueError as error:
            message = _t("“%(line)s” cannot be read. Write from when to when, as 7:30-11:30.") % {"line": line}
            raise forms.ValidationError(message) from error
        return timezone.make_aware(begins), timezone.make_aware(ends)


class RefereeForm(forms.Form):
    name = forms.CharField(label=_("Referee"), max_length=120)
    sport = forms.ModelChoiceField(
        queryset=Sport.objects.none(), label=_("Only for"), required=False, empty_label=_("all sports")
    )

    def __init__(self, *args: Any, sports: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sport"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = sports


class TeamForm(forms.Form):
    """The people of a team, a name a line."""

    names = forms.CharField(
        label=_("Athletes"), required=False, widget=forms.Textarea(LARGE), max_length=6000,
        help_text=_("One name a line; a + at the end where the person agrees to be named in public."),
    )  # fmt: skip

    def people(self) -> tuple[list[str], list[str]]:
        """The names, and those of them who agreed."""
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip(" +")]
        return [line.rstrip(" +") for line in lines], [line.rstrip(" +") for line in lines if line.endswith("+")]


class LateTeamForm(TeamForm):
    """A team that the organiser writes down for a member."""

    library = OrganisationField(label=_("Library"), help_text=_("Begin to type the name and choose it."))
    number = forms.IntegerField(label=_("Which of its teams"), min_value=1, initial=1)
    field_order = ("library", "number", "names")

    def __init__(self, *args: Any, invited: Collection[int], teams_each: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = invited
        self.fields["names"].required = True
        if teams_each == 1:
            del self.fields["number"]

    def clean_library(self) -> Organisation:
        found: Organisation = self.cleaned_data["library"]
        if found.pk not in self.invited:
            raise forms.ValidationError(_t("This library is not invited. Choose one of the list."))
        return found


class NamedForm(forms.Form):
    """Who of a delegation is named in public."""

    named = forms.ModelMultipleChoiceField(
        queryset=Athlete.objects.none(), label=_("Named in public"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Anybody may take it back at any time; the name then leaves the public page at once."),
    )  # fmt: skip

    def __init__(self, *args: Any, athletes: QuerySet[Athlete], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.athletes = list(athletes)
        field = self.fields["named"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = athletes
            field.choices = [(each.pk, each.full_name) for each in self.athletes]
        field.initial = [each.pk for each in self.athletes if each.agreed]


class DrawForm(forms.Form):
    seed_number = forms.CharField(
        label=_("Number of the draw"), max_length=40,
        help_text=_("Said aloud before all delegations. Who knows it can make the same draw again."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


class ResultForm(forms.Form):
    """How a match ended."""

    score = forms.CharField(
        label=_("Score"), max_length=80, required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text", "placeholder": "2-1"}),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=_("Else"), required=False)

    def __init__(self, *args: Any, home: str, away: str, group: bool, sets: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _t("as the score says"))]
        if not group and not sets:
            choices += [("win1", _t("level; %(team)s goes on") % {"team": home})]
            choices += [("win2", _t("level; %(team)s goes on") % {"team": away})]
        choices += [("absent1", _t("%(team)s did not come") % {"team": home})]
        choices += [("absent2", _t("%(team)s did not come") % {"team": away})]
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if sets:
            self.fields["score"].widget.attrs["placeholder"] = "25-20 23-25 15-10"
            self.fields["score"].help_text = _t("The points of each set, as 25-20 23-25 15-10.")

    def words(self) -> dict[str, Any]:
        """As services.results.enter takes it."""
        outcome = self.cleaned_data["outcome"]
        return {
            "text": self.cleaned_data["score"],
            "winner": int(outcome[3:]) if outcome.startswith("win") else 0,
            "absent": int(outcome[6:]) if outcome.startswith("absent") else 0,
        }
