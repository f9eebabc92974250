"""What is entered about who comes, and about papers and speakers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.conferences.models import Delegate
from lienthu.conferences.services.people import Facts
from lienthu.federation.models import Organisation

ADDRESSES = ("Ông", "Bà", "Đồng chí")


class DelegateForm(forms.Form):
    """A person who comes. `members`: whose people may be written down; one alone is not asked for."""

    member = forms.ChoiceField(label=pgettext_lazy("of a federation", "Member"), required=False)
    role = forms.ChoiceField(label=pgettext_lazy("of a person", "Comes as"))
    address = forms.ChoiceField(label=pgettext_lazy("of a person", "Form of address"), required=False)
    name = forms.CharField(label=pgettext_lazy("of a person", "Full name"), max_length=120)
    title = forms.CharField(label=pgettext_lazy("of a person", "Position"), max_length=150, required=False)
    body = forms.CharField(
        label=pgettext_lazy("of a guest", "Body"), max_length=200, required=False, help_text=_("Of a guest.")
    )
    on_presidium = forms.BooleanField(label=_("Sits on the presidium"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    arrives = forms.CharField(
        label=_("Arrival"), max_length=120, required=False, help_text=_("Such as: afternoon of 14/11, by our own car.")
    )
    nights = forms.IntegerField(label=_("Nights of lodging"), min_value=0, max_value=30, required=False)
    wishes = forms.CharField(
        label=pgettext_lazy("of a delegate", "Wishes"),
        max_length=300,
        required=False,
        help_text=_("Meals, help with stairs, company."),
    )

    def __init__(
        self,
        *args: Any,
        members: Iterable[tuple[Organisation, str]],
        prepares: bool,
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(members)
        self.members = {str(member.pk): member for member, _name in offered}
        member, role, address = self.fields["member"], self.fields["role"], self.fields["address"]
        if isinstance(member, forms.ChoiceField):
            member.choices = [(str(one.pk), name) for one, name in offered]
            if prepares:
                member.choices = [("", _("no member: a guest")), *member.choices]
        if isinstance(role, forms.ChoiceField):
            kinds = list(Delegate.Role) if prepares else [Delegate.Role.DELEGATE]
            role.choices = [(one.value, capfirst(one.label)) for one in kinds]
        if isinstance(address, forms.ChoiceField):
            address.choices = [("", "–"), *((word, word) for word in ADDRESSES)]
        if fixed or (len(offered) == 1 and not prepares):
            del self.fields["member"]
        if not prepares:
            for name in ("body", "role", "on_presidium"):
                del self.fields[name]

    def from_member(self) -> Organisation | None:
        if "member" not in self.fields:
            return next(iter(self.members.values()), None)
        return self.members.get(self.cleaned_data["member"])

    def facts(self, known: Delegate | None = None) -> Facts:
        """What was entered; what the form does not ask stays as it is `known`."""
        given = self.cleaned_data
        return Facts(
            name=given["name"],
            role=given.get("role") or (known.role if known else Delegate.Role.DELEGATE),
            address=given["address"],
            title=given["title"],
            body=given.get("body", known.body if known else ""),
            phone=given["phone"],
            email=given["email"],
            on_presidium=given.get("on_presidium", known.on_presidium if known else False),
            arrives=given["arrives"],
            nights=given["nights"] or 0,
            wishes=given["wishes"],
        )


class TableForm(forms.Form):
    """A table of delegates."""

    file = forms.FileField(
        label=_("Table of delegates"),
        help_text=_("XLSX or CSV with a column “Họ và tên”. The empty table has them all."),
    )


class LinkForm(forms.Form):
    """For whom an address is made."""

    member = forms.ChoiceField(label=pgettext_lazy("of a federation", "Member"))
    name = forms.CharField(label=_("For whom"), max_length=120)

    def __init__(self, *args: Any, members: Iterable[tuple[Organisation, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(members)
        self.members = {str(member.pk): member for member, _name in offered}
        field = self.fields["member"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(one.pk), name) for one, name in offered]


class SeatForm(forms.Form):
    """Where somebody sits; without row and seat, nowhere."""

    delegate = forms.ChoiceField(label=pgettext_lazy("of a seat", "Who"))
    row = forms.IntegerField(label=pgettext_lazy("of seats", "Row"), min_value=1, max_value=60, required=False)
    seat = forms.IntegerField(label=_("Seat"), min_value=1, max_value=60, required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["delegate"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(pk), name) for pk, name in people]


class HallForm(forms.Form):
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=60)
    columns = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=60)


class PaperForm(forms.Form):
    """A paper that is handed in."""

    member = forms.ChoiceField(label=pgettext_lazy("of a person", "Unit"), required=False)
    unit = forms.CharField(label=_("Unit, where it is no member"), max_length=200, required=False)
    title = forms.CharField(label=pgettext_lazy("of a paper", "Title"), max_length=300)
    author = forms.CharField(label=_("Author"), max_length=120)
    author_title = forms.CharField(label=pgettext_lazy("of a person", "Position"), max_length=150, required=False)
    abstract = forms.CharField(label=_("Abstract"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    file = forms.FileField(
        label=_("Text of the paper"), required=False, help_text=_("Word (.docx) or PDF, up to 20 MB.")
    )

    def __init__(
        self,
        *args: Any,
        members: Iterable[tuple[Organisation, str]],
        prepares: bool,
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(members)
        self.members = {str(member.pk): member for member, _name in offered}
        member = self.fields["member"]
        if isinstance(member, forms.ChoiceField):
            member.choices = [(str(one.pk), name) for one, name in offered]
            if prepares:
                member.choices = [("", _("no member")), *member.choices]
        if not prepares:
            del self.fields["unit"]
        if fixed or (len(offered) == 1 and not prepares):
            del self.fields["member"]
            self.fields.pop("unit", None)

    def from_member(self) -> Organisation | None:
        if "member" not in self.fields:
            return next(iter(self.members.values()), None)
        return self.members.get(self.cleaned_data["member"])


class RemarksForm(forms.Form):
    remarks = forms.CharField(
        label=pgettext_lazy("on a paper", "Remarks"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class SpeakerForm(forms.Form):
    """Somebody who wants to speak from the floor."""

    speaker = forms.CharField(label=_("Who speaks"), max_length=200)
    unit = forms.CharField(label=pgettext_lazy("of a person", "Unit"), max_length=200, required=False)
    gist = forms.CharField(label=_("What about"), max_length=500, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=120, initial=5)
