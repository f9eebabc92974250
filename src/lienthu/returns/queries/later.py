"""What the ledger has of a period beyond what a return could know that was handed in before the period was over."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.formulas import Formula
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import Worked
from lienthu.returns.models import Return

Later = Mapping[str, Decimal]  # by code; what is 0 is left out


def later(rows: Iterable[Return], places: Mapping[int, Place], known: Mapping[str, Indicator]) -> dict[int, Later]:
    """By return (its key; `places`: whose figures it has): what the ledger counts after the day on which its figures
    were computed, up to the period's end.

    A return settles its period only if that was over when it was approved (of one that nobody has approved yet: when
    it was handed in). Otherwise what was reported, with what was corrected in it, is told together with what came
    after it; a year that was approved in December has December's last days too. What is counted by hand stays.
    """
    early: dict[Period, dict[date, list[Return]]] = {}
    for row in rows:
        period, day = row.call.period, _known_until(row)
        if day is not None:
            early.setdefault(period, {}).setdefault(day, []).append(row)
    plain, sums = _sorted_out(known)
    found: dict[int, Later] = {}
    for period, by_day in early.items():
        of_period = [places[row.pk] for of_day in by_day.values() for row in of_day]
        whole = figures(plain, period, of_period)
        for day, of_day in by_day.items():
            theirs = [places[row.pk] for row in of_day]
            until = figures(plain, Period(period.first, day), theirs) if day > period.first else {}
            for row in of_day:
                came = {
                    one.code: (whole[one.code, places[row.pk]] or Decimal())
                    - (until.get((one.code, places[row.pk])) or Decimal())
                    for one in plain
                }
                found[row.pk] = {code: value for code, value in _with_sums(came, sums).items() if value}
    return found


def _known_until(row: Return) -> date | None:
    """The first day of which the return can know nothing; None where it settles its period."""
    period, last_word = row.call.period, row.settled_at or row.submitted_at
    if last_word is None or timezone.localdate(last_word) >= period.until:
        return None
    day = timezone.localdate(row.prefilled_at or last_word) + timedelta(days=1)
    return day if day < period.until else None


def _sorted_out(known: Mapping[str, Indicator]) -> tuple[list[Indicator], dict[str, Formula]]:
    """Those that stand for themselves, and the plain sums of them."""
    plain, sums = [], {}
    for code, indicator in known.items():
        recipe = recipes.of(indicator)
        if not isinstance(recipe, Worked):
            plain.append(indicator)
        elif recipe.formula.adds_up:
            sums[code] = recipe.formula
    return plain, sums


def _with_sums(came: dict[str, Decimal], sums: Mapping[str, Formula]) -> dict[str, Decimal]:
    """A sum has grown by as much as its parts have."""
    waiting = dict(sums)
    while waiting:
        ready = [code for code, formula in waiting.items() if formula.codes.isdisjoint(waiting)]
        if not ready:
            break
        for code in ready:
            formula = waiting.pop(code)
            came[code] = formula.value({part: came.get(part, Decimal()) for part in formula.codes}) or Decimal()
    return came
