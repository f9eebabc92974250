"""Sets: the list, one set with its books, packing by scanning and by a proposal, its label and list."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, refused, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.rotation.errors import PackingRefused
from lienthu.rotation.forms.sets import PackForm, ProposalForm, SetForm
from lienthu.rotation.models import BookSet, DepositSite, Placement
from lienthu.rotation.queries import packing
from lienthu.rotation.services import minutes
from lienthu.rotation.services import sets as services
from lienthu.rotation.views.shared import WORK, library_of_set

NO_DEPOT = (Site.Kind.DEPOSIT, Site.Kind.STOP)
LAST = 12  # books shown below the box of the packing page


def set_of(number: int) -> BookSet:
    return BookSet.objects.select_related("library__tier", "depot").get(pk=number)


def _depots(library: Organisation) -> Sequence[Site]:
    """Buildings, the main one first: a stop of the mobile library or a site that takes sets is nobody's depot."""
    sites = federation.sites_of([library.pk], timezone.localdate())
    return sorted(sites.exclude(kind__in=NO_DEPOT), key=lambda site: site.kind != Site.Kind.MAIN)


@at_work(WORK)
def set_list(request: HttpRequest) -> HttpResponseBase:
    """The library's sets with how many books each holds and where it is; `?q=` opens the one with this label."""
    wanted = request.GET.get("q", "").strip().upper()[:40]
    if wanted:
        named = BookSet.objects.filter(library=library_of(request), code=wanted, proposed_by=None).first()
        if named is not None:
            return redirect("rotation:set", named.pk)
        messages.error(request, _("No set has the code %(code)s.") % {"code": wanted})
    sets = list(BookSet.objects.filter(library=library_of(request)).in_service().select_related("depot"))
    counts = packing.counts([each.pk for each in sets])
    under_way = Placement.objects.filter(set__in=sets).open().select_related("deposit__site").order_by("pk")
    placed = {row.set_id: row for row in under_way}
    rows = [(each, counts.get(each.pk, 0), placed.get(each.pk)) for each in sets]
    return render(request, "rotation/set_list.html", {"rows": rows})


@at_work(WORK)
def set_add(request: HttpRequest) -> HttpResponseBase:
    """A new, empty box."""
    library = library_of(request)
    sites = _depots(library)
    form = SetForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_set(library=library, actor=user_of(request), at=timezone.now(), **form.cleaned_data)
            return redirect("rotation:pack", made.pk)
        except DomainError as refusal:
            refused(form, refusal)
    return render(request, "rotation/set_form.html", {"form": form, "no_depot": not sites})


@require_role(WORK, over=library_of_set)
def set_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change what is said of the set."""
    book_set = set_of(number)
    known = {name: getattr(book_set, name) for name in services.CHANGED}
    form = SetForm(request.POST or None, sites=_depots(book_set.library), known=True, initial=known)
    if request.method == "POST" and form.is_valid():
        services.change_set(book_set=book_set, actor=user_of(request), at=timezone.now(), **form.cleaned_data)
        return redirect("rotation:set", number)
    return render(request, "rotation/set_form.html", {"form": form, "set": book_set})


@require_role(WORK, over=library_of_set)
def set_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One set: where it is, what is in it, where it has been."""
    book_set = set_of(number)
    rows = [(row, facts_from_json(row.copy.record.facts)) for row in packing.contents(book_set)]
    placements = book_set.placements.select_related("deposit__site").order_by("-id")
    context = {
        "set": book_set, "rows": rows, "titles": len({row.copy.record.title_id for row, _facts in rows}),
        "now": placements.open().first(), "placements": placements[:30], "entries": audit.entries_of(book_set)[:30],
    }  # fmt: skip
    return render(request, "rotation/set_page.html", context)


@require_role(WORK, over=library_of_set)
def pack(request: HttpRequest, number: int) -> HttpResponseBase:
    """The box: each code is one answer; with htmx only the answer comes back."""
    book_set = set_of(number)
    context: dict[str, object] = {"set": book_set}
    if request.method == "POST":
        form = PackForm(request.POST)
        context |= _packed(request, book_set, form.cleaned_data["code"] if form.is_valid() else "")
    context["n"] = packing.counts([book_set.pk]).get(book_set.pk, 0)
    if request.headers.get("HX-Request"):
        return render(request, "rotation/_pack_answer.html", context)
    last = packing.contents(book_set).order_by("-id")[:LAST]
    context["last"] = [(row, facts_from_json(row.copy.record.facts)) for row in last]
    return render(request, "rotation/pack.html", context)


def _packed(request: HttpRequest, book_set: BookSet, code: str) -> dict[str, object]:
    if not code:
        return {"refusal": _("Scan a book, or type its barcode or accession number."), "code": ""}
    try:
        row = services.pack(book_set=book_set, code=code, actor=user_of(request), at=timezone.now())
    except PackingRefused as refusal:
        number = refusal.context.get("copy", 0)
        rows = Copy.objects.select_related("record")
        found = rows.filter(pk=number).first() if isinstance(number, int) else None
        return {"reasons": refusal.reasons, "code": code, "title": _title(found) if found else ""}
    except DomainError as refusal:
        return {"refusal": str(refusal), "code": code}
    return {"row": row, "code": code, "title": _title(row.copy)}


def _title(copy: Copy) -> str:
    return facts_from_json(copy.record.facts).title.partition(" : ")[0]


@require_role(WORK, over=library_of_set)
def proposal(request: HttpRequest, number: int) -> HttpResponseBase:
    """What to put in; those that stay ticked are packed."""
    book_set = set_of(number)
    deposits = DepositSite.objects.filter(library=book_set.library).open_on(timezone.localdate()).select_related("site")
    held = packing.counts([book_set.pk]).get(book_set.pk, 0)
    asked = request.GET if "books" in request.GET else None
    initial = {"books": max(book_set.target - held, 1)}
    form = ProposalForm(asked, deposits=deposits, initial=initial)
    context: dict[str, object] = {"set": book_set, "form": form, "held": held}
    if request.method == "POST":
        return _accept(request, book_set)
    if asked is not None and form.is_valid():
        said = form.cleaned_data
        found = services.proposal(book_set=book_set, deposit=said["deposit"], books=said["books"], at=timezone.now())
        copies = Copy.objects.select_related("record").in_bulk([book.copy for book in found.books])
        context |= {"proposal": found, "rows": [(book, copies[book.copy]) for book in found.books]}
    return render(request, "rotation/proposal.html", context)


def _accept(request: HttpRequest, book_set: BookSet) -> HttpResponseBase:
    chosen = [
        int(text) for text in request.POST.getlist("copy") if text.isascii() and text.isdigit() and len(text) < 19
    ]
    try:
        done = services.pack_all(book_set=book_set, numbers=chosen, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("rotation:proposal", book_set.pk)
    n = len(done.rows)
    messages.success(request, ngettext("%(n)d book is packed.", "%(n)d books are packed.", n) % {"n": n})
    for reasons in list(done.refused.values())[:3]:
        messages.warning(request, " ".join(str(reason) for reason in reasons))
    return redirect("rotation:set", book_set.pk)


@require_POST
@require_role(WORK, over=library_of_set)
def set_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take one copy out (`do=out`, `copy`), empty the set (`do=empty`), or retire it (`do=retire`)."""
    book_set, verb, now = set_of(number), request.POST.get("do", ""), timezone.now()
    try:
        if verb == "out":
            text = request.POST.get("copy", "")
            chosen = [int(text)] if text.isascii() and text.isdigit() and len(text) < 19 else []
            n = services.unpack(book_set=book_set, numbers=chosen, actor=user_of(request), at=now)
            messages.success(request, _("Out of the set: %(n)d. Put it back on its shelf.") % {"n": n})
        elif verb == "empty":
            n = services.unpack(book_set=book_set, actor=user_of(request), at=now)
            messages.success(request, _("The set is empty; %(n)d books go back on their shelves.") % {"n": n})
        elif verb == "retire":
            services.retire(book_set=book_set, actor=user_of(request), at=now)
            messages.success(request, _("The set is out of service."))
            return redirect("rotation:sets")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    back = "rotation:pack" if request.POST.get("back") == "pack" else "rotation:set"
    return redirect(back, number)


@require_role(WORK, over=library_of_set)
def label(request: HttpRequest, number: int) -> HttpResponseBase:
    """The label of the box, with its QR symbol."""
    return download(minutes.label_pdf(set_of(number), timezone.now()), f"nhan-{number}.pdf", shown=True)


@require_role(WORK, over=library_of_set)
def manifest(request: HttpRequest, number: int) -> HttpResponseBase:
    """The list that lies in the box."""
    return download(minutes.manifest_pdf(set_of(number), timezone.now()), f"danh-muc-{number}.pdf", shown=True)
