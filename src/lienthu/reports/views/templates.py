"""A library's own templates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common.errors import DomainError
from lienthu.indicators.queries import access
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.places import read as read_place
from lienthu.reports.forms.reports import TemplateForm
from lienthu.reports.models import Template
from lienthu.reports.queries import inserting
from lienthu.reports.queries import reports as queries
from lienthu.reports.queries import templates as template_queries
from lienthu.reports.rules.texts import Problem, parse, sections
from lienthu.reports.services import templates as services
from lienthu.reports.views.shared import WRITE, at_work_or_for_federation, library_or_none, places_offered, whose


@at_work_or_for_federation(WRITE)
def template_list(request: HttpRequest) -> HttpResponseBase:
    """The program's templates, and those that are one's own; POST makes one's own of another."""
    library, user, today = library_or_none(request), user_of(request), timezone.localdate()
    groups = queries.federations_to_write_for(user, today)
    if request.method == "POST":
        try:
            return _make_own(request)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    own = [
        *(template_queries.owned(library, None) if library else ()),
        *(row for group in groups for row in template_queries.owned(None, group)),
    ]
    context = {"own": own, "shipped": template_queries.shipped().values(), "places": places_offered(request, WRITE)}
    return render(request, "reports/template_list.html", context)


def _make_own(request: HttpRequest) -> HttpResponseBase:
    place = read_place(request.POST.get("place", ""))
    if not access.may(user_of(request), place, WRITE):
        raise PermissionDenied
    organisation, _scope, federation = whose(place)
    made = services.make_own(
        key=request.POST.get("key", ""), organisation=organisation, federation=federation,
        name=request.POST.get("name", "")[:160], actor=user_of(request), at=timezone.now(),
    )  # fmt: skip
    return redirect("reports:template", made.pk)


@require_role(WRITE, over=SOMEWHERE)
def template_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change the text of an own template; what cannot be read in it is told by line."""
    template = get_object_or_404(Template.objects.select_related("organisation", "federation"), pk=number)
    place = (
        Place(Sort.FEDERATION, template.federation_id)
        if template.federation_id
        else Place(Sort.LIBRARY, template.organisation_id or 0)
    )
    if not access.may(user_of(request), place, WRITE):
        raise PermissionDenied
    known = {"name": template.name, "body": template.body, "is_active": template.is_active}
    form = TemplateForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(template=template, **form.cleaned_data, actor=user_of(request), at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("reports:template", template.pk)
        except DomainError as refusal:
            refused(form, refusal)
    indicators = by_code(timezone.localdate())
    problems: list[tuple[str, Problem]] = [
        (each.heading, problem) for each in sections(template.body) for problem in parse(each.text, indicators).problems
    ]
    context = {
        "template": template, "form": form, "problems": problems, "whats": inserting.WHATS, "words": inserting.WORDS,
        "fields": [inserting.Choice(one, "") for one in indicators.values()], "blocks": inserting.BLOCKS,
        "versions": template.versions.select_related("by")[:20],
    }  # fmt: skip
    return render(request, "reports/template_page.html", context)
