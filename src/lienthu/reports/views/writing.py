"""The page on which a report is written: its sections one after the other, saved as one types, and its points."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.common.content import Heading, Piece
from lienthu.common.errors import DomainError
from lienthu.reports.forms.reports import PointForm, SectionForm
from lienthu.reports.models import Point, Report, Section
from lienthu.reports.queries import inserting
from lienthu.reports.queries.composing import Composed, compose
from lienthu.reports.services import writing
from lienthu.reports.views.shared import WRITE, of_report


@of_report(WRITE)
def write(request: HttpRequest, report: Report) -> HttpResponseBase:
    """All sections with what they say today beside them, the points, and the list of fields."""
    composed = compose(report, timezone.localdate())
    rows = [_row(section, composed) for section in report.sections.all()]
    sorts = [
        (sort, [(point, _point_form(point)) for point in report.points.all() if point.sort == sort])
        for sort in Point.Sort
    ]
    context = {
        "report": report, "rows": rows, "sorts": sorts, "fields": inserting.choices(report), "whats": inserting.WHATS,
        "words": inserting.WORDS, "blocks": inserting.BLOCKS, "gaps": composed.gaps,
    }  # fmt: skip
    return render(request, "reports/write.html", context)


def _row(section: Section, composed: Composed) -> dict[str, object]:
    form = SectionForm(
        initial={"heading": section.heading, "text": section.text, "version": section.version},
        auto_id=f"s{section.pk}-%s",
    )
    return {
        "section": section, "name": composed.names.get(section.pk, ""), "form": form,
        "pieces": _pieces(section, composed), "problems": composed.problems.get(section.pk, ()),
    }  # fmt: skip


def _pieces(section: Section, composed: Composed) -> list[Piece]:
    """What stands between the heading of the section and the next one."""
    found: list[Piece] = []
    inside = not section.heading
    for piece in composed.content.pieces:
        if isinstance(piece, Heading):
            inside = piece.anchor == section.pk
        elif inside:
            found.append(piece)
    return found if section.heading else _opening(composed)


def _opening(composed: Composed) -> list[Piece]:
    found: list[Piece] = []
    for piece in composed.content.pieces:
        if isinstance(piece, Heading):
            break
        found.append(piece)
    return found


def _point_form(point: Point) -> PointForm:
    said = {name: getattr(point, name) for name in ("sort", "text", "cause", "who", "by_when")}
    return PointForm(initial=said, auto_id=f"p{point.pk}-%s")


@require_POST
@of_report(WRITE)
def save_section(request: HttpRequest, report: Report, section: int) -> HttpResponseBase:
    """Save one section; answers with what it says now, or with somebody else's words beside those typed."""
    row = get_object_or_404(Section.objects.select_related("report"), pk=section, report=report)
    form = SectionForm(request.POST)
    refused, theirs = "", None
    if form.is_valid():
        try:
            row = writing.write(section=row, **form.cleaned_data, actor=user_of(request), at=timezone.now())
        except DomainError as refusal:
            refused, theirs = str(refusal), refusal.context.get("theirs")
    else:
        refused = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if not getattr(request, "htmx", False):
        if refused:
            messages.error(request, refused)
        return redirect(f"{reverse('reports:write', args=[report.pk])}#section-{row.pk}")
    context = {**_row(row, compose(report, timezone.localdate())), "refused": refused, "theirs": theirs, "saved": True}
    return render(request, "reports/_section_said.html", context)


@require_POST
@of_report(WRITE)
def act(request: HttpRequest, report: Report) -> HttpResponseBase:
    """One thing about the words (`do=`): point, point_away, section, section_away."""
    at, actor = timezone.now(), user_of(request)
    anchor = ""
    try:
        match request.POST.get("do"):
            case "point":
                anchor = _put_point(request, report)
            case "point_away":
                point = get_object_or_404(Point, pk=_number(request.POST.get("point")), report=report)
                anchor = f"points-{point.sort}"
                writing.remove_point(point=point, at=at)
            case "section":
                after = get_object_or_404(Section, pk=_number(request.POST.get("after")), report=report)
                level = _number(request.POST.get("level")) or 2
                made = writing.add_section(
                    after=after, level=level, heading=request.POST.get("heading", "") or _("New section"), at=at
                )
                anchor = f"section-{made.pk}"
            case "section_away":
                section = get_object_or_404(Section, pk=_number(request.POST.get("section")), report=report)
                writing.remove_section(section=section, actor=actor, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('reports:write', args=[report.pk])}#{anchor}")


def _put_point(request: HttpRequest, report: Report) -> str:
    form = PointForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return ""
    number = _number(request.POST.get("point"))
    point = get_object_or_404(Point, pk=number, report=report) if number else None
    kept = writing.put_point(report=report, point=point, **form.cleaned_data, at=timezone.now())
    return f"points-{kept.sort}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
