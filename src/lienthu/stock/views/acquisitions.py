"""Orders, gifts and budget of the library that one works at."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, library_of
from lienthu.accounts.permissions import at_work
from lienthu.accounts.queries import working_site
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.search.state import read_state
from lienthu.cataloguing.forms.numbers import span_of
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.stock.forms.acquisitions import CHOSEN_KIND, BeginForm, BudgetForm, DeliveryForm, LetterForm, LineForm
from lienthu.stock.models import Acquisition, Line
from lienthu.stock.queries.acquisitions import listed, spending
from lienthu.stock.services import acquisitions, letters, receipts

ACQUIRE = "stock.acquire"
HITS = 6
PER_PAGE = 50
KINDS = {"orders": Acquisition.Kind.ORDER, "gifts": Acquisition.Kind.GIFT}


def _own(request: HttpRequest, number: int) -> Acquisition:
    rows = Acquisition.objects.select_related("partner", "budget", "library")
    return get_object_or_404(rows, pk=number, library=library_of(request))


@at_work(ACQUIRE)
def acquisition_list(request: HttpRequest, which: str) -> HttpResponseBase:
    """The orders or the gifts, the latest first."""
    kind = KINDS[which]
    page = Paginator(listed(library_of(request), kind), PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": page, "page": page, "which": which, "is_order": which == "orders"}
    return render(request, "stock/acquisition_list.html", context)


@at_work(ACQUIRE)
def begin(request: HttpRequest, which: str) -> HttpResponseBase:
    """Begin an order or a gift."""
    library, kind = library_of(request), KINDS[which]
    form = BeginForm(request.POST or None, library=library, kind=kind, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            partner = said["partner"] or acquisitions.add_partner(
                library=library, kind=CHOSEN_KIND[kind].value, facts=_partner_said(said), **by(request)
            )
            made = acquisitions.begin(
                library=library, kind=kind, partner=partner, on=said["on"], budget=said.get("budget"),
                note=said["note"], **by(request),
            )  # fmt: skip
            return redirect("stock:acquisition", made.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "stock/begin.html", {"form": form, "which": which, "is_order": which == "orders"})


def _partner_said(said: dict[str, Any]) -> dict[str, str]:
    return {name: said.get(name, "").strip() for name in ("name", "address", "phone", "tax_code")}


@at_work(ACQUIRE)
def acquisition(request: HttpRequest, number: int) -> HttpResponseBase:
    """One order or gift: its books, the form that adds one (`?q=` finds it, `?record=` takes it), what comes in."""
    held = _own(request, number)
    lines = list(held.lines.select_related("record"))
    is_open = held.state in {Acquisition.State.DRAFT, Acquisition.State.PLACED}
    form = LineForm(request.POST or None, initial=_found(request))
    if request.method == "POST" and is_open and form.is_valid():
        facts = dict(form.cleaned_data)
        found = SourceRecord.objects.filter(pk=facts.pop("record") or 0, withdrawn_at=None).first()
        try:
            acquisitions.add_line(acquisition=held, facts=facts, found=found, **by(request))
            return redirect("stock:acquisition", held.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "held": held,
        "lines": lines,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "is_order": held.kind == Acquisition.Kind.ORDER,
        "is_open": is_open,
        "form": form,
        "q": text,
        "hits": _hits(text) if text else [],
        "copies": sum(line.quantity for line in lines),
        "came": sum(line.received for line in lines),
        "value": sum(line.value for line in lines),
        "which": "orders" if held.kind == Acquisition.Kind.ORDER else "gifts",
        "entries": audit.entries_of(held)[:50],
    }
    return render(request, "stock/acquisition.html", context)


def _hits(text: str) -> list[tuple[Any, int]]:
    """Titles of the union that the words find, each with a record that describes it."""
    page = catalogue.results(read_state({"q": [text]}), facets=())
    leading: dict[int, int] = {}
    titles = [hit.shown.id for hit in page.hits[:HITS]]
    rows = SourceRecord.objects.filter(title__in=titles, withdrawn_at=None).order_by("-pk")
    leading.update(rows.values_list("title", "pk"))
    return [(hit.shown, leading[hit.shown.id]) for hit in page.hits[:HITS] if hit.shown.id in leading]


def _found(request: HttpRequest) -> dict[str, Any]:
    """What the record that `?record=` names says of the book."""
    number = request.GET.get("record", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return {}
    record = SourceRecord.objects.filter(pk=int(number), withdrawn_at=None).first()
    if record is None:
        return {}
    facts = facts_from_json(record.facts)
    return {
        "title": ". ".join([facts.title, *facts.parts]), "author": facts.authors[0] if facts.authors else "",
        "publisher": facts.publisher, "year": str(facts.year or ""), "isbn": facts.isbns[0] if facts.isbns else "",
        "record": record.pk,
    }  # fmt: skip


@require_POST
@at_work(ACQUIRE)
def act(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Place an order (`place`), or expect nothing more of it (`call-off`)."""
    held = _own(request, number)
    deed = {"place": acquisitions.place, "call-off": acquisitions.call_off}.get(verb)
    if deed is None:
        raise Http404
    try:
        deed(acquisition=held, **by(request))
        messages.success(request, _("Noted."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("stock:acquisition", held.pk)


@require_POST
@at_work(ACQUIRE)
def remove_line(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a book off."""
    line = get_object_or_404(Line, pk=number, acquisition__library=library_of(request))
    try:
        acquisitions.remove_line(line=line, **by(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("stock:acquisition", line.acquisition_id)


@at_work(ACQUIRE)
def receive(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take books in."""
    held, today = _own(request, number), timezone.localdate()
    lines = list(held.lines.all())
    initial = {"on": today, "site": working_site(request)}
    form = DeliveryForm(request.POST or None, library=held.library, day=today, lines=lines, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("series", "site", "on", "document", "document_on")}
        said["in_process"] = form.cleaned_data["in_process"]
        try:
            delivery = receipts.Delivery(counts=form.counts(), **said)
            _tell(request, receipts.receive(acquisition=held, delivery=delivery, **by(request)))
            return redirect("stock:acquisition", held.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    rows = [(line, form[f"count_{line.pk}"]) for line in lines if line.missing]
    context = {"held": held, "form": form, "rows": rows, "has_series": form.fields["series"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "stock/receive.html", context)


def _tell(request: HttpRequest, received: receipts.Received) -> None:
    count = len(received.copies)
    numbers = [copy.accession_number for copy in received.copies]
    text = ngettext(
        "%(count)d copy came in: %(numbers)s. Its label waits to be printed.",
        "%(count)d copies came in: %(numbers)s. Their labels wait to be printed.",
        count,
    )
    messages.success(request, text % {"count": count, "numbers": span_of(numbers[0], numbers[-1])})
    if received.records:
        text = ngettext(
            "%(count)d record was made for them; complete it when you catalogue the book.",
            "%(count)d records were made for them; complete them when you catalogue the books.",
            len(received.records),
        )
        messages.info(request, text % {"count": len(received.records)})
    if received.jumped:
        messages.warning(request, _("Numbers that copies have already were jumped over."))


@at_work(ACQUIRE)
def budgets(request: HttpRequest) -> HttpResponseBase:
    """The budget lines with what is bound, spent and left."""
    library = library_of(request)
    form = BudgetForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        try:
            acquisitions.set_budget(library=library, **form.cleaned_data, **by(request))
            messages.success(request, _("Noted."))
            return redirect("stock:budgets")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "stock/budgets.html", {"rows": spending(library), "form": form})


@at_work(ACQUIRE)
def letter(request: HttpRequest, number: int) -> HttpResponseBase:
    """The letter of thanks for a gift, as a Word file."""
    held = _own(request, number)
    if held.kind != Acquisition.Kind.GIFT:
        raise Http404
    site = working_site(request)
    initial = {"on": timezone.localdate(), "place": site.address.rpartition(",")[2].strip() if site else ""}
    form = LetterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return download(letters.thank_you(gift=held, **form.cleaned_data), "thu-cam-on.docx")
    return render(request, "stock/letter.html", {"held": held, "form": form})
