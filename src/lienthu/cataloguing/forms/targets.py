"""What is entered of catalogues elsewhere, and what is asked of them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.words import ENCODING_NAMES
from lienthu.cataloguing.models import Target
from lienthu.cataloguing.models.targets import LONGEST_WAIT
from lienthu.cataloguing.rules.asking import DEFAULTS, INDEXES, isbn_characters, isbn_fault
from lienthu.federation.models import Organisation
from lienthu.federation.queries import names
from lienthu.lib.sru.client import VERSIONS

INDEX_NAMES = {
    "isbn": _("ISBN"), "title": _("Title"), "author": _("Author"), "any": _("Anywhere"), "year": _("Year"),
}  # fmt: skip

ISBN_FAULTS = {
    "length": _(
        "“%(typed)s” is not an ISBN: an ISBN has 10 or 13 digits, this has %(n)d characters. "
        "Scan it again, or search by title."
    ),
    "prefix": _(
        "“%(typed)s” is not an ISBN: 13 digits begin with 978 or 979. "
        "Scan the ISBN, not another bar code, or search by title."
    ),
    "digit": _(
        "“%(typed)s” is not an ISBN: its check digit does not fit, so a digit is wrong. "
        "Compare it with the book, or search by title."
    ),
}


# What the form begins with, by protocol.
BEGUN = {
    kind: {"syntax": syntax} | {f"index_{name}": text for name, text in DEFAULTS[kind].items()}
    for kind, syntax in ((str(Target.Kind.Z3950), "marc21"), (str(Target.Kind.SRU), "marcxml"))
}


class AskForm(forms.Form):
    """What is looked for. Everything may be left out, but not all."""

    isbn = forms.CharField(
        label=_("ISBN"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "inputmode": "text", "autocomplete": "off"}),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    author = forms.CharField(label=_("Author"), max_length=120, required=False)
    any = forms.CharField(label=_("Anywhere"), max_length=200, required=False)
    year = forms.CharField(
        label=_("Year"), max_length=10, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_isbn(self) -> str:
        text = str(self.cleaned_data["isbn"])
        if fault := isbn_fault(text):
            said = {"typed": text, "n": len(isbn_characters(text))}
            raise forms.ValidationError(ISBN_FAULTS[fault], code=fault, params=said)
        return text


class TargetForm(forms.Form):
    """A catalogue elsewhere."""

    name = forms.CharField(label=_("Name"), max_length=80)
    library = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For whom"), required=False, empty_label=_("for all libraries of the hub")
    )
    kind = forms.ChoiceField(label=_("Protocol"), choices=Target.Kind.choices)
    address = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("Z39.50: lx2.loc.gov:210 · SRU: http://lx2.loc.gov:210/LCDB")
    )
    database = forms.CharField(
        label=_("Database"), max_length=120, required=False, help_text=_("Z39.50 only; several with + between them.")
    )
    syntax = forms.CharField(
        label=_("Form of records"), max_length=80, initial="marc21",
        help_text=_("Z39.50: marc21, unimarc or xml. SRU: the name of the schema, most often marcxml."),
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=_("Character set"),
        choices=[("auto", _("recognise it in each record")), *ENCODING_NAMES.items()],
    )
    version = forms.ChoiceField(label=_("Version of SRU"), choices=[(each, each) for each in VERSIONS])
    user_name = forms.CharField(label=_("User name"), max_length=80, required=False)
    user_group = forms.CharField(label=_("Group of users"), max_length=80, required=False)
    password = forms.CharField(
        label=_("Password"), max_length=80, required=False, help_text=_("Left empty, the one that is there stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    timeout = forms.IntegerField(label=_("Seconds to wait"), min_value=1, max_value=LONGEST_WAIT, initial=10)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=30000, initial=100)

    def __init__(self, *args: Any, libraries: Any, whole_hub: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        library = self.fields["library"]
        assert isinstance(library, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        library.queryset = libraries
        named = names(list(libraries.values_list("pk", flat=True)), timezone.localdate())
        library.label_from_instance = lambda each: named.get(each.pk, str(each))  # type: ignore[method-assign,assignment]
        if not whole_hub:
            library.required, library.empty_label = True, None
        for name in INDEXES:
            self.fields[f"index_{name}"] = forms.CharField(label=INDEX_NAMES[name], max_length=60, required=False)

    def index_fields(self) -> list[forms.BoundField]:
        return [self[f"index_{name}"] for name in INDEXES]

    def index_errors(self) -> bool:
        return any(bound.errors for bound in self.index_fields())

    def clean(self) -> dict[str, Any]:
        """What stands as the form began it for the other protocol becomes what is usual for the chosen one."""
        said: dict[str, Any] = self.cleaned_data
        kind = said.get("kind", "")
        for other, usual in BEGUN.items():
            for name, text in usual.items():
                if other != kind and kind in BEGUN and said.get(name) == text:
                    said[name] = BEGUN[kind][name]
        return said

    def facts(self) -> dict[str, Any]:
        """The facts of `services.targets.FACTS` in a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith("index_")}
        for name in ("password", "library"):
            said.pop(name, None)
        return said | {"indexes": {name: self.cleaned_data[f"index_{name}"].strip() for name in INDEXES}}


def initial_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The form's first values from the facts of a target."""
    indexes = facts.get("indexes") or {}
    return facts | {f"index_{name}": indexes.get(name, "") for name in INDEXES}
