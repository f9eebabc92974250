"""The hours of a place: what is written down there and above, and the week to fill in."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.calendars import grid, rules, shown, words
from lienthu.calendars.errors import CalendarRefused
from lienthu.calendars.forms import HoursForm
from lienthu.calendars.models import Timetable
from lienthu.calendars.queries import opening
from lienthu.calendars.queries.written import timetables_of
from lienthu.calendars.services import timetables
from lienthu.calendars.views.shared import EDIT, READ, Place, language, own_timetable, place_of
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.federation.models import Organisation, Site


@at_work(READ)
def hours(request: HttpRequest) -> HttpResponse:
    """Every timetable that reaches the place, the one that holds today marked."""
    place, today = place_of(request), timezone.localdate()
    holds = opening(place.library.pk, place.site_id).day(today).hours
    found = timetables_of(place.library, place.site, on=today, language=language())
    rows = [
        {
            "row": each.row,
            "where": each.where,
            "own": each.own,
            "holds": each.row.pk == holds,
            "week": shown.week(cast(Timetable, each.row)),
        }
        for each in found
    ]
    context = {"tab": "hours", "place": place, "rows": rows, "nothing_own": not any(row["own"] for row in rows)}
    return render(request, "calendars/hours.html", context)


@at_work(EDIT)
def add(request: HttpRequest) -> HttpResponseBase:
    """Write down hours for the place; `?like=7` begins from a timetable that holds there now."""
    place = place_of(request)
    like = _like(request, place)
    form = HoursForm(_filled_in(request), timetable=like, initial=_not_its_days(like))
    if _kept(request, form, place.library, place.site, None):
        return redirect(reverse("calendars:hours") + place.query)
    return _page(request, form, place.name, place.query, None)


def _like(request: HttpRequest, place: Place) -> Timetable | None:
    asked = request.GET.get("like", "")
    found = timetables_of(place.library, place.site, on=timezone.localdate(), language=language())
    return next((cast(Timetable, each.row) for each in found if str(each.row.pk) == asked), None)


def _not_its_days(like: Timetable | None) -> dict[str, object]:
    return {"name": "", "valid_from": None, "last_day": None} if like else {}


@require_role(EDIT, over=SOMEWHERE)
def change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change hours that are written down."""
    row = own_timetable(request, number)
    form = HoursForm(_filled_in(request), timetable=row)
    query = f"?site={row.site_id}" if row.site_id else ""
    if _kept(request, form, row.organisation, row.site, row):
        return redirect(reverse("calendars:hours") + query)
    return _page(request, form, row.site.name if row.site else "", query, row)


@require_POST
@require_role(EDIT, over=SOMEWHERE)
def remove(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take hours away."""
    row = own_timetable(request, number)
    timetables.remove_timetable(timetable=row, actor=user_of(request), at=timezone.now())
    messages.success(request, _("The hours are removed. What stands above holds again."))
    return redirect(reverse("calendars:hours") + (f"?site={row.site_id}" if row.site_id else ""))


def _filled_in(request: HttpRequest) -> QueryDict | None:
    """What was entered; with Monday's hours on the other working days where that button was pressed."""
    if request.method != "POST":
        return None
    entered = request.POST.copy()
    if entered.get("do") == "like_monday":
        for day in rules.DAYS[1:5]:
            for part in grid.PARTS:
                for end in ("from", "to"):
                    entered[f"{day}-{part}-{end}"] = entered.get(f"MO-{part}-{end}", "")
    return entered


def _kept(
    request: HttpRequest, form: HoursForm, library: Organisation, site: Site | None, row: Timetable | None
) -> bool:
    if request.method != "POST" or not form.is_valid() or request.POST.get("do") == "like_monday":
        return False
    try:
        timetables.write_timetable(
            organisation=library,
            site=site,
            spans=form.spans(),
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.valid_to(),
            name=form.cleaned_data["name"],
            timetable=row,
            actor=user_of(request),
            at=timezone.now(),
        )
    except CalendarRefused as refusal:
        field = str(refusal.context.get("field", ""))
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    messages.success(request, _("The hours are kept. Loans made from now on fall due on open days only."))
    return True


def _page(request: HttpRequest, form: HoursForm, name: str, query: str, row: Timetable | None) -> HttpResponse:
    context = {
        "form": form,
        "name": name,
        "query": query,
        "row": row,
        "parts": [part for _day, parts in list(form.rows())[:1] for part, _from, _to in parts],
        "others": [(words.rule_words(rule), span) for rule, span in form.others],
        "entries": audit.entries_of(row) if row else [],
    }
    wrong = bool(form.errors) and request.POST.get("do") != "like_monday"
    return render(request, "calendars/hours_form.html", context, status=422 if wrong else 200)
