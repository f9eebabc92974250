"""What is entered of an election."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lienthu.common.dated import on_day
from lienthu.federation.forms import DayField
from lienthu.federation.models import Federation, Office, Organisation, Term
from lienthu.governance.models import Nominee
from lienthu.governance.models.elections import Choice


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the federation's members, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), **kwargs)

    def offer(self, members: Mapping[int, str]) -> None:
        self.queryset = Organisation.objects.filter(pk__in=members)
        first = [] if self.required else [("", "—")]
        self.choices = [*first, *((pk, name) for pk, name in members.items())]


class OfficeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody in office, by office and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{capfirst(obj.get_position_display())} {obj.person_name}"


def percent(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=100, initial=50, **kwargs)


class ElectionForm(forms.Form):
    term = forms.ModelChoiceField(Term.objects.none(), label=_("Term of office"), empty_label=None)
    held_on = DayField(label=_("Held on"))
    held_at = forms.CharField(label=_("At which conference"), max_length=300, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    seats = forms.IntegerField(label=_("How many are elected"), min_value=1, max_value=60, initial=3)
    quorum = percent(_("Quorum, percent of the members"))
    majority = percent(_("More than so many percent of the votes"))
    presided_by = forms.CharField(label=_("Presided over by"), max_length=120, required=False)
    secretary = forms.CharField(label=_("Minutes by"), max_length=120, required=False)
    replaces = OfficeField(
        Office.objects.none(), label=_("In the place of"), required=False, empty_label=_("nobody: a whole committee"),
        help_text=_("For somebody who leaves during the term."),
    )  # fmt: skip

    def __init__(self, *args: Any, federation: Federation, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        term, replaces = self.fields["term"], self.fields["replaces"]
        assert isinstance(term, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(replaces, forms.ModelChoiceField)  # noqa: S101
        term.queryset = federation.terms.all()
        held = federation.offices.filter(on_day(day), position__in=Nominee.POSITIONS)
        replaces.queryset = held
        self.fields["held_on"].initial = day


class NomineeForm(forms.Form):
    person_name = forms.CharField(label=_("Full name"), max_length=120)
    organisation = MemberField(label=_("Library"))
    capacity = forms.CharField(
        label=_("Capacity"), max_length=200, help_text=_("Such as Giám đốc Thư viện tỉnh Lào Cai.")
    )
    position = forms.ChoiceField(
        label=_("Stands for"), choices=[(one.value, capfirst(one.label)) for one in Nominee.POSITIONS]
    )
    leads_library = forms.BooleanField(label=_("Leads the library"), required=False, initial=True)


class VoteForm(forms.Form):
    """How one member votes on each of those who stand: a field for each."""

    organisation = MemberField(label=_("Library"))

    def __init__(
        self, *args: Any, members: Mapping[int, str], voted: Collection[int], nominees: Sequence[Nominee], **kwargs: Any
    ) -> None:  # fmt: skip
        """Who has voted stands last, and says so: the next ballot does not write over the one before."""
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, MemberField)  # noqa: S101 tells the type checker
        left = {pk: name for pk, name in members.items() if pk not in voted}
        done = {pk: _("%(library)s (has voted)") % {"library": name} for pk, name in members.items() if pk in voted}
        field.offer(left | done)
        if not left:
            field.choices = [("", _("everybody has voted")), *done.items()]
        self.nominees = nominees
        for each in nominees:
            self.fields[f"on_{each.pk}"] = forms.ChoiceField(
                label=each.person_name, choices=CHOICES, required=False, initial=Choice.FOR
            )

    def choices(self) -> dict[int, str]:
        return {each.pk: self.cleaned_data[f"on_{each.pk}"] for each in self.nominees}


CHOICES = [*((one.value, capfirst(one.label)) for one in Choice), ("", _("Absent"))]


class TieForm(forms.Form):
    """Who of those level goes first."""

    note = forms.CharField(label=_("How the tie was settled"), max_length=300)

    def __init__(self, *args: Any, tied: Sequence[Nominee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tied = tied
        names = [(str(each.pk), each.person_name) for each in tied]
        for number, _each in enumerate(tied, 1):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=_("Place %(number)d") % {"number": number}, choices=names,
                initial=str(tied[number - 1].pk),
            )  # fmt: skip
        self.order_fields([*(f"place_{number}" for number in range(1, len(tied) + 1)), "note"])

    def order(self) -> list[Nominee]:
        by_key = {str(each.pk): each for each in self.tied}
        return [by_key[self.cleaned_data[f"place_{number}"]] for number in range(1, len(self.tied) + 1)]
