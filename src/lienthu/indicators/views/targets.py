"""Targets: the board of a place and period, setting one, splitting it downwards."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.accounts.queries import working_library
from lienthu.common.errors import DomainError
from lienthu.indicators.forms import SplitForm, TargetForm
from lienthu.indicators.models import Indicator, Section, Target
from lienthu.indicators.queries import places
from lienthu.indicators.queries.access import READ, may, offered
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import (
    Beside,
    Row,
    beside_parts,
    board,
    earlier,
    history,
    places_below,
    row_of,
    targets,
)
from lienthu.indicators.queries.targets import place_of as place_of_target
from lienthu.indicators.rules.doubt import is_far
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.services import targets as services
from lienthu.indicators.services.targets import Decision
from lienthu.indicators.views.shared import demand, period_of, periods_offered, place_of
from lienthu.lib.vietnamese import numbers

SET = "targets.set"
LOOKED_AT = "indicators.looked_at"


@require_role(READ, over=SOMEWHERE)
def target_board(request: HttpRequest) -> HttpResponseBase:
    """What is to be reached and what is, of one place in one period."""
    period, today = period_of(request), timezone.localdate()
    choices = offered(user_of(request), working_library(request), today)
    place = _looked_at(request, choices)
    if place is None:
        return render(
            request, "indicators/board.html", {"place": None, "period": period, "choices": _told_apart(choices, period)}
        )
    named = places.names({place, *choices}, period.last, get_language() or "vi")
    rows = board(place, period, today=today)
    has_targets = any(row.target for row in rows)
    every = not has_targets or "all" in request.GET
    shown = [row for row in rows if every or row.target]
    sections = [(section.label, [row for row in shown if row.indicator.section == section]) for section in Section]
    context = {
        "place": place, "name": named[place], "period": period, "periods": periods_offered(period, today),
        "places": [(each, named[each]) for each in dict.fromkeys([*choices, place])],
        "sections": [(label, found) for label, found in sections if found],
        "may_set": may(user_of(request), place, SET), "has_targets": has_targets, "all": every,
        "is_over": period.is_over(today), "below": places_below(place, period), **_beside(period, today),
    }  # fmt: skip
    return render(request, "indicators/board.html", context)


def _looked_at(request: HttpRequest, choices: list[Place]) -> Place | None:
    """The place that is named, else where the person works. Of several federations the one last looked at: until there
    is one, they are asked."""
    place = place_of(request)
    is_asked = len(choices) > 1 and choices[0].sort == Sort.FEDERATION
    if not is_asked:
        return place or next(iter(choices), None)
    kept = request.session.get(LOOKED_AT)
    if place is not None:
        if place.code != kept:
            request.session[LOOKED_AT] = place.code
        return place
    return next((each for each in choices if each.code == kept), None)


def _told_apart(choices: list[Place], period: Period) -> list[tuple[Place, str, int]]:
    """With names and how many targets each has, those with the most first."""
    named = places.names(choices, period.last, get_language() or "vi")
    number = Counter(place for _code, place in targets(choices, period))
    return sorted(((each, named[each], number[each]) for each in choices), key=lambda row: -row[2])


@require_role(SET, over=SOMEWHERE)
def target_set(request: HttpRequest, indicator: str) -> HttpResponseBase:
    """Set or change one target."""
    place, period = _place(request), period_of(request)
    known = by_code(period.last).get(indicator)
    if known is None:
        raise Http404
    old = targets([place], period).get((indicator, place))
    decided = old or _latest(place, period)
    initial = {
        "value": old and _typed(old.value),
        "decision": decided.decision if decided else "", "decided_on": decided.decided_on if decided else None,
    }  # fmt: skip
    form = TargetForm(request.POST or None, is_change=old is not None, initial=initial)
    today = timezone.localdate()
    row = row_of(known, place, period, today=today)
    if request.method == "POST" and form.is_valid() and not _asked(form, row, period, today):
        value, reason = form.said()
        decision = Decision(form.cleaned_data["decision"], form.cleaned_data["decided_on"])
        try:
            services.set_target(
                place=place, indicator=indicator, period=period, value=value, decision=decision, reason=reason,
                actor=user_of(request), at=timezone.now(),
            )  # fmt: skip
            said = {"name": known.name, "value": _in_full(value, known)}
            messages.success(request, _("%(name)s: the target is %(value)s.") % said)
            return redirect(_board(place, period))
        except DomainError as refusal:
            refused(form, refusal)
    context = {
        "form": form, "indicator": known, "place": place, "period": period, "name": _name(place, period),
        "history": history(old) if old else [], "back": _board(place, period),
        "row": row, "is_over": period.is_over(today), **_beside(period, today),
    }  # fmt: skip
    return render(request, "indicators/target.html", context)


@require_role(SET, over=SOMEWHERE)
def target_split(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give those below their parts of a target."""
    target = get_object_or_404(Target, pk=number)
    place, period = place_of_target(target), Period(target.first_on, target.until)
    demand(request, place, SET)
    if not target.is_current:  # it was changed since: its split goes on under the one that holds
        return redirect("indicators:split", targets([place], period)[target.indicator, place].pk)
    below = places_below(place, period)
    named = places.names(below, period.last, get_language() or "vi")
    named |= {each: _("%(name)s (itself)") % {"name": named[each]} for each in below if each.sort == Sort.LIBRARY}
    held = targets(below, period)
    initial = {
        each.code: _typed(held[target.indicator, each].value) for each in below if (target.indicator, each) in held
    }
    indicator, today = by_code(period.last)[target.indicator], timezone.localdate()
    beside = beside_parts(target, indicator, below, today)
    shares = {each.code: _typed(share) for each in below if (share := beside[each].share) is not None}
    if request.GET.get("by") == "share":
        initial = shares | initial
    form = SplitForm(
        request.POST or None, places={each.code: named[each] for each in below},
        beside={each.code: _said_beside(beside[each], indicator, period, today) for each in below}, initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = {each: form.cleaned_data[each.code] for each in below if form.cleaned_data[each.code] is not None}
        try:
            services.split(
                target=target,
                parts=said,
                reason=form.cleaned_data["reason"],
                actor=user_of(request),
                at=timezone.now(),
            )
            _tell_split(request, target, below)
            return redirect("indicators:split", number)
        except DomainError as refusal:
            refused(form, refusal)
    total = sum((held[target.indicator, each].value for each in below if (target.indicator, each) in held), Decimal())
    context = {
        "target": target, "indicator": indicator, "period": period, "by_share": bool(shares.keys() - initial.keys()),
        "name": _name(place, period), "form": form, "total": total, "left": target.value - total,
        "back": _board(place, period),
        "boards": [(named[each], _board(each, period)) for each in below if (target.indicator, each) in held],
    }  # fmt: skip
    return render(request, "indicators/split.html", context)


def _said_beside(beside: Beside, indicator: Indicator, period: Period, today: date) -> str:
    gone = earlier(period)
    full = gone if gone.is_over(today) else earlier(gone)
    numbers_ = [
        (capfirst(full.name), beside.full), (_("%(period)s, so far") % {"period": gone.name}, beside.so_far),
        (_("in step with it"), beside.share),
    ]  # fmt: skip
    return " · ".join(f"{name}: {_shown(value, indicator.decimals)}" for name, value in numbers_ if value is not None)


def _tell_split(request: HttpRequest, target: Target, below: list[Place]) -> None:
    period = Period(target.first_on, target.until)
    held = targets(below, period)
    total = sum((held[key].value for key in held if key[0] == target.indicator), Decimal())
    if total <= target.value:
        messages.success(request, _("The parts are set."))
        return
    more = _in_full(total - target.value, by_code(period.last)[target.indicator])
    messages.warning(request, _("The parts are set. Together they are above the target by %(more)s.") % {"more": more})


def _place(request: HttpRequest) -> Place:
    place = place_of(request, SET)
    if place is None:
        raise Http404
    demand(request, place, SET)
    return place


def _name(place: Place, period: Period) -> str:
    return places.names([place], period.last, get_language() or "vi")[place]


def _board(place: Place, period: Period) -> str:
    return f"{reverse('indicators:targets')}?{urlencode({'place': place.code, 'period': period.code})}"


def _typed(value: Decimal) -> str:
    """As a person would type it again."""
    decimals = value.normalize().as_tuple().exponent
    return _shown(value, max(-decimals, 0) if isinstance(decimals, int) else 0)


def _shown(value: Decimal, decimals: int) -> str:
    return numbers.written(value, decimals, english=get_language() == "en")


def _in_full(value: Decimal, indicator: Indicator) -> str:
    """The number as it was understood, in words too where it is whole: 1.234 may be meant otherwise."""
    figures = _shown(value, indicator.decimals)
    if get_language() == "en" or value != int(value) or value > numbers.LARGEST:
        return f"{figures} {indicator.unit}"
    return f"{figures} {indicator.unit} ({numbers.in_words(int(value))})"


def _latest(place: Place, period: Period) -> Target | None:
    """Under whose decision the place's other targets of the period were set: often it is one for all."""
    held = targets([place], period).values()
    return max(held, key=lambda each: each.set_at) if held else None


def _beside(period: Period, today: date) -> dict[str, object]:
    """What is called that the period is set beside; `last_full` where that is not over itself."""
    gone = earlier(period)
    if gone.is_over(today):
        return {"before": _("Year before"), "last_full": ""}
    so_far = _("%(period)s, so far") % {"period": capfirst(gone.name)}
    return {"before": so_far, "last_full": capfirst(earlier(gone).name)}


def _asked(form: TargetForm, row: Row, period: Period, today: date) -> bool:
    """Whether it is asked if the number is meant: it is far from all that is known."""
    value, _reason = form.said()
    if form.cleaned_data.get("meant"):
        return False
    gone = earlier(period)
    known = [(gone.name, row.year_before)]
    if not gone.is_over(today):
        so_far = _("%(period)s, so far") % {"period": gone.name}
        known = [(earlier(gone).name, row.last_full), (so_far, row.year_before)]
    if not is_far(value, [*(number for _name, number in known), row.forecast]):
        return False
    decimals = row.indicator.decimals
    said = [f"{name}: {_shown(number, decimals)}" for name, number in known if number is not None]
    said += [_("forecast: %(number)s") % {"number": _shown(row.forecast, decimals)}] if row.forecast else []
    words = _("This is far from what is known (%(known)s). Mend it, or tick that it is meant.")
    form.ask(words % {"known": "; ".join(said)})
    return True
