"""Holidays and closings of a place: its own, and those from above, on which it may open all the same."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.calendars import hooks, words
from lienthu.calendars.errors import CalendarRefused
from lienthu.calendars.forms import REPEATS_NAMES, SpecialDayForm
from lienthu.calendars.models import SpecialDay
from lienthu.calendars.queries.written import next_day, special_days_of
from lienthu.calendars.rules import read_hours
from lienthu.calendars.services import special_days as services
from lienthu.calendars.views.shared import EDIT, READ, language, own_special_day, place_of
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

Repeats = SpecialDay.Repeats


@at_work(READ)
def special_days(request: HttpRequest) -> HttpResponse:
    """Every holiday and closing that reaches the place and is not over."""
    place, today = place_of(request), timezone.localdate()
    rows = []
    for each in special_days_of(place.library, place.site, on=today, language=language()):
        row = cast(SpecialDay, each.row)
        rows.append(
            {
                "row": row,
                "where": each.where,
                "when": words.when_words(row),
                "next": next_day(row, today),
                "hours": words.hours_words(read_hours(row.hours)),
                "may_edit": allowed(request.user, EDIT, row.organisation),
            }
        )
    context = {
        "tab": "special_days",
        "place": place,
        "rows": rows,
        "advice": hooks.advice(place.library, user=request.user, at=timezone.now()),
    }
    return render(request, "calendars/special_days.html", context)


@at_work(EDIT)
def add(request: HttpRequest) -> HttpResponseBase:
    """Write down a special day; `?repeats=lunar` says of which kind, `?on=2026-09-02` begins from a day."""
    place = place_of(request)
    repeats = request.GET.get("repeats", "")
    repeats = repeats if repeats in Repeats.values else Repeats.ONCE
    initial: dict[str, object] = {"place": f"s{place.site.pk}" if place.site else "library"}
    if day := _day(request.GET.get("on", "")):
        initial |= {"first_on": day, "reason": request.GET.get("reason", "")[:120]}
    form = _form(request, place.library, repeats, None, initial)
    if _kept(request, form, place.library, None):
        return redirect(reverse("calendars:special_days") + place.query)
    return _page(request, form, place.query, None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_role(EDIT, over=SOMEWHERE)
def change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a special day that is written down."""
    row = own_special_day(request, number)
    form = _form(request, row.organisation, row.repeats, row, {})
    if _kept(request, form, row.organisation, row):
        return redirect("calendars:special_days")
    return _page(request, form, "", row)


@require_POST
@require_role(EDIT, over=SOMEWHERE)
def remove(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a special day away."""
    row = own_special_day(request, number)
    services.remove_special_day(special=row, actor=user_of(request), at=timezone.now())
    messages.success(request, _("“%(reason)s” is removed.") % {"reason": row.reason})
    return redirect("calendars:special_days")


def _form(
    request: HttpRequest,
    library: Organisation | None,
    repeats: str,
    row: SpecialDay | None,
    initial: dict[str, object],
) -> SpecialDayForm:
    today = timezone.localdate()
    return SpecialDayForm(
        request.POST if request.method == "POST" else None,
        repeats=repeats,
        sites=list(federation.sites_of([library.pk], today)) if library else [],
        library_name=federation.short_names([library.pk], today, language())[library.pk] if library else "",
        hub=allowed(request.user, EDIT, None),
        special=row,
        initial=initial,
    )


def _kept(request: HttpRequest, form: SpecialDayForm, library: Organisation | None, row: SpecialDay | None) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        services.write_special_day(
            organisation=None if form.of_the_hub() else library,
            site=form.chosen_site(),
            given=form.given(),
            special=row,
            actor=user_of(request),
            at=timezone.now(),
        )
    except CalendarRefused as refusal:
        field = str(refusal.context.get("field", ""))
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    told = [_("Kept. Loans made from now on do not fall due on closed days.")]
    if library is not None:
        told += hooks.all_is_well(library, user=request.user, at=timezone.now())
    messages.success(request, " ".join(told))
    return True


def _page(request: HttpRequest, form: SpecialDayForm, query: str, row: SpecialDay | None) -> HttpResponse:
    site = query.replace("?", "&", 1)
    context = {
        "form": form,
        "query": query,
        "row": row,
        "kinds": [(f"?repeats={key}{site}", name, key == form.repeats) for key, name in REPEATS_NAMES.items()],
        "entries": audit.entries_of(row) if row else [],
    }
    return render(request, "calendars/special_day_form.html", context, status=422 if form.errors else 200)
