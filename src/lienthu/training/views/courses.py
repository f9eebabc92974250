"""Courses: the list, a new one, its sessions and materials, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, library_of, own_row, told
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.downloads import stored
from lienthu.training.forms.courses import CourseForm, LecturerForm, MaterialForm, ReasonForm, SessionForm
from lienthu.training.models import Course, Material, Session
from lienthu.training.queries import courses as queries
from lienthu.training.services import courses, materials
from lienthu.training.services.courses import Slot
from lienthu.training.views.shared import READ, WRITE, course_of, may_write

PER_PAGE = 25
ACTS: dict[
    str, tuple[Callable[..., object], str | Promise, bool]
] = {  # what is done, what is said, whether it needs a reason
    "open": (courses.open_, gettext_lazy("The course is open: units may register."), False),
    "close": (courses.close, gettext_lazy("The course is closed and counted."), False),
    "cancel": (courses.cancel, gettext_lazy("The course is called off."), True),
    "reopen": (courses.reopen, gettext_lazy("The course is open again; what was counted is taken back."), True),
}


@at_work(READ)
def course_list(request: HttpRequest) -> HttpResponseBase:
    """Courses of the library where the person works, and places that it has in courses of others."""
    library = library_of(request)
    page = Paginator(queries.courses_of(library), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "places": [row for row in queries.courses_for(library) if row.course.organiser_id != library.pk],
        "may_write": allowed(request.user, WRITE, library),
    }
    return render(request, "training/course_list.html", context)


@at_work(WRITE)
def course_new(request: HttpRequest) -> HttpResponseBase:
    """Write a course down."""
    form = CourseForm(request.POST or None, initial={"planned_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = kept(form, courses.plan, organiser=library_of(request), **form.cleaned_data, **by(request))
        if made:
            return redirect("training:course", made.pk)
    return _form(request, form, None)


@require_role(WRITE, over=SOMEWHERE)
def course_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say it otherwise."""
    row = course_of(request, number, WRITE)
    form = CourseForm(request.POST or None, initial={name: getattr(row, name) for name in courses.FACTS})
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, courses.change, course=row, **form.cleaned_data, **by(request))
    ):
        return redirect("training:course", row.pk)
    return _form(request, form, row)


def _form(request: HttpRequest, form: CourseForm, row: Course | None) -> HttpResponse:
    return render(
        request, "training/course_form.html", {"form": form, "course": row}, status=422 if form.errors else 200
    )


@require_role(READ, over=SOMEWHERE)
def course(request: HttpRequest, number: int) -> HttpResponseBase:
    """The programme, the papers, and what can be done next."""
    return course_page(request, course_of(request, number))


def course_page(request: HttpRequest, row: Course, **forms: Any) -> HttpResponse:
    """The course's own page, with the forms that were not filled in well."""
    sessions = list(row.sessions.select_related("lecturer"))
    context = {
        "course": row,
        "in_register": queries.registered(row),
        "sessions": sessions,
        "hours": queries.hours_of(sessions),
        "lecturers": list(row.lecturers.all()),
        "materials": list(row.materials.all()),
        "may_write": may_write(request, row),
        "may_act": allowed(request.user, WRITE, row.organiser),
        "may_number": row.state != Course.State.CANCELLED and allowed(request.user, WRITE, row.organiser),
        "session_form": SessionForm(course=row),
        "lecturer_form": LecturerForm(),
        "material_form": MaterialForm(),
        "reason_form": ReasonForm(),
        "entries": audit.entries_of(row)[:50],
        "tab": "course",
    } | forms
    bad = any(getattr(each, "errors", None) for each in forms.values())
    return render(request, "training/course.html", context, status=422 if bad else 200)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def act(request: HttpRequest, number: int) -> HttpResponseBase:
    """Open, close, call off, open again."""
    row = course_of(request, number, WRITE)
    work, done, reasoned = ACTS.get(request.POST.get("do", ""), ACTS["open"])
    words = {"reason": request.POST.get("reason", "")[:200]} if reasoned else {}
    told(request, done, work, course=row, **words, **by(request))
    return redirect("training:course", row.pk)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def session_add(request: HttpRequest, number: int) -> HttpResponseBase:
    row = course_of(request, number, WRITE)
    form = SessionForm(request.POST, course=row)
    if form.is_valid() and kept(form, courses.add_session, course=row, slot=Slot(**form.cleaned_data), **by(request)):
        return redirect("training:course", row.pk)
    return course_page(request, row, session_form=form)


@require_role(WRITE, over=SOMEWHERE)
def session_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Another room, another time, another lecturer."""
    row = own_row(request, Session, number, WRITE, "course__organiser")
    initial = {name: getattr(row, name) for name in ("on", "topic", "lecturer", "room", "online")}
    initial |= {name: f"{getattr(row, name):%H:%M}" for name in ("begins", "ends")}
    form = SessionForm(request.POST or None, course=row.course, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = {"session": row, "slot": Slot(**form.cleaned_data)}
        kept(form, courses.change_session, **words, **by(request))
        if not form.errors:
            return redirect("training:course", row.course_id)
    context = {
        "form": form, "course": row.course, "title": _("Change the session"), "part": row, "button": _("Save"),
    }  # fmt: skip
    return render(request, "training/part_form.html", context, status=422 if form.errors else 200)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def session_remove(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Session, number, WRITE, "course__organiser")
    told(request, _("The session is taken off the programme."), courses.remove_session, session=row, **by(request))
    return redirect("training:course", row.course_id)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def material_add(request: HttpRequest, number: int) -> HttpResponseBase:
    row = course_of(request, number, WRITE)
    form = MaterialForm(request.POST, request.FILES)
    if form.is_valid() and kept(form, materials.add, course=row, **form.cleaned_data, **by(request)):
        messages.success(request, _("The material is there for the participants."))
        return redirect("training:course", row.pk)
    return course_page(request, row, material_form=form)


@require_safe
@require_role(READ, over=SOMEWHERE)
def material(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Material, number, READ, "course__organiser")
    return stored(row.path, row.media_type, row.file_name, shown=True)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def material_remove(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Material, number, WRITE, "course__organiser")
    told(request, _("The material is taken away."), materials.remove, material=row, **by(request))
    return redirect("training:course", row.course_id)
