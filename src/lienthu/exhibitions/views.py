"""Exhibitions: the list, one with its books, panels and visitors; the printed list."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count as CountOf
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts import pages
from lienthu.accounts.pages import by, kept, library_of, own_row, told, told_of
from lienthu.accounts.permissions import SOMEWHERE, at_work, require_role
from lienthu.catalogue.queries.results import results
from lienthu.catalogue.search.backend import SearchError
from lienthu.catalogue.search.state import read_state
from lienthu.common import audit, printing
from lienthu.common.downloads import download, stored
from lienthu.exhibitions import services
from lienthu.exhibitions.forms import CopyForm, CountForm, ExhibitionForm, PanelForm
from lienthu.exhibitions.models import Book, Exhibition, Panel
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

ARRANGE = "exhibitions.arrange"
PER_PAGE = 30
form_page = partial(pages.form_page, template="exhibitions/form.html")


def _own(request: HttpRequest, number: int) -> Exhibition:
    return own_row(request, Exhibition, number, ARRANGE)


def _part(request: HttpRequest, model: type[Book | Panel], number: int) -> Any:
    return own_row(request, model, number, ARRANGE, "exhibition__library")


@at_work(ARRANGE)
def home(request: HttpRequest) -> HttpResponseBase:
    """The library's exhibitions, newest first."""
    rows = Exhibition.objects.filter(library=library_of(request)).annotate(number=CountOf("books"))
    rows = rows.order_by("-opens_on", "-id")  # sums drop the order of the table
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exhibitions/home.html", {"page": page, "today": timezone.localdate()})


@at_work(ARRANGE)
def add(request: HttpRequest) -> HttpResponseBase:
    return _form(request, library_of(request), None)


@require_role(ARRANGE, over=SOMEWHERE)
def change(request: HttpRequest, number: int) -> HttpResponseBase:
    row = _own(request, number)
    return _form(request, row.library, row)


def _form(request: HttpRequest, library: Organisation, row: Exhibition | None) -> HttpResponseBase:
    initial = {name: getattr(row, name) for name in services.FACTS} if row else None
    sites = federation.sites_of([library.pk], timezone.localdate())
    form = ExhibitionForm(request.POST or None, initial=initial, sites=sites)
    if request.method == "POST" and form.is_valid():
        words = {"library": library, "facts": form.cleaned_data, "exhibition": row, **by(request)}
        if made := kept(form, services.keep, **words):
            return redirect("exhibitions:exhibition", made.pk)
    back = reverse("exhibitions:exhibition", args=[row.pk]) if row else reverse("exhibitions:home")
    here = _("Change") if row else ""
    return form_page(request, form, str(row) if row else _("Plan an exhibition"), back, _("Keep it"), up=row, here=here)


@require_role(ARRANGE, over=SOMEWHERE)
def exhibition(request: HttpRequest, number: int) -> HttpResponseBase:
    """One exhibition; scanning a copy comes back here."""
    row = _own(request, number)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        book = kept(form, services.add_copy, exhibition=row, **form.cleaned_data, **by(request))
        if book:
            messages.success(request, _("On the list: %(title)s") % {"title": book.name})
            return redirect("exhibitions:exhibition", row.pk)
    page = Paginator(row.books.select_related("copy"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "exhibition": row, "page": page, "books": row.books.count(), "panels": row.panels.all(),
        "counts": row.counts.all(), "visitors": row.counts.aggregate(sum=Sum("visitors"))["sum"] or 0,
        "form": form, "count_form": CountForm(initial={"on": timezone.localdate()}),
        "begun": row.opens_on <= timezone.localdate(), "entries": audit.entries_of(row),
        **_found(request),
    }  # fmt: skip
    return render(request, "exhibitions/exhibition.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest) -> dict[str, Any]:
    """What a search in the catalogue finds, to be put on the list."""
    text = request.GET.get("q", "").strip()
    if not text:
        return {"q": "", "hits": []}
    try:
        return {"q": text, "hits": results(read_state({"q": [text]}), ()).hits[:10]}
    except SearchError as refusal:
        messages.error(request, str(refusal))
        return {"q": text, "hits": []}


@require_POST
@require_role(ARRANGE, over=SOMEWHERE)
def add_title(request: HttpRequest, number: int) -> HttpResponseBase:
    row = _own(request, number)
    title = request.POST.get("title", "")
    if title.isdecimal() and len(title) < 18:
        told(request, _("It is on the list."), services.add_title, exhibition=row, number=int(title), **by(request))
    return redirect("exhibitions:exhibition", row.pk)


@require_POST
@require_role(ARRANGE, over=SOMEWHERE)
def remove_book(request: HttpRequest, number: int) -> HttpResponseBase:
    row: Book = _part(request, Book, number)
    told(request, "", services.remove_book, book=row, **by(request))
    return redirect("exhibitions:exhibition", row.exhibition_id)


@require_role(ARRANGE, over=SOMEWHERE)
def add_panel(request: HttpRequest, number: int) -> HttpResponseBase:
    return _panel(request, _own(request, number), None)


@require_role(ARRANGE, over=SOMEWHERE)
def change_panel(request: HttpRequest, number: int) -> HttpResponseBase:
    row: Panel = _part(request, Panel, number)
    return _panel(request, row.exhibition, row)


def _panel(request: HttpRequest, of: Exhibition, row: Panel | None) -> HttpResponseBase:
    names = ("title", "text", "caption", "source")
    initial = {name: getattr(row, name) for name in names} if row else None
    form = PanelForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in names}
        words = {"exhibition": of, "facts": facts, "upload": form.cleaned_data["picture"], "panel": row}
        if kept(form, services.keep_panel, **words, **by(request)):
            return redirect("exhibitions:exhibition", of.pk)
    back = reverse("exhibitions:exhibition", args=[of.pk])
    return form_page(request, form, str(row) if row else _("Add a panel"), back, _("Keep it"), up=of)


@require_POST
@require_role(ARRANGE, over=SOMEWHERE)
def panel_verb(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Take a panel away, or put it one place up."""
    row: Panel = _part(request, Panel, number)
    work = {"remove": services.remove_panel, "up": services.move_up}.get(verb)
    if work is None:
        raise Http404
    told(request, "", work, panel=row, **by(request))
    return redirect("exhibitions:exhibition", row.exhibition_id)


@require_safe
@require_role(ARRANGE, over=SOMEWHERE)
def picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """A panel's picture, for the staff."""
    row: Panel = _part(request, Panel, number)
    return stored(row.picture, "image/jpeg")


@require_POST
@require_role(ARRANGE, over=SOMEWHERE)
def count(request: HttpRequest, number: int) -> HttpResponseBase:
    row = _own(request, number)
    done = _("The visitors are counted.")
    told_of(request, CountForm(request.POST), done, services.count, exhibition=row, **by(request))
    return redirect("exhibitions:exhibition", row.pk)


@require_POST
@require_role(ARRANGE, over=SOMEWHERE)
def hold(request: HttpRequest, number: int) -> HttpResponseBase:
    row = _own(request, number)
    if "reason" in request.POST:
        words = {"exhibition": row, "reason": request.POST["reason"], **by(request)}
        told(request, _("The exhibition is not counted any more."), services.undo_hold, **words)
    else:
        told(request, _("The exhibition is counted."), services.hold, exhibition=row, **by(request))
    return redirect("exhibitions:exhibition", row.pk)


@require_safe
@require_role(ARRANGE, over=SOMEWHERE)
def paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """The list of books, printed."""
    row = _own(request, number)
    name = federation.names([row.library_id], row.opens_on)[row.library_id]
    books = [
        [str(turn), each.name, each.author, each.imprint, each.call_number, str(each.copy or ""), each.note]
        for turn, each in enumerate(row.books.select_related("copy"), start=1)
    ]
    days = f"{row.opens_on:%d/%m/%Y} – {row.closes_on:%d/%m/%Y}"
    about = " · ".join(filter(None, (row.occasion, row.theme, days, row.place)))
    words = {"library": name, "name": row.name, "about": about, "rows": books}
    return download(printing.pdf("exhibitions/books", words), f"danh-muc-{row.pk}.pdf")
