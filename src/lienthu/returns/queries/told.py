"""The figures that reports and dashboards show: as returns report them, and else as the ledger has them now.

The one way to them for the rooms above. What a total lacks is told beside it, never hidden.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from django.db.models import Exists, OuterRef

from lienthu.common.looks import one_look
from lienthu.federation.models import Organisation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.parts import completed
from lienthu.indicators.queries.places import Place, Shares, Sort, shares
from lienthu.indicators.queries.values import Values, figures
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import ByHand, Worked
from lienthu.ledger.models import Beginning, DailySum
from lienthu.ledger.queries import begun
from lienthu.returns.models import Call, Entry, Return
from lienthu.returns.queries.later import Later, later


class Origin(StrEnum):
    REPORTED = "reported"  # approved returns
    SUBMITTED = "submitted"  # returns that nobody has approved yet
    LEDGER = "ledger"  # worked out now
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True)
class Figure:
    """`value` None: not available, which is not 0. `missing`: organisations that a total lacks, because they were
    asked and have not handed in, or reported that they do not know; of a federation's, those that it asked itself."""

    value: Decimal | None
    origin: Origin
    missing: tuple[int, ...] = ()


Told = dict[tuple[str, Place], Figure]
V = TypeVar("V", Decimal, Decimal | None)


@dataclass(frozen=True)
class Answer:
    """A return as totals are made of it: whose, over which organisations, and what it says by code.

    `later`: what the ledger has beyond it, where it was approved before the period was over.
    """

    organisation: int
    over: frozenset[int]
    period: Period
    approved: bool
    says: Mapping[str, Decimal | None]
    later: Later = field(default_factory=dict)


# By organisation asked and the federation that asked it (None: a library did): over whom.
Wanting = Mapping[tuple[int, int | None], frozenset[int]]


@dataclass(frozen=True)
class Known:
    """All returns that bear on a period."""

    answers: Sequence[Answer]  # approved ones first, then the wider, then the newer
    wanting: Mapping[str, Wanting]
    unheard: frozenset[int]  # asked for, not answered for, and the ledger knows nothing of them


@dataclass
class Sum:
    """A total being made up."""

    value: Decimal | None = None
    origins: set[Origin] = field(default_factory=set)
    missing: set[int] = field(default_factory=set)
    left: dict[int, Decimal] = field(default_factory=dict)  # organisations that no return speaks for

    def add(self, value: Decimal | None, share: Decimal, origin: Origin) -> None:
        if value is not None:
            self.value = (self.value or Decimal()) + value * share
            self.origins.add(origin)

    def figure(self) -> Figure:
        origin = Origin.NONE if not self.origins else Origin.MIXED
        if len(self.origins) == 1:
            (origin,) = self.origins
        return Figure(self.value, origin, tuple(sorted(self.missing)))


@one_look()
def told(
    indicators: Collection[Indicator],
    period: Period,
    places: Collection[Place],
    *,
    restated_on: date | None = None,
    without: Collection[int] = (),
) -> Told:
    """The figure of each indicator (by code) at each place in the period.

    An organisation's figure is what its approved return says, else its submitted one, else what the ledger says now;
    one that reports with all below it speaks for them. To a return that was approved before the period was over is
    added what the ledger has had since. Returns of shorter periods that fill this one make up its
    flows. What is counted by hand and stands in no return is not available. Ratios are worked out of the figures told.
    `restated_on`: as in `indicators.queries.places.shares`. `without`: returns (by key) to leave out.
    """
    wanted = list(dict.fromkeys(places))
    known = completed(indicators, lambda: by_code(period.last))
    plain = [one for one in known.values() if not _is_ratio(one)]
    computed = figures(plain, period, wanted, restated_on=restated_on)
    held = shares(wanted, period, restated_on=restated_on)
    returns = _returns(period, {one for parts in held.values() for one in parts}, known, without)
    apart = _of_each(plain, period, returns)
    found: Told = {}
    for place in wanted:
        for one in plain:
            found[one.code, place] = _told(one, place, held[place], returns, computed, apart)
    _work_out(known, wanted, held, returns, found)
    codes = {one.code for one in indicators}
    return {key: figure for key, figure in found.items() if key[0] in codes}


def _is_ratio(indicator: Indicator) -> bool:
    recipe = recipes.of(indicator)
    return isinstance(recipe, Worked) and not recipe.formula.adds_up


def _told(indicator: Indicator, place: Place, parts: Shares, returns: Known, computed: Values, apart: Values) -> Figure:
    code = indicator.code
    total = Sum(left=dict(parts))
    for answer in returns.answers:
        _take(answer, code, total)
    for (asked, group), over in returns.wanting.get(code, {}).items():
        if place.sort == Sort.FEDERATION and group != place.pk:
            continue  # a round within one member is that member's affair
        if over <= parts.keys() and not over.isdisjoint(total.left):
            total.missing.add(asked)
    if isinstance(recipes.of(indicator), ByHand):
        return total.figure()
    heard = [one for one in total.left if one not in returns.unheard]
    rest = computed[code, place]
    if total.left.keys() != parts.keys() and rest is not None:  # what returns speak for is not told twice
        spoken = ((one, share) for one, share in parts.items() if one not in total.left)
        rest = max(rest - sum((_apart(apart, code, one) * share for one, share in spoken), Decimal()), Decimal())
    if place.sort == Sort.SITE or (heard and (rest or not total.origins)):
        total.add(rest, Decimal(1), Origin.LEDGER)
    return total.figure()


def _take(answer: Answer, code: str, total: Sum) -> None:
    """Let the return speak for its organisations where nobody else has, and all of them count by the same share."""
    if code not in answer.says or not answer.over <= total.left.keys():
        return
    found = {total.left[one] for one in answer.over}
    if len(found) != 1:
        return
    value = answer.says[code]
    if value is None:
        total.missing.add(answer.organisation)
    share = found.pop()
    total.add(value, share, Origin.REPORTED if answer.approved else Origin.SUBMITTED)
    if value is not None and code in answer.later:
        total.add(answer.later[code], share, Origin.LEDGER)
    for one in answer.over:
        del total.left[one]


def _apart(apart: Values, code: str, organisation: int) -> Decimal:
    return apart.get((code, Place(Sort.LIBRARY, organisation))) or Decimal()


def _of_each(indicators: Collection[Indicator], period: Period, returns: Known) -> Values:
    """What the ledger says of each organisation that a return speaks for."""
    spoken = sorted({one for answer in returns.answers for one in answer.over})
    return figures(indicators, period, [Place(Sort.LIBRARY, one) for one in spoken]) if spoken else {}


def _work_out(
    known: Mapping[str, Indicator],
    places: Iterable[Place],
    held: Mapping[Place, Shares],
    returns: Known,
    found: Told,
) -> None:
    """Ratios: as reported where one return speaks for the whole place, else worked out of what was told."""
    waiting = {one.code: recipe for one in known.values() if isinstance(recipe := recipes.of(one), Worked)}
    ratios = {code: recipe.formula for code, recipe in waiting.items() if not recipe.formula.adds_up}
    while ratios:
        ready = [code for code, formula in ratios.items() if formula.codes.isdisjoint(ratios)]
        for code in ready or list(ratios):
            formula = ratios.pop(code)
            for place in places:
                one = _reported_whole(code, formula.codes, held[place], returns)
                parts = [found[part, place] for part in sorted(formula.codes) if (part, place) in found]
                value = formula.value(
                    {part: found[part, place].value for part in formula.codes if (part, place) in found}
                )
                found[code, place] = one or _of_parts(value if ready else None, parts)


def _reported_whole(code: str, made_of: Collection[str], parts: Shares, returns: Known) -> Figure | None:
    total = Sum(left=dict(parts))
    for answer in returns.answers:
        says_it = answer.over == parts.keys() and answer.says.get(code) is not None
        if says_it and answer.later.keys().isdisjoint(made_of):
            _take(answer, code, total)
            return total.figure()
    return None


def _of_parts(value: Decimal | None, parts: Iterable[Figure]) -> Figure:
    seen = list(parts)
    missing = tuple(sorted({one for part in seen for one in part.missing}))
    origins = {part.origin for part in seen}
    if value is None or not origins:
        return Figure(value, Origin.NONE, missing)
    return Figure(value, origins.pop() if len(origins) == 1 else Origin.MIXED, missing)


def _returns(
    period: Period, organisations: Collection[int], known: Mapping[str, Indicator], without: Collection[int]
) -> Known:
    """The returns within the period of these organisations, joined where shorter ones fill it."""
    rows = (
        Return.objects.standing()
        .filter(call__first_on__gte=period.first, call__until__lte=period.until)
        .exclude(pk__in=without)
        .select_related("call")
        .defer("call__note")
        .order_by("-submitted_at", "-id")
    )
    mine = [row for row in rows if row.organisation_id in organisations]
    if not mine:
        return Known((), {}, frozenset())
    places = {row.pk: _place_of(row) for row in mine}
    spans = _spans(mine, places)
    handed_in = [row for row in mine if row.state in Return.TOLD]
    done = {(row.organisation_id, spans[row.pk]) for row in handed_in if row.call.period == period}
    useful = [row for row in handed_in if row.call.period == period or (row.organisation_id, spans[row.pk]) not in done]
    said = _said([row.pk for row in useful], known)
    came = later(useful, places, known)
    answers = [
        Answer(
            row.organisation_id, spans[row.pk], row.call.period, row.is_settled, said.get(row.pk, {}),
            came.get(row.pk, {}),
        )
        for row in useful
    ]  # fmt: skip
    whole = [answer for answer in answers if answer.period == period]
    joined = _joined([answer for answer in answers if answer.period != period], period, known)
    ranked = sorted([*whole, *joined], key=lambda answer: (not answer.approved, -len(answer.over)))
    wanting = _wanting([row for row in mine if row.state in Return.TO_FILL], spans)
    asked = {one for of_code in wanting.values() for over in of_code.values() for one in over}
    return Known(ranked, wanting, silent(asked, period))


def _place_of(row: Return) -> Place:
    return Place(Sort.NETWORK if row.call.asks == Call.Asks.NETWORK else Sort.LIBRARY, row.organisation_id)


def _spans(rows: Iterable[Return], places: Mapping[int, Place]) -> dict[int, frozenset[int]]:
    """By return: the organisations that it speaks for."""
    asked: dict[Period, set[Place]] = {}
    for row in rows:
        asked.setdefault(row.call.period, set()).add(places[row.pk])
    held = {period: shares(wanted, period) for period, wanted in asked.items()}
    return {row.pk: frozenset(held[row.call.period][places[row.pk]]) | {row.organisation_id} for row in rows}


def _said(returns: Collection[int], known: Mapping[str, Indicator]) -> dict[int, dict[str, Decimal | None]]:
    """By return: its figures by code. A sum that it does not name follows from its parts, where it has them all."""
    said: dict[int, dict[str, Decimal | None]] = {}
    rows = Entry.objects.filter(of__in=returns, indicator__in=list(known)).exclude(state=Entry.State.EMPTY)
    for of, code, value in rows.order_by().values_list("of", "indicator", "value"):
        said.setdefault(of, {})[code] = value
    for code, indicator in known.items():
        recipe = recipes.of(indicator)
        if isinstance(recipe, Worked) and recipe.formula.adds_up:
            for says in said.values():
                if code not in says and recipe.formula.codes <= says.keys():
                    says[code] = recipe.formula.value(says)
    return said


def _joined(answers: Sequence[Answer], period: Period, known: Mapping[str, Indicator]) -> list[Answer]:
    """Returns of one organisation over shorter periods, one after the other from the first day to the last, as one; of
    one that ends with the period, but has none before it, the levels."""
    of_each: dict[tuple[int, frozenset[int]], list[Answer]] = {}
    for answer in answers:
        of_each.setdefault((answer.organisation, answer.over), []).append(answer)
    found = []
    for (organisation, over), theirs in of_each.items():
        chain, day = [], period.first
        while day < period.until:
            following = [each for each in theirs if each.period.first == day]
            if not following:
                break
            chain.append(min(following, key=lambda each: (not each.approved, -each.period.until.toordinal())))
            day = chain[-1].period.until
        if day == period.until:
            approved = all(each.approved for each in chain)
            found.append(Answer(organisation, over, period, approved, _added(chain, known), _came(chain, known)))
        elif ending := [each for each in theirs if each.period.until == period.until]:
            last = min(ending, key=lambda each: not each.approved)
            found.append(
                Answer(organisation, over, period, last.approved, _levels(last.says, known), _levels(last.later, known))
            )
    return found


def _levels(says: Mapping[str, V], known: Mapping[str, Indicator]) -> dict[str, V]:
    """What holds on the last day, whatever is lacking of the days before it."""
    return {code: value for code, value in says.items() if known[code].kind == Indicator.Kind.LEVEL}


def _added(chain: Sequence[Answer], known: Mapping[str, Indicator]) -> dict[str, Decimal | None]:
    """Flows add up, of levels the last holds; what one of them does not say is left out."""
    says: dict[str, Decimal | None] = {}
    for code, indicator in known.items():
        if not all(code in answer.says for answer in chain):
            continue
        values = [answer.says[code] for answer in chain]
        if indicator.kind == Indicator.Kind.LEVEL:
            says[code] = values[-1]
        elif indicator.kind == Indicator.Kind.FLOW:
            numbers = [value for value in values if value is not None]
            says[code] = sum(numbers, Decimal()) if len(numbers) == len(values) else None
    return says


def _came(chain: Sequence[Answer], known: Mapping[str, Indicator]) -> Later:
    """What came after those of them that were approved early; of a level only the last counts."""
    came: dict[str, Decimal] = {}
    for number, answer in enumerate(chain, 1):
        for code, value in answer.later.items():
            if known[code].kind == Indicator.Kind.FLOW or number == len(chain):
                came[code] = came.get(code, Decimal()) + value
    return came


def _wanting(rows: Iterable[Return], spans: Mapping[int, frozenset[int]]) -> dict[str, Wanting]:
    wanting: dict[str, dict[tuple[int, int | None], frozenset[int]]] = {}
    for row in rows:
        for code in row.call.codes:
            asked = wanting.setdefault(code, {})
            key = (row.organisation_id, row.call.federation_id)
            asked[key] = asked.get(key, frozenset()) | spans[row.pk]
    return {**wanting}


def silent(organisations: Collection[int], period: Period) -> frozenset[int]:
    """Those of whose doings in the period the ledger has nothing: they work on paper, and 0 would be untrue."""
    if not organisations:
        return frozenset()
    served = DailySum.objects.filter(host=OuterRef("pk"), booked_on__gte=period.first, booked_on__lt=period.until)
    rows = Organisation.objects.filter(pk__in=list(organisations)).order_by()  # a look into an index for each
    quiet = set(organisations) - set(rows.filter(Exists(served)).values_list("pk", flat=True))
    owners = {one.organisation for one in begun(Beginning.Credit.OWNER, quiet) if one.month < period.until}
    if owners:  # what others lent of theirs; hardly ever anybody who served nobody
        owned = DailySum.objects.filter(owner__in=owners, booked_on__gte=period.first, booked_on__lt=period.until)
        quiet -= set(owned.order_by().values_list("owner", flat=True).distinct())
    return frozenset(quiet)
