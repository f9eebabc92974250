"""Papers, the list of who speaks, the screen in the hall."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lienthu.accounts.pages import by, kept, told, user_of
from lienthu.accounts.permissions import SOMEWHERE, can, require_role
from lienthu.common.downloads import stored
from lienthu.common.errors import DomainError
from lienthu.conferences.forms.people import PaperForm, RemarksForm, SpeakerForm
from lienthu.conferences.forms.planning import SlotForm
from lienthu.conferences.kinds import CALLED, REMINDED
from lienthu.conferences.models import Conference, Paper, Speech
from lienthu.conferences.queries import conferences as queries
from lienthu.conferences.queries import papers as asked
from lienthu.conferences.services import calling, papers, speaking
from lienthu.conferences.services.papers import Facts, Sender
from lienthu.conferences.services.programme import Slot
from lienthu.conferences.views.shared import READ, WRITE, around, members_offered, named, number_in, of_conference
from lienthu.notices.queries.letters import told_all_about

State = Paper.State


@of_conference(READ)
def papers_page(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """The papers that the person may see: all of them, or their member's; a new one below."""
    offered = members_offered(request, conference)
    prepares = queries.may_prepare(user_of(request), conference)
    do = request.POST.get("do", "")
    if do in CALLS:
        if not prepares:
            raise PermissionDenied
        _write_letters(request, conference, do)
        return redirect("conferences:papers", conference.pk)
    form = PaperForm(request.POST or None, request.FILES or None, members=offered, prepares=prepares)
    if request.method == "POST":
        if not offered:
            raise PermissionDenied
        if form.is_valid():
            words = {"conference": conference, "member": form.from_member(), **_said(form, user_of(request))}
            if kept(form, papers.hand_in, **words):
                messages.success(request, _("Handed in. It is looked at now."))
                return redirect("conferences:papers", conference.pk)
    keys = {member.pk for member, _name in offered}
    rows = [row for row in asked.papers(conference) if prepares or row.paper.organisation_id in keys]
    letters = told_all_about((CALLED, REMINDED), conference.pk) if prepares else []
    context = {
        "tab": "papers", "rows": rows, "form": form, "may_hand_in": bool(offered) and conference.is_open,
        "letters": letters, "may_call": prepares and conference.state in calling.BEFORE,
    }  # fmt: skip
    return render(
        request,
        "conferences/papers.html",
        around(request, conference, pgettext("at a conference", "Papers"), **context),
    )


CALLS = {"call": calling.call_for_papers, "remind": calling.remind}


def _write_letters(request: HttpRequest, conference: Conference, do: str) -> None:
    """Have the letters written; what is told is how many there are."""
    try:
        count = CALLS[do](conference=conference, **by(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return
    said = ngettext(
        "%(n)d letter is noted. It goes out by email, or waits to be printed.",
        "%(n)d letters are noted. They go out by email, or wait to be printed.",
        count,
    )
    if count:
        messages.success(request, said % {"n": count})
    else:
        messages.info(request, _("Everybody who is to be written to was written to already."))


def _said(form: PaperForm, actor: Any, name: str = "") -> dict[str, Any]:
    given = form.cleaned_data
    words = {key: given.get(key, "") for key in ("title", "author", "author_title", "abstract", "unit")}
    return {"facts": Facts(**words), "upload": given["file"], "sender": Sender(actor, name), "at": timezone.now()}


def _paper(request: HttpRequest, number: int) -> tuple[Paper, bool]:
    """The paper, for who prepares the conference (True) or writes for its member (False)."""
    rows = Paper.objects.select_related("conference__federation", "conference__host", "organisation", "item")
    row = get_object_or_404(rows, pk=number)
    prepares = queries.may_prepare(user_of(request), row.conference)
    if not prepares and not (row.organisation and can(user_of(request), WRITE, row.organisation)):
        raise PermissionDenied
    return row, prepares


@require_role(READ, over=SOMEWHERE)
def paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """One paper: read, handed in again; reviewed and scheduled by who prepares the conference (`do=`)."""
    row, prepares = _paper(request, number)
    conference = row.conference
    fixed = row.organisation is not None
    members = named(conference, [row.organisation] if row.organisation else [])
    names = ("title", "author", "author_title", "abstract", "unit")
    form = PaperForm(
        initial={name: getattr(row, name) for name in names}, members=members, prepares=prepares, fixed=fixed
    )
    slot = SlotForm(conference=conference, initial=_slot(row))
    remarks = RemarksForm()
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "withdraw":
            told(request, _("Withdrawn."), papers.withdraw, paper=row, **by(request))
            return redirect("conferences:papers", conference.pk)
        if do == "again":
            form = PaperForm(request.POST, request.FILES, members=members, prepares=prepares, fixed=fixed)
            done = form.is_valid() and kept(form, papers.hand_in_again, paper=row, **_said(form, user_of(request)))
        elif not prepares:
            raise PermissionDenied
        elif do == "schedule":
            slot = SlotForm(request.POST, conference=conference)
            done = slot.is_valid() and kept(
                slot, papers.schedule, paper=row, slot=Slot(**slot.cleaned_data), **by(request)
            )
        else:
            remarks = RemarksForm(request.POST)
            done = remarks.is_valid() and _review(request, row, do, remarks)
        if done:
            return redirect("conferences:paper", row.pk)
    unit = asked.shown(conference, Paper.objects.filter(pk=row.pk))[0].unit
    context = {
        "tab": "papers", "paper": row, "form": form, "slot": slot, "remarks": remarks,
        "steps": row.steps.select_related("by"), "unit": unit,
    }  # fmt: skip
    return render(request, "conferences/paper.html", around(request, conference, row.title, **context))


def _review(request: HttpRequest, row: Paper, do: str | None, remarks: RemarksForm) -> bool:
    """Accepted, sent back, published, taken off the public page; whether there is nothing to be mended."""
    if do in ("publish", "hide"):
        told(request, "", papers.publish, paper=row, public=do == "publish", **by(request))
        return True
    work = papers.accept if do == "accept" else papers.send_back
    return bool(kept(remarks, work, paper=row, remarks=remarks.cleaned_data["remarks"], **by(request)))


def _slot(row: Paper) -> dict[str, Any]:
    item = row.item
    return {"on": item.on, "begins": item.begins, "ends": item.ends} if item else {"on": row.conference.last_on}


@require_safe
@require_role(READ, over=SOMEWHERE)
def paper_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The text of the paper, as it was handed in."""
    row, _prepares = _paper(request, number)
    return stored(row.path, row.media_type, row.file_name)


@of_conference(WRITE)
def speaking_page(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Who speaks: called, done, moved; what they said, in a few words."""
    form = SpeakerForm(request.POST if request.POST.get("do") == "add" else None, initial={"minutes": 5})
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "add":
            if form.is_valid() and kept(form, speaking.add, conference=conference, **form.cleaned_data, **by(request)):
                return redirect("conferences:speaking", conference.pk)
        else:
            if do == "papers":
                told(request, "", speaking.add_papers, conference=conference, **by(request))
            else:
                _speech_act(request, conference, do)
            return redirect("conferences:speaking", conference.pk)
    rows = asked.speeches(conference)
    context = {
        "tab": "speaking", "form": form, "now": [each for each in rows if each.state == "called"],
        "waiting": [each for each in rows if each.state == "waiting"],
        "over": [each for each in rows if each.state in ("done", "dropped")],
        "papers_left": conference.papers.filter(state=State.ACCEPTED, speech=None).count(),
    }  # fmt: skip
    return render(request, "conferences/speaking.html", around(request, conference, _("Speaking list"), **context))


def _speech_act(request: HttpRequest, conference: Conference, do: str | None) -> None:
    row = get_object_or_404(
        Speech.objects.select_related("conference"), pk=number_in(request.POST.get("speech")), conference=conference
    )
    works = {"call": speaking.call, "done": speaking.done, "drop": speaking.drop, "wait": speaking.wait_again}
    if do in works:
        told(request, "", works[do], speech=row, **by(request))
    elif do == "move":
        told(request, "", speaking.move, speech=row, position=number_in(request.POST.get("position")), **by(request))
    elif do == "gist":
        words = {"gist": request.POST.get("gist", "")[:5000], "unit": request.POST.get("unit", "")}
        minutes = number_in(request.POST.get("minutes")) or row.minutes
        told(request, _("Kept."), speaking.write_gist, speech=row, minutes=minutes, **words, **by(request))


@require_safe
@never_cache
@of_conference(READ)
def screen(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """For the big screen: who speaks, since when, who is next. It asks for itself anew every few seconds."""
    rows = asked.speeches(conference)
    context = {
        "conference": conference, "now": next((each for each in rows if each.state == "called"), None),
        "waiting": [each for each in rows if each.state == "waiting"][:5], "at": timezone.now(),
        "address": reverse("conferences:screen", args=[conference.pk]),
    }  # fmt: skip
    partly = getattr(request, "htmx", False)
    return render(request, "conferences/_screen.html" if partly else "conferences/screen.html", context)
