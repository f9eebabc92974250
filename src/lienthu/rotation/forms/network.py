"""What part of the network is shown."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.federation.forms import DayField
from lienthu.lib.vietnamese import fold
from lienthu.rotation.forms.sites import HOSTS
from lienthu.rotation.queries.network import Network, Period, SiteRow
from lienthu.rotation.rules.network import Standing

YEAR: Final = timedelta(days=364)
LONGEST: Final = 3_660  # days
STOPS: Final = "stops"


class NetworkForm(forms.Form):
    """All fields may be left empty. With a state or a kind of host, only deposit sites are shown."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("places", "all")),
            *Standing.choices,
            (STOPS, gettext_lazy("stops of the mobile library")),
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of host"), required=False, choices=[("", pgettext_lazy("hosts", "all")), *HOSTS]
    )
    library = forms.TypedChoiceField(label=gettext_lazy("Served by"), required=False, coerce=int, empty_value=None)
    text = forms.CharField(label=gettext_lazy("Name of the site"), required=False, max_length=80)
    since = DayField(label=gettext_lazy("Uses from"), required=False)
    until = DayField(label=gettext_lazy("Uses to"), required=False)

    def __init__(self, *args: Any, libraries: dict[int, str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if len(libraries) > 1:
            choices = sorted(((key, name) for key, name in libraries.items()), key=lambda row: row[1])
            self.fields["library"].choices = [("", pgettext_lazy("libraries", "all")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["library"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        last = said.get("until") or self.today
        first = said.get("since") or last - YEAR
        if "since" in said and "until" in said:
            if first > last:
                self.add_error("until", _("The last day comes before the first one."))
            elif (last - first).days > LONGEST:
                self.add_error("since", _("At most ten years are added up at once. Choose a later first day."))
        return said

    def _said(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None

    @property
    def period(self) -> Period:
        """The days that were asked for; the year until today where nothing, or nothing that makes sense, was."""
        last = self._said("until") or self.today
        return Period(self._said("since") or last - YEAR, last)

    def sites(self, found: Network) -> list[SiteRow]:
        """Those of the network's sites that were asked for."""
        state, kind, library = self._said("state"), self._said("kind"), self._said("library")
        text = fold(self._said("text") or "")
        return [
            row
            for row in found.sites
            if state in (None, "", row.standing)
            and (not kind or row.deposit.site.organisation.kind == kind)
            and (not library or row.deposit.library_id == library)
            and text in fold(row.deposit.site.name)
        ]

    @property
    def shows_stops(self) -> bool:
        """Whether stops of the mobile library were asked for too."""
        return self._said("state") in (None, "", STOPS) and not (self._said("kind") or self._said("library"))

    @property
    def stop_text(self) -> str:
        return fold(self._said("text") or "")
