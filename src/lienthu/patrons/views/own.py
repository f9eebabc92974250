"""A patron's own pages, below /toi/."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lienthu.common.downloads import named
from lienthu.common.errors import DomainError
from lienthu.patrons import hooks, own, queries, rules
from lienthu.patrons.forms import ConsentForm
from lienthu.patrons.models import Consent, DataRequest, Message, Patron
from lienthu.patrons.services import consents, desk, requests
from lienthu.patrons.views.pages import consent_rows
from lienthu.patrons.views.shared import short_name, tried


class SignInForm(forms.Form):
    """Card and secret."""

    card = forms.CharField(
        label=gettext_lazy("Card code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "characters"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Password or one-time code"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A password of one's own, typed twice."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=128,
        strip=False,
        help_text=gettext_lazy("At least 6 characters. Not your birthday, phone or card number."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same once more"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", _("The two are not the same."))
        return said


def _after(request: HttpRequest) -> str:
    """The page of ours that asked to come here first; "" for none."""
    after = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return after if safe else ""


@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Card and secret; back to the page that asked."""
    form, after = SignInForm(request.POST or None), _after(request)
    if request.method == "POST" and form.is_valid():
        try:
            own.sign_in(request, code=form.cleaned_data["card"], secret=form.cleaned_data["secret"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(after or "own:me")
    return render(request, "patrons/own_sign_in.html", {"form": form, "next": after})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """By POST only."""
    own.sign_out(request)
    messages.success(request, _("You are signed out."))
    return redirect("own:sign_in")


def _password(request: HttpRequest, patron: Patron) -> HttpResponseBase:
    """Choose a password; back to the page that asked."""
    form, after = PasswordForm(request.POST or None), _after(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["password"]
        done = _("Your password is set.")
        if tried(request, lambda: own.choose_password(request, patron, said), done=done, form=form):
            return redirect(after or "own:me")
    return render(request, "patrons/own_password.html", {"form": form, "reader": patron, "next": after})


_password.choosing = True  # type: ignore[attr-defined]
password = own.signed_in(_password)


@own.signed_in
def me(request: HttpRequest, patron: Patron) -> HttpResponseBase:
    """What the library keeps of me, what I agreed to, and what I can ask."""
    day, now = timezone.localdate(), timezone.now()
    context = {
        "reader": patron,
        "library_name": short_name(patron.library),
        "refusals": rules.standing(patron, day),
        "letters": patron.messages.filter(audience=Message.Audience.PATRON, done_at=None),
        "tables": queries.tables(patron)[:2],
        "consent_rows": consent_rows(patron, list(patron.consents.all())),
        "sections": hooks.own_sections(patron, at=now),
        "requests": patron.requests.all(),
        "deletion": patron.requests.filter(kind=DataRequest.Kind.DELETION, state=DataRequest.State.OPEN).first(),
    }
    return render(request, "patrons/own.html", context)


@require_POST
@own.signed_in
def change(request: HttpRequest, patron: Patron, verb: str) -> HttpResponseBase:
    """An answer about my data, a message read, a request made or taken back."""
    at = timezone.now()
    if verb == "consent":
        _answer(request, patron)
    elif verb == "message":
        key = request.POST.get("message", "")
        letter = get_object_or_404(
            Message, pk=int(key) if key.isdecimal() else 0, patron=patron, audience=Message.Audience.PATRON
        )
        desk.done_with(message=letter, actor=None, at=at)
    elif verb == "delete":
        requests.ask_deletion(patron=patron, actor=None, at=at)
        messages.success(request, _("Your library will delete your data once nothing is on loan, and tell you."))
    elif verb == "keep":
        requests.take_back(patron=patron, actor=None, at=at)
        messages.success(request, _("Your request is taken back."))
    return redirect("own:me")


def _answer(request: HttpRequest, patron: Patron) -> None:
    """A patron answers for themselves only; what a guardian says is written down at the desk.

    The card's consent can be given here; taking it back is leaving the library.
    """
    form = ConsentForm(request.POST)
    if form.is_valid() and form.cleaned_data["giver"] == Consent.Giver.SELF:
        purpose, day = form.cleaned_data["purpose"], timezone.localdate()
        needed = rules.givers(purpose, patron.birth_date, day, rules.band_of(patron, day))
        answer = form.answer(Consent.Form.ONLINE)
        if Consent.Giver.SELF in needed and (answer.granted or purpose != Consent.Purpose.CARD):
            consents.record(patron=patron, answers=[answer], actor=None, at=timezone.now())


@own.signed_in
def export(request: HttpRequest, patron: Patron, form: str) -> HttpResponseBase:
    """A copy of my data, to read (html) or for a program (json)."""
    return exported(request, patron, form, actor=None)


def exported(request: HttpRequest, patron: Patron, form: str, *, actor: Any) -> HttpResponse:
    """The copy as a file, with the request noted."""
    now = timezone.now()
    requests.note_export(patron=patron, actor=actor, at=now)
    headers = named(f"{patron.number}-{timezone.localdate(now):%Y-%m-%d}.{form}")
    if form == "json":
        said, how = queries.as_json(patron, at=now), {"ensure_ascii": False, "indent": 1}
        return JsonResponse(said, json_dumps_params=how, headers=headers)
    context = {"reader": patron, "tables": queries.tables(patron), "made_at": now}
    return HttpResponse(render_to_string("patrons/export.html", context, request), headers=headers)
