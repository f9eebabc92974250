"""Pages without an account, by signed addresses: a unit registers its people, a participant takes part."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import kept
from lienthu.common import certificates
from lienthu.common.by_link import opened_by
from lienthu.common.downloads import stored
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.lib.shelving import barcodes
from lienthu.training.forms.people import CodeForm, EvaluationForm, QuizForm, UnitPeopleForm
from lienthu.training.models import Course, Participant, Quota
from lienthu.training.services import attending, learning, links, people
from lienthu.training.views.learning import printed


def _organiser(course: Course) -> str:
    return federation.names([course.organiser_id], timezone.localdate())[course.organiser_id]


@opened_by(links.unit)
def unit(request: HttpRequest, quota: Quota, token: str) -> HttpResponseBase:
    """A unit names those whom it sends."""
    form = UnitPeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = kept(form, people.register, quota=quota, actor=None, at=timezone.now(), **form.cleaned_data)
        if made is not None:
            said = ngettext(
                "%(n)d person is registered. Thank you.", "%(n)d people are registered. Thank you.", len(made)
            )
            messages.success(request, said % {"n": len(made)})
            return redirect("training_link:unit", token)
    rows = list(quota.participants.filter(withdrawn_at=None).select_related("person").order_by("person__sort_key"))
    context = {
        "quota": quota, "course": quota.course, "organiser": _organiser(quota.course), "form": form, "token": token,
        "rows": [(row, links.of_participant(row)) for row in rows], "left": max(0, quota.places - len(rows)),
        "sessions": list(quota.course.sessions.select_related("lecturer")),
    }  # fmt: skip
    return render(request, "training/link_unit.html", context, status=422 if form.errors else 200)


@opened_by(links.participant)
def participant(request: HttpRequest, row: Participant, token: str) -> HttpResponseBase:
    """A participant's own page: programme, own code, materials, what is to be done, the certificate."""
    return _page(request, row, token, CodeForm())


def _page(request: HttpRequest, row: Participant, token: str, form: CodeForm) -> HttpResponse:
    course, there = row.course, set(row.attendances.values_list("session", flat=True))
    certificate = certificates.of_thing(row).filter(revoked_at=None).first()
    tries = list(row.tries.all())
    context = {
        "row": row, "course": course, "token": token, "organiser": _organiser(course), "form": form,
        "sessions": [(each, each.pk in there) for each in course.sessions.select_related("lecturer")],
        "materials": list(course.materials.all()), "qr": barcodes.qr(row.code).svg, "tries": tries,
        "has_quiz": course.questions.exists(), "tries_left": max(0, course.tries - len(tries)),
        "is_open": course.state == Course.State.OPEN,
        "certificate": certificates.token(certificate) if certificate else "",
    }  # fmt: skip
    return render(request, "training/link_participant.html", context, status=422 if form.errors else 200)


@require_POST
@opened_by(links.participant)
def type_code(request: HttpRequest, row: Participant, token: str) -> HttpResponseBase:
    """The code on the screen says that they are there."""
    form = CodeForm(request.POST)
    if form.is_valid():
        session = kept(form, attending.type_code, participant=row, at=timezone.now(), **form.cleaned_data)
        if session:
            messages.success(request, _("You are written down for: %(session)s.") % {"session": session})
            return redirect("training_link:participant", token)
    return _page(request, row, token, form)


@require_safe
@opened_by(links.participant)
def material(request: HttpRequest, row: Participant, token: str, number: int) -> HttpResponseBase:
    found = get_object_or_404(row.course.materials, pk=number)
    return stored(found.path, found.media_type, found.file_name, shown=True)


@opened_by(links.participant)
def quiz(request: HttpRequest, row: Participant, token: str) -> HttpResponseBase:
    """One go at the quiz."""
    questions = list(row.course.questions.all())
    form = QuizForm(request.POST or None, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            done = learning.hand_in(participant=row, answers=form.answers(), at=timezone.now())
            said = _("You have %(marks)d of %(out_of)d marks.") % {"marks": done.marks, "out_of": done.out_of}
            messages.success(request, said)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("training_link:participant", token)
    context = {
        "row": row, "course": row.course, "token": token, "organiser": _organiser(row.course), "form": form,
        "left": max(0, row.course.tries - row.tries.count()), "questions": questions,
    }  # fmt: skip
    return render(request, "training/link_quiz.html", context, status=422 if form.errors else 200)


@opened_by(links.participant)
def evaluation(request: HttpRequest, row: Participant, token: str) -> HttpResponseBase:
    """What they think, without their name."""
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remark = form.cleaned_data["remark"]
            learning.evaluate(participant=row, points=form.points(), remark=remark)
            messages.success(request, _("Thank you. What you said is kept without your name."))
            return redirect("training_link:participant", token)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"row": row, "course": row.course, "token": token, "organiser": _organiser(row.course), "form": form}
    return render(request, "training/link_evaluation.html", context, status=422 if form.errors else 200)


@require_safe
@opened_by(links.participant)
def certificate_file(request: HttpRequest, row: Participant, token: str) -> HttpResponseBase:
    """The participant's own certificate, as long as it is valid."""
    found = certificates.of_thing(row).filter(revoked_at=None).first()
    if found is None:
        raise Http404
    return printed(request, [found])
