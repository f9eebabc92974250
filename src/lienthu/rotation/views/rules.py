"""Rules with their days and sources, and what is marked as rare."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, refused, user_of
from lienthu.accounts.permissions import allowed, at_work, demand
from lienthu.catalogue.derive import facts_from_json
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Tier
from lienthu.rotation.forms.sets import RareForm, RuleForm
from lienthu.rotation.models import RareMark, RotationRule
from lienthu.rotation.queries import packing
from lienthu.rotation.queries.rules import numbers
from lienthu.rotation.services import rules as services
from lienthu.rotation.services import sets
from lienthu.rotation.views.shared import RULES, WORK


@at_work(WORK)
def rule_list(request: HttpRequest) -> HttpResponseBase:
    """What holds today and where it comes from; who may, enters another number."""
    library = library_of(request)
    today = timezone.localdate()
    may, for_all = allowed(request.user, RULES, library), allowed(request.user, RULES, None)
    name = federation.names([library.pk], today)[library.pk]
    form = RuleForm(request.POST or None, library=name, for_all=for_all, initial={"valid_from": today})
    if request.method == "POST":
        demand(request.user, RULES, library)
        if form.is_valid():
            try:
                _enter(request, form)
                messages.success(request, _("The rule is entered."))
                return redirect("rotation:rules")
            except DomainError as refusal:
                refused(form, refusal)
    entered = RotationRule.objects.select_related("library", "tier").order_by("key", "-valid_from", "-id")
    context = {
        "holding": list(numbers(library, today).values()), "form": form if may else None,
        "entered": [row for row in entered if row.library_id in (None, library.pk)],
    }  # fmt: skip
    return render(request, "rotation/rule_list.html", context)


def _enter(request: HttpRequest, form: RuleForm) -> None:
    said = dict(form.cleaned_data)
    scope = said.pop("scope")
    tier = get_object_or_404(Tier, pk=int(scope.removeprefix("tier-"))) if scope.startswith("tier-") else None
    library = library_of(request) if scope == "library" else None
    demand(request.user, RULES, library)
    said["key"] = RotationRule.Key(said["key"])
    services.enter(library=library, tier=tier, actor=user_of(request), at=timezone.now(), **said)


@at_work(WORK)
def rare_list(request: HttpRequest) -> HttpResponseBase:
    """Copies and records that never travel, and why."""
    library = library_of(request)
    form = RareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = [copy for copy in packing.copies_with(said["code"], library) if copy.owner_id == library.pk]
        if len(found) != 1:
            form.add_error("code", _("No copy of yours has this code alone. Check the label."))
        else:
            copy, record = (None, found[0].record) if said["every"] else (found[0], None)
            try:
                sets.mark_rare(
                    library=library, copy=copy, record=record, reason=said["reason"], actor=user_of(request),
                    at=timezone.now(),
                )  # fmt: skip
                return redirect("rotation:rare")
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    marks = RareMark.objects.filter(library=library, ended_at=None).select_related("copy__record", "record", "actor")
    rows = []
    for mark in marks:
        record = mark.copy.record if mark.copy else mark.record
        rows.append((mark, facts_from_json(record.facts).title if record else ""))
    return render(request, "rotation/rare_list.html", {"rows": rows, "form": form})


@require_POST
@at_work(WORK)
def rare_end(request: HttpRequest, number: int) -> HttpResponseBase:
    """It may travel again."""
    mark = get_object_or_404(RareMark, pk=number, library=library_of(request))
    sets.unmark_rare(mark=mark, actor=user_of(request), at=timezone.now())
    return redirect("rotation:rare")
