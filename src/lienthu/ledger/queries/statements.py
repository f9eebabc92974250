"""The one statement that answers a question for sums, in the words of `sums`.

What facts of few values tell apart stands in columns (age bands, channels), not in rows: rows are added up in the
order of an index, which a database does as it reads, and a column more costs less than sorting all of them. Kinds of
material are many: what is of the commonest, MOSTLY, is what all have beyond the others, and only those are sorted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any, Final

from django.db import connection

from lienthu.ledger.models import BROAD, FACTS, MOSTLY, OF_MATERIAL, WIDELY_ASKED, YEARLY, AgeBand, Channel

PERIODS: Final = ("day", "month", "quarter", "year")
PLAIN: Final = tuple(name for name in FACTS if name != "booked_on")
BY: Final = (*PLAIN, "on_trip", *PERIODS)
SPREAD: Final[Mapping[str, Sequence[Any]]] = {
    "age_band": AgeBand.values, "channel": Channel.values, "on_trip": (False, True),
}  # fmt: skip
_FINE: Final = {"site", "trip", "material", "day"}
_WITHIN_YEARS: Final = {"month", "quarter"}
# CROSS JOIN: SQLite begins with the combinations, each of which leads to its days by the key of the table.
DAYS: Final = (
    "(SELECT c.*, d.booked_on, d.quantity, d.events FROM ledger_combination AS c "
    "CROSS JOIN ledger_dailysum AS d WHERE d.combination_id = c.id) AS days"
)
_EVENTS: Final = "ledger_event"
FEW, MANY, SHORT = 20, 100, 366  # places; places; days
RUNS: Final = 3  # of numbers that follow one another
_MONTHS, _YEARS, _MATERIALS = "ledger_monthlysum", "ledger_yearlysum", "ledger_materialsum"
_KEYS: Final = {_MONTHS: BROAD, _YEARS: YEARLY, _MATERIALS: OF_MATERIAL}
_DAYS: Final = "days"  # or the events
_SQLITE: Final = {
    "day": "{day}",
    "month": "substr({day}, 1, 7) || '-01'",
    "quarter": "substr({day}, 1, 5) || printf('%%02d', (substr({day}, 6, 2) - 1) / 3 * 3 + 1) || '-01'",
    "year": "substr({day}, 1, 4) || '-01-01'",
}
_POSTGRES: Final = {"day": "{day}"} | {each: f"date_trunc('{each}', {{day}})::date" for each in PERIODS[1:]}


@dataclass(frozen=True)
class Question:
    """`only`: the facts that are narrowed down, kinds among them, by name."""

    by: tuple[str, ...]
    only: Mapping[str, Sequence[Any]]
    since: date
    until: date
    on_trip: bool | None = None
    without_mostly: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What rows are told apart by; kinds of material last."""
        return tuple(sorted((name for name in self.by if name not in SPREAD), key=lambda name: name == "material"))

    @property
    def spread(self) -> tuple[str, ...]:
        return tuple(name for name in self.by if name in SPREAD)

    @property
    def cells(self) -> list[tuple[Any, ...]]:
        """The values of `spread` that a column stands for, column by column; one of all where nothing is spread."""
        return list(product(*(self._wanted(name) for name in self.spread)))

    def _wanted(self, name: str) -> list[Any]:
        """Of our own values, never others: they stand in the statement as they are."""
        return [value for value in SPREAD[name] if value in self.only.get(name, SPREAD[name])]

    @property
    def facts(self) -> set[str]:
        return {*self.by, *self.only}

    @property
    def is_of_few(self) -> bool:
        """Of few places: their days lie together."""
        return any(len(self.only[name]) <= FEW for name in ("host", "owner", "site", "trip") if name in self.only)


@dataclass(frozen=True)
class Part:
    """A statement, or a part of one, and the values that it asks for."""

    text: str
    values: Sequence[Any]


def statement(question: Question) -> Part:
    """Rows of the `keys` and then a figure for each of the `cells`, none where nothing was booked."""
    told = _by_material(question) if _is_by_material(question) else _added(question)
    order = f" ORDER BY {_numbered(question.keys)}" if question.keys else ""
    return Part(f"{told.text}{order}", told.values)


def _added(question: Question) -> Part:
    parts = [_stretch(question, *each) for each in _stretches(question)]
    if len(parts) == 1:
        return parts[0]
    inner = " UNION ALL ".join(part.text for part in parts)
    columns = [f"b{n}" for n in range(len(question.keys))]
    columns += [f"SUM(q{n}) AS q{n}" for n in range(len(question.cells))]
    text = f"SELECT {', '.join(columns)} FROM ({inner}) AS s{_grouped(question.keys)}"  # noqa: S608 our names
    return Part(text, [value for part in parts for value in part.values])


def _stretch(question: Question, table: str, day: str, since: date, until: date) -> Part:
    """The same from one table."""
    where = _where(question, day, since, until)
    if table == _DAYS:
        source = f"{_finest(question, since, until)} WHERE {where.text}"
        figures = _figures(question, day)
    else:
        source = f"{table} WHERE {where.text}"
        source, figures = _by_index(question, source, day, _KEYS[table])
    keys = [f"{_expression(name, day)} AS b{n}" for n, name in enumerate(question.keys)]
    chosen = ", ".join([*keys, *(f"{figure} AS q{n}" for n, figure in enumerate(figures))])
    return Part(f"SELECT {chosen} FROM {source}{_grouped(question.keys)}", where.values)  # noqa: S608 our names


def _where(question: Question, day: str, since: date, until: date) -> Part:
    where, values = [], []
    if question.without_mostly:  # first: of most rows nothing else need be looked at
        where.append("material <> %s")
        values.append(MOSTLY)
    where += [f"{day} >= %s", f"{day} < %s"]
    values += [since.isoformat(), until.isoformat()]
    if question.on_trip is not None:
        where.append(_is(("on_trip",), (question.on_trip,), day))
    for name, wanted in question.only.items():
        among = narrowed(name, wanted)
        where.append(among.text)
        values += among.values
    return Part(" AND ".join(where), values)


def narrowed(name: str, wanted: Sequence[Any]) -> Part:
    """Of many places whose numbers follow one another the first and the last are enough; of few an index is of use."""
    if len(wanted) > MANY and isinstance(wanted[0], int):
        runs = _runs(wanted)
        if len(runs) <= RUNS:
            either = " OR ".join([f"{name} BETWEEN %s AND %s"] * len(runs))
            return Part(f"({either})", [end for run in runs for end in run])
    return Part(f"{name} IN ({', '.join(['%s'] * len(wanted))})", wanted)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last of those that follow one another; `numbers` are in order."""
    begins = [n for n in range(len(numbers)) if n == 0 or numbers[n] - numbers[n - 1] > 1]
    return [(numbers[n], numbers[end - 1]) for n, end in zip(begins, [*begins[1:], len(numbers)], strict=True)]


def _figures(question: Question, day: str) -> list[str]:
    """What adds up each of the cells. Of what is narrowed down to one value, no more need be said."""
    columns = list(zip(*question.cells, strict=True))
    told = [n for n, name in enumerate(question.spread) if len(set(columns[n])) > 1 or name not in question.only]
    names = [question.spread[n] for n in told]
    if not names:
        return ["SUM(quantity)"] * len(question.cells)
    found = (_is(names, [cell[n] for n in told], day) for cell in question.cells)
    return [f"SUM(quantity) FILTER (WHERE {condition})" for condition in found]


def _is(names: Sequence[str], cell: Sequence[Any], day: str) -> str:
    """Values of enumerations of ours: they need no quoting."""
    said = [
        f"{'' if value else 'NOT '}{_expression(name, day)}" if isinstance(value, bool) else f"{name} = '{value}'"
        for name, value in zip(names, cell, strict=True)
    ]
    return " AND ".join(said)


def _by_index(question: Question, source: str, day: str, names: tuple[str, ...]) -> tuple[str, list[str]]:
    """Added up first in the order of the index, as far as it goes: what is left to sort is a hundredth of it."""
    keys = ", ".join(name for name in names if name in {"kind", day, *question.keys})
    figures = ", ".join(f"{figure} AS q{n}" for n, figure in enumerate(_figures(question, day)))
    inner = f"(SELECT {keys}, {figures} FROM {source} GROUP BY {keys}) AS apart"  # noqa: S608 our names
    return inner, [f"SUM(q{n})" for n in range(len(question.cells))]


def _finest(question: Question, since: date, until: date) -> str:
    """Days of the same facts lie together, so that what is asked of many places is quicker read from the events: an
    index of theirs has each kind day by day, with most of what is asked so, and they lie in the order of time."""
    is_long = (until - since).days > SHORT
    return DAYS if question.is_of_few or (is_long and not _is_at_hand(question)) else _EVENTS


def _is_at_hand(question: Question) -> bool:
    """Whether the index of the events has all that is asked."""
    return question.facts <= {"kind", *WIDELY_ASKED, *PERIODS} and question.on_trip is None


def _is_by_material(question: Question) -> bool:
    """Whether kinds of material are told apart by what there is beyond MOSTLY."""
    if question.is_of_few or question.facts & _FINE != {"material"} or "material" in question.only:
        return False
    others = _stretches(replace(question, without_mostly=True))
    return _is_at_hand(question) or any(table == _MATERIALS for table, *_rest in others)


def _by_material(question: Question) -> Part:
    """What is of MOSTLY is what the sums have beyond all the others: a fifth of it is left to sort."""
    others = _added(replace(question, without_mostly=True))
    whole = _added(replace(question, by=tuple(name for name in question.by if name != "material")))
    names = "".join(f"b{n}, " for n in range(len(question.keys) - 1))
    material = f"b{len(question.keys) - 1}"
    figures = [f"q{n}" for n in range(len(question.cells))]
    told, taken = ", ".join(figures), ", ".join(f"-{figure}" for figure in figures)
    added = ", ".join(f"SUM({figure})" for figure in figures)
    rest = (
        f"SELECT {names}{told} FROM ({whole.text}) AS whole "  # noqa: S608 our names
        f"UNION ALL SELECT {names}{taken} FROM others"
    )
    return Part(
        f"WITH others AS ({others.text}) SELECT {names}{material}, {told} FROM others "  # noqa: S608 our names
        f"UNION ALL SELECT {names}'{MOSTLY}', {added} FROM ({rest}) AS rest{_grouped(question.keys[:-1])}",
        [*others.values, *whole.values],
    )


def from_finer(names: Collection[str], column: str) -> list[str]:
    """What the facts of a broader sum are in rows of a finer one, whose day (or month) is `column`."""
    return [_expression(name, column) if name in ("on_trip", *PERIODS) else name for name in names]


def _expression(name: str, column: str) -> str:
    if name == "on_trip":
        return "(trip > 0)" if column == "booked_on" else name
    periods = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    return periods[name].format(day=column) if name in PERIODS else name


def _numbered(keys: Sequence[str]) -> str:
    return ", ".join(str(n + 1) for n in range(len(keys)))


def _grouped(keys: Sequence[str]) -> str:
    return f" GROUP BY {_numbered(keys)}" if keys else ""


def _stretches(question: Question) -> list[tuple[str, str, date, date]]:
    """Which table answers for which days: (table, its day, from, until before)."""
    facts, since, until = question.facts, question.since, question.until
    first = since if since.day == 1 else (since.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = until.replace(day=1)
    years = first if first.month == 1 else date(first.year + 1, 1, 1), last.replace(month=1)
    has_years = years[0] < years[1] and _WITHIN_YEARS.isdisjoint(facts)
    none = until, until
    if question.without_mostly and facts & _FINE == {"material"}:
        table, months = _MATERIALS, years if has_years else none  # there are no months of them
    else:
        table, months = _YEARS, (first, last) if _FINE.isdisjoint(facts) else none
    years = years if has_years else (months[1], months[1])
    if months[0] >= months[1]:
        return [(_DAYS, "booked_on", since, until)]
    found = [
        (_DAYS, "booked_on", since, months[0]),
        (_MONTHS, "month", months[0], years[0]),
        (table, "year", *years),
        (_MONTHS, "month", years[1], months[1]),
        (_DAYS, "booked_on", months[1], until),
    ]
    return [each for each in found if each[2] < each[3]]
