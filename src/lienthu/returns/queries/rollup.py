"""A round as one table: members by indicators, the total, the rest of the network, and who is missing from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lienthu.federation import queries as federation
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.returns.models import Call, Return
from lienthu.returns.queries.evidence import behind
from lienthu.returns.queries.told import Figure, told


@dataclass(frozen=True)
class Cell:
    figure: Figure
    url: str
    decimals: int


@dataclass(frozen=True)
class RollupRow:
    name: str
    state: str  # Return.State; "" of totals
    number: int  # of the return; 0 of totals
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Rollup:
    indicators: Sequence[Indicator]
    rows: Sequence[RollupRow]
    rest: Sequence[Decimal | None]  # what the total has beside the rows; () where nothing
    total: RollupRow
    missing: Sequence[str]  # names


def rollup(
    call: Call, codes: Sequence[str], returns: Sequence[Return], *, with_rest: bool = True, in_ledger: bool = True
) -> Rollup:
    """The figures of these codes for these returns' organisations, and for the whole body that asked.

    `with_rest`: also what the total has beside these rows, which is for those only who may see all of them.
    `in_ledger`: figures lead to their entries, which is for those who may read them.
    """
    known = by_code(call.period.last)
    wanted = [known[code] for code in codes if code in known]
    sort = Sort.NETWORK if call.asks == Call.Asks.NETWORK else Sort.LIBRARY
    places = [Place(sort, row.organisation_id) for row in returns]
    whole = whole_of(call)
    found = told(wanted, call.period, [*places, whole])
    names = federation.names([row.organisation_id for row in returns], call.period.last)

    def cells(place: Place) -> tuple[Cell, ...]:
        ways = (behind(one, place, call.period, in_ledger=in_ledger) for one in wanted)
        return tuple(Cell(found[one.code, place], way, one.decimals) for one, way in zip(wanted, ways, strict=True))

    rows = [
        RollupRow(names[row.organisation_id], row.state, row.pk, cells(place))
        for row, place in zip(returns, places, strict=True)
    ]
    total = RollupRow("", "", 0, cells(whole))
    lacking = {one for cell in total.cells for one in cell.figure.missing}
    called = federation.names(lacking, call.period.last) if lacking else {}
    rest = _rest(wanted, rows, total) if with_rest else ()
    return Rollup(wanted, rows, rest, total, sorted(called.values()))


def whole_of(call: Call) -> Place:
    """The place that the total is of."""
    if call.federation_id is not None:
        return Place(Sort.FEDERATION, call.federation_id)
    return Place(Sort.NETWORK, call.organisation_id or 0)


def _rest(wanted: Sequence[Indicator], rows: Sequence[RollupRow], total: RollupRow) -> Sequence[Decimal | None]:
    rest: list[Decimal | None] = []
    for number, one in enumerate(wanted):
        told_ = [row.cells[number].figure.value for row in rows]
        whole = total.cells[number].figure.value
        left = None if whole is None else whole - sum((value for value in told_ if value is not None), Decimal())
        rest.append(left if left and one.kind != Indicator.Kind.RATIO else None)
    return rest if any(value is not None for value in rest) else ()
