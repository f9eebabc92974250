"""A patron's page, and what staff change there."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.accounts.queries import working_site
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.downloads import stored
from lienthu.patrons import forms, hooks, queries, rules
from lienthu.patrons.models import Block, Card, Consent, Message, Patron, Relation
from lienthu.patrons.services import cards, consents, desk, patrons, photos
from lienthu.patrons.services.patrons import Guardian
from lienthu.patrons.views.shared import EDIT, READ, SETTLE, choices_at, libraries_of, patron_of, short_name, tried

HISTORY = 30


@require_role(READ, over=SOMEWHERE)
@never_cache
def patron_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything this room knows of a patron, and what the rooms above add."""
    patron = patron_of(request, number)
    if patron.merged_into is not None:
        return redirect("patrons:patron", patron.merged_into_id)
    return render(request, "patrons/patron.html", page_context(request, patron))


def page_context(request: HttpRequest, patron: Patron, **changed: Any) -> dict[str, Any]:
    """What the page shows; `changed` puts a form with errors in the place of an empty one."""
    day, now = timezone.localdate(), timezone.now()
    may_edit = patron.state == Patron.State.ACTIVE and allowed(request.user, EDIT, patron.library)
    answers = list(patron.consents.select_related("recorded_by"))
    all_messages = list(patron.messages.filter(done_at=None).select_related("author"))
    context = {
        "patron": patron,
        "library_name": short_name(patron.library),
        "child": rules.is_child(patron, day),
        "age": rules.age_on(patron.birth_date, day) if patron.birth_date else None,
        "refusals": rules.standing(patron, day),
        "terms": queries.terms_of(patron, day),
        "cards": list(patron.cards.all()),
        "card": next((card for card in patron.cards.all() if card.state == Card.State.ACTIVE), None),
        "blocks": patron.blocks.filter(lifted_at=None).select_related("set_by"),
        "notes": [each for each in all_messages if each.audience == Message.Audience.STAFF],
        "letters": [each for each in all_messages if each.audience == Message.Audience.PATRON],
        "relations": patron.relations.select_related("relative"),
        "related_from": patron.related_from.select_related("patron"),
        "consent_rows": consent_rows(patron, answers),
        "merges": patron.merges.filter(undone_at=None).select_related("merged"),
        "requests": patron.requests.select_related("answered_by"),
        "sections": hooks.sections(patron, user=user_of(request), at=now),
        "entries": audit.entries_of(patron)[:HISTORY],
        "may_edit": may_edit,
        "may_settle": may_edit and allowed(request.user, SETTLE, patron.library),
        "card_form": forms.CardForm(),
        "block_form": forms.BlockForm(),
        "message_form": forms.MessageForm(),
        "relation_form": forms.RelationForm(),
        "photo_form": forms.PhotoForm(),
    }
    return {**context, **changed}


def consent_rows(patron: Patron, answers: list[Consent]) -> list[dict[str, Any]]:
    """For each purpose, who must agree, what each said last, whether that is enough, and whether it waits for answers.

    Silence is no, but those who were never asked have not refused.
    """
    day, held = timezone.localdate(), rules.latest(answers)
    rows = []
    for purpose in Consent.Purpose:
        needed = rules.givers(purpose, patron.birth_date, day, rules.band_of(patron, day))
        said = [(giver, held.get((purpose, giver))) for giver in Consent.Giver if giver in needed]
        enough = rules.consented(purpose, patron, answers, day)
        refused = any(answer is not None and not answer.granted for _giver, answer in said)
        rows.append({"purpose": purpose, "said": said, "enough": enough, "waits": not enough and not refused})
    return rows


@require_role(EDIT, over=SOMEWHERE)
def edit(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change what is known of a patron."""
    patron = patron_of(request, number, EDIT)
    categories, classes = choices_at(patron.library)
    if patron.category_id not in {terms.category.pk for terms in categories}:
        categories = [*categories, queries.terms_of(patron, timezone.localdate())]
    if patron.school_class is not None and patron.school_class not in classes:
        classes = [patron.school_class, *classes]
    form = forms.DetailsForm(
        request.POST or None, initial=forms.initial_of(patron), categories=categories, classes=classes
    )
    if request.method == "POST" and form.is_valid():
        at = timezone.now()

        def work() -> None:
            patrons.change(patron=patron, details=form.details(), actor=user_of(request), at=at)

        if tried(request, work, done=_("The changes are kept."), form=form):
            return redirect("patrons:patron", patron.pk)
    return render(request, "patrons/edit.html", {"patron": patron, "form": form})


@require_role(READ, over=SOMEWHERE)
@never_cache
def photo(request: HttpRequest, number: int) -> HttpResponseBase:
    """The photo, for staff who may read the patron."""
    patron = patron_of(request, number)
    kind = "image/png" if patron.photo.endswith(".png") else "image/jpeg"
    return stored(patron.photo, kind)


Change = Callable[[HttpRequest, Patron], "dict[str, Any] | None"]


@require_role(EDIT, over=SOMEWHERE)
@require_POST
def change(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """One of the small changes on a patron's page: `verb` is a key of CHANGES."""
    if verb not in CHANGES:
        raise Http404
    patron = patron_of(request, number, EDIT)
    again = CHANGES[verb](request, patron)
    if again is None:
        return redirect("patrons:patron", patron.pk)
    return render(request, "patrons/patron.html", page_context(request, patron, **again), status=422)


def _issue(request: HttpRequest, patron: Patron) -> dict[str, Any] | None:
    form = forms.CardForm(request.POST)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    user, at, site = user_of(request), timezone.now(), working_site(request)
    ever = patron.cards.exists()

    def work() -> None:
        if ever:
            cards.replace(patron=patron, code=code, actor=user, at=at)
        else:
            cards.issue(patron=patron, code=code, site=site, actor=user, at=at)

    done = _("The new card is ready; the one before no longer opens anything.") if ever else _("The card is issued.")
    return None if tried(request, work, done=done, form=form) else {"card_form": form}


def _renew(request: HttpRequest, patron: Patron) -> None:
    at, site = timezone.now(), working_site(request)
    tried(
        request,
        lambda: cards.renew(patron=patron, site=site, actor=user_of(request), at=at),
        done=_("The card is renewed."),
    )


def _lost(request: HttpRequest, patron: Patron) -> None:
    for card in patron.cards.filter(state=Card.State.ACTIVE, pk=_number(request, "card")):
        tried(
            request,
            lambda card=card: cards.mark_lost(card=card, actor=user_of(request), at=timezone.now()),  # type: ignore[misc]
            done=_(
                "The card %(code)s is reported lost and opens nothing any more. Give a new one below; should the old "
                "one turn up, give that again by its code."
            )
            % {"code": card.code},
        )


def _consent(request: HttpRequest, patron: Patron) -> None:
    form = forms.ConsentForm(request.POST)
    if form.is_valid():
        consents.record(patron=patron, answers=[form.answer()], actor=user_of(request), at=timezone.now())


def _block(request: HttpRequest, patron: Patron) -> dict[str, Any] | None:
    form = forms.BlockForm(request.POST)
    user, at = user_of(request), timezone.now()
    ok = form.is_valid() and tried(
        request,
        lambda: desk.block(patron=patron, **form.cleaned_data, actor=user, at=at),
        done=_("The patron is blocked."),
        form=form,
    )
    return None if ok else {"block_form": form}


def _lift(request: HttpRequest, patron: Patron) -> None:
    found = get_object_or_404(Block, pk=_number(request, "block"), patron=patron)
    desk.lift(block=found, actor=user_of(request), at=timezone.now())


def _message(request: HttpRequest, patron: Patron) -> dict[str, Any] | None:
    form = forms.MessageForm(request.POST)
    user, at = user_of(request), timezone.now()
    ok = form.is_valid() and tried(
        request,
        lambda: desk.leave_message(patron=patron, **form.cleaned_data, actor=user, at=at),
        done=_("The message is left."),
        form=form,
    )
    return None if ok else {"message_form": form}


def _message_done(request: HttpRequest, patron: Patron) -> None:
    found = get_object_or_404(Message, pk=_number(request, "message"), patron=patron)
    desk.done_with(message=found, actor=user_of(request), at=timezone.now())


def _relate(request: HttpRequest, patron: Patron) -> dict[str, Any] | None:
    form = forms.RelationForm(request.POST)
    if not form.is_valid():
        return {"relation_form": form}
    said, at, user = form.cleaned_data, timezone.now(), user_of(request)
    other = None
    if said["relative"].strip():
        mine = [each.pk for each in libraries_of(request, EDIT)]
        other = queries.card_or_number(said["relative"], libraries=mine)
        if other is None:
            form.add_error("relative", _("No patron has this card or number."))
            return {"relation_form": form}
    person = Guardian(kind=said["kind"], name="" if other else said["name"], phone=said["phone"], patron=other)
    ok = tried(
        request,
        lambda: desk.relate(patron=patron, guardian=person, is_guardian=said["is_guardian"], actor=user, at=at),
        done=_("The link is kept."),
        form=form,
    )
    return None if ok else {"relation_form": form}


def _unrelate(request: HttpRequest, patron: Patron) -> None:
    found = get_object_or_404(Relation.objects.select_related("patron"), pk=_number(request, "relation"), patron=patron)
    at = timezone.now()
    tried(
        request, lambda: desk.unrelate(relation=found, actor=user_of(request), at=at), done=_("The link is taken away.")
    )


def _photo(request: HttpRequest, patron: Patron) -> dict[str, Any] | None:
    form = forms.PhotoForm(request.POST, request.FILES)
    if request.POST.get("remove"):
        photos.remove(patron=patron, actor=user_of(request), at=timezone.now())
        return None
    user, at = user_of(request), timezone.now()
    ok = form.is_valid() and tried(
        request,
        lambda: photos.put(patron=patron, data=form.cleaned_data["photo"].read(), actor=user, at=at),
        done=_("The photo is kept."),
        form=form,
    )
    return None if ok else {"photo_form": form}


def _number(request: HttpRequest, name: str) -> int:
    """A key from a form's hidden field; 0, which no row has, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


CHANGES: dict[str, Change] = {
    "card": _issue,
    "renew": _renew,
    "lost": _lost,
    "consent": _consent,
    "block": _block,
    "lift": _lift,
    "message": _message,
    "message-done": _message_done,
    "relate": _relate,
    "unrelate": _unrelate,
    "portrait": _photo,
}
