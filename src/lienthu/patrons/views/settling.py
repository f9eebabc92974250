"""Merging, requests about data, categories: what a library's director settles."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import working_library
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.federation import queries as federation
from lienthu.ledger.models import AgeBand
from lienthu.lib.vietnamese import fold
from lienthu.patrons import hooks, queries
from lienthu.patrons.models import Category, DataRequest, Merge, Patron
from lienthu.patrons.services import access, categories, merging, requests
from lienthu.patrons.views.own import exported
from lienthu.patrons.views.shared import EDIT, READ, SETTLE, patron_of, short_name, tried


class MergeForm(django_forms.Form):
    """The other row of the same person."""

    other = django_forms.CharField(label=gettext_lazy("Card or number of the other one"), max_length=40)
    reason = django_forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class CategoryForm(django_forms.Form):
    """A category; what is left empty is inherited from the organisation above."""

    name = django_forms.CharField(label=gettext_lazy("Name"), max_length=80)
    code = django_forms.SlugField(
        label=gettext_lazy("Code"), max_length=30, required=False,
        help_text=gettext_lazy("Left empty, it is made from the name. Lists that you bring in may use it."),
    )  # fmt: skip
    band = django_forms.ChoiceField(
        label=gettext_lazy("Counted as"),
        required=False,
        choices=[("", gettext_lazy("inherited")), *[each for each in AgeBand.choices if each[0]]],
        help_text=gettext_lazy("Where the date of birth is not known."),
    )
    card_months = django_forms.IntegerField(
        label=gettext_lazy("A card is valid for (months)"), min_value=1, max_value=240, required=False
    )
    age_from = django_forms.IntegerField(
        label=gettext_lazy("From the age of"), min_value=0, max_value=120, required=False
    )
    age_to = django_forms.IntegerField(
        label=gettext_lazy("Up to the age of"), min_value=0, max_value=120, required=False
    )
    retired = django_forms.BooleanField(label=gettext_lazy("No longer given"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("name") and not said.get("code"):
            said["code"] = slugify(fold(said["name"]))[:30] or "category"
        return said


@require_role(SETTLE, over=SOMEWHERE)
def merge(request: HttpRequest, number: int) -> HttpResponseBase:
    """Put another row of the same person into this one, after a look at both."""
    patron = patron_of(request, number, SETTLE)
    form = MergeForm(request.POST or None)
    other: Patron | None = None
    if request.method == "POST" and form.is_valid():
        other = queries.card_or_number(form.cleaned_data["other"], libraries=[patron.library_id])
        if other is None:
            form.add_error("other", _("No reader of this library has this card or number."))
        elif request.POST.get("sure"):
            user, at, reason = user_of(request), timezone.now(), form.cleaned_data["reason"]
            done = _("The two are one now. It can be undone below.")
            work = partial(merging.merge, kept=patron, merged=other, actor=user, at=at, reason=reason)
            if tried(request, work, done=done, form=form):
                return redirect("patrons:patron", patron.pk)
    return render(request, "patrons/merge.html", {"patron": patron, "other": other, "form": form})


@require_role(SETTLE, over=SOMEWHERE)
@require_POST
def undo_merge(request: HttpRequest, number: int) -> HttpResponseBase:
    """Part two rows again."""
    found = get_object_or_404(Merge.objects.select_related("kept__library"), pk=number)
    patron_of(request, found.kept_id, SETTLE)
    at = timezone.now()
    work = partial(merging.undo, merge=found, actor=user_of(request), at=at)
    tried(request, work, done=_("The two are apart again, each with what was its own."))
    return redirect("patrons:patron", found.kept_id)


@require_role(EDIT, over=SOMEWHERE)
@require_POST
def rights(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """What a patron asks at the desk about their data, and the answers to it."""
    patron = patron_of(request, number, EDIT)
    user, at = user_of(request), timezone.now()
    if verb == "code":
        code = access.give_code(patron=patron, actor=user, at=at)
        return render(request, "patrons/code.html", {"patron": patron, "code": code, "days": access.CODE_DAYS})
    if verb in {"json", "html"}:
        return exported(request, patron, verb, actor=user)
    if verb == "ask":
        requests.ask_deletion(patron=patron, actor=user, at=at)
    elif verb == "take-back":
        requests.take_back(patron=patron, actor=user, at=at)
    elif verb in {"delete", "refuse"}:
        patron_of(request, number, SETTLE)
        if verb == "delete" and not request.POST.get("sure"):
            return _question(request, patron)
        _answer(request, patron, verb)
    else:
        raise Http404
    return redirect("patrons:patron", patron.pk)


def _asked(patron: Patron) -> DataRequest:
    return get_object_or_404(patron.requests, kind=DataRequest.Kind.DELETION, state=DataRequest.State.OPEN)


def _question(request: HttpRequest, patron: Patron) -> HttpResponseBase:
    """What a deletion takes away, asked once more: nothing brings it back."""
    context = {"patron": patron, "asked": _asked(patron), "hindered": hooks.obstacles(patron)}
    return render(request, "patrons/delete.html", context)


def _answer(request: HttpRequest, patron: Patron, verb: str) -> None:
    user, at = user_of(request), timezone.now()
    asked = _asked(patron)
    if verb == "delete":
        done = _("The personal data is deleted. The number stays, so that old figures stay right.")
        tried(request, lambda: requests.delete(request=asked, actor=user, at=at), done=done)
    else:
        reason = request.POST.get("reason", "")
        work = partial(requests.refuse, request=asked, reason=reason, actor=user, at=at)
        tried(request, work, done=_("The request is refused; the reader is told why."))


@require_role(SETTLE, over=SOMEWHERE)
def asked(request: HttpRequest) -> HttpResponseBase:
    """Requests that wait for an answer, the oldest first."""
    mine = Patron.objects.visible_to(user_of(request), SETTLE)
    waiting = DataRequest.objects.filter(patron__in=mine, state=DataRequest.State.OPEN).select_related("patron")
    return render(request, "patrons/asked.html", {"rows": waiting.order_by("asked_at", "pk")})


@at_work(READ)
def category_list(request: HttpRequest) -> HttpResponseBase:
    """The categories that hold where one works, each term with where it comes from; setting the own ones."""
    library = working_library(request)
    assert library is not None  # noqa: S101 at_work has seen to it
    day = timezone.localdate()
    may_settle = allowed(request.user, SETTLE, library)
    chosen = Category.objects.filter(library=library, code=request.GET.get("code", "")).first()
    initial = {name: getattr(chosen, name) for name in ("code", *categories.FACTS)} if chosen else None
    usual = request.POST.get("do") == "usual"
    form = CategoryForm(None if usual else request.POST or None, initial=initial)
    if usual and may_settle:
        work = partial(categories.set_usual, library=library, actor=user_of(request), at=timezone.now())
        tried(request, work, done=_("The two categories are there; change them here where you wish."))
        return redirect("patrons:categories")
    if request.method == "POST" and may_settle and form.is_valid():
        said = dict(form.cleaned_data)
        user, at = user_of(request), timezone.now()
        kept = partial(categories.set_category, library=library, actor=user, at=at, **said)
        if tried(request, kept, done=_("The category is kept."), form=form):
            return redirect("patrons:categories")
    rows = queries.categories_of(library, day, retired=True)
    names = federation.short_names({pk for row in rows for pk in row.origin.values() if pk}, day)
    context: dict[str, Any] = {
        "library": library,
        "library_name": short_name(library),
        "rows": [(row, {name: names.get(pk, "") for name, pk in row.origin.items()}) for row in rows],
        "form": form,
        "may_settle": may_settle,
    }
    return render(request, "patrons/categories.html", context)
