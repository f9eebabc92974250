"""The audit of what one answers for."""

from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lienthu.accounts import queries
from lienthu.accounts.forms import AuditForm
from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.audit import things_of
from lienthu.common.templatetags.history import all_actions

PER_PAGE = 50


@require_role("audit.read", over=SOMEWHERE)
def entries(request: HttpRequest) -> HttpResponse:
    """Every change that the user may read of, newest first; narrowed by person, action and days."""
    form = AuditForm(request.GET or None, actions=all_actions())
    found = queries.audit_for(user_of(request), timezone.localdate())
    if form.is_valid():
        asked = form.cleaned_data
        if asked["person"].strip():
            found = found.filter(actor__in=queries.people_named(asked["person"].strip()))
        if asked["action"]:
            found = found.filter(action=asked["action"])
        zone = timezone.get_current_timezone()
        if asked["since"]:
            found = found.filter(at__gte=datetime.combine(asked["since"], time.min, zone))
        if asked["until"]:
            found = found.filter(at__lt=datetime.combine(asked["until"] + timedelta(days=1), time.min, zone))
    elif form.is_bound:
        found = found.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "things": things_of(page), "narrowed": bool(request.GET)}
    return render(request, "accounts/audit.html", context)
