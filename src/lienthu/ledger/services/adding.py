"""Writing events, and adding them up in the sums of their day, month and year.

This is inside every check-out, so its statements are written once, and asked for nothing that can be worked out: the
number of a combination of facts is, and its row is looked at only when a day gets a new sum.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from lienthu.common import prepared
from lienthu.common.prepared import as_stored
from lienthu.ledger.models import BROAD, COMBINED, MOSTLY, OF_MATERIAL, YEARLY, Event
from lienthu.ledger.rules import number

Key = tuple[Any, ...]  # what names a sum, in the order of its columns
Sums = dict[Key, list[int]]  # quantity and events

# From the top: the order in which they are locked.
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "ledger_yearlysum": YEARLY,
    "ledger_materialsum": OF_MATERIAL,
    "ledger_monthlysum": BROAD,
    "ledger_dailysum": ("combination_id", "booked_on"),
}
AT_ONCE: Final = 50  # rows of one statement
_BROAD: Final = tuple(name for name in BROAD if name != "month")


def number_of(event: Event) -> int:
    """Of the combination of its facts."""
    return number(_facts(event))


def add_up(events: Sequence[Event]) -> None:
    """Add to the sums of years, months and days, from the top, and each in the order of its keys: whoever waits for a
    month or a day has its year already, so that transactions that book once cannot wait for each other in a ring, nor
    those that book the same kind several times. A day's first event of its facts may be the first of them at all, a
    month's the first of its kind there: only then is that looked at. Of nothing nothing is asked.
    """
    if not events:
        return
    sums: dict[str, Sums] = {table: {} for table in TABLES}
    facts = {}
    for event in events:
        combination, broad, month = event.combination_id, _broad(event), event.booked_on.replace(day=1)
        facts[combination] = event
        kind, *rest = broad
        year, material = month.replace(month=1), str(event.material)
        of_material = () if material == MOSTLY else (("ledger_materialsum", (kind, year, material, *rest)),)
        for table, key in (
            ("ledger_yearlysum", (kind, year, *rest)), *of_material, ("ledger_monthlysum", (kind, month, *rest)),
            ("ledger_dailysum", (combination, event.booked_on)),
        ):  # fmt: skip
            entry = sums[table].setdefault(key, [0, 0])
            entry[0] += event.quantity
            entry[1] += 1
    with prepared.cursor() as cursor:
        new = _add_all(cursor, {table: found for table, found in sums.items() if found})
        if new["ledger_dailysum"]:
            combine(cursor, {key[0]: _facts(facts[key[0]]) for key in new["ledger_dailysum"]})
        if new["ledger_monthlysum"]:
            _begin(cursor, new["ledger_monthlysum"])


def _add_all(cursor: CursorWrapper, sums: dict[str, Sums]) -> dict[str, list[Key]]:
    """By table, the keys of which there was no sum yet. On PostgreSQL the sums of one event go in one journey: the
    rows that all desks share are locked for that much less."""
    if connection.vendor != "postgresql" or len(sums["ledger_dailysum"]) != 1:
        return {table: _add(cursor, table, TABLES[table], found) for table, found in sums.items()}
    told = {table: next(iter(found.items())) for table, found in sums.items()}
    cursor.execute(
        _adding_one(tuple(told)),
        [value for key, sum_ in told.values() for value in (*map(as_stored, key), *sum_)],
    )
    counts = zip(cursor.fetchone(), told.items(), strict=True)
    return {table: [key] if events == sum_[1] else [] for events, (table, (key, sum_)) in counts}


@cache
def _adding_one(tables: tuple[str, ...]) -> str:
    """Asked for in this order, the sums are also added up in it."""
    parts = [f"s{n} AS ({_adding(table, TABLES[table], 1)})" for n, table in enumerate(tables)]
    return f"WITH {', '.join(parts)} SELECT {', '.join(f'(SELECT events FROM s{n})' for n in range(len(parts)))}"  # noqa: S608


def combine(cursor: CursorWrapper, combinations: dict[int, Sequence[Any]]) -> None:
    """Write down which facts (COMBINED) have these numbers, where that is not known yet."""
    names = ("id", "broad", *COMBINED)
    marks = f"({', '.join(['%s'] * len(names))})"
    told = sorted(combinations.items())
    for some in (told[at : at + AT_ONCE] for at in range(0, len(told), AT_ONCE)):
        rows = ([number_, broad_number(facts), *facts] for number_, facts in some)
        cursor.execute(
            f"INSERT INTO ledger_combination ({', '.join(names)}) VALUES {', '.join([marks] * len(some))} "  # noqa: S608
            "ON CONFLICT (id) DO NOTHING",
            [value for row in rows for value in row],
        )


def broad_number(facts: Sequence[Any]) -> int:
    """The number of what months and years say of these facts (COMBINED)."""
    known = dict(zip(COMBINED, facts, strict=True))
    return number(known["trip"] > 0 if name == "on_trip" else known[name] for name in _BROAD)


def _facts(event: Event) -> tuple[Any, ...]:
    return (
        str(event.kind), event.owner, event.host, event.site, event.trip, str(event.age_band), event.material,
        str(event.channel),
    )  # fmt: skip


def _broad(event: Event) -> tuple[Any, ...]:
    return (
        str(event.kind), event.host, event.owner, str(event.age_band), str(event.channel), event.trip > 0
    )  # fmt: skip


@lru_cache(maxsize=len(TABLES) * AT_ONCE)
def _adding(table: str, names: tuple[str, ...], count: int) -> str:
    keys, marks = ", ".join(names), f"({', '.join(['%s'] * (len(names) + 2))})"
    return (
        f"INSERT INTO {table} ({keys}, quantity, events) VALUES {', '.join([marks] * count)} "  # noqa: S608 our names
        f"ON CONFLICT ({keys}) DO UPDATE SET quantity = {table}.quantity + excluded.quantity, "
        f"events = {table}.events + excluded.events RETURNING {keys}, events"
    )


def _add(cursor: CursorWrapper, table: str, names: tuple[str, ...], sums: Sums) -> list[Key]:
    """The keys of which there was no sum yet."""
    told = sorted(sums)
    new: list[Key] = []
    for some in (told[at : at + AT_ONCE] for at in range(0, len(told), AT_ONCE)):
        values = [value for key in some for value in (*map(as_stored, key), *sums[key])]
        cursor.execute(_adding(table, names, len(some)), values)
        found = cursor.fetchall()
        if len(some) == 1:  # as nearly always
            new += some if found[0][-1] == sums[some[0]][1] else []
            continue
        known = {tuple(map(as_stored, key)): key for key in some}
        for row in found:
            key = known[tuple(map(as_stored, row[:-1]))]
            if row[-1] == sums[key][1]:
                new.append(key)
    return new


def _begin(cursor: CursorWrapper, new: Iterable[Key]) -> None:
    """Write down the first month of a kind at an organisation, where it is the first or earlier than the one known."""
    first: dict[tuple[int, str, str, str], date] = {}
    for kind, month, host, owner, _age_band, channel, _on_trip in new:
        for credit, organisation in (("host", host), ("owner", owner)):
            if organisation:
                key = (organisation, credit, kind, channel)
                first[key] = min(first.get(key, month), month)
    if first:
        cursor.executemany(
            "INSERT INTO ledger_beginning (organisation, credit, kind, channel, month) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (organisation, credit, kind, channel) DO UPDATE SET month = excluded.month "
            "WHERE excluded.month < ledger_beginning.month",
            [[*key, as_stored(first[key])] for key in sorted(first)],
        )
