"""A register, a document of it, what is done with it, and the register on paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.accounts.queries import working_library
from lienthu.common import audit
from lienthu.common.downloads import download, stored
from lienthu.common.errors import DomainError
from lienthu.registry.forms.documents import BookForm, CancelForm, CorrectForm, FileForm, IssuerForm, SearchForm
from lienthu.registry.models import Document, File
from lienthu.registry.queries import documents as queries
from lienthu.registry.queries import holders
from lienthu.registry.queries.holders import READ, WRITE, Holder
from lienthu.registry.services import booking, files, printed

PER_PAGE = 30


def _chosen(request: HttpRequest) -> tuple[list[tuple[Holder, bool]], Holder | None, bool]:
    """The registers that are open to the person, the one that is asked for, and whether all of it is."""
    open_to = holders.offered(user_of(request), working_library(request), timezone.localdate())
    wanted = request.GET.get("of", "")
    for holder, whole in open_to:
        if holder.code == wanted:
            return open_to, holder, whole
    holder_of = holders.read(wanted) if wanted else None
    if holder_of is not None:
        if not holders.may(user_of(request), READ, holder_of, timezone.localdate()):
            raise PermissionDenied
        return [(holder_of, True), *open_to], holder_of, True
    signing = [pair for pair in open_to if holders.issuer_of(pair[0])]  # those in use before those that are not
    return (open_to, *(signing or open_to)[0]) if open_to else ([], None, False)


def _rows(holder: Holder, form: SearchForm, *, whole: bool) -> Any:
    said = form.cleaned_data if form.is_valid() else {}
    return queries.listed(
        holder, whole=whole, direction=said.get("direction") or "", kind=said.get("kind"), year=said.get("year"),
        text=said.get("q") or "",
    )  # fmt: skip


@require_role(READ, over=SOMEWHERE)
def document_list(request: HttpRequest) -> HttpResponseBase:
    """One register, newest first, by words, direction, kind and year."""
    today = timezone.localdate()
    open_to, holder, whole = _chosen(request)
    if holder is None:
        return render(request, "registry/document_list.html", {"holder": None})
    form = SearchForm(request.GET, years=queries.years(holder), auto_id="find-%s")
    page = Paginator(_rows(holder, form, whole=whole), PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked["of"] = holder.code
    asked.pop("page", None)
    context = {
        "holder": holder, "name": holder.name(today), "whole": whole, "form": form, "page": page,
        "others": [(each.code, each.name(today)) for each, _whole in open_to],
        "may_write": holders.may(user_of(request), WRITE, holder, today), "issuer": holders.issuer_of(holder),
        "asked": asked.urlencode(), "directions": Document.Direction.choices,
    }  # fmt: skip
    return render(request, "registry/document_list.html", context)


def _printed(request: HttpRequest) -> tuple[Holder, list[Document], str]:
    _open_to, holder, whole = _chosen(request)
    if holder is None:
        raise PermissionDenied
    form = SearchForm(request.GET, years=queries.years(holder))
    rows = _rows(holder, form, whole=whole).order_by("direction", "series__year", "kind__rank", "ordinal")
    year = form.cleaned_data.get("year")
    return holder, list(rows[: printed.MOST]), f"Năm {year}" if year else ""


@require_role(READ, over=SOMEWHERE)
def register_xlsx(request: HttpRequest) -> HttpResponseBase:
    _holder, rows, _which = _printed(request)
    return download(printed.as_xlsx(rows), "so-van-ban.xlsx")


@require_role(READ, over=SOMEWHERE)
def register_pdf(request: HttpRequest) -> HttpResponseBase:
    holder, rows, which = _printed(request)
    content = printed.as_pdf(rows, holder=holder.name(timezone.localdate()), which=which)
    return download(content, "so-van-ban.pdf")


def _to_write(request: HttpRequest, code: str) -> Holder:
    holder = holders.read(code)
    if holder is None:
        raise Http404
    if not holders.may(user_of(request), WRITE, holder, timezone.localdate()):
        raise PermissionDenied
    return holder


@require_role(WRITE, over=SOMEWHERE)
def issuer(request: HttpRequest, holder: str) -> HttpResponseBase:
    """How a register signs its documents."""
    whose = _to_write(request, holder)
    known, name = holders.issuer_of(whose), whose.name(timezone.localdate())
    first = (
        {each: getattr(known, each) for each in ("sign", "body", "parent_body", "place")} if known else {"body": name}
    )
    form = IssuerForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            booking.say_issuer(holder=whose, **form.cleaned_data, actor=user_of(request), at=timezone.now())
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('registry:list')}?of={whose.code}")
    return render(request, "registry/issuer.html", {"form": form, "holder": whose, "name": name})


@require_role(WRITE, over=SOMEWHERE)
def document_add(request: HttpRequest, holder: str, direction: str) -> HttpResponseBase:
    """Enter a document."""
    if direction not in Document.Direction.values:
        raise Http404
    whose, today = _to_write(request, holder), timezone.localdate()
    form = BookForm(request.POST or None, request.FILES or None, direction=direction, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = booking.book(
                holder=whose, kind=said["kind"], facts=form.facts(), direction=direction, symbol=said["symbol"],
                carried=said.get("carried", False), came_on=said.get("came_on"), actor=user_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Entered as %(symbol)s.") % {"symbol": made.symbol})
            if said["file"]:
                _keep(request, made, said["file"])
            return redirect("registry:document", made.pk)
    context = {
        "form": form, "holder": whose, "name": whose.name(today), "direction": Document.Direction(direction),
        "issuer": holders.issuer_of(whose),
    }  # fmt: skip
    return render(request, "registry/document_add.html", context)


def _keep(request: HttpRequest, document: Document, upload: Any) -> None:
    try:
        files.keep(document=document, upload=upload, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))


def _found(request: HttpRequest, number: int) -> Document:
    rows = Document.objects.select_related("kind", "organisation", "federation", "booked_by")
    document = get_object_or_404(rows, pk=number)
    if not holders.may_read(user_of(request), document, timezone.localdate()):
        raise PermissionDenied
    return document


@require_role(READ, over=SOMEWHERE)
def document_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One document with its files and its history."""
    return _page(request, _found(request, number))


def _page(request: HttpRequest, document: Document, **shown: object) -> HttpResponseBase:
    holder, today = holders.of(document), timezone.localdate()
    words = {name: getattr(document, name) for name in booking.WORDS}
    whole = holders.may(user_of(request), READ, holder, today)
    context = {
        "document": document, "holder": holder, "name": holder.name(today), "files": document.files.all(),
        "may_write": holders.may(user_of(request), WRITE, holder, today),
        "recipients": document.recipients.splitlines(),
        "correct": CorrectForm(initial=words, auto_id="correct-%s"), "cancel": CancelForm(auto_id="cancel-%s"),
        "put": FileForm(auto_id="put-%s"), "entries": audit.entries_of(document)[:30] if whole else [],
    }  # fmt: skip
    return render(request, "registry/document_page.html", context | shown, status=422 if shown else 200)


@require_role(WRITE, over=SOMEWHERE)
@require_POST
def document_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about a document (`do=`): correct, cancel, file."""
    document = _found(request, number)
    if not holders.may(user_of(request), WRITE, holders.of(document), timezone.localdate()):
        raise PermissionDenied
    made: dict[str, forms.Form] = {
        "correct": CorrectForm(request.POST, auto_id="correct-%s"),
        "cancel": CancelForm(request.POST, auto_id="cancel-%s"),
        "put": FileForm(request.POST, request.FILES, auto_id="put-%s"),
    }
    name = request.POST.get("do", "")
    form = made.get(name)
    if form is None:
        raise Http404
    if form.is_valid():
        try:
            _done(request, document, name, form.cleaned_data)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("registry:document", document.pk)
    return _page(request, _found(request, number), **{name: form})


def _done(request: HttpRequest, document: Document, name: str, said: dict[str, Any]) -> None:
    actor, at = user_of(request), timezone.now()
    if name == "correct":
        facts = {each: said[each] for each in booking.WORDS}
        booking.correct(document=document, facts=facts, reason=said["reason"], actor=actor, at=at)
    elif name == "cancel":
        booking.cancel(document=document, reason=said["reason"], actor=actor, at=at)
    else:
        files.keep(document=document, upload=said["file"], actor=actor, at=at)


@require_role(READ, over=SOMEWHERE)
def file_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file itself, to be kept."""
    row = get_object_or_404(File.objects.select_related("document"), pk=number)
    _found(request, row.document_id)
    suffix = files.SUFFIXES.get(row.media_type, "")
    return stored(row.path, row.media_type, f"van-ban-{row.document_id}-{row.pk}{suffix}")
