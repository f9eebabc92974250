"""What is entered about a conference, its programme, costs and minutes."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.cataloguing.forms.numbers import MoneyField
from lienthu.conferences.models import Conference, ConferenceKind, Item
from lienthu.conferences.rules.hosting import Turn
from lienthu.federation import queries as federation
from lienthu.federation.forms import DayField
from lienthu.federation.models import Federation, Organisation, Site

CLOCK = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "08:00", "size": "6"}
MOST = MaxValueValidator(10**13)


class ClockField(forms.TimeField):
    """An hour as it is written in Viet Nam: 08:00, 8:00, 8h00, 8h."""

    widget = forms.TimeInput(format="%H:%M", attrs=CLOCK)
    default_error_messages = {"invalid": _("Write the hour as 08:00.")}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().lower().replace("g", "h").rstrip("h").replace("h", ":")
            value = f"{value}:00" if value.isdigit() else value
        return super().to_python(value)


class FederationForm(forms.Form):
    """For which federation a conference is planned, where somebody plans for several."""

    federation = forms.ModelChoiceField(label=_("Federation"), queryset=Federation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, groups: list[Federation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["federation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Federation.objects.filter(pk__in=[group.pk for group in groups])


class ConferenceForm(forms.Form):
    """What the conference is, when and where. The members stand in the order of their turns."""

    kind = forms.ModelChoiceField(
        label=_("Kind of conference"), queryset=ConferenceKind.objects.all(), empty_label=None
    )
    title = forms.CharField(label=pgettext_lazy("of a conference", "Title"), max_length=250)
    theme = forms.CharField(label=_("Theme"), max_length=500, required=False)
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    host = forms.ModelChoiceField(
        label=pgettext_lazy("of a conference", "Host"), queryset=Organisation.objects.none(), empty_label=None
    )
    host_reason = forms.CharField(
        label=_("Why not the member whose turn it is"), max_length=300, required=False,
        help_text=_("Only where it is another member's turn."),
    )  # fmt: skip
    venue = forms.CharField(
        label=_("Venue"), max_length=250, required=False, help_text=_("As it stands in plan and invitations.")
    )
    site = forms.ModelChoiceField(
        label=_("Site of the host"), queryset=Site.objects.none(), required=False, empty_label=_("another place")
    )
    register_by = DayField(label=_("Registration until"), required=False)
    papers_by = DayField(label=_("Papers until"), required=False)

    def __init__(self, *args: Any, turns: list[tuple[Turn, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [turn.member for turn, _name in turns]
        names = dict.fromkeys(members, "")
        for turn, name in turns:
            names[turn.member] = _turn_in_words(turn, name)
        host, site = self.fields["host"], self.fields["site"]
        if isinstance(host, forms.ModelChoiceField):
            host.queryset = Organisation.objects.filter(pk__in=members)
            host.choices = list(names.items())
        if isinstance(site, forms.ModelChoiceField):
            site.queryset = Site.objects.filter(organisation__in=members)
            short = federation.short_names(members, timezone.localdate())
            sites = [(each.pk, short.place(each.organisation_id, each.name)) for each in site.queryset]
            site.choices = [("", _("another place")), *sorted(sites, key=lambda one: one[1])]


def _turn_in_words(turn: Turn, name: str) -> str:
    if turn.last_on is None:
        return str(_("%(name)s (has not hosted yet)") % {"name": name})
    return str(_("%(name)s (hosted last in %(year)d)") % {"name": name, "year": turn.last_on.year})


class WordsForm(forms.Form):
    """What plan and invitations say and who signs them."""

    aims = forms.CharField(
        label=_("Aims and requirements"), widget=forms.Textarea(attrs={"rows": 5}), required=False,
        help_text=_("One a line."),
    )  # fmt: skip
    tasks = forms.CharField(
        label=_("Who does what"), widget=forms.Textarea(attrs={"rows": 6}), required=False, help_text=_("One a line.")
    )
    parent_body = forms.CharField(label=_("Body above"), max_length=200, required=False)
    place = forms.CharField(
        label=_("Place before the day"), max_length=80, required=False,
        help_text=_(
            "Where the federation has its seat, wherever the conference is held (NĐ 30/2020). Such as Bạc Liêu."
        ),
    )  # fmt: skip
    recipients = forms.CharField(
        label=_("Recipients"), widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text=_("One a line.")
    )
    capacity = forms.CharField(
        label=_("Capacity of the signer"), widget=forms.Textarea(attrs={"rows": 2}), max_length=200, required=False,
        help_text=_("Such as TM. BAN CHẤP HÀNH, and on the next line CHỦ TỊCH."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Signer"), max_length=120, required=False)


class MattersForm(forms.Form):
    """Resolutions and elections of the federation, to be ticked."""

    keys = forms.MultipleChoiceField(
        label=_("Resolutions and elections"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Drafts, and what was voted on from the first day of the conference to a month after it."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = self.fields["keys"]
        if isinstance(keys, forms.MultipleChoiceField):
            keys.choices = choices


class ItemForm(forms.Form):
    """A line of the programme."""

    on = forms.DateField(label=pgettext_lazy("of the programme", "Day"))
    begins = ClockField(label=pgettext_lazy("of the programme", "From"), required=False)
    ends = ClockField(label=pgettext_lazy("of the programme", "To"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of the programme", "Kind"))
    title = forms.CharField(label=_("What"), max_length=250)
    speaker = forms.CharField(label=_("Who"), max_length=250, required=False)
    place = forms.CharField(label=pgettext_lazy("of the programme", "Where"), max_length=200, required=False)
    position = forms.IntegerField(
        label=_("Order in the day"), min_value=1, max_value=999, required=False,
        help_text=_("Left empty: by the hour."),
    )  # fmt: skip
    is_public = forms.BooleanField(label=_("In the programme that everybody reads"), required=False, initial=True)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        span = (conference.last_on - conference.first_on).days
        days = [conference.first_on.fromordinal(conference.first_on.toordinal() + at) for at in range(span + 1)]
        self.fields["on"].widget = forms.Select(choices=[(f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}") for day in days])
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.value, capfirst(one.label)) for one in Item.Kind]
            kind.initial = Item.Kind.OTHER


class SlotForm(forms.Form):
    """When a paper is given."""

    on = forms.DateField(label=pgettext_lazy("of the programme", "Day"))
    begins = ClockField(label=pgettext_lazy("of the programme", "From"), required=False)
    ends = ClockField(label=pgettext_lazy("of the programme", "To"), required=False)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        span = (conference.last_on - conference.first_on).days
        days = [conference.first_on.fromordinal(conference.first_on.toordinal() + at) for at in range(span + 1)]
        self.fields["on"].widget = forms.Select(choices=[(f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}") for day in days])


class CostForm(forms.Form):
    """A line of the costs."""

    what = forms.CharField(label=pgettext_lazy("cost of a conference", "What for"), max_length=200)
    planned = MoneyField(label=_("Planned, in đồng"), validators=[MOST])
    spent = MoneyField(label=_("Spent, in đồng"), required=False, validators=[MOST])
    source = forms.CharField(label=_("Paid from"), max_length=200, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class KindForm(forms.Form):
    """A kind of conference."""

    key = forms.SlugField(label=_("Key"), max_length=40, help_text=_("Letters without marks, figures, hyphens."))
    name = forms.CharField(label=_("Name"), max_length=120)
    rank = forms.IntegerField(label=pgettext_lazy("of kinds", "Order"), min_value=0, max_value=999, initial=100)


class MinutesForm(forms.Form):
    """What the minutes say besides what is known already."""

    chair = forms.CharField(
        label=_("Chaired by"), max_length=250, required=False, help_text=_("Name, then the position after a comma.")
    )
    secretary = forms.CharField(
        label=_("Minutes taken by"), max_length=250, required=False,
        help_text=_("Name, then the position after a comma."),
    )  # fmt: skip
    begun = ClockField(label=_("Began at"), required=False)
    ended = ClockField(label=_("Ended at"), required=False)
    ended_on = DayField(label=_("Ended on"), required=False)
    course = forms.CharField(
        label=_("Course of the conference"), widget=forms.Textarea(attrs={"rows": 8}), required=False,
        help_text=_("What was opened, reported and said by guests. Papers and contributions come by themselves."),
    )  # fmt: skip
    conclusions = forms.CharField(
        label=_("Conclusions"), widget=forms.Textarea(attrs={"rows": 5}), required=False, help_text=_("One a line.")
    )


class PhotoForm(forms.Form):
    """A photograph and what it shows."""

    photo = forms.FileField(label=_("Photo"), help_text=_("JPEG or PNG, up to 15 MB. Where it was taken is not kept."))
    caption = forms.CharField(label=_("What the photo shows"), max_length=300)
    is_public = forms.BooleanField(label=_("Show it on the public page"), required=False, initial=True)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
