"""The librarian's queue: what readers asked, and the answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthu.accounts.pages import user_of
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, demand, require_role
from lienthu.notices.services.composing import email_on
from lienthu.website.errors import WebsiteRefused
from lienthu.website.forms import AnswerForm
from lienthu.website.models import PublicSite, Question
from lienthu.website.permissions import PUBLISH
from lienthu.website.queries import sites
from lienthu.website.services import questions

PER_PAGE = 25


@require_safe
@require_role(PUBLISH, over=SOMEWHERE)
def queue(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of a site: those that wait first."""
    site = get_object_or_404(PublicSite.objects.select_related("organisation", "home"), code=code)
    demand(user_of(request), PUBLISH, site.organisation)
    state = request.GET.get("state", Question.State.WAITING)
    if state not in Question.State.values:
        state = Question.State.WAITING
    rows = Question.objects.filter(site=site, state=state)
    rows = rows.order_by("asked_at", "pk") if state == Question.State.WAITING else rows.order_by("-asked_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "site": site,
        "title": sites.title_of(site, get_language() or "vi"),
        "page": page,
        "state": state,
        "states": Question.State.choices,
    }
    return render(request, "website/staff/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(PUBLISH, over=SOMEWHERE)
def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question, and its answer."""
    user = user_of(request)
    row = get_object_or_404(Question.objects.select_related("site__organisation", "site__home"), pk=number)
    demand(user, PUBLISH, row.site.organisation)
    if request.method == "POST" and "set_aside" in request.POST:
        questions.set_aside(question=row, actor=user, at=timezone.now())
        messages.success(request, _("The question is set aside."))
        return redirect("website:questions", row.site.code)
    form = AnswerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            questions.answer(
                question=row,
                text=facts["answer"],
                publish=bool(facts.get("is_public")),
                actor=user,
                at=timezone.now(),
            )
        except WebsiteRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The answer is kept."))
            return redirect("website:questions", row.site.code)
    email = questions.email_of(row)
    context = {
        "question": row, "form": form, "audit": audit.entries_of(row)[:20], "email": email,
        "is_mailed": bool(email) and email_on(),
    }  # fmt: skip
    return render(request, "website/staff/question.html", context)
