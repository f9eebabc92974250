"""Headings in lists, and the page of one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.authorities.errors import HeadingRefused
from lienthu.authorities.forms import CorrectForm, MergeForm, ReferForm, RelateForm
from lienthu.authorities.models import Heading
from lienthu.authorities.queries import lists
from lienthu.authorities.queries.effects import effects_of
from lienthu.authorities.queries.suggestions import Suggestion, others_of, suggestions, total_uses
from lienthu.authorities.rules import may_edit
from lienthu.authorities.services import harvest, references
from lienthu.authorities.views.changing import demand_edit
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.queries.staff import libraries_for
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.federation import queries as federation
from lienthu.lib.marc import headings
from lienthu.lib.marc.written import text_of

PER_PAGE = 50
RECORDS = 20
CANDIDATES = 8
SHOW = {
    "used": pgettext_lazy("headings", "in use or from a file"),
    "unused": pgettext_lazy("headings", "unused"),
    "references": pgettext_lazy("headings", "references"),
    "all": pgettext_lazy("headings", "all forms"),
}


@require_role("authorities.edit", over=SOMEWHERE)
def heading_list(request: HttpRequest) -> HttpResponseBase:
    """Headings by the alphabet; `q` finds by words, `kind` and `show` narrow the list."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Heading.Kind.values else ""
    show = request.GET.get("show", "used")
    text = request.GET.get("q", "").strip()[:200]
    rows = lists.browsed(kind=kind, text=text, show=show)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lists.lines(list(page)),
        "kinds": Heading.Kind.choices,
        "kind": kind,
        "shows": SHOW.items(),
        "show": show if show in SHOW else "used",
        "q": text,
        "behind": harvest.behind(),
        "may": may_edit(request.user),
    }
    return render(request, "authorities/heading_list.html", context)


@require_role("authorities.edit", over=SOMEWHERE)
def double_list(request: HttpRequest) -> HttpResponseBase:
    """Headings that may be one: alike but for marks, years or punctuation."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Heading.Kind.values else ""
    number = request.GET.get("page", "")
    page = min(max(int(number), 1), 10_000) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    groups = lists.doubles(kind=kind, offset=(page - 1) * lists.DOUBLES)
    context = {
        "groups": groups, "kinds": Heading.Kind.choices, "kind": kind, "may": may_edit(request.user), "page": page,
        "more": bool(groups) and bool(lists.doubles(kind=kind, offset=page * lists.DOUBLES)),
    }  # fmt: skip
    return render(request, "authorities/double_list.html", context)


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def different(request: HttpRequest) -> HttpResponse:
    """Two headings that looked like doubles are not: they are not asked about again."""
    demand_edit(request)
    one, other = (get_object_or_404(Heading, pk=_number(request.POST.get(name, ""))) for name in ("one", "other"))
    try:
        references.relate(one=one, other=other, kind="different", actor=user_of(request), at=timezone.now())
        messages.success(request, _("Noted: these are two."))
    except HeadingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("authorities:doubles")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_role("authorities.edit", over=SOMEWHERE)
def heading_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A heading: its form, what leads to it and stands beside it, the records that use it, its history."""
    heading = get_object_or_404(Heading.objects.select_related("leads_to"), pk=number)
    if heading.leads_to is not None:
        others = others_of([heading.pk]).get(heading.pk, [])
        messages.info(request, _("“%(form)s” leads here.") % {"form": heading.text})
        for other in others:
            messages.info(request, _("It may also mean: %(heading)s.") % {"heading": other.text})
        return redirect("authorities:heading", heading.leads_to_id)
    return render(request, "authorities/heading_page.html", page_of(request, heading))


def page_of(request: HttpRequest, heading: Heading, **forms: Any) -> dict[str, Any]:
    """Everything that the page shows; `forms` are bound ones that come back with what is wrong."""
    libraries = libraries_for(user_of(request), "cataloguing.edit")
    total = lists.count_using(heading)
    pages = Paginator(range(total), RECORDS)
    page = pages.get_page(request.GET.get("page"))
    rows = lists.using(heading, offset=(page.number - 1) * RECORDS, limit=RECORDS)
    names = federation.names([each.record.library_id for each in rows], timezone.localdate())
    written = written_of(heading)
    context = {
        "heading": heading,
        "written": written,
        "total": total,
        "references": list(heading.references.order_by("sort", "pk")),
        "beside": lists.beside(heading),
        "page": page,
        "records": [
            {"use": each, "facts": facts_from_json(each.record.facts), "library": names[each.record.library_id]}
            for each in rows
        ],
        "changes": lists.changes_of(heading),
        "audit": audit.entries_of(heading)[:RECORDS],
        "may": may_edit(request.user),
        "effects": effects_of(heading, [library.pk for library, _name in libraries]),
        "correct": CorrectForm(kind=heading.kind, initial={"form": written}, prefix="c"),
        "refer": ReferForm(kind=heading.kind, prefix="r"),
        "relate": RelateForm(prefix="b"),
    }
    return context | _candidates(request, heading) | forms


def written_of(heading: Heading) -> str:
    """The form as one writes it in a field: `$aHồ Chí Minh$d1890-1969`."""
    parts = headings.unpack(heading.form)
    return text_of("", "  " + "".join(f"\x1f{code}{value}" for code, value in parts))


def _candidates(request: HttpRequest, heading: Heading) -> dict[str, Any]:
    """Headings that are named or found by words (`?find=`), to merge with or to put beside."""
    into = Heading.objects.select_related("leads_to").filter(pk=_number(request.GET.get("into", ""))).first()
    if into is not None:
        into = into.leads_to or into
        if into.pk != heading.pk and into.kind == heading.kind:
            uses = total_uses({into.pk: into.uses})[into.pk]
            return {"into": Suggestion(into, into, uses), "merge": MergeForm(initial={"into": into.pk}, prefix="m")}
    text = request.GET.get("find", "").strip()[:200]
    if not text:
        return {}
    found = [each for each in suggestions(heading.kind, text) if each.heading.pk != heading.pk][:CANDIDATES]
    return {"find": text, "found": found}
