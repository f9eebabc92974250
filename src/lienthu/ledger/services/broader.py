"""Sums of months and years, and first months, of all events: added up in memory from one reading of an index of theirs.

For making all sums again (`rebuilding`), beside the statement that adds up the days. Not imported where the program
starts: it works with numpy.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.backends.utils import CursorWrapper

from lienthu.ledger.models import BROAD, MOSTLY, OF_MATERIAL, YEARLY, Beginning, Event

Numbers = npt.NDArray[np.int64]
Facts = tuple[Any, ...]  # kind, host, owner, age band, channel, on a trip (BROAD without the month), material
FACTS: Final = tuple(name for name in BROAD if name != "month")
CHUNK: Final = 5_000  # combinations in memory as text
DAY: Final = 11  # characters, with the comma
MONTHS, RANKS = 100_000, 10_000_000  # more than there will be: of our era, and of different facts of a month


@dataclass(frozen=True)
class Sums:
    """How much and of how many events, in the order of keys: kind, month and rank of the facts, in one number."""

    keys: Numbers
    quantities: Numbers
    events: Numbers

    @property
    def ranks(self) -> Numbers:
        return self.keys % RANKS

    @property
    def months(self) -> Numbers:
        return self.keys // RANKS % MONTHS

    def of_years(self) -> "Sums":
        return _added(self.keys - self.months % 12 * RANKS, self.quantities, self.events)

    def with_ranks(self, ranks: Numbers) -> "Sums":
        """With these instead of the present ones, in the same order; what is alike then is one."""
        return _added(self.keys - self.ranks + ranks, self.quantities, self.events)

    def at(self, places: npt.NDArray[Any]) -> "Sums":
        """These, in this order."""
        return Sums(self.keys[places], self.quantities[places], self.events[places])


@dataclass(frozen=True)
class ByCombination:
    """The events of each combination and month: its number, the month, how much, how many."""

    numbers: Numbers
    months: Numbers
    quantities: Numbers
    events: Numbers


@dataclass(frozen=True)
class Broader:
    """What the broader sums say of all events. `lost` are numbers of which it is not written down what they stand for;
    their events are in no sum."""

    facts: Sequence[Facts]  # by rank: in the order of the tables
    of_material: Sums  # of months
    lost: Sequence[int]

    @cached_property
    def months(self) -> Sums:
        """Each by the first rank of all that differ in nothing but the kind of material."""
        firsts: list[int] = []
        for rank, facts in enumerate(self.facts):
            is_same = rank > 0 and facts[:-1] == self.facts[rank - 1][:-1]
            firsts.append(firsts[-1] if is_same else rank)
        return self.of_material.with_ranks(np.array(firsts, np.int64)[self.of_material.ranks])

    def rows_of_months(self) -> Iterator[tuple[Any, ...]]:
        return self._rows(self.months, BROAD)

    def rows_of_years(self) -> Iterator[tuple[Any, ...]]:
        return self._rows(self.months.of_years(), YEARLY)

    def rows_of_material(self) -> Iterator[tuple[Any, ...]]:
        kinds = {material: number for number, material in enumerate(sorted({facts[-1] for facts in self.facts}))}
        of_rank = np.array([kinds[facts[-1]] for facts in self.facts])
        others = self.of_material.at(of_rank[self.of_material.ranks] != kinds.get(MOSTLY, -1)).of_years()
        in_order = np.lexsort((others.ranks, of_rank[others.ranks], others.keys // RANKS))
        return self._rows(others.at(in_order), OF_MATERIAL)

    def _rows(self, sums: Sums, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Of a table with this key."""
        columns = dict(zip((*FACTS, "material"), zip(*self.facts, strict=True), strict=True))
        told = {name: np.array(columns[name], object)[sums.ranks] for name in names if name in columns}
        months, places = np.unique(sums.months, return_inverse=True)
        told[names[1]] = np.array([*map(first_day, months.tolist())], object)[places]
        figures = (sums.quantities, sums.events)
        return zip(*(column.tolist() for column in (*map(told.__getitem__, names), *figures)), strict=True)

    def beginnings(self) -> list[tuple[Any, ...]]:
        """Organisation, credit, kind, channel, first month."""
        first = np.full(len(self.facts), MONTHS)
        np.minimum.at(first, self.months.ranks, self.months.months)
        found: dict[tuple[Any, ...], int] = {}
        for (kind, host, owner, _age, channel, *_rest), month in zip(self.facts, first.tolist(), strict=True):
            for credit, organisation in ((Beginning.Credit.HOST, host), (Beginning.Credit.OWNER, owner)):
                if organisation and month < MONTHS:
                    key = (organisation, credit.value, kind, channel)
                    found[key] = min(found.get(key, month), month)
        return [(*key, first_day(month)) for key, month in sorted(found.items())]


def read(progress: Callable[[int, int], None]) -> ByCombination:
    """All events, from the index that has them by combination: a row of each, whose days and quantities are two texts.

    A row of each event would take twice as long; texts that Python has to decode, or a count beside them, a third more.
    """
    total, done = Event.objects.count(), 0
    text = "CAST(group_concat({}) AS BLOB)" if connection.vendor == "sqlite" else "string_agg({}::text, ',')"
    days, quantities = text.format("booked_on"), text.format("quantity")
    parts: list[tuple[Numbers, ...]] = [tuple(np.empty(0, np.int64) for _ in range(4))]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT combination_id, {days}, {quantities} FROM ledger_event GROUP BY 1")  # noqa: S608
        while rows := cursor.fetchmany(CHUNK):
            numbers, told_days, told_quantities = zip(*rows, strict=True)
            counts = np.fromiter(map(len, told_days), np.int64, len(rows)) // DAY + 1
            of_each = np.fromstring(_joined(told_quantities), np.int64, sep=",")
            parts.append(_neighbours(np.array(numbers), counts, _joined(told_days), of_each))
            done += int(counts.sum())
            progress(done, total)
    return ByCombination(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def add_up(read: ByCombination) -> Broader:
    """By what sums say of the combinations: months, years, and years by kind of material."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, broad, material FROM ledger_combination ORDER BY id")
        columns: list[tuple[Any, ...]] = list(zip(*cursor.fetchall(), strict=True)) or [(), (), ()]
        known = np.array(columns[0], np.int64)
        _broad, of_broad = np.unique(np.array(columns[1], np.int64), return_inverse=True)
        materials = {material: number for number, material in enumerate(sorted(set(columns[2])))}
        both = of_broad * len(materials) + np.array([*map(materials.get, columns[2])], np.int64)
        _both, example, of_both = np.unique(both, return_index=True, return_inverse=True)
        facts = _facts(cursor, known[example].tolist())
    in_order = sorted(range(len(facts)), key=facts.__getitem__)
    kinds = {kind: number for number, kind in enumerate(sorted({each[0] for each in facts}))}
    bases = np.empty(len(facts), np.int64)
    for rank, place in enumerate(in_order):
        bases[place] = kinds[facts[place][0]] * MONTHS * RANKS + rank
    places = np.minimum(np.searchsorted(known, read.numbers), max(len(known) - 1, 0))
    at_hand = known[places] == read.numbers if len(known) else np.zeros(len(read.numbers), bool)
    keys = bases[of_both[places[at_hand]]] + read.months[at_hand] * RANKS
    sums = _added(keys, read.quantities[at_hand], read.events[at_hand])
    return Broader([facts[place] for place in in_order], sums, np.unique(read.numbers[~at_hand]).tolist())


def first_day(month: int) -> str:
    """Of the month with this number."""
    return f"{month // 12:04}-{month % 12 + 1:02}-01"


def _joined(texts: Sequence[bytes] | Sequence[str]) -> bytes:
    """Numbers and days, with a comma after each."""
    return b",".join(each if isinstance(each, bytes) else each.encode() for each in texts) + b","


def _months(texts: npt.NDArray[np.uint64]) -> Numbers:
    """The numbers of months since the beginning of our era, of texts of eight characters (2026-11-), each as one
    number whose lowest byte is the first of them."""

    def digit(place: int) -> Numbers:
        return (texts >> np.uint64(8 * place) & np.uint64(15)).astype(np.int64)

    years = ((digit(0) * 10 + digit(1)) * 10 + digit(2)) * 10 + digit(3)
    return years * 12 + digit(5) * 10 + digit(6) - 1


def _facts(cursor: CursorWrapper, combinations: Sequence[int], at_once: int = 500) -> list[Facts]:
    """Of these, in their order."""
    found: dict[int, Facts] = {}
    for some in (combinations[at : at + at_once] for at in range(0, len(combinations), at_once)):
        cursor.execute(
            "SELECT id, kind, host, owner, age_band, channel, (trip > 0), material FROM ledger_combination "  # noqa: S608
            f"WHERE id IN ({', '.join(['%s'] * len(some))})",
            some,
        )
        found.update((number, facts) for number, *facts in cursor.fetchall())
    return [tuple(found[number]) for number in combinations]


def _neighbours(numbers: Numbers, counts: Numbers, days: bytes, quantities: Numbers) -> tuple[Numbers, ...]:
    """Events that lie together, of one combination and month, as one: its number, the month, how much, how many."""
    months = np.ndarray(len(quantities), "<u8", days, strides=(DAY,))  # the first eight characters of each day
    differs = np.append([True], months[1:] != months[:-1])
    firsts = np.cumsum(counts) - counts
    differs[firsts] = True
    begins = np.flatnonzero(differs)
    events = np.diff(np.append(begins, len(quantities)))
    mine = np.repeat(numbers, np.add.reduceat(differs, firsts, dtype=np.int64))
    return mine, _months(months[begins]), np.add.reduceat(quantities, begins), events


def _added(keys: Numbers, quantities: Numbers, events: Numbers) -> Sums:
    order = np.argsort(keys)
    keys = keys[order]
    begins = _begins(keys[1:] != keys[:-1], len(keys))
    if not len(begins):
        return Sums(keys, quantities, events)
    return Sums(keys[begins], np.add.reduceat(quantities[order], begins), np.add.reduceat(events[order], begins))


def _begins(differs: npt.NDArray[np.bool_], count: int) -> Numbers:
    """The places of those that differ from the one before, and of the first."""
    return np.flatnonzero(np.append([True], differs)[:count])
