"""What resolutions ask of the members: told there with its proof, confirmed or sent back by the secretary."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, at_work, require_role
from lienthu.accounts.queries import working_library
from lienthu.common.downloads import stored
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.governance.forms.rest import ReasonForm, TellForm
from lienthu.governance.models import Duty, Telling
from lienthu.governance.queries.access import may_read, may_tell
from lienthu.governance.queries.resolutions import asked_of
from lienthu.governance.services import duties as services
from lienthu.governance.views.shared import READ, WRITE, demand_for, writes_for

PER_PAGE = 30


@at_work(READ)
def asked(request: HttpRequest) -> HttpResponseBase:
    """What the library where the person works owes, the first due before the others."""
    library, today = working_library(request), timezone.localdate()
    rows = asked_of([library] if isinstance(library, Organisation) else [])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(row, row.is_overdue(today)) for row in page]}
    return render(request, "governance/asked.html", context)


def _found(request: HttpRequest, number: int) -> Duty:
    rows = Duty.objects.select_related("item__resolution__federation", "organisation")
    rows = rows.defer("item__resolution__docx", "item__resolution__pdf", "item__resolution__content")
    duty = get_object_or_404(rows, pk=number)
    if not may_read(user_of(request), duty.item.resolution.federation, timezone.localdate()):
        raise PermissionDenied
    return duty


@require_role(READ, over=SOMEWHERE)
def duty_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One member's part of one item: what it told, what was answered."""
    return _page(request, _found(request, number), None)


def _page(request: HttpRequest, duty: Duty, form: TellForm | None) -> HttpResponseBase:
    today = timezone.localdate()
    tellings = list(duty.tellings.select_related("by", "answered_by", "document"))
    waits = any(each.answer == Telling.Answer.WAITS for each in tellings)
    may = may_tell(user_of(request), duty.organisation, today) and duty.state != Duty.State.DONE and not waits
    context = {
        "duty": duty, "item": duty.item, "resolution": duty.item.resolution,
        "federation": duty.item.resolution.federation,
        "library": federation.names([duty.organisation_id], today)[duty.organisation_id],
        "tellings": tellings, "overdue": duty.is_overdue(today),
        "form": form or (TellForm() if may else None),
        "may_answer": writes_for(request, duty.item.resolution.federation), "back": ReasonForm(),
    }  # fmt: skip
    return render(request, "governance/duty.html", context, status=422 if form else 200)


@require_role(WRITE, over=SOMEWHERE)
@require_POST
def tell(request: HttpRequest, number: int) -> HttpResponseBase:
    """The responsible member tells how far it is."""
    duty = _found(request, number)
    if not may_tell(user_of(request), duty.organisation, timezone.localdate()):
        raise PermissionDenied
    form = TellForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, duty, form)
    try:
        services.tell(duty=duty, told=form.told(), actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        refused(form, refusal)
        return _page(request, duty, form)
    messages.success(request, _("Told. The secretary confirms it or sends it back."))
    return redirect("governance:duty", duty.pk)


def _told(request: HttpRequest, number: int) -> Telling:
    return get_object_or_404(Telling.objects.select_related("duty__item__resolution__federation"), pk=number)


@require_role(WRITE, over=SOMEWHERE)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """The secretary confirms (`do=confirm`) or sends back."""
    telling = _told(request, number)
    demand_for(request, telling.duty.item.resolution.federation, WRITE)
    actor, at = user_of(request), timezone.now()
    try:
        if request.POST.get("do") == "confirm":
            services.confirm(telling=telling, actor=actor, at=at)
        else:
            services.send_back(telling=telling, reason=request.POST.get("reason", ""), actor=actor, at=at)
        messages.success(request, _("Saved."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("governance:duty", telling.duty_id)


@require_role(READ, over=SOMEWHERE)
def proof(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file that proves it, as it was handed in."""
    telling = _told(request, number)
    demand_for(request, telling.duty.item.resolution.federation, READ)
    suffix = services.SUFFIXES.get(telling.media_type, "")
    return stored(telling.path, telling.media_type, f"minh-chung-{telling.pk}{suffix}")
