"""What people fill in about headings."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.lib.marc import headings
from lienthu.lib.marc.headings import Form
from lienthu.lib.marc.record import subfields
from lienthu.lib.marc.written import content_of
from lienthu.lib.vietnamese import nfc

# The tag by whose subfields a heading of each kind is written.
TAG_OF = {
    headings.PERSON: "100", headings.CORPORATE: "110", headings.MEETING: "111", headings.TITLE: "130",
    headings.TOPIC: "650", headings.PLACE: "651", headings.GENRE: "655", headings.SERIES: "830",
}  # fmt: skip
LONGEST = 500


def form_from(kind: str, text: str) -> Form:
    """The form that is written as `$aHồ Chí Minh$d1890-1969`, or plainly as `Hồ Chí Minh` ($a).

    Raises ValidationError for one without a name and for subfields that a heading of this kind does not have.
    """
    content = content_of(TAG_OF[kind], "##", nfc(" ".join(text.split())))
    parts = [(code, value) for code, value in subfields(content) if value.strip()]
    tag, codes = TAG_OF[kind], headings.codes_of(TAG_OF[kind], kind)
    if any(code == "t" for code, _value in parts):
        message = _("A title behind a name is a heading of its own kind; leave $t out.")
        if kind in (headings.PERSON, headings.CORPORATE, headings.MEETING):
            raise ValidationError(message)
    codes += "vxyz" if kind in headings.SUBDIVIDED else ""
    if stray := sorted({code for code, _value in parts} - set(codes)):
        message = _("A heading of this kind has no subfield $%(code)s; it has $%(codes)s.")
        raise ValidationError(message % {"code": stray[0], "codes": " $".join(codes)})
    found = headings.forms_in(tag, content)
    if not found:
        raise ValidationError(_("Write the name or the word itself in $a."))
    return found[0][1] + (headings.subdivisions_in(content) if kind in headings.SUBDIVIDED else ())


class FormField(forms.CharField):
    """A heading's form as its subfields."""

    def __init__(self, kind: str, label: str) -> None:
        super().__init__(
            label=label,
            max_length=LONGEST,
            help_text=gettext_lazy("With subfields: $aHồ Chí Minh$d1890-1969. Without any, all of it is $a."),
            widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false", "autocomplete": "off"}),
        )
        self.kind = kind

    def clean(self, value: object) -> Form:
        return form_from(self.kind, super().clean(value))


class _Reason(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("heading", "Reason"), max_length=LONGEST, required=False)
    with_files = forms.BooleanField(
        label=gettext_lazy("Also records that came from files"),
        required=False,
        help_text=gettext_lazy(
            "Only when your library works in this program alone: its next file would bring the old form back."
        ),
    )


class CorrectForm(_Reason):
    """Another form for a heading."""

    def __init__(self, *args: object, kind: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["form"] = FormField(kind, _("Correct form"))
        self.order_fields(["form", "reason", "with_files"])


class MergeForm(_Reason):
    """The heading that another one is merged into."""

    into = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReferForm(forms.Form):
    """A form that is to lead to a heading."""

    def __init__(self, *args: object, kind: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["form"] = FormField(kind, _("Other form that leads here"))


class RelateForm(forms.Form):
    """A heading beside another, found by its number."""

    HOW = (
        ("also", gettext_lazy("see also")),
        ("broader", gettext_lazy("broader")),
        ("narrower", gettext_lazy("narrower")),
        ("earlier", gettext_lazy("earlier name")),
        ("later", gettext_lazy("later name")),
    )

    how = forms.ChoiceField(label=gettext_lazy("Relation"), choices=HOW)
    other = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FileForm(forms.Form):
    """A file of authority records."""

    file = forms.FileField(
        label=gettext_lazy("File of authority records"),
        help_text=gettext_lazy("MARC 21 authority records as .mrc or MARCXML."),
    )
