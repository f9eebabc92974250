"""The plan of a course: its paper, its number from the register, who teaches."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, own_row, told
from lienthu.accounts.permissions import require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.downloads import download
from lienthu.registry.forms.numbers import NumberForm
from lienthu.registry.queries.documents import next_symbol
from lienthu.registry.queries.holders import Holder
from lienthu.training.forms.courses import LecturerForm
from lienthu.training.models import Course, Lecturer
from lienthu.training.services import lecturers, numbering, papers
from lienthu.training.views.courses import course_page
from lienthu.training.views.shared import READ, WRITE, course_of


@require_safe
@require_role(READ, over=SOMEWHERE)
def plan_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The plan as a Word file."""
    row = course_of(request, number)
    return download(papers.plan_docx(row), f"ke-hoach-tap-huan-{row.pk}.docx", shown=True)


@require_role(WRITE, over=SOMEWHERE)
def plan_number(request: HttpRequest, number: int) -> HttpResponseBase:
    """Draw the plan's number from the organiser's register."""
    row, today = course_of(request, number, WRITE), timezone.localdate()
    proposed = row.plan_number or next_symbol(Holder(organisation=row.organiser), numbering.KIND, today)
    form = NumberForm(request.POST or None, initial={"symbol": proposed, "on": min(row.planned_on, today)})
    if request.method == "POST" and form.is_valid():
        made = kept(form, numbering.give, course=row, **form.cleaned_data, **by(request))
        if made:
            messages.success(request, _("It is %(number)s in the register.") % {"number": made.symbol})
            return redirect("training:course", row.pk)
    return _form(request, row, form, _("Number of the plan"), pgettext("a document", "Give the number"))


def _form(request: HttpRequest, row: Course, form: object, title: str, button: str) -> HttpResponse:
    context = {"form": form, "course": row, "title": title, "button": button}
    return render(request, "training/part_form.html", context, status=422 if getattr(form, "errors", None) else 200)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def lecturer_add(request: HttpRequest, number: int) -> HttpResponseBase:
    row = course_of(request, number, WRITE)
    form = LecturerForm(request.POST)
    if form.is_valid() and kept(form, lecturers.add, course=row, **form.cleaned_data, **by(request)):
        return redirect("training:course", row.pk)
    return course_page(request, row, lecturer_form=form)


@require_role(WRITE, over=SOMEWHERE)
def lecturer_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Another name or position."""
    row = own_row(request, Lecturer, number, WRITE, "course__organiser")
    form = LecturerForm(request.POST or None, initial={"name": row.name, "position": row.position})
    sent = request.method == "POST" and form.is_valid()
    if sent and kept(form, lecturers.change, lecturer=row, **form.cleaned_data, **by(request)):
        return redirect("training:course", row.course_id)
    return _form(request, row.course, form, _("Change the lecturer"), _("Save"))


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def lecturer_remove(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Lecturer, number, WRITE, "course__organiser")
    told(request, _("The lecturer is taken off the plan."), lecturers.remove, lecturer=row, **by(request))
    return redirect("training:course", row.course_id)
