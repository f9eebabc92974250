"""Catalogues elsewhere: the list, one of them with its test, and what the system administrator enters."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.models import User
from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import allowed, at_work, demand, require_role
from lienthu.accounts.queries import reach
from lienthu.cataloguing.errors import TargetRefused
from lienthu.cataloguing.forms.targets import BEGUN, INDEX_NAMES, TargetForm, initial_of
from lienthu.cataloguing.models import TakingRules, Target
from lienthu.cataloguing.rules.known_targets import BY_KEY, KNOWN
from lienthu.cataloguing.services import asking, targets
from lienthu.cataloguing.views.copies import EDIT
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

ENTER = "cataloguing.targets"
WORD = "Vietnam"  # what a test looks for unless it is told otherwise


@require_role(EDIT, over=SOMEWHERE)
def target_list(request: HttpRequest) -> HttpResponseBase:
    """The catalogues that serve one's libraries; below them, for the administrator, known ones that are off."""
    user = user_of(request)
    shown = list(Target.objects.visible_to(user).select_related("library"))
    names = federation.names([each.library_id for each in shown if each.library_id], timezone.localdate())
    may = allowed(user, ENTER, None)
    taken = {(each.kind, each.address, each.database) for each in Target.objects.all()} if may else set()
    context = {
        "rows": [(each, names.get(each.library_id or 0, "")) for each in shown],
        "may": allowed(user, ENTER, SOMEWHERE),
        "known": [each for each in KNOWN if may and (each.kind, each.address, each.database) not in taken],
    }
    return render(request, "cataloguing/target_list.html", context)


def _libraries(user: User) -> QuerySet[Organisation]:
    """Those for which the user may enter catalogues."""
    libraries = Organisation.objects.filter(kind=Organisation.Kind.LIBRARY)
    reached = reach(user, ENTER, timezone.localdate())
    return libraries if reached is None else libraries.filter(pk__in=[each.pk for each in reached])


def _form(request: HttpRequest, initial: dict[str, Any]) -> TargetForm:
    user = user_of(request)
    return TargetForm(
        request.POST or None, initial=initial, libraries=_libraries(user), whole_hub=allowed(user, ENTER, None)
    )


@require_role(ENTER, over=SOMEWHERE)
def target_add(request: HttpRequest) -> HttpResponseBase:
    """Enter a catalogue; `?kind=` begins with what is usual for the protocol."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Target.Kind.values else Target.Kind.Z3950
    begun = {"kind": kind, "timeout": 10, "order": 100, "encoding": "auto", "version": "1.1"} | BEGUN[kind]
    form = _form(request, begun)
    if request.method == "POST" and form.is_valid():
        library = form.cleaned_data["library"]
        demand(request.user, ENTER, library)
        try:
            target = targets.add(
                library=library, facts=form.facts(), password=form.cleaned_data["password"],
                actor=user_of(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Entered, and switched off. Test it, then switch it on."))
            return redirect("cataloguing:target", target.pk)
        except TargetRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "cataloguing/target_add.html", {"form": form, "kinds": Target.Kind.choices, "kind": kind})


@require_POST
@require_role(ENTER, over=None)
def target_adopt(request: HttpRequest, key: str) -> HttpResponse:
    """Switch on a catalogue of the list of known ones."""
    known = BY_KEY.get(key)
    if known is None:
        messages.error(request, _("There is no such catalogue in the list."))
        return redirect("cataloguing:targets")
    facts = known.facts()
    password = str(facts.pop("password"))
    try:
        target = targets.add(
            library=None, facts=facts, password=password, active=True, actor=user_of(request), at=timezone.now()
        )
    except TargetRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cataloguing:targets")
    messages.success(request, _("Switched on. Test it: its address is unconfirmed until it has answered here."))
    return redirect("cataloguing:target", target.pk)


def _seen(request: HttpRequest, number: int) -> Target:
    visible = Target.objects.visible_to(user_of(request)).select_related("library")
    return get_object_or_404(visible, pk=number)


@require_role(EDIT, over=SOMEWHERE)
def target_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One catalogue with its test; for the administrator also what can be changed, and its history."""
    target = _seen(request, number)
    return _page(request, target, None)


def _page(request: HttpRequest, target: Target, form: TargetForm | None, **more: Any) -> HttpResponse:
    may = allowed(request.user, ENTER, target.library)
    if may and form is None:
        facts = {name: getattr(target, name) for name in targets.FACTS}
        form = TargetForm(
            initial=initial_of(facts) | {"library": target.library}, libraries=_libraries(user_of(request)),
            whole_hub=True,
        )  # fmt: skip
        del form.fields["library"]
    names = federation.names([target.library_id] if target.library_id else [], timezone.localdate())
    context = {
        "target": target,
        "library_name": names.get(target.library_id or 0, ""),
        "indexes": [(label, target.indexes[name]) for name, label in INDEX_NAMES.items() if name in target.indexes],
        "form": form if may else None,
        "may": may,
        "word": WORD,
        "history": audit.entries_of(target)[:20] if may else [],
    }
    return render(request, "cataloguing/target_page.html", context | more)


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def target_change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is entered of a catalogue."""
    target = _seen(request, number)
    demand(request.user, ENTER, target.library)
    form = _form(request, {})
    del form.fields["library"]
    if form.is_valid():
        try:
            targets.change(
                target=target, facts=form.facts(), password=form.cleaned_data["password"],
                actor=user_of(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Changed. Test it once more."))
            return redirect("cataloguing:target", target.pk)
        except TargetRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, target, form)


@require_POST
@require_role(EDIT, over=SOMEWHERE)
def target_test(request: HttpRequest, number: int) -> HttpResponse:
    """Try the catalogue and say what came of it, step by step."""
    target = _seen(request, number)
    word = " ".join(request.POST.get("word", "").split())[:60] or WORD
    return _page(request, target, None, word=word, steps=asking.examine(target, word))


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def target_switch(request: HttpRequest, number: int) -> HttpResponse:
    """Switch a catalogue on or off."""
    target = _seen(request, number)
    demand(request.user, ENTER, target.library)
    on = request.POST.get("on") == "1"
    targets.switch(target=target, active=on, actor=user_of(request), at=timezone.now())
    messages.success(request, _("Switched on: it can be asked now.") if on else _("Switched off: it is asked no more."))
    return redirect("cataloguing:target", target.pk)


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def target_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a catalogue away."""
    target = _seen(request, number)
    demand(request.user, ENTER, target.library)
    targets.remove(target=target, actor=user_of(request), at=timezone.now())
    messages.success(request, _("Taken away. Records that came from it keep its name."))
    return redirect("cataloguing:targets")


@at_work(EDIT)
def taking_rules(request: HttpRequest) -> HttpResponseBase:
    """Which fields of the library's records stay when a foreign record is put over one of them."""
    library = library_of(request)
    rules = TakingRules.objects.filter(library=library).first()
    tags, refused = rules.protected if rules else "", ""
    if request.method == "POST":
        tags = request.POST.get("protected", "")[:1000]
        try:
            targets.protect(library=library, tags=tags, actor=user_of(request), at=timezone.now())
            messages.success(request, _("Remembered for records that are put over yours from now on."))
            return redirect("cataloguing:taking_rules")
        except TargetRefused as refusal:
            refused = str(refusal)
    history = audit.entries_of(rules)[:20] if rules else []
    context = {"tags": tags, "refused": refused, "history": history}
    return render(request, "cataloguing/taking_rules.html", context)
