"""The shapes of what is entered about notices."""

from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lienthu.notices import kinds
from lienthu.notices.kinds import NoticeKind
from lienthu.notices.models import LANGUAGES, KindTerms, Terms, Wording
from lienthu.notices.queries.terms import BUILT_IN

# As in the table; a test holds the two together.
LONGEST: Final = {"subject": 150, "line": 300, "body": 6000, "short": 500}
YES_NO: Final = (("", _("as above us")), ("yes", _("yes")), ("no", _("no")))


def _said(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def yes_no(value: bool | None) -> str:  # noqa: FBT001
    """As the forms here have it."""
    return {True: "yes", False: "no"}.get(value, "") if value is not None else ""


class YesNo(forms.TypedChoiceField):
    """Yes, no, or as the organisation above has it (None)."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, choices=YES_NO, coerce=_said, empty_value=None, required=False)


def label_of(model: type[Any], name: str) -> str:
    """What a column is called, as it begins a line."""
    return str(capfirst(model._meta.get_field(name).verbose_name))


class TermsForm(forms.Form):
    """How a library writes to its readers; what is left empty is inherited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "sms", "paper", "without_marks"):
            self.fields[name] = YesNo(label_of(Terms, name))
        self.fields["language"] = forms.ChoiceField(
            label=label_of(Terms, "language"), choices=[("", _("as above us")), *LANGUAGES], required=False
        )
        self.fields["reply_to"] = forms.EmailField(
            label=label_of(Terms, "reply_to"),
            required=False,
            help_text=_("An address that somebody reads. Empty: answers go nowhere."),
        )
        self.fields["signature"] = forms.CharField(
            label=label_of(Terms, "signature"),
            required=False,
            max_length=600,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("What stands at the end of each letter: the library's name, phone, opening hours."),
        )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in BUILT_IN}


class KindForm(forms.Form):
    """Whether and when a kind of notice is sent."""

    def __init__(self, *args: Any, kind: NoticeKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("on", "paper"):
            self.fields[name] = YesNo(label_of(KindTerms, name))
        if kind.days:
            self.fields["days"] = forms.CharField(
                label=str(kind.days_label),
                max_length=60,
                required=False,
                help_text=_("Numbers with commas. Empty: as above us."),
            )


class WordingForm(forms.Form):
    """The words of a kind, part by part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"subject": 0, "line": 2, "body": 14, "short": 3}
        helps = {
            "line": _("Stands once for each book (or card) where the letter says {{ items }}."),
            "short": _("For phones: keep it short."),
        }
        for name in kinds.PARTS:
            attributes = {"spellcheck": "false"}
            widget = forms.Textarea({"rows": rows[name], **attributes}) if rows[name] else forms.TextInput(attributes)
            self.fields[name] = forms.CharField(
                label=label_of(Wording, name),
                max_length=LONGEST[name],
                widget=widget,
                help_text=helps.get(name, ""),
            )

    def parts(self) -> dict[str, str]:
        """The parts with the line ends that are stored."""
        return {name: str(self.cleaned_data[name]).replace("\r\n", "\n").strip() for name in kinds.PARTS}
