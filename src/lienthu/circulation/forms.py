"""Forms of circulation: shape only; what may be is said by services."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.circulation import rules
from lienthu.circulation.queries.due_shifts import Wanted
from lienthu.circulation.queries.holds import Pickup
from lienthu.circulation.queries.policies import label_of
from lienthu.circulation.services.holds import Asked
from lienthu.federation import queries as federation
from lienthu.federation.errors import UnknownOrganisation
from lienthu.federation.forms import DayField, OrganisationField
from lienthu.federation.models import Organisation
from lienthu.patrons.models import Patron

INHERIT = ("", _("as inherited"))


class PolicyForm(forms.Form):
    """The own values of one cell; empty means inherited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, built_in in rules.BUILT_IN.items():
            label = label_of(name)
            label = label[0].upper() + label[1:]
            if isinstance(built_in, bool):
                self.fields[name] = forms.TypedChoiceField(
                    label=label,
                    required=False,
                    choices=(INHERIT, ("yes", _("yes")), ("no", _("no"))),
                    coerce=lambda text: {"yes": True, "no": False}.get(text),
                    empty_value=None,
                )
            else:
                low = 1 if name in ("loan_days", "hold_days") else 0
                high = {"loan_days": 730, "hold_days": 90, "fee_per_day": 1_000_000, "fee_lost": 100_000_000}.get(
                    name, 9_999
                )
                self.fields[name] = forms.IntegerField(label=label, required=False, min_value=low, max_value=high)


class LibraryField(OrganisationField):
    """The code of a library, chosen from the page's list; a wrong one is answered as somebody at a desk needs it."""

    default_error_messages = {
        "unknown": _(
            "No library has the code “%(code)s”. Type a part of the library's name here and choose it from the list."
        ),
        "near": _("No library has the code “%(code)s”. Did you mean %(near)s?"),
    }

    def clean(self, value: Any) -> Organisation:
        code = str(forms.CharField.clean(self, value))
        try:
            return federation.organisation_by_code(code)
        except UnknownOrganisation as refusal:
            like = refusal.context["suggestions"]
            near = ", ".join(like) if isinstance(like, list) else ""
            known = "near" if near else "unknown"
            raise forms.ValidationError(
                self.error_messages[known], code=known, params={"code": code, "near": near}
            ) from refusal


class SendForm(forms.Form):
    """A copy by its number, and where it is sent."""

    code = forms.CharField(label=_("Barcode or accession number of the copy"), max_length=80)
    receiver = LibraryField(label=_("Code of the library it goes to"), max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PlaceHoldForm(forms.Form):
    """Where a reader fetches it, which volume, and until when it is wanted."""

    pickup = forms.ChoiceField(label=_("Fetch it at"))
    part = forms.ChoiceField(label=_("Which volume"), required=False)
    expires_on = DayField(label=_("Wanted until"), required=False)

    def __init__(self, *args: Any, pickups: Sequence[Pickup], volumes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pickups = {each.key: each for each in pickups}
        self._field("pickup").choices = [(each.key, each.name) for each in pickups]
        if volumes:
            self._field("part").choices = [("", _("any of them")), *((each, each) for each in volumes)]
        else:
            del self.fields["part"]

    def _field(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def asked(self, patron: Patron, title: int) -> Asked:
        """What a valid form asks for."""
        said = self.cleaned_data
        return Asked(
            patron=patron,
            title=title,
            library=self.chosen.library,
            site=self.chosen.site,
            part=said.get("part", ""),
            expires_on=said["expires_on"],
        )

    @property
    def chosen(self) -> Pickup:
        return self._pickups[self.cleaned_data["pickup"]]


class WayFileForm(forms.Form):
    """The table of ways as a file."""

    file = forms.FileField(label=_("CSV file of ways"))


class DueShiftForm(forms.Form):
    """Which loans are to be due later, and when. `places` are offered as `l7` (a library) or `s9` (a site)."""

    places = forms.MultipleChoiceField(
        label=_("Loans made at"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one library or site.")},
    )
    due_from = DayField(label=_("Due from"))
    due_to = DayField(label=_("Due to"))
    how = forms.ChoiceField(
        label=_("Move them"),
        widget=forms.RadioSelect,
        choices=(
            ("closed", _("off closed days only, each to the next open day")),
            ("days", _("by some days")),
            ("day", _("all to one day")),
        ),
    )
    add_days = forms.IntegerField(label=_("How many days more"), min_value=1, max_value=365, required=False)
    to_day = DayField(label=_("New day"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For instance: storm no. 5, flood, repairs of the reading room.")
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["places"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(places)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        needed = {"days": "add_days", "day": "to_day"}.get(entered.get("how", ""))
        if needed and needed not in self.errors and not entered.get(needed):
            words = _("Say how many days.") if needed == "add_days" else _("Say which day.")
            self.add_error(needed, words)
        return entered

    def wanted(self) -> Wanted:
        entered = self.cleaned_data
        return Wanted(
            libraries=tuple(int(place[1:]) for place in entered["places"] if place[0] == "l"),
            sites=tuple(int(place[1:]) for place in entered["places"] if place[0] == "s"),
            due_from=entered["due_from"],
            due_to=entered["due_to"],
            to_day=entered["to_day"] if entered["how"] == "day" else None,
            add_days=entered["add_days"] if entered["how"] == "days" else 0,
        )
