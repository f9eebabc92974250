"""Totals by any facts and by month, quarter or year, in one statement each.

Whole years are read from the yearly sums (unless months or quarters are asked for), whole months before and after them
from the monthly ones, the days that are left from the daily ones; where the question is about sites, trips or days, all
of it is read from the daily sums, or of many places at once from the events. Kinds of material of whole years stand in
sums of their own; of parts of years they are read as sites are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from lienthu.ledger.models import Kind
from lienthu.ledger.queries.statements import BY, PERIODS, Question, statement


@dataclass(frozen=True)
class Sum:
    """What it is grouped by (periods by their first day), and how much."""

    facts: Mapping[str, Any]
    quantity: int

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
    """What was booked from `since` until before `until`, grouped by some of BY; without `by` one row.

    A group of which nothing was booked, or all was taken away again, has no row.
    """
    unknown = set(by) - set(BY)
    if unknown:
        raise ValueError(f"no such facts: {', '.join(sorted(unknown))}")
    only = Narrowed(
        hosts=hosts, owners=owners, sites=sites, trips=trips, age_bands=age_bands, materials=materials,
        channels=channels,
    ).given()  # fmt: skip
    only["kind"] = sorted(str(kind) for kind in kinds)
    question = Question(tuple(by), only, since, until, on_trip)
    if since >= until or not all(only.values()) or not question.cells:
        return []
    asked = statement(question)
    with connection.cursor() as cursor:
        cursor.execute(asked.text, asked.values)
        return [*_told(question, cursor.fetchall())]


def _told(question: Question, rows: Sequence[tuple[Any, ...]]) -> Iterator[Sum]:
    """Each figure of each row by itself."""
    keys, cells = question.keys, [dict(zip(question.spread, cell, strict=True)) for cell in question.cells]
    days: dict[str, date] = {}  # SQLite tells them as text, the same ones over and over
    for row in rows:
        facts = dict(zip(keys, row, strict=False))
        for name in PERIODS:
            if isinstance(text := facts.get(name), str):
                facts[name] = days[text] if text in days else days.setdefault(text, date.fromisoformat(text))
        for cell, quantity in zip(cells, row[len(keys) :], strict=True):
            if quantity:
                yield Sum({**facts, **cell}, int(quantity))
