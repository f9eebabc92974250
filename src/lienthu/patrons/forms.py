"""The shapes of what staff enter about patrons."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.federation.forms import DayField
from lienthu.patrons.models import Block, Category, Consent, Message, Patron, Relation, SchoolClass
from lienthu.patrons.queries.categories import Terms
from lienthu.patrons.rules import OLDEST
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.services.patrons import Details, Guardian

Purpose, Giver = Consent.Purpose, Consent.Giver


class DetailsForm(forms.Form):
    """What is known of a person."""

    full_name = forms.CharField(
        label=_("Full name of a person"),
        max_length=120,
        help_text=_("As on the identity card, family name first."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    birth_date = DayField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Patron.Sex.choices, required=False)
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"))
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("School class"), required=False, empty_label=_("none")
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("Email"), max_length=254, required=False, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    note = forms.CharField(label=_("Note for staff"), max_length=300, required=False)

    def __init__(self, *args: Any, categories: Sequence[Terms], classes: Sequence[SchoolClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("category", [terms.category for terms in categories]), ("school_class", classes)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
            model = Category if name == "category" else SchoolClass
            field.queryset = model._default_manager.filter(pk__in=[row.pk for row in rows])
            named = [(row.pk, f"{row.school}: {row}" if isinstance(row, SchoolClass) else str(row)) for row in rows]
            field.choices = [("", _("choose") if name == "category" else _("none")), *named]
        ages = {terms.category.pk: [terms.age_from or 0, terms.age_to or OLDEST] for terms in categories}
        self.fields["category"].widget.attrs["data-ages"] = json.dumps(ages)
        if not classes:
            del self.fields["school_class"]

    def details(self) -> Details:
        """The entered facts, of a valid form."""
        said = self.cleaned_data
        return Details(
            full_name=said["full_name"],
            category=said["category"],
            birth_date=said["birth_date"],
            sex=said["sex"],
            address=said["address"],
            phone=said["phone"],
            email=said["email"],
            note=said["note"],
            school_class=said.get("school_class"),
        )


def initial_of(patron: Patron) -> dict[str, object]:
    """What the form begins with for a patron who is known."""
    names = ("full_name", "birth_date", "sex", "phone", "email", "address", "note")
    facts: dict[str, object] = {name: getattr(patron, name) for name in names}
    return {**facts, "category": patron.category_id, "school_class": patron.school_class_id}


class RegisterForm(DetailsForm):
    """A new patron: details, for a child the guardian, what was agreed to, and the card."""

    guardian_name = forms.CharField(label=_("Name of the guardian"), max_length=120, required=False)
    guardian_kind = forms.ChoiceField(label=_("Relation"), choices=Relation.Kind.choices, required=False)
    guardian_phone = forms.CharField(label=_("Phone of the guardian"), max_length=30, required=False)
    self_agrees = forms.MultipleChoiceField(
        label=_("The patron agrees that the library may"),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick only what was said or signed. What is not ticked counts as no."),
    )
    guardian_agrees = forms.MultipleChoiceField(
        label=_("The guardian agrees that the library may"),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a child under 16. To publish anything about a child from 7 on, the child must agree as well."),
    )
    issue_card = forms.BooleanField(label=_("Issue the card now"), required=False, initial=True)
    card = forms.CharField(
        label=_("Code on the card"),
        max_length=40,
        required=False,
        help_text=_("Scan it, or leave it empty: the code is then made from the patron number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    not_a_duplicate = forms.BooleanField(label=_("This is another person"), required=False)

    def guardian(self) -> Guardian | None:
        """The guardian of a valid form, if one was named."""
        said = self.cleaned_data
        if not said["guardian_name"].strip():
            return None
        kind = said["guardian_kind"] or Relation.Kind.OTHER
        return Guardian(kind=kind, name=said["guardian_name"], phone=said["guardian_phone"])

    def answers(self) -> list[Answer]:
        """The ticked consents of a valid form."""
        ticked = ((Giver.SELF, "self_agrees"), (Giver.GUARDIAN, "guardian_agrees"))
        return [Answer(purpose, giver, granted=True) for giver, name in ticked for purpose in self.cleaned_data[name]]


REGISTER_FIELDS = {
    "consent_card_self": "self_agrees",
    "consent_card_guardian": "guardian_agrees",
}


class ConsentForm(forms.Form):
    """One answer about one use of data."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    giver = forms.ChoiceField(choices=Giver.choices)
    granted = forms.ChoiceField(choices=[("yes", ""), ("no", "")])

    def answer(self, form: str = Consent.Form.DESK) -> Answer:
        """The answer of a valid form."""
        said = self.cleaned_data
        return Answer(said["purpose"], said["giver"], granted=said["granted"] == "yes", form=form)


class CardForm(forms.Form):
    """The code of a card that is handed out."""

    code = forms.CharField(
        label=_("Code on the card"),
        max_length=40,
        required=False,
        help_text=_("Scan it, or leave it empty: the code is then made from the patron number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class BlockForm(forms.Form):
    """Why loans are refused, and until when."""

    kind = forms.ChoiceField(label=_("Reason"), choices=Block.Kind.choices)
    text = forms.CharField(label=_("In words"), max_length=200, required=False)
    until = DayField(label=_("Until"), required=False, help_text=_("Its last day. Empty: until it is lifted."))


class MessageForm(forms.Form):
    """A word to staff or to the patron."""

    audience = forms.ChoiceField(label=_("To"), choices=Message.Audience.choices)
    text = forms.CharField(label=_("Message"), max_length=500)


class RelationForm(forms.Form):
    """Somebody who belongs to the patron."""

    kind = forms.ChoiceField(label=_("Relation"), choices=Relation.Kind.choices)
    relative = forms.CharField(
        label=_("Card or number of a patron"), max_length=40, required=False, help_text=_("Or write name and phone.")
    )
    name = forms.CharField(label=_("Full name of a person"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    is_guardian = forms.BooleanField(label=_("Guardian by law"), required=False)


class PhotoForm(forms.Form):
    """A picture file."""

    photo = forms.FileField(
        label=_("Photo"),
        max_length=200,
        help_text=_("JPEG or PNG, up to 3 MB. A face, upright."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "data-shrink": "600"}),
    )


def class_year(day: date) -> int:
    """The school year that the day lies in; a year begins in August."""
    return day.year if day.month >= 8 else day.year - 1
