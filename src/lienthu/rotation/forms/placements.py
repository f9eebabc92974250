"""The shapes of what is entered at the steps of a placement."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.accounts.models import User
from lienthu.common.uploads import is_readable
from lienthu.federation.forms import DayField
from lienthu.rotation.models import BookSet, Confirmation, DepositSite, PlacementLine
from lienthu.rotation.services.papers import media_type
from lienthu.rotation.services.steps import Seen, Word

Found = PlacementLine.Found
LARGEST_PAPER = 8_000_000  # bytes


def _people() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Who brings it"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("One name on each line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(forms.Form):
    """Which set goes where, and until when."""

    book_set = forms.ModelChoiceField(BookSet.objects.none(), label=gettext_lazy("Set of books"), empty_label=None)
    deposit = forms.ModelChoiceField(DepositSite.objects.none(), label=gettext_lazy("Deposit site"), empty_label=None)
    begins_on = DayField(label=gettext_lazy("Goes on"))
    ends_on = DayField(label=gettext_lazy("Due back"))
    staff = _people()
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, sets: Any, deposits: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("book_set", sets), ("deposit", deposits)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
            field.queryset = rows

    def people(self) -> list[str]:
        return lines_of(self.cleaned_data["staff"])


class ChangeForm(forms.Form):
    ends_on = DayField(label=gettext_lazy("Due back"))
    number = forms.CharField(label=gettext_lazy("Number of the minutes"), max_length=60, required=False)
    staff = _people()

    def people(self) -> list[str]:
        return lines_of(self.cleaned_data["staff"])


class RecallForm(forms.Form):
    on = DayField(label=gettext_lazy("To be ready on"))
    fetched_by = forms.CharField(label=gettext_lazy("Who fetches it"), max_length=200, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)


class WordForm(forms.Form):
    """Whoever confirms one side of a handover."""

    name = forms.CharField(label=gettext_lazy("Full name of who confirms"), max_length=120)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=120, required=False)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks on the handover"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def word(self, means: Confirmation.Means = Confirmation.Means.STAFF) -> Word:
        said = self.cleaned_data
        return Word(name=said["name"], position=said["position"], remarks=said["remarks"], means=means)


class MoveOnForm(WordForm):
    """The next site, at once."""

    deposit = forms.ModelChoiceField(DepositSite.objects.none(), label=gettext_lazy("Next site"), empty_label=None)
    ends_on = DayField(label=gettext_lazy("Due back"))
    staff = _people()
    field_order = ("deposit", "ends_on", "staff", "name", "position", "remarks")

    def __init__(self, *args: Any, deposits: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deposit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = deposits

    def people(self) -> list[str]:
        return lines_of(self.cleaned_data["staff"])


class SeenForm(WordForm):
    """What came, or what is there. Whatever is not ticked as missing or damaged is there."""

    on_paper = forms.BooleanField(
        label=gettext_lazy("It was signed on paper; I put the scanned paper here"), required=False
    )
    paper = forms.FileField(
        label=gettext_lazy("Signed paper"),
        required=False,
        help_text=gettext_lazy("A picture or a PDF of at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    codes = forms.CharField(
        label=gettext_lazy("Other codes in the box"),
        required=False,
        max_length=100_000,
        help_text=gettext_lazy("Scan here what is in the box and not on the list, one code on each line."),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("codes", "name", "position", "remarks", "on_paper", "paper")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        paper = said.get("paper")
        if paper is not None and "paper" not in self.errors:
            check_paper(self, "paper", paper)
        if said.get("on_paper") and paper is None and "paper" not in self.errors:
            self.add_error("paper", _("Choose the picture or the PDF of the signed paper."))
        return said

    def seen(self, listed: Iterable[int]) -> Seen:
        """By the boxes beside the books of the list: `missing-<copy>`, `damaged-<copy>`."""
        return Seen(marked(self.data, listed), lines_of(self.cleaned_data["codes"]))

    def means(self) -> Confirmation.Means:
        return Confirmation.Means.PAPER if self.cleaned_data["on_paper"] else Confirmation.Means.STAFF


def check_paper(form: forms.Form, name: str, paper: "UploadedFile[Any]") -> None:
    """Add the error of a file that is too large, or no picture and no PDF."""
    if (paper.size or 0) > LARGEST_PAPER:
        form.add_error(name, _("The file is larger than 8 MB. Take a smaller picture."))
    elif media_type(paper) is None:
        form.add_error(name, _("This is neither a picture (JPEG, PNG, WebP) nor a PDF."))
    elif not is_readable(paper):
        form.add_error(name, _("The picture cannot be read. Take another copy of it."))


class ReceiptForm(forms.Form):
    """Who says what came; the boxes beside the books say what did not."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    remarks = forms.CharField(
        label=gettext_lazy("Anything else to say?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PaperForm(forms.Form):
    paper = forms.FileField(
        label=gettext_lazy("Signed paper"), help_text=gettext_lazy("A picture or a PDF of at most 8 MB.")
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("paper") is not None:
            check_paper(self, "paper", said["paper"])
        return said


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=12)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("question", "Who answers it"), empty_label=None
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = people


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def marked(data: Mapping[str, Any], listed: Iterable[int]) -> dict[int, PlacementLine.Found]:
    """What the boxes beside the books say: missing before damaged; a box that is not there says nothing."""
    found: dict[int, PlacementLine.Found] = {}
    for copy in listed:
        if data.get(f"missing-{copy}"):
            found[copy] = Found.MISSING
        elif data.get(f"loan-{copy}"):
            found[copy] = Found.ON_LOAN
        elif data.get(f"damaged-{copy}"):
            found[copy] = Found.DAMAGED
    return found


def people_of(staff: Sequence[str]) -> str:
    return "\n".join(staff)
