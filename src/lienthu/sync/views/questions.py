"""The queue of what devices brought and only a person can say."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work, demand, require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.sync import queries, registry
from lienthu.sync.models import Outcome, Question
from lienthu.sync.services.answering import ALIKE
from lienthu.sync.services.answering import answer as settle
from lienthu.sync.views.devices import SETTLE
from lienthu.sync.words import name_of

PER_PAGE = 20


@dataclass(frozen=True)
class Shown:
    """A question on the page: in words, with its buttons."""

    question: Question
    name: str | Promise
    event: dict[str, object] | None
    remedies: tuple[registry.Remedy, ...]
    following: int
    alike: int  # open questions of the device with the same code, where one answer may settle all


@at_work(SETTLE)
def questions(request: HttpRequest) -> HttpResponseBase:
    """What is open, oldest first; `?code=` and `?device=` narrow it."""
    libraries = [library_of(request).pk]
    code, device = request.GET.get("code", ""), request.GET.get("device", "")
    page = Paginator(queries.questions_at(libraries, code, device), PER_PAGE).get_page(request.GET.get("page"))
    codes = queries.codes_at(libraries)
    context = {
        "page": page,
        "shown": [_shown(each) for each in page],
        "codes": [(each, name_of(each), count) for each, count in codes.items()],
        "total": sum(codes.values()),
        "code": code,
    }
    return render(request, "sync/questions.html", context)


def _shown(question: Question) -> Shown:
    event = question.event or question.refused
    kind = question.event.kind if question.event else ""
    alike = 0
    if question.code in ALIKE:
        alike = Question.objects.filter(device=question.device_id, code=question.code, answered_at=None).count()
    return Shown(
        question=question,
        name=name_of(question.code),
        event=queries.told_event(event) if event else None,
        remedies=registry.remedies_for(kind, question.code),
        following=queries.following(question),
        alike=alike if alike > 1 else 0,
    )


@require_POST
@require_role(SETTLE, over=SOMEWHERE)
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Settle one question, or all that are like it; back to the queue."""
    question = get_object_or_404(Question.objects.select_related("device__library", "event"), pk=number)
    demand(request.user, SETTLE, question.device.library)
    remedy = request.POST.get("remedy", "")
    try:
        done = settle(
            question=question,
            remedy=remedy,
            given=request.POST.get(f"given-{remedy}", ""),
            alike=bool(request.POST.get("alike")),
            actor=user_of(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, question, len(done))
    return redirect(f"{reverse('sync:questions')}?{request.GET.urlencode()}".rstrip("?"))


def _tell(request: HttpRequest, question: Question, count: int) -> None:
    """What came of it: answered, asked anew because something else stands in the way, or booked with a word to it."""
    rows = Question.objects.filter(event=question.event_id, answered_at=None).select_related("event__outcome")
    left = rows.first() if question.event_id else None
    if left is not None and left.event is not None and count == 1:
        if left.event.outcome.kind == Outcome.Kind.APPLIED:
            messages.success(request, _("Booked. One thing is to be looked at: %(why)s") % {"why": left.words})
            return
        messages.warning(request, _("Not booked yet: %(why)s") % {"why": left.words})
        return
    sentence = ngettext("%(count)d question is answered.", "%(count)d questions are answered.", count)
    messages.success(request, sentence % {"count": count})
