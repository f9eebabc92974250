"""Gifts and shipments of the library that one works at, and what comes to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, library_of, refused, user_of
from lienthu.accounts.permissions import allowed, at_work
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.common.workbooks import Sheet, workbook
from lienthu.federation import queries as federation
from lienthu.registry.queries.holders import Holder
from lienthu.sharing.forms import GiftForm, HandOverForm, ListForm, ReasonForm, TermsForm
from lienthu.sharing.models import Gift, GiftLine
from lienthu.sharing.queries.holdings import checked
from lienthu.sharing.rules.lists import pasted
from lienthu.sharing.services import gifts, handing, papers
from lienthu.sharing.services.tables import rows_in
from lienthu.sharing.views.shared import READ, WRITE

PER_PAGE = 50
SHOWN = 20  # refused lines on the page


def _seen(request: HttpRequest, number: int) -> Gift:
    """A gift of the library at work, or one that comes to it."""
    library = library_of(request)
    rows = Gift.objects.visible_to(user_of(request)).select_related("library", "recipient", "round", "receipt")
    return get_object_or_404(rows.filter(Q(library=library) | Q(recipient=library)), pk=number)


def _own(request: HttpRequest, number: int) -> Gift:
    """A gift that the library at work gives."""
    found = _seen(request, number)
    if found.library_id != library_of(request).pk:
        raise Http404
    return found


@at_work(READ)
def gift_list(request: HttpRequest) -> HttpResponseBase:
    """What the library gives and has given, and what comes to it."""
    library = library_of(request)
    rows = Gift.objects.visible_to(user_of(request)).filter(Q(library=library) | Q(recipient=library))
    rows = rows.select_related("round").annotate(copies=Sum("lines__quantity")).order_by("-on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = _names(list(page))
    shown = [(each, names[each.library_id], _recipient(each, names), each.library_id == library.pk) for each in page]
    context = {"rows": shown, "page": page, "may": allowed(request.user, WRITE, library)}
    return render(request, "sharing/gift_list.html", context)


def _names(some: list[Gift]) -> dict[int, str]:
    ids = {each.library_id for each in some} | {each.recipient_id for each in some if each.recipient_id}
    return federation.short_names(ids, timezone.localdate())


def _recipient(one: Gift, names: dict[int, str]) -> str:
    return names[one.recipient_id] if one.recipient_id else one.recipient_name


@at_work(WRITE)
def gift_new(request: HttpRequest) -> HttpResponseBase:
    """Begin a gift."""
    form = GiftForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            said = gifts.Said(**form.cleaned_data)
            made = gifts.begin(library=library_of(request), said=said, **by(request))
            return redirect("sharing:gift", made.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    today = timezone.localdate()
    known = federation.names(federation.organisations_on(today).values_list("pk", flat=True), today)
    codes = dict(federation.organisations_on(today).values_list("pk", "code"))
    listed = sorted((name, codes[pk]) for pk, name in known.items() if pk in codes)
    return render(request, "sharing/gift_new.html", {"form": form, "organisations": listed})


@at_work(READ)
def gift(request: HttpRequest, number: int) -> HttpResponseBase:
    """One gift: its books beside what the recipient holds, and what can be done now."""
    return _page(request, _seen(request, number), ListForm())


def _page(request: HttpRequest, shown: Gift, form: ListForm, **more: object) -> HttpResponseBase:
    library = library_of(request)
    names = _names([shown])
    page = Paginator(shown.lines.select_related("copy", "record"), PER_PAGE).get_page(request.GET.get("page"))
    sums = shown.lines.aggregate(all=Sum("quantity"))
    ours = shown.library_id == library.pk
    context = {
        "gift": shown, "giver": shown.donor or names[shown.library_id], "recipient": _recipient(shown, names),
        "rows": checked(shown, list(page)), "page": page, "form": form, "ours": ours, "copies": sums["all"] or 0,
        "may": allowed(request.user, WRITE, library), "undo": ReasonForm(), "entries": audit.entries_of(shown)[:50],
        "may_receive": not ours and shown.state == Gift.State.SENT,
    }  # fmt: skip
    return render(request, "sharing/gift.html", context | more)


@require_POST
@at_work(WRITE)
def gift_add(request: HttpRequest, number: int) -> HttpResponseBase:
    """Put what was scanned, pasted or brought as a table on the list; what cannot go is shown with its reason."""
    shown = _own(request, number)
    form = ListForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            wanted = pasted(form.cleaned_data["text"]) + (rows_in(file) if file else [])
            added = gifts.add(gift=shown, wanted=wanted, **by(request))
            values = {"copies": added.copies, "titles": added.titles}
            if any(values.values()):
                messages.success(request, _("On the list: %(copies)d copies and %(titles)d titles more.") % values)
            if not added.refused:
                return redirect("sharing:gift", shown.pk)
            more = max(len(added.refused) - SHOWN, 0)
            return _page(request, shown, ListForm(), refused=added.refused[:SHOWN], refused_more=more)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _page(request, shown, form)


@require_POST
@at_work(WRITE)
def gift_line(request: HttpRequest, number: int, line: int) -> HttpResponseBase:
    """Take a line off (`do=remove`), or answer the question of a copy that did not arrive (`came`, `kept`, `lost`)."""
    shown = _seen(request, number)
    row = get_object_or_404(GiftLine, pk=line, gift=shown)
    word = request.POST.get("do", "")
    try:
        if word == "remove":
            gifts.remove(line=get_object_or_404(GiftLine, pk=line, gift=_own(request, number)), **by(request))
        else:
            document = shown.document or (shown.round.document if shown.round else "")
            terms = handing.Terms(on=timezone.localdate(), document=document)
            handing.settle(line=row, outcome=word, terms=terms, **by(request))
        messages.success(request, _("Noted."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("sharing:gift", shown.pk)


@at_work(WRITE)
def gift_hand_over(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hand everything on the list over, by a document."""
    shown, today = _own(request, number), timezone.localdate()
    form = HandOverForm(
        request.POST or None, recipient=shown.recipient, day=today, registers=[Holder(organisation=shown.library)],
        named_on=today, initial={"on": today, "number": shown.document, "document_on": shown.document_on},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            handing.hand_over(gift=shown, terms=handing.Terms(**form.terms()), **by(request))
            messages.success(request, _("The books are handed over, and counted on both sides."))
            return redirect("sharing:gift", shown.pk)
        except DomainError as refusal:
            refused(form, refusal)
    names = _names([shown])
    context = {"gift": shown, "form": form, "recipient": _recipient(shown, names)}
    return render(request, "sharing/gift_hand_over.html", context)


@at_work(WRITE)
def gift_receive(request: HttpRequest, number: int) -> HttpResponseBase:
    """The recipient of a shipment says what arrived."""
    shown, today = _seen(request, number), timezone.localdate()
    if shown.recipient_id != library_of(request).pk:
        raise Http404
    lines = list(shown.lines.filter(state=GiftLine.State.LISTED).select_related("copy"))
    initial = {"on": today, "document": shown.document, "document_on": shown.document_on}
    form = TermsForm(request.POST or None, recipient=shown.recipient, day=today, initial=initial)
    arrived = [int(each) for each in request.POST.getlist("arrived") if each.isascii() and each.isdigit()]
    if request.method == "POST" and form.is_valid():
        try:
            handing.receive(
                gift=shown, arrived=arrived, terms=handing.Terms(**form.cleaned_data), **by(request)
            )  # fmt: skip
            messages.success(request, _("Noted. The books that arrived are yours; the others are an open question."))
            return redirect("sharing:gift", shown.pk)
        except DomainError as refusal:
            refused(form, refusal)
    ticked = set(arrived) if request.method == "POST" else {line.pk for line in lines}
    rows = [(line, line.pk in ticked) for line in lines]
    context = {"gift": shown, "form": form, "rows": rows, "giver": _names([shown])[shown.library_id]}
    return render(request, "sharing/gift_receive.html", context)


@require_POST
@at_work(WRITE)
def gift_act(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Call the gift off, send the shipment, or take the gift back."""
    shown = _own(request, number)
    try:
        if verb == "call-off":
            gifts.call_off(gift=shown, **by(request))
        elif verb == "send":
            handing.send(gift=shown, on=timezone.localdate(), **by(request))
        elif verb == "undo":
            handing.undo(gift=shown, reason=request.POST.get("reason", "")[:200], **by(request))
        else:
            raise Http404
        messages.success(request, _("Noted."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("sharing:gift", shown.pk)


@at_work(READ)
def gift_minutes(request: HttpRequest, number: int) -> HttpResponseBase:
    """The minutes of handing over, for both to sign."""
    shown = _seen(request, number)
    return download(papers.handover_docx(shown), f"bien-ban-giao-nhan-{shown.pk}.docx")


@at_work(READ)
def gift_table(request: HttpRequest, number: int) -> HttpResponseBase:
    """The list of a gift as a workbook: what goes with the books."""
    shown = _seen(request, number)
    lines = list(shown.lines.select_related("copy", "record"))
    columns = (
        (_("No."), 6), (_("Code"), 16), (_("Title"), 60), (_("Author"), 30), (_("Copies"), 8),
        (_("Recipient has"), 14), (_("State"), 18),
    )  # fmt: skip
    rows = [
        (
            rank, str(line.copy) if line.copy else "", line.title, line.author, line.quantity, held,
            line.get_state_display(),
        )
        for rank, (line, held) in enumerate(checked(shown, lines), 1)
    ]  # fmt: skip
    return download(workbook([Sheet(_("Books"), columns, rows)]), f"tang-sach-{shown.pk}.xlsx")
