"""The shape of what is entered about staff."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import Role
from lienthu.federation.models import Organisation


class PersonForm(forms.Form):
    """A new member of staff with one role."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Unmarked letters, digits and . _ - @, without spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 8 characters. Hand it over in person; it can be changed after signing in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    kind = forms.ChoiceField(label=_("Role"), choices=Role.Kind.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Over which organisation"), to_field_name="code", required=False
    )

    def __init__(
        self, *args: object, organisations: Sequence[tuple[Organisation, str]], whole_hub: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each, _name in organisations])
        named = [(each.code, f"{name} ({each.code})") for each, name in organisations]
        field.choices = [("", _("the whole hub")), *named] if whole_hub else named
        field.required = not whole_hub
