"""The quiz, what participants think, certificates."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, own_row, told
from lienthu.accounts.permissions import require_role
from lienthu.common import certificates as issued
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.common.models import Certificate
from lienthu.training.forms.courses import QuestionForm, ReasonForm
from lienthu.training.models import Evaluation, Participant, Question
from lienthu.training.queries import courses as queries
from lienthu.training.rules.passing import FEWEST
from lienthu.training.services import certifying, learning
from lienthu.training.views.shared import READ, WRITE, course_of, may_write


@require_role(READ, over=SOMEWHERE)
def quiz(request: HttpRequest, number: int) -> HttpResponseBase:
    """The questions; one more."""
    row = course_of(request, number, WRITE if request.method == "POST" else READ)
    form = QuestionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, learning.add_question, course=row, **form.cleaned_data, **by(request))
    ):
        return redirect("training:quiz", row.pk)
    questions = [
        (each, [(text, place == each.answer) for place, text in enumerate(each.choices)])
        for each in row.questions.all()
    ]
    context = {
        "course": row, "questions": questions, "form": form, "marks": sum(each.marks for each, _choices in questions),
        "may_write": may_write(request, row), "tab": "quiz",
    }  # fmt: skip
    return render(request, "training/quiz.html", context, status=422 if form.errors else 200)


@require_role(WRITE, over=SOMEWHERE)
def question_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Other words, choices or marks, until somebody has tried."""
    row = own_row(request, Question, number, WRITE, "course__organiser")
    form = QuestionForm(request.POST or None, initial=QuestionForm.said(row))
    sent = request.method == "POST" and form.is_valid()
    if sent and kept(form, learning.change_question, question=row, **form.cleaned_data, **by(request)):
        return redirect("training:quiz", row.course_id)
    context = {
        "form": form, "course": row.course, "title": _("Change the question"), "button": _("Save"), "tab": "quiz",
    }  # fmt: skip
    return render(request, "training/part_form.html", context, status=422 if form.errors else 200)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def question_remove(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Question, number, WRITE, "course__organiser")
    told(request, _("The question is taken away."), learning.remove_question, question=row, **by(request))
    return redirect("training:quiz", row.course_id)


@require_role(READ, over=SOMEWHERE)
def results(request: HttpRequest, number: int) -> HttpResponseBase:
    """How everybody stands, what they think of the course, who has a certificate."""
    row = course_of(request, number)
    standings = queries.standings(row)
    given = queries.given(row)
    people = [
        (each, *standings[each.pk], given.get(each.pk)) for each in queries.taking_part(row) if each.pk in standings
    ]
    thought = queries.opinion(row)
    means = [(Evaluation.About(name).label, *value) for name, value in thought.means.items()]
    context = {
        "course": row, "people": people, "opinion": thought, "means": means, "fewest": FEWEST,
        "to_give": sum(1 for _who, _standing, earned, certificate in people if earned and certificate is None),
        "may_give": row.state == row.State.CLOSED and allowed(request.user, WRITE, row.organiser),
        "certificates": any(each.revoked_at is None for each in given.values()),
        "reason_form": ReasonForm(), "tab": "results",
    }  # fmt: skip
    return render(request, "training/results.html", context)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def certificates(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give a certificate to everybody who earned one."""
    row = course_of(request, number, WRITE)
    try:
        count = certifying.give(course=row, **by(request))
        said = ngettext("%(n)d certificate is given.", "%(n)d certificates are given.", count)
        messages.success(request, said % {"n": count})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("training:results", row.pk)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def take_back(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Participant, number, WRITE, "course__organiser")
    words = {"participant": row, "reason": request.POST.get("reason", "")}
    told(request, _("The certificate is taken back."), certifying.take_back, **words, **by(request))
    return redirect("training:results", row.course_id)


@require_safe
@require_role(READ, over=SOMEWHERE)
def certificates_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """All that hold, a page each; or (`?of=`) that of one participant."""
    row = course_of(request, number)
    wanted = request.GET.get("of", "")
    held = {pk: each for pk, each in queries.given(row).items() if each.revoked_at is None}
    papers = [each for pk, each in held.items() if wanted in ("", str(pk))]
    if not papers:
        raise Http404
    return printed(request, papers)


def printed(request: HttpRequest, papers: Sequence[Certificate]) -> HttpResponse:
    """The certificates on paper, each with the address that proves it."""
    return download(issued.pdf(papers, address=request.build_absolute_uri), "chung-nhan.pdf", shown=True)
