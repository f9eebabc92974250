"""Open questions: what was not received, not counted, damaged or unknown, each with the answers that settle it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import staff_of
from lienthu.catalogue.derive import facts_from_json
from lienthu.common.errors import DomainError
from lienthu.rotation.forms.placements import AnswerForm, OwnerForm
from lienthu.rotation.models import Question
from lienthu.rotation.queries import placements as queries
from lienthu.rotation.rules.placing import ANSWERS
from lienthu.rotation.services import questions
from lienthu.rotation.views.shared import PER_PAGE, WORK, library_of_question


@at_work(WORK)
def question_list(request: HttpRequest) -> HttpResponseBase:
    """The open ones of the library; `?mine=1` those that the person is to answer, `?placement=` of one box."""
    library = library_of(request)
    rows = queries.open_questions(library)
    mine = request.GET.get("mine") == "1"
    if mine:
        rows = rows.filter(owner=user_of(request))
    number = request.GET.get("placement", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        rows = rows.filter(placement=int(number))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    people = [person for person, _roles in staff_of([library]) if person.is_active]
    shown = [(row, facts_from_json(row.copy.record.facts).title if row.copy else "", ANSWERS[row.kind]) for row in page]
    context = {"rows": shown, "page": page, "mine": mine, "people": people}
    return render(request, "rotation/question_list.html", context)


@require_POST
@require_role(WORK, over=library_of_question)
def question_answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """One press settles it (`answer`), or hands it to somebody else (`owner`)."""
    found = get_object_or_404(Question.objects.select_related("placement__library"), pk=number)
    now, actor = timezone.now(), user_of(request)
    try:
        if "owner" in request.POST:
            people = [person.pk for person, _roles in staff_of([found.placement.library])]
            form = OwnerForm(request.POST, people=type(actor).objects.filter(pk__in=people))
            if form.is_valid():
                questions.hand_over(question=found, owner=form.cleaned_data["owner"], actor=actor, at=now)
                messages.success(request, _("The question is handed over."))
        else:
            said = AnswerForm(request.POST)
            word = said.cleaned_data["answer"] if said.is_valid() else ""
            if word in Question.Answer.values:
                answer = Question.Answer(word)
                questions.answer(question=found, answer=answer, reason=said.cleaned_data["reason"], actor=actor, at=now)
                messages.success(request, _("%(code)s: %(answer)s.") % {"code": found.code, "answer": answer.label})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    if back == "placement":
        return redirect("rotation:placement", found.placement_id)
    return redirect(reverse("rotation:questions"))
