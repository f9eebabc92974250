"""Entries of a member: what is handed in, who takes part, and what they have agreed to."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, library_of, own_row, told, user_of
from lienthu.accounts.permissions import SOMEWHERE, at_work, require_role
from lienthu.common import audit, ranges
from lienthu.contests.forms.contests import ConsentForm, EntryForm, MediumForm
from lienthu.contests.models import Contest, Entrant, EntrantConsent, Entry, Medium, Round
from lienthu.contests.queries import sports as queries
from lienthu.contests.rules.agreeing import agreed, givers
from lienthu.contests.services import consenting, handing_in
from lienthu.contests.services import contests as services
from lienthu.contests.views.shared import ENTER, form_page
from lienthu.federation import queries as federation


@at_work(ENTER)
def own_entries(request: HttpRequest, number: int) -> HttpResponseBase:
    """The library's entries in a contest, and a form for one more."""
    row = get_object_or_404(Contest.objects.select_related("federation", "library"), pk=number)
    library, today = library_of(request), timezone.localdate()
    if not queries.may_enter(user_of(request), library, row, today):
        return redirect("contests:home")
    line = {library.pk, row.library_id, *federation.line_of(library, today)}
    rounds = row.rounds.filter(state=Round.State.OPEN, library__in=line)
    form = EntryForm(request.POST or None, rounds=rounds, change=False)
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        made = kept(form, services.enter, round_=words.pop("round"), library=library, **words, **by(request))
        if made:
            return redirect("contests:entry", made.pk)
    context = {
        "contest": row,
        "rows": row.entries.filter(library=library).prefetch_related("entrants", "performances__round"),
        "form": form,
        "rounds": rounds,
    }
    return render(request, "contests/own_entries.html", context, status=422 if form.errors else 200)


@require_role(ENTER, over=SOMEWHERE)
def entry(request: HttpRequest, number: int) -> HttpResponseBase:
    """One entry with its entrants, their answers and its files."""
    row = own_row(request, Entry, number, ENTER)
    today = timezone.localdate()
    people = [
        {
            "row": each,
            "agreed": agreed(each.born_on, each.consents.all(), today),
            "needed": [EntrantConsent.Giver(giver).label for giver in givers(each.born_on, today)],
            "answers": each.consents.all(),
            "address": request.build_absolute_uri(reverse("consent_link:page", args=[consenting.token(each)])),
            "form": ConsentForm(auto_id=f"id_{each.pk}_%s"),
        }
        for each in row.entrants.prefetch_related("consents")
    ]
    context = {
        "entry": row, "contest": row.contest, "people": people, "media": row.media.all(), "form": MediumForm(),
        "open": _open_round(row) is not None, "entries": audit.entries_of(row),
    }  # fmt: skip
    return render(request, "contests/entry.html", context)


def _open_round(row: Entry) -> Round | None:
    """The round in which the entry can still be changed: none once any of its rounds is judged."""
    rounds = [each.round for each in row.performances.select_related("round")]
    if any(each.state != Round.State.OPEN for each in rounds):
        return None
    return rounds[0] if rounds else None


@require_role(ENTER, over=SOMEWHERE)
def change_entry(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Entry, number, ENTER)
    open_ = _open_round(row)
    if open_ is None:
        return redirect("contests:entry", row.pk)
    lines = [
        f"{each.full_name}; {f'{each.born_on:%d/%m/%Y}' if each.born_on else ''}; {each.school}; {each.guardian}"
        for each in row.entrants.all()
    ]
    initial = {"title": row.title, "book": row.book, "text": row.text, "people": "\n".join(lines)}
    form = EntryForm(request.POST or None, initial=initial, rounds=None, change=True)
    sent = request.method == "POST" and form.is_valid()
    words = {"round_": open_, "library": row.library, "entry": row, **by(request)}
    if sent and kept(form, services.enter, **form.cleaned_data, **words):
        return redirect("contests:entry", row.pk)
    return form_page(
        request, form, str(row), reverse("contests:entry", args=[row.pk]), _("Keep it"), up=row, here=_("Change")
    )


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write an answer down."""
    row = own_row(request, Entrant, number, ENTER, "entry__library")
    form = ConsentForm(request.POST)
    if form.is_valid():
        words = {**form.cleaned_data, "granted": form.cleaned_data["granted"] == "yes"}
        told(request, _("The answer is written down."), consenting.answer, entrant=row, **words, **by(request))
    return redirect("contests:entry", row.entry_id)


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def add_medium(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Entry, number, ENTER)
    form = MediumForm(request.POST, request.FILES)
    if form.is_valid():
        words = {"upload": form.cleaned_data["file"], **by(request)}
        words |= {name: form.cleaned_data[name] for name in ("caption", "poster")}
        told(request, _("The file is handed in."), handing_in.hand_in, entry=row, **words)
    return redirect("contests:entry", row.pk)


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def remove_medium(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Medium, number, ENTER, "entry__library")
    told(request, "", handing_in.remove, medium=row, **by(request))
    return redirect("contests:entry", row.entry_id)


@require_POST
@require_role(ENTER, over=SOMEWHERE)
def withdraw(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Entry, number, ENTER)
    told(request, _("The entry takes no further part."), services.withdraw, entry=row, **by(request))
    return redirect("contests:entry", row.pk)


@require_safe
@require_role(ENTER, over=SOMEWHERE)
def medium(request: HttpRequest, number: int) -> HttpResponseBase:
    return sent_file(request, own_row(request, Medium, number, ENTER, "entry__library"))


def sent_file(request: HttpRequest, row: Medium) -> HttpResponseBase:
    """The file itself, or (`?poster`) the picture before it is played; for this person alone."""
    if "poster" in request.GET:
        return ranges.sent(request, row.poster, "image/jpeg")
    return ranges.sent(request, row.file, row.content_type)
