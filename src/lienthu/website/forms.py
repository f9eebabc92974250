"""Forms of the public sites and of those who keep them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.website.models import Picture, PublicSite, Question
from lienthu.website.permissions import PUBLISH


class QuestionForm(forms.Form):
    """A reader's question. `website` is for programs, which fill in everything; people do not see it."""

    text = forms.CharField(
        label=gettext_lazy("your question"), max_length=2000, min_length=10, widget=forms.Textarea(attrs={"rows": 6})
    )
    name = forms.CharField(label=gettext_lazy("your name"), max_length=80, required=False)
    contact = forms.CharField(
        label=gettext_lazy("e-mail or telephone"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only the librarian sees it, to answer you. It is forgotten after a year."),
    )
    may_publish = forms.BooleanField(
        label=gettext_lazy("Others may read my question with its answer, without my name."), required=False
    )
    trap = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def too_often(self) -> str:
        return _("You have just sent several questions. Wait ten minutes, or telephone the library.")


class AnswerForm(forms.ModelForm[Question]):
    """The librarian's answer."""

    class Meta:
        model = Question
        fields = ("answer", "is_public")
        labels = {"is_public": gettext_lazy("Show question and answer on the site")}
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        if not self.instance.may_publish:
            del self.fields["is_public"]

    def _post_clean(self) -> None:
        """The service writes the row, and says itself what does not fit."""


class SiteForm(forms.ModelForm[PublicSite]):
    """Where a site stands and what it looks like."""

    class Meta:
        model = PublicSite
        fields = ("accent", "emblem", "host_name", "is_main")
        help_texts = {
            "host_name": gettext_lazy(
                "Leave it empty until this name leads to the hub; "
                "the system administrator adds it to LIENTHU_ALLOWED_HOSTS."
            ),
            "is_main": gettext_lazy("The catalogue's pages lead to it."),
        }

    def __init__(self, *args: Any, whole_hub: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        emblem = self.fields["emblem"]
        assert isinstance(emblem, forms.ModelChoiceField)  # noqa: S101 as the model has it
        emblem.queryset = Picture.objects.filter(collection=self.instance.collection)
        emblem.empty_label = _("the sign of the house")
        if not whole_hub:
            del self.fields["is_main"]
            del self.fields["host_name"]

    def clean_host_name(self) -> str:
        """A name that the hub does not answer to would close the site to everybody."""
        host = str(self.cleaned_data["host_name"]).strip().lower()
        answered = [name.strip().lower() for name in settings.ALLOWED_HOSTS]
        known = any(host == name or name == "*" or (name.startswith(".") and host.endswith(name)) for name in answered)
        if host and not known:
            raise forms.ValidationError(
                _("The hub does not answer to %(host)s yet: add it to LIENTHU_ALLOWED_HOSTS and start the hub anew.")
                % {"host": host}
            )
        return host


class NewSiteForm(forms.Form):
    """Opening a site."""

    organisation = forms.ModelChoiceField(label=gettext_lazy("who keeps it"), queryset=Organisation.objects.none())
    federation = forms.ModelChoiceField(
        label=gettext_lazy("of which federation"), queryset=Federation.objects.none(), required=False,
        empty_label=gettext_lazy("none: it is the organisation's own site"),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("what the site is called"), max_length=200)
    code = forms.SlugField(
        label=gettext_lazy("code"), max_length=40, help_text=gettext_lazy("It stands in the address: /trang/CODE/.")
    )
    accent = forms.ChoiceField(label=gettext_lazy("colour"), choices=PublicSite.Accent.choices)

    def __init__(self, *args: Any, user: User, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = reach(user, PUBLISH, day)
        organisations = federation.organisations_on(day)
        if reached is not None:
            organisations = organisations.filter(pk__in=[each.pk for each in reached])
        has = PublicSite.objects.values("federation")
        self._choices("organisation").queryset = organisations.filter(kind=Organisation.Kind.LIBRARY)
        self._choices("federation").queryset = (
            Federation.objects.exclude(pk__in=has.exclude(federation=None))
            if reached is None
            else Federation.objects.none()
        )
        names = federation.names(None, day)
        self._choices("organisation").label_from_instance = lambda each: names.get(each.pk, str(each))

    def _choices(self, name: str) -> Any:
        return self.fields[name]
