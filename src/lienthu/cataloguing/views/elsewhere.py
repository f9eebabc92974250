"""Looking for a record in the union and elsewhere at once, looking at what is found, and taking it over."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work, demand
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.search.backend import SearchError
from lienthu.cataloguing.errors import TakingRefused
from lienthu.cataloguing.forms.records import rows_of
from lienthu.cataloguing.forms.targets import AskForm
from lienthu.cataloguing.models import Fetched, Target
from lienthu.cataloguing.queries import elsewhere
from lienthu.cataloguing.rules.asking import INDEXES, MOST_TARGETS, question
from lienthu.cataloguing.services import asking, taking
from lienthu.cataloguing.services.asking import Outcome
from lienthu.cataloguing.views.comparing import side_by_side
from lienthu.cataloguing.views.copies import EDIT
from lienthu.cataloguing.views.editing import label_of
from lienthu.federation.models import Organisation
from lienthu.lib.marc.difference import changes, chosen, unmoved
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.problems import REASONS, Refused

CHOSEN = "targets_chosen"  # key of the session: the catalogues that were asked last


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:200] for name in INDEXES}


def _chosen(request: HttpRequest, offered: Sequence[Target]) -> list[Target]:
    """Which of them are to be asked: those ticked, else those of last time, else all; a few at most."""
    if offered and "asked" in request.GET:
        request.session[CHOSEN] = request.GET.getlist("t")[:MOST_TARGETS]
    wanted: list[str] | None = request.session.get(CHOSEN)
    picked = [each for each in offered if wanted is None or str(each.pk) in wanted]
    return picked[:MOST_TARGETS]


@at_work(EDIT)
def search(request: HttpRequest) -> HttpResponseBase:
    """One form for the union and the chosen catalogues. Each loads its part by itself; `?all=1` brings all at once."""
    library, typed = library_of(request), _typed(request)
    offered = list(Target.objects.serving(library).filter(active=True))
    asked = _chosen(request, offered)
    form = AskForm(typed if any(typed.values()) else None)
    wanted = question(typed) if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "library": library,
        "targets": [(target, target in asked) for target in offered],
        "typed": any(typed.values()),
        "wanted": wanted is not None,
        "query": urlencode({name: text for name, text in typed.items() if text}),
    }
    if wanted is not None:
        context |= _union(typed, library)
        if request.GET.get("all"):
            outcomes = asking.ask(asked, wanted)
            context["parts"] = [_part(request, outcome, library) for outcome in outcomes]
        else:
            context["waiting"] = asked
    return render(request, "cataloguing/elsewhere.html", context)


def _union(typed: Mapping[str, str], library: Organisation) -> dict[str, Any]:
    try:
        hits, total = elsewhere.in_union(typed, library)
    except SearchError as broken:
        return {"union_trouble": str(broken), "hits": [], "union_total": 0}
    return {"hits": hits, "union_total": total}


@at_work(EDIT)
def one_target(request: HttpRequest, number: int) -> HttpResponseBase:
    """What one catalogue gives for the question of the address: a part of the page, or (without htmx) a page."""
    library = library_of(request)
    target = get_object_or_404(Target.objects.serving(library), pk=number, active=True)
    typed = _typed(request)
    wanted = question(typed) if AskForm(typed).is_valid() else None
    if wanted is None:
        raise Http404
    (outcome,) = asking.ask([target], wanted)
    part = _part(request, outcome, library)
    template = (
        "cataloguing/_elsewhere_part.html" if request.headers.get("HX-Request") else "cataloguing/elsewhere_one.html"
    )
    return render(request, template, {"part": part})


def _part(request: HttpRequest, outcome: Outcome, library: Organisation) -> dict[str, Any]:
    """A catalogue's part of the page: its records kept for a while, or its trouble in words."""
    part: dict[str, Any] = {"target": outcome.target, "trouble": outcome.sentence, "detail": outcome.words}
    if outcome.answer is None:
        return part
    records, unread = [], []
    for each in outcome.answer.records:
        try:
            if each.refused:
                unread.append(asking.in_our_words(each.refused))
            else:
                records.append(each.read(asking.encoding_of(outcome.target)))
        except Refused as refused:
            unread.append(_(REASONS[refused.code]))
    kept = taking.keep(
        records=records, target=outcome.target, actor=user_of(request), at=timezone.now()
    )  # fmt: skip
    return part | {
        "total": outcome.answer.total,
        "shown": len(outcome.answer.records),
        "found": elsewhere.found(kept, library),
        "unread": unread,
    }


def _fetched(request: HttpRequest, number: int) -> Fetched:
    mine = Fetched.objects.visible_to(user_of(request)).select_related("target", "theirs__library")
    return get_object_or_404(mine, pk=number)


@require_POST
@at_work(EDIT)
def from_union(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a record of another library over (`do=take`), or look at it first."""
    source = get_object_or_404(SourceRecord, pk=number, withdrawn_at=None)
    user, at = user_of(request), timezone.now()
    fetched = taking.keep_ours(source=source, actor=user, at=at)
    if request.POST.get("do") == "take":
        return _taken(request, fetched)
    return redirect("cataloguing:fetched", fetched.pk)


@at_work(EDIT)
def fetched_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A record from elsewhere as it came, what it would be as ours, and what can be done with it."""
    library, fetched = library_of(request), _fetched(request, number)
    ours, turned = taking.as_ours(fetched, library)
    kept = {"LDR", *(field[0] for field in ours.fields)}
    context = {
        "fetched": fetched,
        "facts": facts_of(fetched.record),
        "likes": elsewhere.found([fetched], library)[0].likes,
        "turned": turned,
        "rows": [
            {"row": row, "label": "" if turned else label_of(row.tag), "left": not turned and row.tag not in kept}
            for row in rows_of(fetched.record)
        ],
        "ours": [{"row": row, "label": label_of(row.tag)} for row in rows_of(ours)],
    }
    return render(request, "cataloguing/fetched_page.html", context)


@require_POST
@at_work(EDIT)
def take(request: HttpRequest, number: int) -> HttpResponseBase:
    """Begin a new record of the library with it."""
    return _taken(request, _fetched(request, number))


def _taken(request: HttpRequest, fetched: Fetched) -> HttpResponse:
    draft = taking.take(fetched=fetched, library=library_of(request), actor=user_of(request), at=timezone.now())
    messages.success(request, _("The record was taken over. Compare it with the thing itself, then save."))
    return redirect("cataloguing:draft", draft.pk)


@at_work(EDIT)
def put_over(request: HttpRequest, number: int, source: int) -> HttpResponseBase:
    """Our record beside what it would be with the foreign one; choose field by field, then go on in the editor."""
    fetched = _fetched(request, number)
    ours = get_object_or_404(SourceRecord.objects.select_related("library"), pk=source, withdrawn_at=None)
    demand(request.user, EDIT, ours.library)
    user = user_of(request)
    draft = elsewhere.unsaved(user, ours)
    before, after = taking.before_and_after(fetched, draft, ours)
    compared = unmoved(changes(before, after))
    rows = side_by_side(compared)
    seen = f"{ours.version}.{draft.pk if draft else 0}.{draft.revision if draft else 0}"
    if request.method == "POST":
        if request.POST.get("seen") != seen:
            messages.warning(request, _("Your library's record was changed meanwhile; this is how it is now."))
            return redirect("cataloguing:put_over", fetched.pk, ours.pk)
        picked = {row["place"] for row in rows if request.POST.get(f"pick.{row['place']}") == "theirs"}
        try:
            made = taking.take_over(
                fetched=fetched, source=ours, record=chosen(compared, picked), version=ours.version, actor=user,
                at=timezone.now(),
            )  # fmt: skip
        except TakingRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("cataloguing:put_over", fetched.pk, ours.pk)
        messages.success(request, _("This is the record made of both. Look it over, then save."))
        return redirect("cataloguing:draft", made.pk)
    context = {"fetched": fetched, "source": ours, "rows": rows, "seen": seen, "draft": draft}
    return render(request, "cataloguing/put_over.html", context)
