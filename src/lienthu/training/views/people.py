"""Who takes part: units with their places and addresses, registered people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, own_row, told
from lienthu.accounts.permissions import require_role
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.downloads import download
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.training.forms.courses import PlacesForm, UnitForm
from lienthu.training.forms.people import PeopleForm
from lienthu.training.models import Course, Participant, Quota
from lienthu.training.queries import courses as queries
from lienthu.training.services import courses, links, papers
from lienthu.training.services import people as services
from lienthu.training.views.shared import READ, WRITE, course_of, may_write

OFFERED = 400  # organisations whose codes the form offers


@require_role(READ, over=SOMEWHERE)
def people(request: HttpRequest, number: int) -> HttpResponseBase:
    """Units, their places, who is registered; one more unit."""
    row = course_of(request, number, WRITE if request.method == "POST" else READ)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, row, form):
        return redirect("training:people", row.pk)
    return _page(request, row, form)


def _add(request: HttpRequest, row: Course, form: UnitForm) -> Quota | None:
    library: Organisation | None = form.cleaned_data["library"]
    names = federation.names([library.pk], timezone.localdate()) if library else {}
    words = {"library": library, "unit": form.name_of(names), "places": form.cleaned_data["places"]}
    added: Quota | None = kept(form, courses.add_unit, course=row, **words, **by(request))
    return added


def _page(request: HttpRequest, row: Course, form: UnitForm) -> HttpResponse:
    units = [
        (each, request.build_absolute_uri(reverse("training_link:unit", args=[links.of_unit(each.quota)])))
        for each in queries.by_unit(row)
    ]
    day = timezone.localdate()
    names = federation.names(None, day)
    near = [row.organiser_id, *federation.descendants(row.organiser, day)][:OFFERED]
    codes = dict(Organisation.objects.filter(pk__in=near).values_list("pk", "code"))
    context = {
        "course": row,
        "units": units,
        "registered": sum(len(each.people) for each, _address in units),
        "places": sum(each.quota.places for each, _address in units),
        "links": {each.pk: links.of_participant(each) for unit, _address in units for each in unit.people},
        "form": form,
        "offered": [(codes[pk], names[pk]) for pk in codes],
        "may_write": may_write(request, row),
        "tab": "people",
    }
    return render(request, "training/people.html", context, status=422 if form.errors else 200)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def places(request: HttpRequest, number: int) -> HttpResponseBase:
    """More or fewer places for a unit."""
    row = own_row(request, Quota, number, WRITE, "course__organiser")
    form = PlacesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the places as a whole number."))
    else:
        words = {"quota": row, "places": form.cleaned_data["places"]}
        told(request, _("The places are changed."), courses.change_places, **words, **by(request))
    return redirect("training:people", row.course_id)


@require_role(READ, over=SOMEWHERE)
def register(request: HttpRequest, number: int) -> HttpResponseBase:
    """Register people for a unit: by the organiser, or by the unit's own library."""
    quota = get_object_or_404(Quota.objects.select_related("course__organiser", "library"), pk=number)
    organiser = allowed(request.user, WRITE, quota.course.organiser)
    own = quota.library is not None and allowed(request.user, WRITE, quota.library)
    if not organiser and not own:
        raise PermissionDenied
    form = PeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = {"quota": quota, "people": form.cleaned_data["people"], "staff": organiser}
        made = kept(form, services.register, **words, **by(request))
        if made is not None:
            said = ngettext("%(n)d person is registered.", "%(n)d people are registered.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect("training:people", quota.course_id) if organiser else redirect("training:courses")
    rows = quota.participants.filter(withdrawn_at=None).select_related("person").order_by("person__sort_key")
    context = {"quota": quota, "course": quota.course, "form": form, "rows": rows, "organiser": organiser}
    return render(request, "training/register.html", context, status=422 if form.errors else 200)


@require_POST
@require_role(WRITE, over=SOMEWHERE)
def withdraw(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Participant, number, WRITE, "course__organiser")
    said = _("%(who)s is not expected any more.") % {"who": row}
    told(request, said, services.withdraw, participant=row, **by(request))
    return redirect("training:people", row.course_id)


@require_safe
@require_role(READ, over=SOMEWHERE)
def codes_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everybody's code, to cut apart."""
    row = course_of(request, number)
    return download(papers.codes_pdf(row), f"ma-hoc-vien-{row.pk}.pdf", shown=True)
