"""The public page of training courses: what is open, and the programme of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lienthu.federation import queries as federation
from lienthu.training.models import Course
from lienthu.training.queries import courses as queries

SHOWN = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Courses that are open and not over, the next first."""
    rows = list(queries.announced()[:SHOWN])
    names = federation.names([row.organiser_id for row in rows], timezone.localdate()) if rows else {}
    context = {"rows": [(row, names[row.organiser_id]) for row in rows]}
    return render(request, "portal/training.html", context)


@require_safe
def course(request: HttpRequest, number: int) -> HttpResponse:
    """The programme of a course, lecturers, who may send people; never who takes part."""
    row = get_object_or_404(Course.objects.announced(), pk=number)
    name = federation.names([row.organiser_id], timezone.localdate())[row.organiser_id]
    context = {
        "course": row, "organiser": name, "sessions": list(row.sessions.select_related("lecturer")),
        "lecturers": list(row.lecturers.all()), "units": list(row.quotas.all()),
    }  # fmt: skip
    return render(request, "portal/training_course.html", context)
