"""The table that a question asks for, and the questions that somebody may open."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.dashboards.models import SavedQuestion
from lienthu.dashboards.queries.exchanged import withheld
from lienthu.dashboards.queries.figures import Told, told, with_parts
from lienthu.dashboards.queries.overview import members_of
from lienthu.dashboards.rules.questions import TIMES, By, Question
from lienthu.dashboards.rules.suppression import Shown
from lienthu.federation import queries as federation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.access import READ
from lienthu.indicators.queries.breakdowns import Fact, Step, by_fact, over_time
from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import FromLedger

Value = Decimal | Shown | None  # what stands instead of a figure that is not told
Readable = Callable[[Collection[Place]], Collection[Place]]  # those whose own pages who asks may open


@dataclass(frozen=True)
class Table:
    """`columns`: indicator, and the place where each column is one place's. `rows`: what each is of, and its figures.

    `totals` has one for each column where the rows add up, else None; empty where no column adds up. `missing`: the
    organisations whose returns the totals lack.
    """

    question: Question
    columns: Sequence[tuple[Indicator, Place | None]]
    rows: Sequence[tuple[Any, Sequence[Value]]]
    totals: Sequence[Decimal | None]
    missing: frozenset[int] = frozenset()


def table(question: Question, known: Mapping[str, Indicator], today: date, readable: Readable) -> Table:
    """Raises nothing: what is not known stands as None, and a small count of people at a member that is not among the
    `readable` as the word for it."""
    wanted = [known[code] for code in question.codes if code in known]
    asked = with_parts([one.code for one in wanted], known)
    if question.by in (By.PLACE, By.MEMBER):
        return _by_place(question, wanted, asked, readable)
    if question.by in TIMES:
        until = min(question.period.until, max(date.fromordinal(today.toordinal() + 1), question.period.first))
        period = Period(question.period.first, until) if until > question.period.first else question.period
        parts = over_time(asked, period, question.places, Step(question.by.value), wanted=[one.code for one in wanted])
    else:
        parts = by_fact(asked, question.period, question.places, Fact(question.by.value))
    columns = [(one, place) for place in question.places for one in wanted]
    found = [parts[one.code, place] for one, place in columns]
    keys = list(dict.fromkeys(key for column in found for key in column))
    if question.by not in TIMES:
        keys.sort(key=lambda key: -sum((abs(column.get(key) or Decimal()) for column in found), Decimal()))
    rows = [(key, [column.get(key) for column in found]) for key in keys]
    totals = [_total(one, list(column.values())) for (one, _place), column in zip(columns, found, strict=True)]
    if all(total is None for total in totals):
        return Table(question, columns, rows, [])
    figures = told(asked, question.period, question.places)
    return Table(question, columns, rows, totals, _missing(figures, wanted, question.places))


def _missing(figures: Told, wanted: Sequence[Indicator], places: Sequence[Place]) -> frozenset[int]:
    return frozenset(pk for one in wanted for place in places for pk in figures[one.code, place].missing)


def _by_place(question: Question, wanted: Sequence[Indicator], asked: Sequence[Indicator], readable: Readable) -> Table:
    places = list(question.places)
    if question.by is By.MEMBER:
        places = list(dict.fromkeys(one for each in question.places for one in members_of(each, question.period)))
    whole = list(question.places) if question.by is By.MEMBER and len(question.places) == 1 else []
    found = told(asked, question.period, [*places, *whole])
    known = {one.code: one for one in asked}
    kept = withheld(found, known, places, readable(places)) if question.by is By.MEMBER else {}
    cells = {key: kept.get(key) or figure.value for key, figure in found.items()}
    rows = [(place, [cells[one.code, place] for one in wanted]) for place in places]
    totals = [found[one.code, whole[0]].value for one in wanted] if whole else []
    return Table(question, [(one, None) for one in wanted], rows, totals, _missing(found, wanted, whole))


def _total(indicator: Indicator, values: Sequence[Decimal | None]) -> Decimal | None:
    """Only of flows: neither what there is on a day nor how many different sites there were adds up."""
    recipe = recipes.of(indicator)
    counts_sites = isinstance(recipe, FromLedger) and recipe.distinct_sites
    known = [value for value in values if value is not None]
    if indicator.kind != Indicator.Kind.FLOW or counts_sites or not known:
        return None
    return sum(known, Decimal())


def saved_for(user: User, day: date) -> QuerySet[SavedQuestion]:
    """One's own, and those shared where one works, above it, or with everybody."""
    shared = Q(organisation=None)
    reached = reach(user, READ, day)
    if reached is None:
        shared = Q()
    else:
        mine = [each.pk for each in reached]
        above = {pk for line in federation.ancestors(mine, day).values() for pk in line}
        shared |= Q(organisation__in=above | set(mine))
    rows = SavedQuestion.objects.filter(Q(owner=user) | Q(is_shared=True) & shared)
    return rows.select_related("owner", "organisation")
