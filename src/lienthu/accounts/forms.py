"""The shape of what is entered about staff."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import Role
from lienthu.federation.forms import DayField
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import sort_key


class RoleForm(forms.Form):
    """A role for somebody: only what the person who fills the form may give."""

    kind = forms.ChoiceField(label=_("Role"), choices=Role.Kind.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Over which organisation"), to_field_name="code", required=False
    )

    def __init__(
        self,
        *args: object,
        organisations: Sequence[tuple[Organisation, str]],
        kinds: Sequence[Role.Kind],
        whole_hub: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kind, field = self.fields["kind"], self.fields["organisation"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 tells the type checker
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        kind.choices = [(each.value, each.label) for each in kinds]
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each, _name in organisations])
        named = [(each.code, f"{name} ({each.code})") for each, name in organisations]
        field.choices = [("", _("the whole hub")), *named] if whole_hub else named
        field.required = not whole_hub


class EmailForm(forms.Form):
    """The address of a colleague."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Stands for the user name when signing in; a lost password is asked for with it."),
    )


class PasswordForm(forms.Form):
    """A first password, or a new one for a colleague who lost theirs."""

    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 8 characters. Hand it over in person; it can be changed after signing in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PersonForm(EmailForm, PasswordForm, RoleForm):
    """A new member of staff with one role."""

    field_order = ("full_name", "username", "email", "password", "kind", "organisation")

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Unmarked letters, digits and . _ - @, without spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class AuditForm(forms.Form):
    """What of the audit is looked for; everything may be left out."""

    person = forms.CharField(label=_("Who"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("What"), required=False)
    since = DayField(label=_("From the day"), required=False)
    until = DayField(label=_("To the day"), required=False)

    def __init__(self, *args: object, actions: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [("", _("everything")), *sorted(actions.items(), key=lambda pair: sort_key(pair[1]))]
