"""What a report's figures are set beside: the period before; while the period runs, only the same stretch of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules.periods import Period
from lienthu.reports.rules.saying import compared, same_stretch
from lienthu.returns.queries.told import Figure, Origin, told

Values = Mapping[tuple[str, Place], Figure]


@dataclass(frozen=True)
class Beside:
    """`part`: the stretch of `whole` that matches the days gone by; None where the period is over. `by_part`: codes
    whose figure is of that part; `uneven`: codes that are not compared, for nobody knows what fell into the part."""

    whole: Period
    part: Period | None
    values: Values
    by_part: frozenset[str] = frozenset()
    uneven: frozenset[str] = frozenset()


def beside(
    wanted: Collection[Indicator], known: Mapping[str, Indicator], period: Period, place: Place, on: date
) -> Beside:
    """What the ledger counts is compared with the same stretch, if the ledger knew all of it then. What returns alone
    say is said of the period as a whole, and stands beside the whole one before."""
    whole, part = compared(period), same_stretch(period, on)
    then = told(wanted, whole, [place]) if wanted else {}
    if part is None or not wanted:
        return Beside(whole, part, then)
    partly = told(wanted, part, [place])
    counted = figures(known.values(), period, [place])
    counted_then = figures(known.values(), whole, [place])
    found, by_part, uneven = dict(then), set[str](), set[str]()
    for one in wanted:
        key = (one.code, place)
        if not counted.get(key):
            continue
        before = then[key].value
        if before is None or (counted_then.get(key) or Decimal()) >= before:
            found[key] = partly[key]
            by_part.add(one.code)
        else:
            found[key] = Figure(None, Origin.NONE)
            uneven.add(one.code)
    return Beside(whole, part, found, frozenset(by_part), frozenset(uneven))
