"""What the pages share: the libraries of a member of staff, one patron, a form that a service may refuse."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language

from lienthu.accounts.pages import user_of
from lienthu.accounts.queries import reach, working_library
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.patrons.models import Patron, SchoolClass
from lienthu.patrons.queries.categories import Terms, categories_of

READ, EDIT, SETTLE = "patrons.read", "patrons.edit", "patrons.settle"


def libraries_of(request: HttpRequest, action: str = READ) -> list[Organisation]:
    """The organisations over which the person may do the action, where they work first."""
    day = timezone.localdate()
    reached = reach(user_of(request), action, day)
    found = list(federation.organisations_on(day)) if reached is None else reached
    here = working_library(request)
    return sorted(found, key=lambda each: (each != here, each.code))


def patron_of(request: HttpRequest, number: int, action: str = READ) -> Patron:
    """The patron, if the person may do the action at the patron's library; else page 404."""
    rows = Patron.objects.visible_to(user_of(request), action)
    related = ("category", "library", "school_class__school", "merged_into")
    patron = get_object_or_404(rows.select_related(*related), pk=number)
    if patron.state == Patron.State.DELETED and action != READ:
        raise Http404
    return patron


def choices_at(library: Organisation) -> tuple[list[Terms], list[SchoolClass]]:
    """The categories and, of the latest school year, the classes that a form at this library offers."""
    classes = SchoolClass.objects.filter(school__library=library).select_related("school")
    latest = classes.order_by("-year").values_list("year", flat=True).first()
    this_year = [each for each in classes if each.year == latest]
    ordered = sorted(this_year, key=lambda each: (each.school.name, each.grade, each.name))
    return categories_of(library, timezone.localdate()), ordered


def short_name(library: Organisation) -> str:
    """What a library is called on a page."""
    language = get_language() or "vi"
    return federation.short_names([library.pk], timezone.localdate(), language)[library.pk]


def tried(request: HttpRequest, work: Callable[[], object], *, done: str, form: BaseForm | None = None) -> bool:
    """Do the work and say so; where it is refused, say why at the form's field, or above the page."""
    try:
        work()
    except DomainError as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            field = str(refusal.context.get("field", ""))
            form.add_error(field if field in form.fields else None, str(refusal))
        return False
    messages.success(request, done)
    return True
