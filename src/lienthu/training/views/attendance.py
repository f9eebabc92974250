"""Who was there: the table of a course, the scanner at the door, the screen in the room, the paper sheet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lienthu.accounts.pages import by, own_row
from lienthu.accounts.permissions import require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.lib.shelving import barcodes
from lienthu.training.models import Session
from lienthu.training.queries import courses as queries
from lienthu.training.services import attending, papers
from lienthu.training.views.shared import READ, WRITE, course_of, may_write


@require_role(READ, over=SOMEWHERE)
def attendance(request: HttpRequest, number: int) -> HttpResponseBase:
    """Every session with how many were there, and every participant with the sessions where they were."""
    row = course_of(request, number)
    there, counts = queries.attendance(row), queries.counts_of_sessions(row)
    sessions = [(each, counts.get(each.pk, 0)) for each in row.sessions.all()]
    people = [
        (each, [session.pk in there.get(each.pk, ()) for session, _n in sessions], len(there.get(each.pk, ())))
        for each in queries.taking_part(row)
    ]
    context = {
        "course": row, "sessions": sessions, "people": people, "tab": "attendance",
        "may_write": may_write(request, row),
    }  # fmt: skip
    return render(request, "training/attendance.html", context)


@require_role(WRITE, over=SOMEWHERE)
def door(request: HttpRequest, number: int) -> HttpResponseBase:
    """Scan the codes of those who come in; with the camera or a scanner."""
    session = own_row(request, Session, number, WRITE, "course__organiser")
    if request.method == "POST":
        try:
            who, new = attending.scan(session=session, code=request.POST.get("code", ""), **by(request))
            said = _("%(who)s, %(unit)s: welcome.") if new else _("%(who)s, %(unit)s: was counted already.")
            messages.success(request, said % {"who": who, "unit": who.quota})
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("training:door", session.pk)
    rows = session.attendances.select_related("participant__person", "participant__quota").order_by("-at", "-pk")
    context = {"session": session, "course": session.course, "rows": rows[:15], "count": rows.count()}
    return render(request, "training/door.html", context)


@never_cache
@require_safe
@require_role(WRITE, over=SOMEWHERE)
def screen(request: HttpRequest, number: int) -> HttpResponseBase:
    """The session's code, large, for the screen in the room or to be shown online."""
    session = own_row(request, Session, number, WRITE, "course__organiser")
    symbol = barcodes.qr(session.code)
    return render(request, "training/screen.html", {"session": session, "course": session.course, "qr": symbol.svg})


@require_role(WRITE, over=SOMEWHERE)
def sheet(request: HttpRequest, number: int) -> HttpResponseBase:
    """Type the signed sheet in: a tick for everybody who signed."""
    session = own_row(request, Session, number, WRITE, "course__organiser")
    if request.method == "POST":
        there = {int(text) for text in request.POST.getlist("there") if text.isascii() and text.isdigit()}
        try:
            new, gone = attending.from_sheet(session=session, there=there, **by(request))
            said = ngettext("%(n)d person is written down.", "%(n)d people are written down.", new) % {"n": new}
            if gone:
                said += " " + ngettext("%(n)d is taken back.", "%(n)d are taken back.", gone) % {"n": gone}
            messages.success(request, said)
            return redirect("training:attendance", session.course_id)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    known = set(session.attendances.values_list("participant", flat=True))
    people = [(row, row.pk in known) for row in queries.taking_part(session.course)]
    return render(request, "training/sheet.html", {"session": session, "course": session.course, "people": people})


@require_safe
@require_role(READ, over=SOMEWHERE)
def sheet_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The sheet on paper."""
    session = own_row(request, Session, number, READ, "course__organiser")
    return download(papers.sheet_pdf(session), f"diem-danh-{session.pk}.pdf", shown=True)
