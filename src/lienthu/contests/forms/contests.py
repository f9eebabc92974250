"""The shapes of what is entered about contests."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.scales import ScaleField
from lienthu.contests.models import Contest, Criterion, EntrantConsent, Round
from lienthu.contests.services.contests import Who, Yard
from lienthu.federation.forms import DayField, OrganisationField
from lienthu.federation.models import Federation
from lienthu.registry.forms.numbers import RegisterForm


class ContestForm(forms.Form):
    """A contest with its criteria and prizes."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(each.value, capfirst(each.label)) for each in Contest.Kind])
    name = forms.CharField(label=_("Name"), max_length=200)
    federation = forms.ModelChoiceField(
        queryset=Federation.objects.all(), label=_("For the members of"), required=False,
        help_text=_("Without a federation the organiser and what stands below it take part."),
    )  # fmt: skip
    first_on = DayField(label=_("First day"))
    about = forms.CharField(
        label=_("About the contest"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    criteria = forms.CharField(
        label=_("Criteria of the jury"), widget=forms.Textarea({"rows": 5}),
        help_text=_("One a line: name; most points; how many times it counts. As: Nội dung; 10; 2"),
    )  # fmt: skip
    scale = ScaleField(
        label=_("Prizes"), required=False,
        help_text=_("One a line: name; how many; medal or least score. As: Giải A; 2; từ 90"),
    )  # fmt: skip
    ties = forms.MultipleChoiceField(
        label=_("What parts entries with the same score, in this order"), required=False,
        choices=[(each.value, capfirst(each.label)) for each in Contest.Tie], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    gap = forms.IntegerField(
        label=_("Point out a judge who is so many points of 100 off the others"), min_value=1, max_value=100, initial=20
    )
    trims = forms.BooleanField(
        label=_("From four judges on, the highest and the lowest score do not count"), required=False
    )
    signer_title = forms.CharField(
        label=_("Position of the signer"), max_length=120, required=False,
        help_text=_("Below the certificates of the prizes, as: Giám đốc. Those that were made stay as they are."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    is_public = forms.BooleanField(label=_("Show approved results to the public"), required=False)

    def clean_criteria(self) -> list[Yard]:
        lines = [line.strip() for line in self.cleaned_data["criteria"].splitlines() if line.strip()]
        return [self._yard(line) for line in lines]

    def _yard(self, line: str) -> Yard:
        found = re.fullmatch(r"([^;]+);\s*(\d{1,3})\s*(?:;\s*(\d{1,2}))?\s*;?", line)
        if not found or int(found[2]) < 1 or int(found[3] or 1) < 1:
            message = _t("“%(line)s” cannot be read. Write a criterion as “Nội dung; 10; 2”.") % {"line": line}
            raise forms.ValidationError(message)
        return Yard(found[1].strip()[:200], int(found[2]), int(found[3] or 1))


class RoundForm(forms.Form):
    """A round at one place."""

    name = forms.CharField(label=_("What the round is called"), max_length=200)
    library = OrganisationField(label=_("Held by"))
    on = DayField(label=pgettext_lazy("contest", "Day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    into = forms.ModelChoiceField(
        queryset=Round.objects.none(), label=_("The best go on into"), required=False, empty_label=_("the last round")
    )
    goes_on = forms.IntegerField(label=_("How many go on"), min_value=0, max_value=500, initial=0)
    scale = ScaleField(
        label=_("Prizes of this round"), required=False,
        help_text=_("Empty: the last round gives the prizes of the contest, an earlier one none. As: Giải Nhất; 1"),
    )  # fmt: skip

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rounds


class EntryForm(forms.Form):
    """An entry and who takes part in it."""

    round = forms.ModelChoiceField(queryset=Round.objects.none(), label=_("For the round"))
    title = forms.CharField(label=_("Title of the entry"), max_length=200)
    book = forms.CharField(label=_("The book it is about"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Text or a short account"), required=False, max_length=20000, widget=forms.Textarea({"rows": 6}),
        help_text=_("The jury reads it: write no name, school or library here."),
    )  # fmt: skip
    people = forms.CharField(
        label=_("Entrants"), widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "One a line: full name; born on; school or workplace; guardian. "
            "As: Lê An; 2/9/2014; THCS Số 1; Lê Bình"
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, rounds: Any, change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if change:
            del self.fields["round"]
            return
        field = self.fields["round"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rounds

    def clean_people(self) -> list[Who]:
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        return [_who(line) for line in lines]


def _who(line: str) -> Who:
    name, born, school, guardian, *_more = [*(part.strip() for part in line.split(";")), "", "", ""]
    if not born:
        return Who(name[:120], None, school[:200], guardian[:120])
    try:
        day = datetime.strptime(born, "%d/%m/%Y").date()  # noqa: DTZ007 a day without an hour
    except ValueError as error:
        message = _t("“%(line)s” cannot be read. Write the day of birth as 2/9/2014.") % {"line": line}
        raise forms.ValidationError(message) from error
    return Who(name[:120], day, school[:200], guardian[:120])


ANSWERS = (("yes", pgettext_lazy("consent", "agrees")), ("no", pgettext_lazy("consent", "does not agree")))


OF_STAFF = [each for each in EntrantConsent.Form.choices if each[0] != EntrantConsent.Form.LINK]


class OwnConsentForm(forms.Form):
    """What somebody answers on their own phone."""

    giver = forms.ChoiceField(choices=EntrantConsent.Giver.choices, widget=forms.HiddenInput)
    signed_by = forms.CharField(label=_("Your full name"), max_length=120)
    granted = forms.ChoiceField(choices=ANSWERS, widget=forms.HiddenInput)  # the button that was pressed


class ConsentForm(forms.Form):
    """What the entrant or the guardian said."""

    giver = forms.ChoiceField(label=_("Who answers"), choices=EntrantConsent.Giver.choices)
    granted = forms.ChoiceField(label=_("Name, picture and entry in public"), choices=ANSWERS)
    form = forms.ChoiceField(label=_("How it was said"), choices=OF_STAFF)


ACCEPTED = "image/jpeg,image/png,application/pdf,video/mp4,video/webm,audio/mpeg,audio/mp4,audio/ogg,.m4a"


class MediumForm(forms.Form):
    file = forms.FileField(
        label=_("Picture, film, sound or PDF"), widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text=_("JPEG, PNG, MP4, WebM, MP3, M4A, OGG. Where a picture or a film was taken is removed from it."),
    )  # fmt: skip
    caption = forms.CharField(label=_("What it shows"), max_length=200, required=False)
    poster = forms.FileField(
        label=_("Picture before the film is played"), required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png"}),
    )  # fmt: skip


class JudgeForm(forms.Form):
    name = forms.CharField(label=_("Judge"), max_length=120)


class ApproveForm(RegisterForm):
    """By whose decision the results stand."""

    needless = _("no decision")
    signed_on = DayField(
        label=_("Signed on"), required=False, initial=timezone.localdate, help_text=_("For the register of documents.")
    )


class PointsForm(forms.Form):
    """Points by criterion."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in criteria:
            label = _t("%(criterion)s (0 to %(most)d, counts %(weight)d times)")
            facts = {"criterion": each.name, "most": each.most, "weight": each.weight}
            widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": "5"})
            self.fields[f"c{each.pk}"] = PointField(label=label % facts, required=False, widget=widget)

    def points(self) -> dict[int, Decimal | None]:
        return {int(name[1:]): value for name, value in self.cleaned_data.items()}


class PointField(forms.CharField):
    """Points as people write them, 8,5 or 8.5; None for nothing."""

    def clean(self, value: Any) -> Decimal | None:
        text = (super().clean(value) or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", text):
            raise forms.ValidationError(_t("Write the points as 8 or 8,5."))
        return Decimal(text.replace(",", "."))
