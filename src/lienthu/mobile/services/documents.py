"""The report of a trip on paper, in the form of Nghị định 30/2020: as DOCX to go on writing in, and as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lienthu.common import pictures
from lienthu.common.printing import pdf
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Figure, Measure, Trip
from lienthu.mobile.queries import figures
from lienthu.rotation.services.minutes import place_of
from lienthu.stock.services.minutes import dated, full_name, name_above

if TYPE_CHECKING:
    from lienthu.common.administrative import Paper

UNNUMBERED = "     /BC-TVLĐ"
LONGEST = 1_400  # pixels of a photo on paper
DOTS = "……………………………………………………………………………………"


@dataclass(frozen=True)
class Contents:
    """The report in words, as both forms of paper print it."""

    parent: str
    body: str
    number: str
    day: str
    about: str
    sections: list[tuple[str, list[str]]]
    heads: list[str]
    rows: list[list[object]]
    said: list[str]
    cost_rows: list[list[object]]
    photos: list[tuple[str, bytes]]
    recipients: list[str]


def report_docx(trip: Trip) -> bytes:
    """The report as a Word file, in Vietnamese. Raises MobileRefused before it is closed."""
    with override("vi"):
        return _paper(_contents(trip))


def report_pdf(trip: Trip) -> bytes:
    """The same as a tagged PDF."""
    with override("vi"):
        made = _contents(trip)
        words = {
            "plain_number": trip.report_number or UNNUMBERED,
            "title": pgettext("document", "Report"),
            "figures": _("II. Results"),
            "costs": _("III. Costs"),
            "cost_heads": _cost_heads(),
            "said_label": _("Put right by hand"),
            "recipients_label": _("Recipients:"),
            "writer": _("Written by"),
            "head": _("Head of the library"),
            "none": _("None."),
            "photos_label": _("V. Photos"),
        }
        photos = [{"caption": caption, "svg": pictures.as_svg(data)} for caption, data in made.photos]
        return pdf("mobile/report", {**made.__dict__, **words, "photos": photos})


def _paper(made: Contents) -> bytes:
    from lienthu.common.administrative import Paper  # here, because it brings Word's library along

    paper = Paper(parent=made.parent, body=made.body, number=made.number, place_and_day=made.day)
    paper.title(pgettext("document", "Report"), made.about)
    first, *rest = made.sections
    _section(paper, first)
    paper.heading(_("II. Results"))
    paper.table(made.heads, made.rows, (47, 23, 23, 23, 23, 23))
    if made.said:
        paper.text(_("Put right by hand"))
        paper.points(made.said)
    paper.heading(_("III. Costs"))
    if made.cost_rows:
        paper.table(_cost_heads(), made.cost_rows, (70, 25, 30, 37))
    else:
        paper.text(_("None."))
    for section in rest:
        _section(paper, section)
        if section[0] == _("V. Photos"):
            for caption, data in made.photos:
                paper.picture(data, caption)
    paper.signatures([(_("Written by"), ()), (_("Head of the library"), ())])
    paper.recipients(_("Recipients:"), made.recipients)
    return paper.saved()


def _section(paper: "Paper", section: tuple[str, Sequence[str]]) -> None:
    heading, lines = section
    paper.heading(heading)
    for line in lines:
        paper.text(line)


def _figure_heads() -> list[str]:
    stop = pgettext("mobile library", "Stop")
    return [stop, _("Adults"), _("Children"), _("Uses"), _("New cards"), _("Sessions")]


def _cost_heads() -> list[str]:
    return [_("Kind of cost"), _("Litres"), _("Amount (đồng)"), _("Note")]


def _contents(trip: Trip) -> Contents:
    if trip.state != Trip.State.CLOSED or trip.closed_at is None:
        raise MobileRefused("open", _("The report is printed once the trip is closed."))
    day = timezone.localdate(trip.closed_at)
    library = trip.library
    rows, said = _figures(trip)
    photos, kept = _photos(trip)
    return Contents(
        parent=name_above(library, day),
        body=full_name(library, day),
        number=_("No.: %(number)s") % {"number": trip.report_number or UNNUMBERED},
        day=dated(place_of(library), day),
        about=_("The mobile library's trip of %(day)s") % {"day": f"{trip.on:%d/%m/%Y}"},
        sections=[
            (_("I. The trip"), _journey(trip)),
            (_("IV. Incidents"), _incidents(trip)),
            (_("V. Photos"), kept or ([] if photos else [_("None.")])),
            (_("VI. Remarks and proposals"), trip.remarks.splitlines() or [DOTS]),
        ],
        heads=_figure_heads(),
        rows=rows,
        said=said,
        cost_rows=_costs(trip),
        photos=photos,
        recipients=[*filter(None, [name_above(library, day)]), _("Archive.")],
    )


def _journey(trip: Trip) -> list[str]:
    people = ", ".join(f"{each.name} ({each.get_duty_display()})" for each in trip.members.all())
    lines = [_("Vehicle: %(vehicle)s. Crew: %(people)s.") % {"vehicle": trip.vehicle, "people": people or "–"}]
    left, back = _clock(trip.started_at), _clock(trip.back_at)
    lines.append(_("It left at %(left)s and was back at %(back)s.") % {"left": left, "back": back})
    if trip.km_before is not None and trip.km_after is not None:
        lines.append(_("Kilometres driven: %(km)d.") % {"km": trip.km_after - trip.km_before})
    for each in trip.stops.select_related("stop__site"):
        if each.passed_by:
            lines.append(_("%(stop)s was not served: %(reason)s.") % {"stop": each, "reason": each.passed_by})
    if trip.reason:
        lines.append(_("It left against the rule: %(reason)s.") % {"reason": trip.reason})
    return lines


def _clock(at: object) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else "–"  # type: ignore[arg-type]


def _figures(trip: Trip) -> tuple[list[list[object]], list[str]]:
    """The table, its last row the sum, and a sentence for each number that a person said otherwise."""
    by_stop: dict[int, dict[str, Figure]] = {}
    for figure in Figure.objects.filter(trip_stop__trip=trip):
        by_stop.setdefault(figure.trip_stop_id, {})[figure.measure] = figure
    rows: list[list[object]] = []
    said = []
    stops = [each for each in trip.stops.select_related("stop__site") if each.pk in by_stop]
    for each in stops:
        of_stop = by_stop[each.pk]
        rows.append([str(each), *(of_stop[measure].value for measure in Measure)])
        for figure in of_stop.values():
            if figure.said is not None:
                told = {"stop": each, "what": figure.get_measure_display(), "counted": figure.counted}
                told |= {"said": figure.said, "reason": figure.reason}
                said.append(_("%(stop)s, %(what)s: counted %(counted)d, reported %(said)d (%(reason)s)") % told)
    between = figures.on_the_way(trip, [each.stop.site_id for each in stops])
    if any(between.values()):
        rows.append([_("On the way"), *(between[measure] for measure in Measure)])
    sums = [sum(int(str(row[n])) for row in rows) for n in range(1, len(Measure) + 1)]
    rows.append([pgettext("sum", "Altogether"), *sums])
    return rows, said


def _costs(trip: Trip) -> list[list[object]]:
    costs = list(trip.costs.all())
    rows: list[list[object]] = [
        [each.get_kind_display(), number_format(each.litres) if each.litres else "", each.amount, each.note]
        for each in costs
    ]
    return [*rows, [pgettext("sum", "Altogether"), "", sum(each.amount for each in costs), ""]] if rows else []


def _incidents(trip: Trip) -> list[str]:
    lines = []
    for each in trip.incidents.all():
        told = {"time": f"{timezone.localtime(each.at):%H:%M}", "text": each.text, "done": each.done or "–"}
        lines.append(_("%(time)s: %(text)s Done: %(done)s") % told)
    return lines or [_("None.")]


def _photos(trip: Trip) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Captions and pictures that may leave the house, and a sentence about each of those that stay in it."""
    shown, kept = [], []
    for photo in trip.photos.all():
        if photo.agreed and default_storage.exists(photo.file):
            with default_storage.open(photo.file) as file:
                shown.append((photo.caption, pictures.upright(file.read(), longest=LONGEST)))
        else:
            kept.append(_("%(caption)s (the photo stays at the library)") % {"caption": photo.caption})
    return shown, kept


def file_name(trip: Trip, on: date, suffix: str) -> str:
    """Of the file that is sent: plain letters, the day first."""
    return f"bao-cao-chuyen-{on:%Y-%m-%d}-{trip.pk}.{suffix}"
