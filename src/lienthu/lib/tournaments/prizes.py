"""Prizes by a scale that is data: so many of each from the top down, or whoever reaches a score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Generic, TypeVar

T = TypeVar("T")
MEDALS = ("gold", "silver", "bronze")


@dataclass(frozen=True)
class Step:
    """One prize of a scale ("Giải Nhì"). `number`: how many there are, None for no end; `least`: the score it takes."""

    name: str
    number: int | None = 1
    least: Decimal | None = None
    medal: str = ""  # one of MEDALS, "" for none


@dataclass(frozen=True)
class Given(Generic[T]):
    """Who has which step (by its place in the scale), and who shares a place that does not fit into what is left."""

    prizes: tuple[tuple[T, int], ...]
    undecided: tuple[tuple[tuple[T, ...], int, int], ...] = ()  # who, the step, how many of it are left


def by_order(
    order: Sequence[Sequence[T]], scale: Sequence[Step], scores: Mapping[T, Decimal] | None = None
) -> Given[T]:
    """Prizes from the first place down. Those who share a place have the same prize, or a person has to decide.

    Where a step has a least score, only who reaches it has the prize; the step is then passed over, not handed on.
    """
    given: list[tuple[T, int]] = []
    undecided: list[tuple[tuple[T, ...], int, int]] = []
    step, left = 0, _left(scale, 0)
    for place in order:
        step, left = _fitting(scale, step, left, [scores.get(each) for each in place] if scores else None)
        if step >= len(scale):
            break
        if left is not None and left < len(place):
            undecided.append((tuple(place), step, left))
            break
        given += [(each, step) for each in place]
        left = None if left is None else left - len(place)
    return Given(tuple(given), tuple(undecided))


def _left(scale: Sequence[Step], step: int) -> int | None:
    return scale[step].number if step < len(scale) else 0


def _fitting(
    scale: Sequence[Step], step: int, left: int | None, scores: Sequence[Decimal | None] | None
) -> tuple[int, int | None]:
    """The first step from here of which some are left and whose score is reached by all who share the place."""
    while step < len(scale):
        least = scale[step].least
        reached = least is None or scores is None or all(score is not None and score >= least for score in scores)
        if left != 0 and reached:
            break
        step += 1
        left = _left(scale, step)
    return step, left


@dataclass(frozen=True)
class Tally:
    """A member's line in the table of medals. Equals share a rank."""

    rank: int
    member: int
    medals: tuple[int, int, int]
    others: int  # prizes without a medal

    @property
    def total(self) -> int:
        return sum(self.medals)


def medals(won: Iterable[tuple[int, str]]) -> list[Tally]:
    """The table from (member, medal) of each prize: most gold first, then silver, then bronze, then other prizes."""
    counts: dict[int, list[int]] = {}
    for member, medal in won:
        row = counts.setdefault(member, [0, 0, 0, 0])
        row[MEDALS.index(medal) if medal in MEDALS else 3] += 1
    found: list[Tally] = []
    place = 1
    for _key, level in groupby(sorted(counts, key=lambda each: ([-n for n in counts[each]], each)), counts.__getitem__):
        members = list(level)
        for member in members:
            gold, silver, bronze, others = counts[member]
            found.append(Tally(place, member, (gold, silver, bronze), others))
        place += len(members)
    return found
