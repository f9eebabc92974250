"""Pairs of records that the rule would not decide: one question at a time, one key to answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.catalogue.errors import RegroupingRefused
from lienthu.catalogue.models import Doubt
from lienthu.catalogue.queries.staff import compared, libraries_for, open_doubts
from lienthu.catalogue.services import titles
from lienthu.catalogue.views.comparing import in_words
from lienthu.catalogue.words import sentence
from lienthu.common.access import SOMEWHERE


def _mine(request: HttpRequest) -> list[int]:
    return [library.pk for library, _name in libraries_for(user_of(request), "catalogue.match")]


@require_role("catalogue.match", over=SOMEWHERE)
def doubts(request: HttpRequest) -> HttpResponseBase:
    """The first open question after `?after=`, with how many there are; the last answer can be taken back."""
    found = open_doubts(_mine(request)).select_related("record", "other")
    after = request.GET.get("after", "")
    doubt = found.filter(pk__gt=int(after)).first() if after.isdecimal() and len(after) < 16 else None
    doubt = doubt or found.first()
    context: dict[str, object] = {"count": found.count(), "last": _last(request)}
    if doubt is not None:
        comparison = compared(doubt)
        context |= {
            "comparison": comparison,
            "elements": in_words(comparison.elements),
            "reasons": [sentence(reason) for reason in comparison.reasons],
        }
    return render(request, "catalogue/doubt_page.html", context)


def _last(request: HttpRequest) -> Doubt | None:
    """The last question that this user answered, if it can be asked again."""
    answered = Doubt.objects.filter(decided_by=user_of(request), state__in=[Doubt.State.SAME, Doubt.State.DIFFERENT])
    return answered.order_by("-decided_at").first()


@require_POST
@require_role("catalogue.match", over=SOMEWHERE)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Take the answer and go on to the next question."""
    doubt = get_object_or_404(open_doubts(_mine(request)) | Doubt.objects.exclude(state=Doubt.State.OPEN), pk=number)
    word = request.POST.get("answer")
    if word in {"same", "different"}:
        try:
            titles.answer(doubt=doubt, same=word == "same", actor=user_of(request), at=timezone.now())
            text = _("Merged into one title.") if word == "same" else _("Kept as two titles.")
            messages.success(request, text)
        except RegroupingRefused as refusal:
            messages.warning(request, str(refusal))
    return redirect(f"{reverse('catalogue:doubts')}?after={doubt.pk}")


@require_POST
@require_role("catalogue.match", over=SOMEWHERE)
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take back an answer of one's own."""
    doubt = get_object_or_404(Doubt, pk=number, decided_by=user_of(request))
    try:
        titles.reopen(doubt=doubt, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The answer was taken back; everything is as it was before."))
    except RegroupingRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('catalogue:doubts')}?after={doubt.pk - 1}")
