"""The shapes of what is entered about organisations and federations; each form knows the service that it is for."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lienthu.common.errors import DomainError
from lienthu.federation import queries, services
from lienthu.federation.models import (
    LATITUDE,
    LONGITUDE,
    AdminUnit,
    Federation,
    Office,
    Organisation,
    Site,
    Succession,
    Term,
    Tier,
)

Actor = AbstractBaseUser | None


class DayField(forms.DateField):
    """A day as it is written in Viet Nam, 30/06/2025.

    Not the browser's own calendar: in a browser set to English that shows 06/30/2025, whatever the page says.
    """

    widget = forms.DateInput(
        format="%d/%m/%Y",
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": _("dd/mm/yyyy"), "size": "10"},
    )
    input_formats = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
    default_error_messages = {"invalid": _("Write the day as dd/mm/yyyy, for instance 30/06/2025.")}


def _offered(choices: type[TextChoices]) -> list[tuple[str, str | Promise]]:
    """The choices with a capital letter at the beginning, as a list on a page has them."""
    return [(choice.value, capfirst(choice.label)) for choice in choices]


class OrganisationField(forms.CharField):
    """The code of an organisation; the page offers codes with their names in a list (`list="organisations"`)."""

    widget = forms.TextInput(attrs={"list": "organisations", "autocomplete": "off", "autocapitalize": "characters"})

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        try:
            return queries.organisation_by_code(code)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class DayForm(forms.Form):
    """As of which day a page is to be seen."""

    day = DayField(label=_("As of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].widget.attrs["class"] = "input day"


class ChangeForm(forms.Form):
    """A change of one organisation or federation, made by `apply` through the service behind it."""

    title: ClassVar[str | Promise]
    done: ClassVar[str | Promise]
    button: ClassVar[str | Promise] = _("Record it")

    def apply(self, thing: Any, *, actor: Actor, at: datetime) -> object:
        """Make the change, or raise the service's DomainError."""
        raise NotImplementedError


class Reasoned(ChangeForm):
    """A change that is founded on a decision."""

    reason = forms.CharField(
        label=_("Decision or reason"), required=False, max_length=500, help_text=_("For instance: Decision 12/QĐ-UBND.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"])  # what happened first, why last


class AddForm(ChangeForm):
    title, done = _("Add an organisation"), _("The organisation is added.")

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Short, unmarked, for ever: CT, TV-CANTHO. It cannot be changed.")
    )
    name = forms.CharField(label=_("Full name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=_offered(Organisation.Kind))
    library_type = forms.ChoiceField(
        label=_("Library type"), choices=[("", "—"), *_offered(Organisation.LibraryType)], required=False
    )
    tier = forms.ModelChoiceField(
        Tier.objects.all(), label=_("Tier"), to_field_name="key", required=False, empty_label="—"
    )
    valid_from = DayField(label=_("Opened on"), required=False, help_text=_("Empty: it has always been there."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("library_type") and cleaned.get("kind") != Organisation.Kind.LIBRARY:
            self.add_error("library_type", _("Only a library has a library type. Leave it empty."))
        return cleaned

    def apply(self, thing: Organisation | None, *, actor: Actor, at: datetime) -> Organisation:
        entered = self.cleaned_data
        return services.add_organisation(
            code=entered["code"],
            name=entered["name"],
            short_name=entered["short_name"],
            kind=entered["kind"],
            library_type=entered["library_type"] or None,
            tier=entered["tier"].key if entered["tier"] else None,
            parent=thing,
            valid_from=entered["valid_from"],
            actor=actor,
            at=at,
        )


class RenameForm(Reasoned):
    title, done = _("New name"), _("The name is recorded.")

    name = forms.CharField(label=_("Full name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    on = DayField(
        label=_("From the day"),
        help_text=_("The day that the present name began on corrects that name."),
        initial=timezone.localdate,
    )

    def apply(self, thing: Organisation, *, actor: Actor, at: datetime) -> object:
        return services.rename(organisation=thing, **self.cleaned_data, actor=actor, at=at)


class MoveForm(Reasoned):
    title, done = _("Move under another organisation"), _("The move is recorded.")

    parent = OrganisationField(
        label=_("New parent"), required=False, help_text=_("Its code. Empty: to the top of the tree.")
    )
    on = DayField(label=_("From the day"), initial=timezone.localdate)

    def apply(self, thing: Organisation, *, actor: Actor, at: datetime) -> object:
        return services.move(organisation=thing, **self.cleaned_data, actor=actor, at=at)


class CloseForm(Reasoned):
    title, done = _("Close down"), _("The closing is recorded.")

    on = DayField(
        label=_("First day closed"),
        initial=timezone.localdate,
        help_text=_("Its sites and its memberships end on the same day. What was reported stays."),
    )

    def apply(self, thing: Organisation, *, actor: Actor, at: datetime) -> object:
        return services.close(organisation=thing, **self.cleaned_data, actor=actor, at=at)


class SuccessionForm(Reasoned):
    title, done = _("Record a succession"), _("The succession is recorded.")

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=_offered(Succession.Kind),
        help_text=_("A merge or a new organisation closes this one on that day; a split leaves it open."),
    )
    successor = OrganisationField(label=_("Successor"), help_text=_("Its code."))
    share = forms.DecimalField(
        label=_("Share that passes on (%)"),
        min_value=0.01,
        max_value=100,
        decimal_places=2,
        initial=100,
        localize=False,
        help_text=_("Of the stock of this organisation. Several successors share up to 100."),
    )
    on = DayField(label=_("From the day"), initial=timezone.localdate)

    def apply(self, thing: Organisation, *, actor: Actor, at: datetime) -> object:
        entered = {**self.cleaned_data, "share": self.cleaned_data["share"] / 100}
        return services.record_succession(predecessor=thing, **entered, actor=actor, at=at)


class SiteForm(ChangeForm):
    title, done = _("Add a site"), _("The site is added.")

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of site"), choices=_offered(Site.Kind))
    address = forms.CharField(label=_("Address"), max_length=255, required=False)
    admin_unit_code = forms.CharField(
        label=_("Administrative unit code"),
        max_length=10,
        required=False,
        help_text=_("The number that the General Statistics Office gave the commune or ward."),
    )
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, validators=LATITUDE, help_text=_("In degrees, for instance 10.0341.")
    )
    longitude = forms.FloatField(
        label=_("Longitude"), required=False, validators=LONGITUDE, help_text=_("In degrees, for instance 105.7880.")
    )
    opened_on = DayField(label=_("Opened on"), required=False, help_text=_("Empty: it has always been there."))

    def clean_admin_unit_code(self) -> str:
        code: str = self.cleaned_data["admin_unit_code"]
        if code and not AdminUnit.objects.filter(code=code).exists():
            raise forms.ValidationError(_("No administrative unit has this number. Correct it, or leave it empty."))
        return code

    def apply(self, thing: Organisation, *, actor: Actor, at: datetime) -> object:
        return services.add_site(organisation=thing, **self.cleaned_data, actor=actor, at=at)


class CloseSiteForm(Reasoned):
    title, done = _("Close a site"), _("The site is closed.")

    on = DayField(label=_("First day closed"), initial=timezone.localdate)

    def apply(self, thing: Site, *, actor: Actor, at: datetime) -> object:
        return services.close_site(site=thing, **self.cleaned_data, actor=actor, at=at)


class EndOfficeForm(Reasoned):
    title, done = _("End an office"), _("The office is ended.")

    on = DayField(label=_("First day out of office"), initial=timezone.localdate)

    def apply(self, thing: Office, *, actor: Actor, at: datetime) -> object:
        return services.end_office(office=thing, **self.cleaned_data, actor=actor, at=at)


class JoinForm(Reasoned):
    title, done = _("A library joins"), _("The library is a member now.")

    organisation = OrganisationField(label=_("Library"), help_text=_("Its code."))
    valid_from = DayField(label=_("From the day"), required=False, help_text=_("Empty: it has always been a member."))

    def apply(self, thing: Federation, *, actor: Actor, at: datetime) -> object:
        return services.join_federation(federation=thing, **self.cleaned_data, actor=actor, at=at)


class LeaveForm(Reasoned):
    title, done = _("A library leaves"), _("The membership is ended.")

    organisation = OrganisationField(label=_("Library"), help_text=_("Its code."))
    on = DayField(label=_("First day without it"), initial=timezone.localdate)

    def apply(self, thing: Federation, *, actor: Actor, at: datetime) -> object:
        return services.leave_federation(federation=thing, **self.cleaned_data, actor=actor, at=at)


class FoundForm(ChangeForm):
    title, done = _("Found a federation"), _("The federation is founded. Let its libraries join next.")

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Short, unmarked, for ever: CT, TV-CANTHO. It cannot be changed.")
    )
    name = forms.CharField(label=_("Full name"), max_length=200)
    opened_on = DayField(label=_("Founded on"), required=False, help_text=_("Empty: it has always been there."))

    def apply(self, thing: None, *, actor: Actor, at: datetime) -> Federation:
        return services.found_federation(**self.cleaned_data, actor=actor, at=at)


class TierForm(ChangeForm):
    title, done = _("Add a tier"), _("The tier is added.")

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For instance: inter-commune level."))
    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        help_text=_(
            "Short, unmarked, small letters, for the command line and files: inter-commune. It cannot be changed."
        ),
    )
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=0,
        max_value=32767,
        help_text=_("0 is the top. A number between two of the others puts it between them."),
    )

    def apply(self, thing: None, *, actor: Actor, at: datetime) -> Tier:
        return services.add_tier(**self.cleaned_data, actor=actor, at=at)


class TermForm(ChangeForm):
    title, done = _("Add a term"), _("The term is added.")

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For instance: Term 2022–2024."))
    valid_from = DayField(label=_("From the day"))
    valid_to = DayField(label=_("Until (first day no longer)"), required=False)
    overlaps = forms.BooleanField(
        label=_("Both hold in the days that it shares with another term"), required=False,
        help_text=_("Where the old committee goes on until it has handed over."),
    )  # fmt: skip

    def apply(self, thing: Federation, *, actor: Actor, at: datetime) -> object:
        return services.add_term(federation=thing, **self.cleaned_data, actor=actor, at=at)


class ChangeTermForm(TermForm):
    title, done = _("Change the term"), _("The term is changed.")

    def apply(self, thing: Term, *, actor: Actor, at: datetime) -> object:  # type: ignore[override]
        return services.change_term(term=thing, **self.cleaned_data, actor=actor, at=at)


class OfficeForm(ChangeForm):
    title, done = _("Fill an office"), _("The office is filled.")

    position = forms.ChoiceField(label=_("Office held"), choices=_offered(Office.Position))
    person_name = forms.CharField(
        label=_("Person"), max_length=120, required=False, help_text=_("Empty for the lead library.")
    )
    organisation = OrganisationField(label=_("Library"), help_text=_("Its code."))
    term = forms.ModelChoiceField(Term.objects.none(), label=_("Term of office"), required=False, empty_label="—")
    valid_from = DayField(label=_("From the day"), required=False, help_text=_("Empty: the days of the term."))
    valid_to = DayField(label=_("Until (first day no longer)"), required=False)

    def offer(self, federation: Federation) -> None:
        """Offer the terms of this federation alone."""
        field = self.fields["term"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        field.queryset = federation.terms.all()

    def apply(self, thing: Federation, *, actor: Actor, at: datetime) -> object:
        return services.add_office(federation=thing, **self.cleaned_data, actor=actor, at=at)


ORGANISATION_CHANGES: dict[str, type[ChangeForm]] = {
    "add": AddForm,
    "rename": RenameForm,
    "move": MoveForm,
    "site": SiteForm,
    "succession": SuccessionForm,
    "close": CloseForm,
}
FEDERATION_CHANGES: dict[str, type[ChangeForm]] = {
    "join": JoinForm,
    "leave": LeaveForm,
    "term": TermForm,
    "office": OfficeForm,
}
