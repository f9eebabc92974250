"""Public statistics: what federations and their members did in finished years, and the same as open data."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.common.charts import Step, line_drawing, said
from lienthu.common.downloads import download, named
from lienthu.common.looks import one_look
from lienthu.dashboards.queries import public
from lienthu.dashboards.queries.public import Cell, Group, Year
from lienthu.dashboards.rules.suppression import Shown
from lienthu.dashboards.words import WITHHELD
from lienthu.federation import queries as federation
from lienthu.federation.errors import UnknownOrganisation
from lienthu.federation.models import Federation
from lienthu.indicators.models import Indicator, Section
from lienthu.indicators.queries.places import Place, Sort, names
from lienthu.lib.vietnamese import sort_key

COLUMNS = 5  # years beside one another on a page
DRAWN = ("visits.physical", "uses")
COMPARED = ("visits.physical", "uses", "collection.copies")
NOTES = {
    Shown.VALUE: "",
    Shown.SMALL: gettext_lazy("fewer than 5, not told"),
    Shown.HIDDEN: gettext_lazy("not told, so that a smaller figure cannot be worked out"),
    Shown.UNKNOWN: gettext_lazy("not available"),
}


class About(NamedTuple):
    """Whose statistics: the place, its address's arguments, and what it is published with."""

    place: Place
    name: str
    kind: str  # "library", "federation"
    code: str
    group: Group


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every federation and library that publishes."""
    today = timezone.localdate()
    found = public.published(today)
    called = federation.names(None, today, get_language() or "vi") if found else {}
    groups = [
        (group, sorted(((called[member.pk], member.code) for member in members), key=lambda row: sort_key(row[0])))
        for group, members in found
    ]
    return render(request, "portal/statistics_index.html", {"groups": groups, "licence": licence()})


@require_safe
def of_library(request: HttpRequest, code: str) -> HttpResponse:
    about = _library(code)
    return redirect("portal:statistics_library", about.code) if about.code != code else _page(request, about)


@require_safe
def of_federation(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _federation(code))


@require_safe
def library_data(request: HttpRequest, code: str, form: str) -> HttpResponse:
    return _data(request, _library(code), form)


@require_safe
def federation_data(request: HttpRequest, code: str, form: str) -> HttpResponse:
    return _data(request, _federation(code), form)


def _library(code: str) -> About:
    """The library, or the one above it that publishes its figures."""
    today = timezone.localdate()
    try:
        library = federation.organisation_by_code(code)
    except UnknownOrganisation as unknown:
        raise Http404 from unknown
    above = public.publishing(library, today)
    if above is None:
        raise Http404
    place = Place(Sort.NETWORK, above.pk)
    return About(place, _name(place), "library", above.code, public.group_of(place, today))


def _federation(code: str) -> About:
    row = get_object_or_404(Federation, code=code)
    place = Place(Sort.FEDERATION, row.pk)
    return About(place, row.name, "federation", row.code, public.group_of(place, timezone.localdate()))


def _name(place: Place) -> str:
    return names([place], timezone.localdate(), get_language() or "vi")[place]


def licence() -> tuple[str, str]:
    """Name and address, as the hub's setting has them: "CC BY 4.0 https://…"."""
    name, _space, address = settings.DATA_LICENCE.rpartition(" ")
    return name or address, address if name else ""


def shown(cell: Cell | None, decimals: int) -> str:
    """A cell in words."""
    if cell is None or cell.shown is Shown.UNKNOWN:
        return "–"
    return WITHHELD.get(cell.shown) or said(cell.value, decimals)


@one_look()
def _page(request: HttpRequest, about: About) -> HttpResponse:
    today = timezone.localdate()
    years = [public.year(about.group, number) for number in public.years_of(about.group, today)[:COLUMNS]]
    years.reverse()
    held = years[-1].known if years else {}
    sections = [
        (section, [_row(one, about.place, years) for one in held.values() if one.section == section])
        for section in Section
    ]
    sections = [(section, [row for row in rows if row["is_known"]]) for section, rows in sections]
    context = {
        "about": about, "years": [each.year for each in years], "sections": [each for each in sections if each[1]],
        "drawings": [drawn for code in DRAWN if code in held and (drawn := _drawing(held[code], about.place, years))],
        "members": _members(about, years[-1]) if years and about.kind == "federation" else None,
        "federations": _federations(about),
        "data": [(form.upper(), reverse(f"portal:statistics_{about.kind}_data", args=[about.code, form]))
                 for form in ("csv", "json")],
        "day": today, "licence": licence(), "lacking": _lacking(about.place, years),
    }  # fmt: skip
    return render(request, "portal/statistics.html", context)


def _lacking(place: Place, years: Sequence[Year]) -> list[tuple[int, str]]:
    """Years of which a total lacks somebody's figures, and whose."""
    called = _called(cell for each in years for (_code, of), cell in each.cells.items() if of == place)
    found = [
        (each.year, {pk for (_code, of), cell in each.cells.items() if of == place for pk in cell.missing})
        for each in years
    ]
    return [(number, _listed(pks, called)) for number, pks in found if pks]


def _called(cells: Iterable[Cell]) -> Mapping[int, str]:
    """The names of all that are missing from the cells."""
    missing = {pk for cell in cells for pk in cell.missing}
    return federation.names(missing, timezone.localdate(), get_language() or "vi") if missing else {}


def _listed(pks: Iterable[int], called: Mapping[int, str]) -> str:
    return ", ".join(sorted({called[pk] for pk in pks if pk in called}, key=sort_key))


def _row(one: Indicator, place: Place, years: Sequence[Year]) -> dict[str, Any]:
    cells = [each.cells.get((one.code, place)) for each in years]
    return {
        "indicator": one,
        "cells": [(each.year, shown(cell, one.decimals)) for each, cell in zip(years, cells, strict=True)],
        "is_known": any(cell and cell.shown is not Shown.UNKNOWN for cell in cells),
    }


def _drawing(one: Indicator, place: Place, years: Sequence[Year]) -> Any:
    cells = [each.cells.get((one.code, place)) for each in years]
    if sum(cell is not None and cell.value is not None for cell in cells) < 2:
        return None
    return line_drawing(
        one.code.replace(".", "-"), title=one.name, steps=[Step(str(each.year), str(each.year)) for each in years],
        series=[(one.name, [cell.value if cell else None for cell in cells])], heading=pgettext("calendar", "Year"),
        decimals=one.decimals, height=180,
    )  # fmt: skip


def _members(about: About, latest: Year) -> dict[str, Any]:
    """The members beside one another in the last finished year."""
    columns = [latest.known[code] for code in COMPARED if code in latest.known]
    members = about.group.members.get(about.place, ())
    called = names(members, timezone.localdate(), get_language() or "vi")
    codes = {place.pk: code for place, code in _codes(members)}
    rows = [
        (called[place], codes[place.pk], [
            (one.name, shown(latest.cells.get((one.code, place)), one.decimals)) for one in columns
        ])
        for place in sorted(members, key=lambda place: sort_key(called[place]))
    ]  # fmt: skip
    return {"columns": columns, "rows": rows, "year": latest.year}


def _codes(places: Sequence[Place]) -> list[tuple[Place, str]]:
    rows = dict(federation.organisations_on(timezone.localdate()).values_list("pk", "code"))
    return [(place, rows.get(place.pk, "")) for place in places]


def _federations(about: About) -> list[Federation]:
    if about.kind == "federation":
        return []
    groups = [group.pk for group, members in about.group.members.items() if about.place in members]
    return list(Federation.objects.filter(pk__in=groups))


@one_look()
def _data(request: HttpRequest, about: About, form: str) -> HttpResponse:
    """All finished years; a federation's with its members."""
    if form not in ("csv", "json"):
        raise Http404
    today = timezone.localdate()
    years = [public.year(about.group, number) for number in reversed(public.years_of(about.group, today))]
    places = [about.place, *about.group.members.get(about.place, ())]
    answer: HttpResponse
    name = f"thong-ke-{about.code}.{form}"
    if form == "json":
        said = _json(request, about, places, years)
        answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False}, headers=named(name))
    else:
        answer = download(_csv(places, years), name)
    answer["Link"] = f'<{licence()[1]}>; rel="license"'
    answer["Access-Control-Allow-Origin"] = "*"  # open data: pages of others may read it
    return answer


def _cells(places: Sequence[Place], years: Sequence[Year]) -> Iterator[tuple[Year, Place, Indicator, Cell]]:
    for each in years:
        for place in places:
            for code, one in each.known.items():
                cell = each.cells.get((code, place))
                if cell is not None and cell.shown is not Shown.UNKNOWN:
                    yield each, place, one, cell


def _number(cell: Cell) -> int | float | None:
    if cell.value is None:
        return None
    return int(cell.value) if cell.value == cell.value.to_integral_value() else float(round(cell.value, 4))


def _csv(places: Sequence[Place], years: Sequence[Year]) -> bytes:
    """One figure a line; the words are in the language of the address, the headings for machines in English."""
    called = names(places, timezone.localdate(), get_language() or "vi")
    lacking = _called(cell for _year, _place, _one, cell in _cells(places, years))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["year", "place", "name", "indicator", "indicator_name", "unit", "value", "shown", "note"])
    for each, place, one, cell in _cells(places, years):
        number = _number(cell)
        value = "" if number is None else number
        row = [each.year, place.code, called[place], one.code, one.name, one.unit, value]
        note = (
            _("without: %(names)s") % {"names": _listed(cell.missing, lacking)} if cell.missing else NOTES[cell.shown]
        )
        writer.writerow([*row, cell.shown.value, note])
    return text.getvalue().encode("utf-8-sig")


def _json(request: HttpRequest, about: About, places: Sequence[Place], years: Sequence[Year]) -> dict[str, Any]:
    called = names(places, timezone.localdate(), get_language() or "vi")
    used = {one.code: one for _year, _place, one, _cell in _cells(places, years)}
    lacking = _called(cell for _year, _place, _one, cell in _cells(places, years))
    name, address = licence()
    return {
        "title": about.name,
        "source": request.build_absolute_uri(reverse(f"portal:statistics_{about.kind}", args=[about.code])),
        "licence": {"name": name, "url": address},
        "made_on": timezone.localdate().isoformat(),
        "small_counts": _("Counts of people from 1 to 4 are not told, nor is what they could be worked out of."),
        "places": {place.code: called[place] for place in places},
        "indicators": {
            one.code: {
                "name_vi": one.name_vi, "name_en": one.name_en, "unit_vi": one.unit_vi, "unit_en": one.unit_en,
                "definition_vi": one.definition_vi, "definition_en": one.definition_en, "source": one.source,
            }
            for one in used.values()
        },
        "figures": [
            {
                "year": each.year, "place": place.code, "indicator": one.code, "value": _number(cell),
                "shown": cell.shown, **({"without": _listed(cell.missing, lacking)} if cell.missing else {}),
            }
            for each, place, one, cell in _cells(places, years)
        ],
    }  # fmt: skip
