"""Devices: enrolling one by QR, what it brought, cutting it off, handing in its file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import allowed, at_work, demand, require_role
from lienthu.accounts.queries import working_site
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.lib.shelving.barcodes import qr
from lienthu.sync import queries, rules
from lienthu.sync.forms import CutOffForm, EventFileForm, InvitationForm
from lienthu.sync.models import Device, Enrolment
from lienthu.sync.services import devices as services
from lienthu.sync.services import photographs, storing

DEVICE, SETTLE = "sync.device", "sync.settle"


@at_work(DEVICE)
def devices(request: HttpRequest) -> HttpResponseBase:
    """One's own devices, or all of the library for whoever settles what they bring; and one more."""
    library = library_of(request)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite(
                name=form.cleaned_data["name"],
                person=user_of(request),
                library=library,
                site=working_site(request),
                actor=user_of(request),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            request.session[_key(invitation.enrolment.pk)] = invitation.token
            return redirect("sync:enrolment", invitation.enrolment.pk)
    every = allowed(request.user, SETTLE, library)
    rows = queries.devices_at(library, user_of(request), all_of_them=every)
    context = {"form": form, "devices": rows, "library": library, "site": working_site(request), "may_settle": every}
    return render(request, "sync/devices.html", context, status=422 if form.errors else 200)


def _key(number: int) -> str:
    """Where the session keeps the token of an enrolment, which stands nowhere else."""
    return f"enrolment_{number}"


@require_role(DEVICE, over=SOMEWHERE)
def enrolment(request: HttpRequest, number: int) -> HttpResponseBase:
    """The QR address, until a device has used it or its minutes have passed. Asked again every few seconds."""
    row = get_object_or_404(Enrolment.objects.select_related("library", "device", "site"), pk=number)
    if row.person_id != user_of(request).pk:
        demand(request.user, SETTLE, row.library)
    token = request.session.get(_key(row.pk), "")
    over = timezone.now() > row.expires_at or not token
    address = f"{request.build_absolute_uri('/may/')}#enrol={token}"
    open_still = row.device is None and not over
    context = {
        "row": row,
        "open": open_still,
        "address": address if open_still else "",
        "symbol": qr(address).svg if open_still else "",
        "secure": request.is_secure() or request.get_host().partition(":")[0] in ("localhost", "127.0.0.1"),
    }
    template = "sync/_enrolment.html" if request.headers.get("HX-Request") else "sync/enrolment.html"
    return render(request, template, context)


def _device(request: HttpRequest, number: UUID) -> Device:
    """One's own device, or one of a library where one settles what devices bring."""
    row = get_object_or_404(Device.objects.select_related("library", "person", "site", "cut_off_by"), pk=number)
    demand(request.user, DEVICE if row.person_id == user_of(request).pk else SETTLE, row.library)
    return row


@require_role(DEVICE, over=SOMEWHERE)
def device_page(request: HttpRequest, number: UUID, form: CutOffForm | None = None) -> HttpResponseBase:
    """A device: where it stands, what it took along, what it sent last and what became of that."""
    row = _device(request, number)
    context = {
        "device": row,
        "form": form or CutOffForm(),
        "bundles": row.bundles.all()[:5],
        "events": [queries.told_event(event) for event in queries.last_events(row)],
        "asked": queries.open_questions(row),
        "may_settle": allowed(request.user, SETTLE, row.library),
        "entries": audit.entries_of(row)[:20],
    }
    return render(request, "sync/device.html", context, status=422 if form and form.errors else 200)


@require_POST
@require_role(DEVICE, over=SOMEWHERE)
def cut_off(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Work with a device no more."""
    row = _device(request, number)
    form = CutOffForm(request.POST)
    if form.is_valid():
        try:
            services.cut_off(device=row, reason=form.cleaned_data["reason"], actor=user_of(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
        else:
            message = _("“%(device)s” is cut off. When it next reaches the hub it is told to erase what it holds.")
            messages.success(request, message % {"device": row.name})
            return redirect("sync:device", row.pk)
    return device_page(request, number, form)


@at_work(DEVICE)
def files(request: HttpRequest) -> HttpResponseBase:
    """Hand in the file that a device wrote to a stick: stored as if it had sent it, and folded like that."""
    form = EventFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _handed_in(request, form)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
    return render(request, "sync/files.html", {"form": form}, status=422 if form.errors else 200)


def _handed_in(request: HttpRequest, form: EventFileForm) -> HttpResponseBase:
    """Raises FileRefused."""
    file = form.cleaned_data["file"]
    given = storing.read_file(file.read(rules.FILE_BYTES + 1))
    device, now = given.device, timezone.now()
    if device.person_id != user_of(request).pk:
        demand(request.user, DEVICE, device.library)
    stored = storing.store(device=device, batch=given.batch, at=now)
    refused = photographs.keep_all(device=device, photos=given.photos, at=now)
    message = _(
        "“%(device)s”: %(new)d new acts are kept, %(known)d were here already; all up to number %(to)d are here."
    )
    facts = {"device": device.name, "new": stored.new, "known": stored.known, "to": stored.device.stored_to}
    messages.success(request, message % facts)
    if taken := len(given.photos) - len(refused):
        words = ngettext("%(n)d photo is with its trip.", "%(n)d photos are with their trip.", taken)
        messages.success(request, words % {"n": taken})
    for sentence in [*(str(conflict["words"]) for conflict in stored.conflicts), *refused]:
        messages.warning(request, sentence)
    return redirect(reverse("sync:device", args=(device.pk,)))
