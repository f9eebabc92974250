"""Deciding about a row that was kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand, require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.intake.models import Intake, IntakeRow, Kind
from lienthu.intake.services import settling
from lienthu.intake.views.files import RUN


@require_POST
@require_role(RUN, over=SOMEWHERE)
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """`decision`: same (the reader who is here), another (somebody else), drop (nothing is to be done)."""
    user = user_of(request)
    rows = IntakeRow.objects.filter(intake__in=Intake.objects.visible_to(user)).select_related("intake__library")
    row = get_object_or_404(rows, pk=number)
    if row.intake.kind == Kind.PATRONS:
        demand(request.user, "patrons.edit", row.intake.library)
    at = timezone.now()
    try:
        match request.POST.get("decision"):
            case "same":
                patron = settling.same_person(row=row, actor=user, at=at)
                told = _("Row %(line)d is %(name)s from now on.")
                messages.success(request, told % {"line": row.line, "name": patron.full_name})
            case "another":
                patron = settling.another_person(row=row, actor=user, at=at)
                told = _("%(name)s is registered with the number %(number)s.")
                messages.success(request, told % {"name": patron.full_name, "number": patron.number})
            case _other:
                settling.drop(row=row, actor=user, at=at)
                messages.success(request, _("Row %(line)d is struck out.") % {"line": row.line})
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    return redirect("intake:file", row.intake_id)
