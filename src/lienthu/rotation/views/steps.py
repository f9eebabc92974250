"""The steps of a placement that are confirmed by somebody: dispatch, receipt, count, return, on to the next site."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.common.errors import DomainError
from lienthu.rotation.forms.placements import MoveOnForm, SeenForm, WordForm, people_of
from lienthu.rotation.models import Confirmation, DepositSite, Placement
from lienthu.rotation.queries import placements as queries
from lienthu.rotation.queries.rules import numbers
from lienthu.rotation.rules.numbers import Key, months_after
from lienthu.rotation.rules.placing import MAY
from lienthu.rotation.services import papers, placements, returning
from lienthu.rotation.views.shared import WORK, library_of_placement, placement_of


@require_role(WORK, over=library_of_placement)
def dispatch(request: HttpRequest, number: int) -> HttpResponseBase:
    """The box leaves."""
    placement = placement_of(number)
    form = WordForm(request.POST or None, initial={"name": str(request.user)})
    if _posted(request, form):
        try:
            placements.dispatch(placement=placement, word=form.word(), actor=user_of(request), at=timezone.now())
            messages.success(request, _("The box is on its way. The site now confirms what came."))
            return redirect("rotation:placement", number)
        except DomainError as refusal:
            _reasons(form, refusal)
    return _step(request, placement, "dispatch", form)


def _posted(request: HttpRequest, form: WordForm) -> bool:
    return request.method == "POST" and form.is_valid()


def _reasons(form: WordForm, refusal: DomainError) -> None:
    form.add_error(None, [str(reason) for reason in getattr(refusal, "reasons", [refusal])])


def _step(request: HttpRequest, placement: Placement, step: str, form: WordForm, **more: object) -> HttpResponseBase:
    if placement.state not in MAY[step]:
        return redirect("rotation:placement", placement.pk)
    context = {"placement": placement, "form": form, "step": step, "words": _words(step), **more}
    return render(request, "rotation/placement_step.html", context)


def _words(step: str) -> dict[str, str]:
    """Heading, what it means, and the button, for each step."""
    return {
        "dispatch": {
            "title": _("Send the box"),
            "what": _("Its list is fixed now. You stay in charge of the books until the site says that they came."),
            "button": _("The box leaves"),
        },
        "receive": {
            "title": _("What came"),
            "what": _("Tick only what is missing or damaged: everything else counts as received. Differences become "
                      "questions; nothing is corrected by itself."),
            "button": _("The site has received the books"),
        },
        "count": {
            "title": _("Count at the site"),
            "what": _("Tick only what is missing, damaged or with a reader: everything else counts as there."),
            "button": _("This is what is there"),
        },
        "bring_back": {
            "title": _("The box is back at the depot"),
            "what": _("Tick only what did not come back or came back damaged."),
            "button": _("The books are back"),
        },
        "move_on": {
            "title": _("On to the next site"),
            "what": _("The books that were counted here go straight to the next site, which confirms what came."),
            "button": _("The box goes on"),
        },
    }[step]  # fmt: skip


@require_role(WORK, over=library_of_placement)
def receive(request: HttpRequest, number: int) -> HttpResponseBase:
    """What came, as the custodian says by telephone, on the spot, or on a signed paper."""
    placement = placement_of(number)
    return _seen(request, placement, "receive", queries.books(placement) if placement.state == "sent" else [])


@require_role(WORK, over=library_of_placement)
def count(request: HttpRequest, number: int) -> HttpResponseBase:
    """What is there at the end."""
    placement = placement_of(number)
    return _seen(request, placement, "count", queries.books(placement, of=("here", "damaged")))


@require_role(WORK, over=library_of_placement)
def bring_back(request: HttpRequest, number: int) -> HttpResponseBase:
    """What came home."""
    placement = placement_of(number)
    return _seen(request, placement, "bring_back", queries.counted_books(placement))


SERVICES = {"receive": placements.receive, "count": returning.count, "bring_back": returning.bring_back}


def _seen(request: HttpRequest, placement: Placement, step: str, books: list[queries.Book]) -> HttpResponseBase:
    deposit = placement.deposit
    initial = (
        {"name": str(request.user)}
        if step == "bring_back"
        else {"name": deposit.custodian_name, "position": deposit.custodian_position}
    )
    form = SeenForm(request.POST or None, request.FILES or None, initial=initial)
    if _posted(request, form):
        now, actor = timezone.now(), user_of(request)
        seen = form.seen(book.copy.pk for book in books)
        try:
            SERVICES[step](placement=placement, seen=seen, word=form.word(form.means()), actor=actor, at=now)
            if form.cleaned_data["paper"] is not None:
                papers.keep(placement=placement, upload=form.cleaned_data["paper"], actor=actor, at=now)
            waiting = placement.questions.filter(answer="").count()
            if waiting:
                messages.warning(request, _("There are %(n)d open questions about this box.") % {"n": waiting})
            return redirect("rotation:placement", placement.pk)
        except DomainError as refusal:
            _reasons(form, refusal)
    return _step(request, placement, step, form, books=books)


@require_role(WORK, over=library_of_placement)
def move_on(request: HttpRequest, number: int) -> HttpResponseBase:
    """The next site, without a way home in between."""
    placement = placement_of(number)
    today = timezone.localdate()
    deposits = DepositSite.objects.filter(library=placement.library).open_on(today).exclude(pk=placement.deposit_id)
    months = numbers(placement.library, today)[Key.MONTHS_AT_SITE].value
    initial = {
        "name": placement.deposit.custodian_name, "position": placement.deposit.custodian_position,
        "staff": people_of(placement.staff), "ends_on": months_after(today, min(3, months)),
    }  # fmt: skip
    form = MoveOnForm(request.POST or None, deposits=deposits.select_related("site"), initial=initial)
    if _posted(request, form):
        said = form.cleaned_data
        try:
            made = returning.move_on(
                placement=placement, deposit=said["deposit"], ends_on=said["ends_on"], staff=form.people(),
                word=form.word(Confirmation.Means.STAFF), actor=user_of(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The box is on its way to the next site."))
            return redirect("rotation:placement", made.pk)
        except DomainError as refusal:
            _reasons(form, refusal)
    return _step(request, placement, "move_on", form)
