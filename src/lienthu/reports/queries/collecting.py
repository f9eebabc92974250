"""Everything that a report's text asks for, fetched at once: few questions, however long the text is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lienthu.federation import queries as federation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort, shares
from lienthu.indicators.queries.targets import targets
from lienthu.indicators.rules.periods import Period, of_year
from lienthu.lib.vietnamese import sort_key
from lienthu.reports.models import Kind, Report
from lienthu.reports.queries.beside import Beside, beside
from lienthu.reports.queries.members import Member, members, place_of
from lienthu.reports.rules.saying import Said, compared, following
from lienthu.reports.rules.texts import Block, ChartKind, Parsed
from lienthu.returns.models import Return
from lienthu.returns.queries.told import Figure, Origin, told

YEARS = 5  # that a chart of years shows
FROM_LEDGER = (Origin.LEDGER, Origin.MIXED)
Values = Mapping[tuple[str, Place], Figure]


@dataclass(frozen=True)
class Collected:
    """The answers. `ahead`: the period whose targets are told as the ones to come; of a plan its own."""

    report: Report
    period: Period
    beside: Beside
    ahead: Period
    place: Place
    members: Sequence[Member]
    has_others: bool  # whether the place's total has figures of bodies below it that are no members
    indicators: Mapping[str, Indicator]
    now: Values
    targets: Mapping[tuple[str, Place], Decimal]
    targets_ahead: Mapping[tuple[str, Place], Decimal]
    over_time: Mapping[Period, Values]
    names: Mapping[int, str]  # of the organisations that are missing
    called: str  # the place itself
    silent: frozenset[int]  # organisations that were asked for a return and have not handed it in
    excused: frozenset[int]  # of these whose report it is: what it owes to others is no gap of its own report
    unapproved: Sequence[str]  # names of those whose returns stand in the figures and nobody has approved yet
    on: date  # the day of the report

    def said(self, code: str, place: Place | None = None) -> Said:
        key = (code, place or self.place)
        one = self.indicators.get(code)
        return Said(
            value=_value(self.now, key),
            target=self.targets.get(key),
            before=_value(self.beside.values, key),
            next_target=self.targets_ahead.get(key),
            decimals=one.decimals if one else 0,
        )

    def missing(self, codes: Iterable[str]) -> list[str]:
        """Names of those who have not reported, over these indicators of the whole place."""
        return self._called(self.late(codes))

    def late(self, codes: Iterable[str]) -> set[int]:
        """Who they are."""
        return {pk for code in codes for pk in self._lacked(code)} & self.silent

    def not_available(self, code: str) -> list[str]:
        """Names of those who have reported that they do not know."""
        return self._called(set(self._lacked(code)) - self.silent)

    def sent(self, place: Place, late: Collection[int]) -> bool:
        """Whether a member is not late and, where the text asks for members' figures, has any."""
        theirs = [figure for (_code, at), figure in self.now.items() if at == place]
        return place.pk not in late and (not theirs or any(figure.value is not None for figure in theirs))

    def _lacked(self, code: str) -> tuple[int, ...]:
        figure = self.now.get((code, self.place))
        return tuple(one for one in figure.missing if one not in self.excused) if figure else ()

    def _called(self, keys: Iterable[int]) -> list[str]:
        return sorted((self.names.get(pk, str(pk)) for pk in keys), key=sort_key)


def _value(values: Values, key: tuple[str, Place]) -> Decimal | None:
    figure = values.get(key)
    return figure.value if figure else None


def known_indicators(period: Period) -> dict[str, Indicator]:
    """Those that hold at the end of the period, by code."""
    return by_code(period.last)


def figures_period(report: Report) -> Period:
    """Whose figures a report tells: its own; a plan looks back at the period before the one that it plans."""
    return (
        report.made_from.period
        if report.kind == Kind.PLAN and report.made_from
        else (report.period.before() if report.kind == Kind.PLAN else report.period)
    )


def collect(report: Report, texts: Sequence[Parsed], known: Mapping[str, Indicator], on: date) -> Collected:
    """What the texts ask for; `on` is the day of the report."""
    period, place = figures_period(report), place_of(report)
    ahead = report.period if report.kind == Kind.PLAN else following(period)
    rows = members(place, period)
    codes = _codes(texts)
    with_members = any(
        each.block == Block.MEMBERS or each.chart == ChartKind.MEMBERS for t in texts for each in t.placed()
    )
    places = [place, *(row.place for row in rows)] if with_members else [place]
    wanted = _of(codes, known)
    now = _heard(told(wanted, period, places))
    then = beside(wanted, known, period, place, on)
    missing = {pk for figure in now.values() for pk in figure.missing}
    silent = _silent(missing, period)
    return Collected(
        report=report,
        period=period,
        beside=replace(then, values=_heard(then.values)),
        ahead=ahead,
        place=place,
        members=rows,
        has_others=with_members and _has_others(place, rows, period),
        indicators=known,
        now=now,
        targets={key: row.value for key, row in targets(places, period).items()},
        targets_ahead={key: row.value for key, row in targets([place], ahead).items()},
        over_time=_over_time(texts, known, period, place),
        names=federation.short_names(missing, period.last) if missing else {},
        silent=silent,
        excused=silent & _own(report, now),
        unapproved=_unapproved(now, period, place),
        on=on,
        called=report.federation.name if report.federation else federation.names([place.pk], period.last)[place.pk],
    )  # fmt: skip


def _heard(values: Values) -> Values:
    """Without the noughts of a ledger that knows nothing at all of the place and period: then nobody counted yet."""
    booked = {place for (_code, place), figure in values.items() if figure.value and figure.origin in FROM_LEDGER}
    return {
        key: Figure(None, Origin.NONE, figure.missing)
        if figure.origin == Origin.LEDGER and key[1] not in booked
        else figure
        for key, figure in values.items()
    }


def _silent(organisations: Collection[int], period: Period) -> frozenset[int]:
    rows = Return.objects.standing().filter(state__in=Return.TO_FILL, organisation__in=organisations)
    asked = rows.filter(call__first_on__gte=period.first, call__until__lte=period.until)
    return frozenset(asked.values_list("organisation", flat=True))


def _own(report: Report, now: Values) -> frozenset[int]:
    """The library whose report it is, where its own figures are known; a plan asks for none of its own alone."""
    own = Place(Sort.LIBRARY, report.organisation_id or 0)
    theirs = [figure for (_code, at), figure in now.items() if at == own or report.kind == Kind.PLAN]
    return frozenset({own.pk} if any(figure.value is not None for figure in theirs) else ())


def _has_others(place: Place, rows: Sequence[Member], period: Period) -> bool:
    if not rows:
        return False
    held = shares([place, *(row.place for row in rows)], period)
    return not held[place].keys() <= {one for row in rows for one in held[row.place]}


def _unapproved(now: Values, period: Period, place: Place) -> list[str]:
    """Of whom the place's figures have a return that is handed in and waits for its approval."""
    origins = {figure.origin for (_code, of), figure in now.items() if of == place}
    if origins.isdisjoint((Origin.SUBMITTED, Origin.MIXED)):
        return []
    rows = Return.objects.standing().filter(state__in=set(Return.TOLD) - set(Return.SETTLED))
    rows = rows.filter(call__first_on__gte=period.first, call__until__lte=period.until)
    waiting = set(rows.values_list("organisation", flat=True)) & shares([place], period)[place].keys()
    return sorted(federation.short_names(waiting, period.last).values(), key=sort_key) if waiting else []


def _codes(texts: Iterable[Parsed]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        found.update(each.code for each in text.fields())
        found.update(code for each in text.placed() for code in each.codes)
    return found


def _over_time(
    texts: Iterable[Parsed], known: Mapping[str, Indicator], period: Period, place: Place
) -> dict[Period, Values]:
    """The values that charts of years and months show."""
    asked: dict[Period, set[str]] = {}
    for text in texts:
        for each in text.placed():
            if each.chart in (ChartKind.YEARS, ChartKind.MONTHS):
                for when in stretch(each.chart, period):
                    asked.setdefault(when, set()).update(each.codes)
    return {when: _heard(told(_of(codes, known), when, [place])) for when, codes in asked.items()}


def _of(codes: Iterable[str], known: Mapping[str, Indicator]) -> list[Indicator]:
    return [known[code] for code in sorted(codes) if code in known]


def stretch(chart: ChartKind, period: Period) -> list[Period]:
    """The periods along a chart: the last years up to this one, or the months of this period and of the one beside."""
    if chart == ChartKind.YEARS:
        last = period.last.year
        first = min(period.first.year, last - YEARS + 1)
        return [of_year(year) for year in range(first, last + 1)]
    return [*period.months(), *compared(period).months()] if chart == ChartKind.MONTHS else []
