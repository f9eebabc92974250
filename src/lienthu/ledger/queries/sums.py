"""Totals by any facts and by month, quarter or year, in one statement each.

Whole years are read from the yearly sums (unless months or quarters are asked for), whole months before and after them
from the monthly ones, the days that are left from the daily ones; where the question is about sites, trips, kinds of
material or days, all of it is read from the daily sums, or of many places at once from the events.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from lienthu.ledger.models import BROAD, FACTS, WIDELY_ASKED, YEARLY, Kind

PERIODS: Final = ("day", "month", "quarter", "year")
PLAIN: Final = tuple(name for name in FACTS if name != "booked_on")
BY: Final = (*PLAIN, "on_trip", *PERIODS)
_FINE: Final = {"site", "trip", "material", "day"}
_WITHIN_YEARS: Final = {"month", "quarter"}
# CROSS JOIN: SQLite begins with the combinations, each of which leads to its days by the key of the table.
DAYS: Final = (
    "(SELECT c.*, d.booked_on, d.quantity, d.events FROM ledger_combination AS c "
    "CROSS JOIN ledger_dailysum AS d WHERE d.combination_id = c.id) AS days"
)
_EVENTS: Final = "(SELECT *, 1 AS events FROM ledger_event) AS days"
FEW, SHORT = 20, 62  # places; days
_MONTHS, _YEARS = "ledger_monthlysum", "ledger_yearlysum"
_DAYS: Final = "days"  # either of those
_SQLITE: Final = {
    "day": "{day}",
    "month": "substr({day}, 1, 7) || '-01'",
    "quarter": "substr({day}, 1, 5) || printf('%%02d', (substr({day}, 6, 2) - 1) / 3 * 3 + 1) || '-01'",
    "year": "substr({day}, 1, 4) || '-01-01'",
}
_POSTGRES: Final = {"day": "{day}"} | {each: f"date_trunc('{each}', {{day}})::date" for each in PERIODS[1:]}


@dataclass(frozen=True)
class Sum:
    """One row: what it is grouped by (periods by their first day), how much, and of how many events."""

    facts: Mapping[str, Any]
    quantity: int
    events: int

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """Only these; None: all."""

    hosts: Collection[int] | None = None
    owners: Collection[int] | None = None
    sites: Collection[int] | None = None
    trips: Collection[int] | None = None
    age_bands: Collection[str] | None = None
    materials: Collection[str] | None = None
    channels: Collection[str] | None = None
    on_trip: bool | None = None  # of the mobile library: any trip, or none

    def given(self) -> dict[str, list[Any]]:
        """By the name of the fact."""
        found = {name.removesuffix("s"): values for name, values in vars(self).items()}
        return {name: sorted(values) for name, values in found.items() if values is not None and name != "on_trip"}


def sums(
    kinds: Collection[Kind | str],
    since: date,
    until: date,
    by: Sequence[str] = (),
    *,
    hosts: Collection[int] | None = None,
    owners: Collection[int] | None = None,
    sites: Collection[int] | None = None,
    trips: Collection[int] | None = None,
    age_bands: Collection[str] | None = None,
    materials: Collection[str] | None = None,
    channels: Collection[str] | None = None,
    on_trip: bool | None = None,
) -> list[Sum]:
    """What was booked from `since` until before `until`, grouped by some of BY, in their order; without `by` one row.

    A group of which nothing was booked has no row; one that corrections brought to 0 has.
    """
    unknown = set(by) - set(BY)
    if unknown:
        raise ValueError(f"no such facts: {', '.join(sorted(unknown))}")
    only = Narrowed(
        hosts=hosts, owners=owners, sites=sites, trips=trips, age_bands=age_bands, materials=materials,
        channels=channels,
    ).given()  # fmt: skip
    only["kind"] = sorted(str(kind) for kind in kinds)
    if since >= until or not all(only.values()):
        return []
    statement, values = _statement(tuple(by), only, since, until, on_trip=on_trip)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_row(by, row) for row in cursor.fetchall() if row[-1] is not None]


def _row(by: Sequence[str], row: tuple[Any, ...]) -> Sum:
    facts = {
        name: date.fromisoformat(value) if name in PERIODS and isinstance(value, str) else value
        for name, value in zip(by, row, strict=False)
    }
    return Sum(facts, int(row[-2]), int(row[-1]))


def _statement(
    by: tuple[str, ...], only: dict[str, list[Any]], since: date, until: date, *, on_trip: bool | None
) -> tuple[str, list[Any]]:
    parts, values = [], []
    for table, column, first, end in _stretches({*by, *only}, since, until):
        where = [f"{column} >= %s", f"{column} < %s"]
        if on_trip is not None:
            where.append(f"{'' if on_trip else 'NOT '}{_expression('on_trip', column)}")
        values += [first.isoformat(), end.isoformat()]
        for name, wanted in only.items():
            where.append(f"{name} IN ({', '.join(['%s'] * len(wanted))})")
            values += wanted
        source = f"{_finest(by, only, first, end) if table == _DAYS else table} WHERE {' AND '.join(where)}"
        if table != _DAYS:
            source = _by_index(by, source, BROAD if table == _MONTHS else YEARLY)
        chosen = ", ".join(
            [*(f"{_expression(name, column)} AS b{n}" for n, name in enumerate(by)), "quantity", "events"]
        )
        parts.append(f"SELECT {chosen} FROM {source}")  # noqa: S608 our names
    keys = "".join(f"b{n}, " for n in range(len(by)))
    grouped = f"GROUP BY {keys[:-2]} ORDER BY {keys[:-2]}" if by else ""
    inner = " UNION ALL ".join(parts)
    return f"SELECT {keys}SUM(quantity), SUM(events) FROM ({inner}) AS s {grouped}", values  # noqa: S608


def _finest(by: Collection[str], only: Mapping[str, Collection[Any]], since: date, until: date) -> str:
    """Days of the same facts lie together, so that what is asked of many places is quicker read from the events: an
    index of theirs has each kind day by day, with most of what is asked so."""
    few = any(len(only[name]) <= FEW for name in ("host", "owner", "site", "trip") if name in only)
    at_hand = {*by, *only} <= {"kind", *WIDELY_ASKED, *PERIODS}
    return DAYS if few or (not at_hand and (until - since).days > SHORT) else _EVENTS


def _by_index(by: tuple[str, ...], source: str, names: tuple[str, ...]) -> str:
    """Added up first in the order of the index, as far as it goes: SQLite sorts what is left, a hundredth of it."""
    keys = ", ".join(name for name in names if name in {"kind", names[1], *by})
    return f"(SELECT {keys}, SUM(quantity) AS quantity, SUM(events) AS events FROM {source} GROUP BY {keys}) AS apart"  # noqa: S608


def from_finer(names: Collection[str], column: str) -> list[str]:
    """What the facts of a broader sum are in rows of a finer one, whose day (or month) is `column`."""
    return [_expression(name, column) if name in ("on_trip", *PERIODS) else name for name in names]


def _expression(name: str, column: str) -> str:
    if name == "on_trip":
        return "(trip > 0)" if column == "booked_on" else name
    periods = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    return periods[name].format(day=column) if name in PERIODS else name


def _stretches(facts: Collection[str], since: date, until: date) -> list[tuple[str, str, date, date]]:
    """Which table answers for which days: (table, its day, from, until before)."""
    first = since if since.day == 1 else (since.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = until.replace(day=1)
    if first >= last or not _FINE.isdisjoint(facts):
        return [(_DAYS, "booked_on", since, until)]
    begins = first if first.month == 1 else date(first.year + 1, 1, 1)
    ends = max(last.replace(month=1), begins)
    if not _WITHIN_YEARS.isdisjoint(facts) or begins >= last:
        begins = ends = last
    found = [
        (_DAYS, "booked_on", since, first),
        (_MONTHS, "month", first, begins),
        (_YEARS, "year", begins, ends),
        (_MONTHS, "month", ends, last),
        (_DAYS, "booked_on", last, until),
    ]
    return [each for each in found if each[2] < each[3]]
