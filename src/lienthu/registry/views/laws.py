"""Legal documents for the staff: to read, and for who keeps them to mend."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, allowed, require_role
from lienthu.common import audit
from lienthu.common.errors import DomainError
from lienthu.registry.forms.laws import LawForm, LawSearchForm, TieForm
from lienthu.registry.models import Law
from lienthu.registry.queries import laws as queries
from lienthu.registry.queries.holders import LAWS, READ
from lienthu.registry.services import laws as services

PER_PAGE = 40


@require_role(READ, over=SOMEWHERE)
def law_list(request: HttpRequest) -> HttpResponseBase:
    """By kind, newest first; by words and validity."""
    today, form = timezone.localdate(), LawSearchForm(request.GET, auto_id="find-%s")
    said = form.cleaned_data if form.is_valid() else {}
    rows = queries.listed(today, validity=said.get("validity") or "", text=said.get("q") or "")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "rows": [(row, row.validity_on(today)) for row in page],
        "may_keep": allowed(request.user, LAWS, SOMEWHERE),
    }  # fmt: skip
    return render(request, "registry/law_list.html", context)


@require_role(LAWS, over=SOMEWHERE)
def law_add(request: HttpRequest) -> HttpResponseBase:
    form = LawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.keep(law=None, facts=form.cleaned_data, actor=user_of(request), at=timezone.now())
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("registry:law", made.pk)
    return render(request, "registry/law_add.html", {"form": form}, status=422 if form.errors else 200)


@require_role(READ, over=SOMEWHERE)
def law_page(request: HttpRequest, number: int) -> HttpResponseBase:
    rows = Law.objects.select_related("kind").prefetch_related("linked_by__law")
    return _page(request, get_object_or_404(rows, pk=number))


def _page(request: HttpRequest, law: Law, **shown: object) -> HttpResponseBase:
    may_keep = allowed(request.user, LAWS, SOMEWHERE)
    context = {
        "law": law, "validity": law.validity_on(timezone.localdate()),
        "links": law.links.select_related("other__kind"), "linked_by": law.linked_by.select_related("law__kind"),
        "may_keep": may_keep,
        "form": LawForm(initial={name: getattr(law, name) for name in services.FACTS}) if may_keep else None,
        "tie": TieForm(law=law, auto_id="tie-%s") if may_keep else None,
        "entries": audit.entries_of(law)[:30],
    }  # fmt: skip
    return render(request, "registry/law_page.html", context | shown, status=422 if shown else 200)


@require_role(LAWS, over=SOMEWHERE)
@require_POST
def law_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about a legal document (`do=`): keep, tie, untie."""
    law = get_object_or_404(Law, pk=number)
    actor, at = user_of(request), timezone.now()
    match request.POST.get("do"):
        case "untie":
            link = get_object_or_404(
                law.links, pk=request.POST.get("link", "0") if request.POST.get("link", "").isdecimal() else 0
            )
            services.untie(link=link, actor=actor, at=at)
        case "tie":
            tie = TieForm(request.POST, law=law, auto_id="tie-%s")
            if not tie.is_valid():
                return _page(request, law, tie=tie)
            try:
                services.tie(law=law, **tie.cleaned_data, actor=actor, at=at)
            except DomainError as refusal:
                refused(tie, refusal)
                return _page(request, law, tie=tie)
        case _:
            form = LawForm(request.POST)
            if not form.is_valid():
                return _page(request, law, form=form)
            try:
                services.keep(law=law, facts=form.cleaned_data, actor=actor, at=at)
            except DomainError as refusal:
                refused(form, refusal)
                return _page(request, law, form=form)
    messages.success(request, _("Saved."))
    return redirect("registry:law", law.pk)
