"""Local-studies titles of the library at work, to be ticked and offered in a round."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import by, library_of
from lienthu.accounts.permissions import at_work
from lienthu.catalogue.models import SourceRecord
from lienthu.common.errors import DomainError
from lienthu.sharing.queries import exchange
from lienthu.sharing.queries.local_studies import proposed
from lienthu.sharing.services import rounds
from lienthu.sharing.views.shared import WRITE

PER_PAGE = 50


@at_work(WRITE)
def round_local(request: HttpRequest, number: int) -> HttpResponseBase:
    """What the library could offer of local studies; ticked titles are offered with one copy each."""
    library, today = library_of(request), timezone.localdate()
    held = get_object_or_404(exchange.rounds_of(library, today), pk=number)
    if held.state != held.State.OPEN:
        return redirect("sharing:round", held.pk)
    if request.method == "POST":
        ticked = {
            int(each) for each in request.POST.getlist("record")[:PER_PAGE] if each.isdecimal() and len(each) < 16
        }
        done, refused = 0, []
        for record in SourceRecord.objects.filter(pk__in=ticked, copies__owner=library).distinct():
            try:
                rounds.offer(held=held, library=library, record=record, copies=1, **by(request))
                done += 1
            except DomainError as refusal:
                refused.append(str(refusal))
        if done or not refused:
            messages.success(request, _("%(count)d titles are offered.") % {"count": done})
        for each in dict.fromkeys(refused):
            messages.error(request, each)
        return redirect("sharing:round_local" if "more" in request.POST else "sharing:round", held.pk)
    try:
        rows = proposed(held, library, today)
    except DomainError as refusal:  # the index is being built
        messages.error(request, str(refusal))
        rows = []
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/round_local.html", {"round": held, "page": page})
