"""Letters: those that need a hand, those that wait, what went out; one letter; what is put on paper today."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.common import audit
from lienthu.common.access import allowed
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.notices import gateways, kinds, printing
from lienthu.notices.models import Letter, Printing
from lienthu.notices.queries import letters as queries
from lienthu.notices.queries.terms import laid_down
from lienthu.notices.services import composing, resolving
from lienthu.notices.services import printing as services
from lienthu.notices.views.shared import READ, SEND, name_of, own_letter

PER_PAGE: Final = 50
AT_ONCE: Final = 500
VERBS: Final[dict[str, Callable[..., None]]] = {
    "again": resolving.send_again,
    "paper": resolving.print_instead,
    "aside": resolving.lay_aside,
    "arrived": resolving.count_as_sent,
}


@at_work(READ)
def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters of `?view=`: what needs a hand first, else what waits."""
    library = library_of(request)
    counts = queries.counts(library)
    asked = request.GET.get("view", "")
    view = asked if asked in queries.VIEWS else ("stuck" if counts["stuck"] else "waiting")
    page = Paginator(queries.of_library(library, view), PER_PAGE).get_page(request.GET.get("page"))
    laid = laid_down(library, timezone.localdate())
    context = {
        "view": view,
        "counts": counts,
        "page": page,
        "rows": queries.with_kinds(page),
        "alone": queries.waiting_alone(library),
        "trouble": queries.last_trouble(library),
        "email_off": laid.value("email") and not composing.email_on(),
        "gateway_off": laid.value("sms") and not gateways.is_on(),
        "may_send": allowed(request.user, SEND, library),
    }
    return render(request, "notices/letter_list.html", context)


@at_work(READ)
def letter_page(request: HttpRequest, number: int) -> HttpResponse:
    """One letter: what it says, what it met, what can be done about it."""
    letter = own_letter(request, number)
    notices = letter.notices.order_by("pk")
    context = {
        "letter": letter,
        "kind": kinds.label_of(letter.kind),
        "told": [(notice, queries.about(notice), queries.state_of(notice)) for notice in notices],
        "can": {verb: letter.state in resolving.FROM[verb] for verb in VERBS} if letter.addressee else {},
        "may_send": allowed(request.user, SEND, letter.library),
        "entries": audit.entries_of(letter)[:50],
    }
    return render(request, "notices/letter_page.html", context)


@require_POST
@at_work(SEND)
def settle(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Do with one letter what the verb says."""
    letter = own_letter(request, number)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](letter=letter, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _done(verb, 1))
    return redirect("notices:letter", letter.pk)


@require_POST
@at_work(SEND)
def settle_all(request: HttpRequest, verb: str) -> HttpResponseBase:
    """Do it with every letter that could not be sent, 500 at a time; those that are perhaps sent are left alone."""
    if verb not in {"again", "paper"}:
        raise Http404
    count = 0
    stuck = Letter.objects.filter(library=library_of(request), state=Letter.State.GIVEN_UP)
    stuck = stuck.exclude(patron=None, correspondent=None)
    for letter in stuck.order_by("pk")[:AT_ONCE]:
        VERBS[verb](letter=letter, actor=user_of(request), at=timezone.now())
        count += 1
    messages.success(request, _done(verb, count))
    return redirect("notices:letters")


def _done(verb: str, count: int) -> str:
    said = {
        "again": ngettext("%(n)d letter will be sent again.", "%(n)d letters will be sent again.", count),
        "paper": ngettext("%(n)d letter waits to be printed.", "%(n)d letters wait to be printed.", count),
        "aside": ngettext("%(n)d letter is laid aside.", "%(n)d letters are laid aside.", count),
        "arrived": ngettext("%(n)d letter counts as sent.", "%(n)d letters count as sent.", count),
    }
    return said[verb] % {"n": count}


@at_work(SEND)
def paper(request: HttpRequest) -> HttpResponseBase:
    """What is to be printed where one works; by POST the PDF, with the letters marked as printed."""
    library = library_of(request)
    if request.method == "POST":
        made = services.print_waiting(library=library, actor=user_of(request), at=timezone.now())
        if made is None:
            messages.info(request, _("There is no letter to print: what waited was settled meanwhile."))
            return redirect("notices:paper")
        return _pdf(request, made, services.letters_of(made))
    rows = list(queries.of_library(library, "paper").order_by(*services.ORDER)[: services.MOST])
    context = {
        "rows": queries.with_kinds(rows),
        "count": queries.counts(library)["paper"],
        "people": len({(letter.patron_id, letter.correspondent_id) for letter in rows}),
        "printings": queries.printings(library),
    }
    return render(request, "notices/paper.html", context)


@at_work(SEND)
def paper_again(request: HttpRequest, number: int) -> HttpResponseBase:
    """By POST the PDF of a printing once more, noted in the audit; else the page of the printings."""
    held = get_object_or_404(Printing, pk=number, library=library_of(request))
    if request.method != "POST":
        return redirect("notices:paper")
    try:
        letters = services.print_again(printing=held, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("notices:paper")
    return _pdf(request, held, letters)


def _pdf(request: HttpRequest, made: Printing, letters: list[Letter]) -> HttpResponse:
    layout = request.POST.get("layout", "")
    library = library_of(request)
    data = printing.sheets(
        letters,
        library=library,
        name=name_of(library),
        layout=layout if layout in printing.LAYOUTS else printing.LETTERS,
    )
    return download(data, f"thu-{made.pk}.pdf", shown=True)
