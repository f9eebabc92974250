"""Scanning the trolley: books that were read in the rooms and now go back to the shelves."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work
from lienthu.catalogue.models import Copy
from lienthu.circulation.models import DeskAction
from lienthu.circulation.queries.desk import copies_with, named_of
from lienthu.circulation.services import marks, undo
from lienthu.common.dated import midnight
from lienthu.common.errors import DomainError
from lienthu.federation.models import Organisation
from lienthu.visits.forms import TrolleyForm
from lienthu.visits.views.shared import at_place

LEND = "circulation.lend"
SHOWN = 50


@dataclass(frozen=True)
class Refused:
    """A code that was not counted, and why."""

    code: str
    reason: str


@at_work(LEND)
def trolley(request: HttpRequest) -> HttpResponseBase:
    """Count each scanned copy as used in the house; those that cannot be are listed with the reason."""
    library, _site = at_place(request)
    if request.method == "POST" and "undo" in request.POST:
        return _undo(request, library)
    form = TrolleyForm(request.POST or None)
    refused: list[Refused] = []
    if request.method == "POST" and form.is_valid():
        counted, refused = _count(request, form.cleaned_data["codes"])
        if counted:
            text = ngettext("%(count)d use counted.", "%(count)d uses counted.", counted)
            messages.success(request, text % {"count": counted})
        if not refused:
            return redirect("visits:trolley")
        form = TrolleyForm(initial={"codes": "\n".join(each.code for each in refused)})
    done = _today(library)
    shown = [(action, named_of(action)) for action in done[:SHOWN]]
    context = {"form": form, "refused": refused, "done": shown, "total": done.count()}
    return render(request, "visits/trolley.html", context, status=422 if form.errors or refused else 200)


def _today(library: Organisation) -> QuerySet[DeskAction]:
    rows = DeskAction.objects.filter(library=library, kind=DeskAction.Kind.IN_HOUSE_USE, undone_at=None)
    return rows.filter(at__gte=midnight(timezone.localdate())).select_related("copy__record", "actor")


def _count(request: HttpRequest, text: str) -> tuple[int, list[Refused]]:
    """Count a list of codes; one that stands in it twice is counted once and told."""
    library, site = at_place(request)
    counted: set[int] = set()
    refused: list[Refused] = []
    for code in (line.strip() for line in text.splitlines()):
        if not code:
            continue
        copy = _copy(code, library)
        if copy is None:
            refused.append(Refused(code, _("No copy of your library has this barcode or accession number.")))
        elif copy.pk in counted:
            messages.info(request, _("%(code)s was scanned twice and counted once.") % {"code": code})
        else:
            try:
                marks.use_in_house(copy=copy, library=library, site=site, actor=user_of(request), at=timezone.now())
                counted.add(copy.pk)
            except DomainError as refusal:
                refused.append(Refused(code, str(refusal)))
    return len(counted), refused


def _copy(code: str, library: Organisation) -> Copy | None:
    """The library's copy with this barcode or accession number; nothing where two copies have it."""
    found = [copy for copy in copies_with(code, library) if copy.custodian_id == library.pk]
    return found[0] if len(found) == 1 else None


def _undo(request: HttpRequest, library: Organisation) -> HttpResponseBase:
    number = request.POST.get("undo", "")
    rows = _today(library).filter(pk=int(number) if number.isdecimal() and len(number) < 16 else 0)
    action = rows.first()
    try:
        if action is not None:
            undo.undo(action=action, library=library, actor=user_of(request), at=timezone.now())
            messages.success(request, _("The use was taken back."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("visits:trolley")
