"""Pure decisions on dated trees and shares: plain data in, plain data out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Days(NamedTuple):
    """A range of days: `first` inclusive, `last` exclusive; None where it is open."""

    first: date | None
    last: date | None

    def shared(self, other: "Days") -> "Days | None":
        """The days in both ranges, or None."""
        first = max(filter(None, (self.first, other.first)), default=None)
        last = min(filter(None, (self.last, other.last)), default=None)
        return None if first and last and first >= last else Days(first, last)


class Edge(NamedTuple):
    """`child` stands under `parent` on `days`."""

    child: int
    parent: int
    days: Days


def cycle(edge: Edge, edges: Iterable[Edge]) -> tuple[list[int], Days] | None:
    """The first ring that `edge` would close: its members from the child upwards, and the days on which; or None.

    Every edge is followed only on the days that all edges before it share, so two libraries may trade places over
    the years without being each other's parent on any one day.
    """
    above: dict[int, list[Edge]] = {}
    for other in edges:
        above.setdefault(other.child, []).append(other)
    to_climb: list[tuple[list[int], Days]] = [([edge.child, edge.parent], edge.days)]
    while to_climb:
        line, days = to_climb.pop()
        if line[-1] == edge.child:
            return line[:-1], days
        for step in above.get(line[-1], ()):
            common = days.shared(step.days)
            if common is not None and (step.parent == edge.child or step.parent not in line):
                to_climb.append(([*line, step.parent], common))
    return None


def lines(parents: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """For each child: the line from the top down to its parent, out of one day's `{child: parent}`.

    A ring, which no service lets in, is cut where it is met, so that a damaged table never hangs a page.
    """
    found: dict[int, tuple[int, ...]] = {}
    for child in parents:
        climbed: list[int] = []
        node: int | None = child
        while node is not None and node not in found and node not in climbed:
            climbed.append(node)
            node = parents.get(node)
        line = (*found[node], node) if node is not None and node in found else ()
        for node in reversed(climbed):
            found[node] = line
            line = (*line, node)
    return {child: found[child] for child in parents}


def share_left(shares: Iterable[Decimal]) -> Decimal:
    """What can still be given away of a whole."""
    return Decimal(1) - sum(shares, Decimal(0))


class Handover(NamedTuple):
    """`share` of `predecessor` went to `successor` on a day; all its handovers together are at most 1."""

    predecessor: int
    successor: int
    share: Decimal
    on: date


def heirs(start: int, handovers: Sequence[Handover]) -> dict[int, tuple[Decimal, date]]:
    """Who holds what `start` had, as `{organisation: (share, day it came)}`, once all `handovers` are followed.

    A holder that handed on only a part keeps the rest. What `start` itself kept is left out. What came in is not
    touched by handovers from before that day, and is parted by the later ones as they part what was left by then.
    """
    following: dict[int, list[Handover]] = {}
    for handover in sorted(handovers, key=lambda each: (each.on, each.successor)):
        following.setdefault(handover.predecessor, []).append(handover)
    held: dict[int, tuple[Decimal, date]] = {}
    to_follow: list[tuple[tuple[int, ...], Decimal, date]] = [((start,), Decimal(1), date.min)]
    while to_follow:
        line, share, since = to_follow.pop()
        handed = following.get(line[-1], ())
        left = share_left(each.share for each in handed if each.on < since)
        onward = [each for each in handed if each.on >= since and each.successor not in line] if left > 0 else []
        for each in onward:
            to_follow.append(((*line, each.successor), share * each.share / left, each.on))
        kept = share * (1 - sum((each.share for each in onward), Decimal(0)) / left) if onward else share
        if kept > 0 and line[-1] != start:
            before, came = held.get(line[-1], (Decimal(0), since))
            held[line[-1]] = (before + kept, max(came, since))
    return held
