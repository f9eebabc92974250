"""Cards to print: one patron's, a class's, or all that have not been printed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.accounts.queries import working_library
from lienthu.common.access import SOMEWHERE
from lienthu.common.downloads import download
from lienthu.patrons import printing
from lienthu.patrons.models import Card, Patron
from lienthu.patrons.views.shared import EDIT, short_name

MOST = 200


@require_role(EDIT, over=SOMEWHERE)
def print_cards(request: HttpRequest) -> HttpResponseBase:
    """The PDF of `?patron=`, `?class=` or, without either, of the cards not printed yet where one works."""
    mine = Patron.objects.visible_to(user_of(request), EDIT)
    found = Card.objects.filter(patron__in=mine, state=Card.State.ACTIVE).select_related(
        "patron__category", "patron__school_class__school", "patron__library"
    )
    said = {name: request.GET.get(name, "") for name in ("patron", "class")}
    keys = {name: int(value) for name, value in said.items() if value.isdecimal() and len(value) < 16}
    if "patron" in keys:
        found = found.filter(patron=keys["patron"])
    elif "class" in keys:
        found = found.filter(patron__school_class=keys["class"])
    else:
        found = found.filter(printed_at=None, library=working_library(request))
    if request.method != "POST" and not keys:
        count = found.count()
        return render(request, "patrons/print.html", {"count": count, "some": min(count, MOST)})
    cards = list(found.order_by("patron__sort_key", "pk")[:MOST])
    if not cards:
        messages.info(request, _("There is no card to print."))
        return redirect("patrons:search")
    data = printing.cards(cards, library_name=short_name(cards[0].patron.library))
    if request.method == "POST":
        Card.objects.filter(pk__in=[card.pk for card in cards]).update(printed_at=timezone.now())
    return download(data, "the-ban-doc.pdf", shown=True)
