"""Figures taken apart: by month, quarter or year, by what the ledger knows of each entry, by site.

As `queries.values`, from the ledger's daily sums and from counts; what is counted by hand is not known here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Sum

from lienthu.indicators.models import Count, Indicator
from lienthu.indicators.queries.beginnings import Beginnings, beginnings
from lienthu.indicators.queries.booked import MONTH, Recipes, booked, daily
from lienthu.indicators.queries.places import Place, Shares, Sort, shares
from lienthu.indicators.queries.stretches import stretches
from lienthu.indicators.queries.values import holders_of, only_one, work_out
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.condensing import condensed
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import Counted, FromLedger, Worked

Parts = dict[tuple[str, Place], dict[Any, Decimal | None]]  # by code and place: each part's figure


class Step(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def first(self, day: date) -> date:
        """The first day of the step that the day is in."""
        match self:
            case Step.MONTH:
                return day.replace(day=1)
            case Step.QUARTER:
                return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return date(day.year, 1, 1)


class Fact(StrEnum):
    """What the ledger knows of an entry. Only indicators from the ledger can be taken apart so."""

    AGE_BAND = "age_band"
    MATERIAL = "material"
    CHANNEL = "channel"
    SITE = "site"


def steps_of(period: Period, step: Step) -> list[date]:
    """The first days of the steps that the period touches."""
    return list(dict.fromkeys(step.first(month.first) for month in period.months()))


def over_time(
    indicators: Collection[Indicator],
    period: Period,
    places: Collection[Place],
    step: Step = Step.MONTH,
    *,
    wanted: Collection[str] | None = None,
) -> Parts:
    """Each indicator at each place, by the first day of each step; None where nothing is known.

    `wanted`: codes; of the other indicators, which only serve in formulas, nothing is told.

    Before the first month in which anything of the kind was booked at a place (`beginnings`) nothing is known of it;
    after that, no entry is 0. Formulas
    want their parts asked for as well. For each stretch of years with the same organisations one statement for what
    served and one for what owned, whatever the length; more only where indicators count different sites.
    """
    known = {one.code: recipes.of(one) for one in indicators}
    if wanted is not None:
        known = condensed(known, wanted)
    asked = list(dict.fromkeys(places))
    of_ledger = {code: recipe for code, recipe in known.items() if isinstance(recipe, FromLedger)}
    steps = steps_of(period, step)
    found: Parts = {(code, place): dict.fromkeys(steps) for code in known for place in asked}
    pieces = stretches(period, asked)
    sums = _ledger_over_time(of_ledger, pieces, step)
    _put_in(found, of_ledger, sums, pieces, step)
    measures = {code: recipe.measure for code, recipe in known.items() if isinstance(recipe, Counted)}
    _add_counts(found, measures, pieces, step)
    _add_formulas(found, known, asked)
    return found


def _ledger_over_time(
    of_ledger: Recipes, pieces: Sequence[tuple[Period, Mapping[Place, Shares]]], step: Step
) -> dict[tuple[str, Place], dict[date, Decimal]]:
    found: dict[tuple[str, Place], dict[date, Decimal]] = {}
    for piece, parts in pieces:
        for (code, place), months in _by(of_ledger, piece, parts, "month", step.first).items():
            there = found.setdefault((code, place), {})
            for key, value in months.items():
                there[key] = there.get(key, Decimal()) + value
    return found


def _put_in(
    found: Parts,
    of_ledger: Recipes,
    sums: Mapping[tuple[str, Place], Mapping[date, Decimal]],
    pieces: Sequence[tuple[Period, Mapping[Place, Shares]]],
    step: Step,
) -> None:
    """What was booked, and 0 where nothing was, in the steps from the beginning on of those who make up a place."""
    everyone = {one for _piece, parts in pieces for held in parts.values() for one in held}
    beginnings_known = Beginnings(of_ledger, everyone)
    for piece, parts in pieces:
        begun, inside = beginnings_known.of(parts), steps_of(piece, step)
        for key in ((code, place) for code in of_ledger for place in parts):
            told = sums.get(key, {})
            days = [day for day in inside if day in told] + ([step.first(begun[key])] if key in begun else [])
            if days:
                found[key].update({one: told.get(one, Decimal()) for one in inside if one >= min(days)})


def _add_counts(
    found: Parts,
    measures: Mapping[str, str],
    pieces: Sequence[tuple[Period, Mapping[Place, Shares]]],
    step: Step,
) -> None:
    """The last count of each organisation within each step, added up. One statement."""
    if not measures:
        return
    first, until = pieces[0][0].first, pieces[-1][0].until
    rows = Count.objects.filter(measure__in=set(measures.values()), on__gte=first, on__lt=until).order_by("on")
    last: dict[tuple[str, date], dict[int, int]] = {}
    for measure, organisation, on, value in rows.values_list("measure", "organisation_id", "on", "value"):
        last.setdefault((measure, step.first(on)), {})[organisation] = value
    for code, measure in measures.items():
        for piece, parts in pieces:
            for place, held in parts.items():
                for one in steps_of(piece, step):
                    counted = last.get((measure, one), {})
                    told = [value * held[pk] for pk, value in counted.items() if pk in held]
                    if told:
                        found[code, place][one] = sum(told, Decimal())


def by_fact(indicators: Collection[Indicator], period: Period, places: Collection[Place], fact: Fact) -> Parts:
    """Each indicator from the ledger at each place, by age band, material, channel or site (0: at no site).

    Only what there was is told; what is counted otherwise has no parts. Statements as for `queries.values.figures`.
    """
    known = {one.code: recipes.of(one) for one in indicators}
    of_ledger = {code: recipe for code, recipe in known.items() if isinstance(recipe, FromLedger)}
    wanted = list(dict.fromkeys(places))
    held = shares(wanted, period)
    sums = _by(of_ledger, period, held, fact.value, lambda key: key)
    begun = {key for key, day in beginnings(of_ledger, held).items() if day < period.until}
    keys: dict[Place, set[Any]] = {}
    for (_code, place), parts in sums.items():
        keys.setdefault(place, set()).update(parts)
    found: Parts = {}
    for code in known:
        for place in wanted:
            zero = Decimal() if (code, place) in begun else None
            told = sums.get((code, place), {})
            found[code, place] = {key: told.get(key, zero) for key in keys.get(place, ())}
    _add_formulas(found, known, wanted)
    return found


def _by(
    recipes: Recipes, period: Period, parts: Mapping[Place, Shares], column: str, keyed: Callable[[Any], Any]
) -> dict[tuple[str, Place], dict[Any, Decimal]]:
    """By what stands in the column, put together by `keyed`."""
    found: dict[tuple[str, Place], dict[Any, Decimal]] = {}
    for credit in ("host", "owner"):
        credited = {code: one for code, one in recipes.items() if not one.distinct_sites and one.credit == credit}
        for sort, places in _sorted(parts).items():
            if credited and places:
                key = "site" if sort == Sort.SITE else credit
                _sum_up(found, credited, period, key, holders_of(places, parts), column, keyed)
    for code, recipe in recipes.items():
        if recipe.distinct_sites:
            _count_sites(found, code, recipe, period, parts, column, keyed)
    return found


def _sorted(parts: Mapping[Place, Shares]) -> dict[Sort, list[Place]]:
    """Sites apart from all else."""
    sites = [place for place in parts if place.sort == Sort.SITE]
    return {Sort.SITE: sites, Sort.NETWORK: [place for place in parts if place.sort != Sort.SITE]}


def _sum_up(
    found: dict[tuple[str, Place], dict[Any, Decimal]],
    recipes: Recipes,
    period: Period,
    key: str,
    holders: Mapping[int, Sequence[tuple[Place, Decimal]]],
    column: str,
    keyed: Callable[[Any], Any],
) -> None:
    alone = only_one(holders)
    by = [column] if alone else list(dict.fromkeys([column, key]))
    for code, facts, quantity in booked(recipes, period, key, list(holders), by):
        part = keyed(facts[column])
        for place, share in alone or holders[facts[key]]:
            there = found.setdefault((code, place), {})
            there[part] = there.get(part, Decimal()) + quantity * share


def _count_sites(
    found: dict[tuple[str, Place], dict[Any, Decimal]],
    code: str,
    recipe: FromLedger,
    period: Period,
    parts: Mapping[Place, Shares],
    column: str,
    keyed: Callable[[Any], Any],
) -> None:
    """How many different sites had any of it in each part; one statement."""
    rows = daily([recipe], period).filter(site__gt=0)
    if column == "month":
        rows = rows.annotate(month=MONTH)
    for fact, told in recipe.where:
        rows = rows.filter(trip__gt=0) if fact == "on_trip" else rows.filter(**{f"{fact}__in": list(told)})
    columns = list(dict.fromkeys([column, recipe.credit, "site"]))
    seen: dict[Place, dict[Any, set[int]]] = {}
    for row in rows.values(*columns).annotate(total=Sum("quantity")).filter(total__gt=0):
        part = keyed(date.fromisoformat(f"{row['month']}-01") if column == "month" else row[column])
        for place, held in parts.items():
            if row["site"] == place.pk if place.sort == Sort.SITE else held.get(row[recipe.credit]):
                seen.setdefault(place, {}).setdefault(part, set()).add(row["site"])
    for place, by_part in seen.items():
        found[code, place] = {part: Decimal(len(sites)) for part, sites in by_part.items()}


def _add_formulas(found: Parts, known: Mapping[str, recipes.Recipe], places: Sequence[Place]) -> None:
    """What is worked out, part by part, from the parts of the others."""
    formulas = {code: recipe.formula for code, recipe in known.items() if isinstance(recipe, Worked)}
    if not formulas:
        return
    for place in places:
        for part in {part for code in known for part in found[code, place]}:
            values = {(code, place): found[code, place].get(part) for code in known if code not in formulas}
            work_out(dict(formulas), [place], values)
            for code in formulas:
                found[code, place][part] = values[code, place]
