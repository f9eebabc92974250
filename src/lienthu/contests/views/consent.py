"""Consent on one's own phone: what would be shown, and yes or no with a name below, taken back at any time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.accounts.pages import kept
from lienthu.common.by_link import opened_by
from lienthu.contests.forms.contests import OwnConsentForm
from lienthu.contests.models import Entrant, EntrantConsent
from lienthu.contests.rules.agreeing import agreed, givers
from lienthu.contests.services import consenting
from lienthu.contests.views.entries import sent_file
from lienthu.federation import queries as federation

Giver = EntrantConsent.Giver


@opened_by(consenting.opened)
def page(request: HttpRequest, entrant: Entrant, token: str) -> HttpResponseBase:
    """What would be public of whom, and the answers of everybody who is asked."""
    today, answers = timezone.localdate(), list(entrant.consents.all())
    form = OwnConsentForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        said = {**form.cleaned_data, "granted": form.cleaned_data["granted"] == "yes"}
        if kept(form, consenting.answer_by_address, entrant=entrant, **said, at=timezone.now()):
            yes, no = _("Thank you. Your yes is written down."), _("Thank you. Nothing is shown of it.")
            messages.success(request, yes if said["granted"] else no)
            return redirect("consent_link:page", token)
    asked = []
    for giver in givers(entrant.born_on, today):
        name = entrant.full_name if giver == Giver.SELF else entrant.guardian
        own = form if form is not None and form.data.get("giver") == giver else None
        last = next((each for each in answers if each.giver == giver), None)
        blank = OwnConsentForm(initial={"giver": giver, "signed_by": name}, auto_id=f"id_{giver}_%s")
        asked.append((Giver(giver), last, own or blank))
    context = {
        "entrant": entrant, "entry": entrant.entry, "contest": entrant.entry.contest, "asked": asked, "token": token,
        "media": entrant.entry.media.all(), "agreed": agreed(entrant.born_on, answers, today),
        "host": federation.names([entrant.entry.contest.library_id], today)[entrant.entry.contest.library_id],
    }  # fmt: skip
    bad = form is not None and bool(form.errors)
    return render(request, "contests/consent.html", context, status=422 if bad else 200)


@require_safe
@opened_by(consenting.opened)
def medium(request: HttpRequest, entrant: Entrant, token: str, number: int) -> HttpResponseBase:
    """A file of the entry, for whoever is asked about it."""
    return sent_file(request, get_object_or_404(entrant.entry.media.all(), pk=number))
