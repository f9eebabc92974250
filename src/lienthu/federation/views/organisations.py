"""The tree as of a day, one organisation, and the changes of an organisation.

What an organisation is called and where it serves is for those who answer for it. Where it stands, and whether it
goes on, is for those who answer for what stands above it; at the top that is the hub.
"""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed, demand, require_role
from lienthu.federation import queries
from lienthu.federation.errors import UnknownOrganisation
from lienthu.federation.forms import ORGANISATION_CHANGES, AddForm, CloseSiteForm
from lienthu.federation.models import Organisation, Site
from lienthu.federation.views.pages import change_page, day_of, language

READ, EDIT = "federation.read", "federation.edit"
OF_THE_PARENT = {"move", "close", "succession"}


def _organisation(code: str) -> Organisation:
    try:
        return queries.organisation_by_code(code)
    except UnknownOrganisation as refusal:
        raise Http404(refusal.message) from refusal


@require_role(READ, over=SOMEWHERE)
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of all organisations, or of one and what is below it, as of a day."""
    day, form = day_of(request)
    root = _organisation(request.GET["root"]) if request.GET.get("root") else None
    nodes = queries.tree_as_of(day, root, language=language())
    context = {
        "day": day,
        "is_today": day == timezone.localdate(),
        "form": form,
        "root": root,
        "keep": {"root": root.code} if root else {},
        "root_name": queries.names([root.pk], day, language())[root.pk] if root else "",
        "nodes": nodes,
        "count": sum(1 for top in nodes for _node in top.walk()),
        "days": queries.days_of_change(before=timezone.localdate()),
        "may_add": allowed(request.user, EDIT, None),
    }
    return render(request, "federation/tree.html", context)


@require_role(READ, over=SOMEWHERE)
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what it is on a day, and all that it ever was."""
    shown = _organisation(code)
    day, form = day_of(request)
    line = queries.ancestors([shown.pk], queries.last_day(shown, day))[shown.pk]
    children = queries.organisations_on(day).filter(pk__in=queries.children_of(shown, day))
    parents = list(shown.parents.select_related("parent"))
    successions = list(shown.succeeded_by.select_related("successor"))
    origins = list(shown.succeeded_from.select_related("predecessor"))
    named = {
        shown.pk,
        *line,
        *(child.pk for child in children),
        *(row.parent_id for row in parents),
        *(row.successor_id for row in successions),
        *(row.predecessor_id for row in origins),
    }
    heirs = queries.successors(shown, day)
    names = queries.names([*named, *(heir.organisation.pk for heir in heirs)], day, language())
    codes = dict(Organisation.objects.filter(pk__in=line).values_list("pk", "code"))
    may_edit = allowed(request.user, EDIT, shown)
    context: dict[str, Any] = {
        "organisation": shown,
        "name": names[shown.pk],
        "day": day,
        "is_today": day == timezone.localdate(),
        "form": form,
        "line": [(codes[pk], names[pk]) for pk in line],
        "children": sorted(((child, names[child.pk]) for child in children), key=lambda pair: pair[0].code),
        "names": shown.names.all(),
        "parents": [(row, names[row.parent_id]) for row in parents],
        "successions": [(row, names[row.successor_id]) for row in successions],
        "origins": [(row, names[row.predecessor_id]) for row in origins],
        "heirs": [(heir, names[heir.organisation.pk]) for heir in heirs],
        "sites": _sites(shown, day),
        "memberships": shown.memberships.select_related("federation"),
        "may_edit": may_edit,
        "may_place": allowed(request.user, EDIT, _parent(shown)),
        "entries": audit.entries_of(shown)[:50] if may_edit else [],
    }
    return render(request, "federation/organisation.html", context)


def _sites(shown: Organisation, day: date) -> list[tuple[Site, str]]:
    """Its sites with the name of the administrative unit that each lies in."""
    sites = list(shown.sites.order_by("closed_on", "name"))
    units = queries.admin_unit_names({site.admin_unit_code for site in sites if site.admin_unit_code}, day)
    return [(site, units.get(site.admin_unit_code, "")) for site in sites]


def _parent(child: Organisation) -> Organisation | None:
    """Who stands above it today, or stood there when it closed."""
    return queries.parent_of(child, timezone.localdate())


@require_role(EDIT, over=None)
def add_top(request: HttpRequest) -> HttpResponseBase:
    """Add an organisation at the top of the tree."""
    return change_page(
        request,
        AddForm(request.POST or None),
        None,
        of=_("Organisations"),
        back=reverse("federation:tree"),
        demand=lambda _form: None,
    )


@require_role(READ, over=SOMEWHERE)
def change(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    """A change of one organisation: `verb` is a key of ORGANISATION_CHANGES."""
    form_class = ORGANISATION_CHANGES.get(verb)
    if form_class is None:
        raise Http404
    changed = _organisation(code)
    demand(request.user, EDIT, _parent(changed) if verb in OF_THE_PARENT else changed)

    def demand_entered(form: forms.Form) -> None:
        if verb == "move":
            demand(request.user, EDIT, form.cleaned_data["parent"])
        if verb == "succession":
            demand(request.user, EDIT, form.cleaned_data["successor"])

    name = queries.names([changed.pk], timezone.localdate(), language())[changed.pk]
    first = verb == "site" and not changed.sites.exists()
    return change_page(
        request,
        form_class(request.POST or None, initial={"name": name} if first else None),
        changed,
        of=name,
        back=reverse("federation:organisation", args=[changed.code]),
        demand=demand_entered,
    )


@require_role(READ, over=SOMEWHERE)
def close_site(request: HttpRequest, number: int) -> HttpResponseBase:
    """Close one site of an organisation."""
    site = get_object_or_404(Site.objects.select_related("organisation"), pk=number)
    demand(request.user, EDIT, site.organisation)
    return change_page(
        request,
        CloseSiteForm(request.POST or None),
        site,
        of=site.name,
        back=reverse("federation:organisation", args=[site.organisation.code]),
        demand=lambda _form: None,
    )
