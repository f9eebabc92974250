"""Vehicles, crews, and how many people must go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, form_page, kept, library_of, own_row
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.federation.models import Organisation
from lienthu.mobile.forms import CrewForm, CrewRuleForm, MemberForm, VehicleForm
from lienthu.mobile.models import Crew, CrewMember, CrewRule, Vehicle
from lienthu.mobile.queries.crews import needed, rule_for
from lienthu.mobile.services import fleet as services
from lienthu.mobile.views.shared import PLAN, staff_of

RULES = "rotation.rules"


@at_work(PLAN)
def fleet(request: HttpRequest) -> HttpResponseBase:
    """The library's vehicles and crews, and the rule that holds for them."""
    library = library_of(request)
    form = CrewForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and (crew := kept(form, services.form_crew, library=library, name=form.cleaned_data["name"], **by(request)))
    ):
        return redirect("mobile:crew", crew.pk)
    rule = rule_for(library, timezone.localdate())
    context = {
        "vehicles": Vehicle.objects.filter(library=library),
        "crews": Crew.objects.filter(library=library, dissolved_at=None).prefetch_related("members"),
        "form": form,
        "needed": needed(rule),
        "rule": rule,
        "may_rule": allowed(request.user, RULES, library),
    }
    return render(request, "mobile/fleet.html", context, status=422 if form.errors else 200)


@at_work(PLAN)
def add_vehicle(request: HttpRequest) -> HttpResponseBase:
    """Write down one more vehicle."""
    return _vehicle(request, library_of(request), None)


@require_role(PLAN, over=SOMEWHERE)
def vehicle(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a vehicle, and see what was changed before."""
    row = own_row(request, Vehicle, number, PLAN)
    return _vehicle(request, row.library, row)


def _vehicle(request: HttpRequest, library: Organisation, row: Vehicle | None) -> HttpResponseBase:
    initial = {name: getattr(row, name) for name in services.VEHICLE_FACTS} if row else None
    form = VehicleForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, services.keep_vehicle, library=library, vehicle=row, facts=form.cleaned_data, **by(request))
    ):
        messages.success(request, _("The vehicle is written down."))
        return redirect("mobile:fleet")
    title, entries = (str(row), audit.entries_of(row)) if row else (_("Add a vehicle"), ())
    return form_page(
        request, form, title, reverse("mobile:fleet"), _("Keep it"), up=_("Vehicles and crews"), entries=entries
    )


@require_role(PLAN, over=SOMEWHERE)
def crew(request: HttpRequest, number: int) -> HttpResponseBase:
    """The people of a crew with their duties."""
    row = own_row(request, Crew, number, PLAN)
    form = MemberForm(request.POST or None, staff=staff_of(row.library))
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, services.add_member, crew=row, **_member(form), **by(request))
    ):
        return redirect("mobile:crew", row.pk)
    members = list(row.members.all())
    context = {"crew": row, "members": members, "form": form, "entries": audit.entries_of(row)}
    return render(request, "mobile/crew.html", context, status=422 if form.errors else 200)


def _member(form: MemberForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "duty", "user")}


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def remove_member(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take somebody out of a crew."""
    row = own_row(request, CrewMember, number, PLAN, "crew__library")
    services.remove_member(member=row, **by(request))
    return redirect("mobile:crew", row.crew_id)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def dissolve(request: HttpRequest, number: int) -> HttpResponseBase:
    """The crew goes together no more."""
    services.dissolve(crew=own_row(request, Crew, number, PLAN), **by(request))
    return redirect("mobile:fleet")


@at_work(RULES)
def crew_rules(request: HttpRequest) -> HttpResponseBase:
    """What was laid down about how many people go, and from when on; lay down another."""
    library = library_of(request)
    today = timezone.localdate()
    held = rule_for(library, today)
    usual = needed(held)
    initial = {
        "people": usual.people,
        "operators": usual.operators,
        "librarians": usual.librarians,
        "source": held.source if held else usual.said,
        "article": held.article if held else "",
        "valid_from": today,
    }
    form = CrewRuleForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, services.lay_down, organisation=library, **form.cleaned_data, **by(request))
    ):
        messages.success(request, _("The rule is laid down."))
        return redirect("mobile:crew_rules")
    own = CrewRule.objects.filter(organisation=library)
    context = {"form": form, "rules": own, "needed": usual, "held": held}
    return render(request, "mobile/crew_rules.html", context, status=422 if form.errors else 200)
