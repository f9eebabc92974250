"""Counting votes: a quorum, a majority, and who of several is elected. Pure.

Quorum and majority are data of the vote: percent of the members, and more than so many percent of the votes cast.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lienthu.governance.models.elections import Choice


@dataclass(frozen=True)
class Tally:
    """How many members voted how; `absent` are those of `members` that said nothing."""

    members: int
    votes_for: int
    against: int
    abstained: int

    @property
    def cast(self) -> int:
        return self.votes_for + self.against + self.abstained

    @property
    def absent(self) -> int:
        return max(self.members - self.cast, 0)

    def has_quorum(self, percent: int) -> bool:
        return self.members > 0 and self.cast * 100 >= self.members * percent

    def is_carried(self, percent: int) -> bool:
        """More than so many percent of those who voted were for it; at 100, all of them."""
        if percent >= 100:
            return self.cast > 0 and self.votes_for == self.cast
        return self.votes_for * 100 > self.cast * percent


def tally(choices: Iterable[str], members: int) -> Tally:
    said = list(choices)
    return Tally(members, *(said.count(each) for each in (Choice.FOR, Choice.AGAINST, Choice.ABSTAINED)))


@dataclass(frozen=True)
class Outcome:
    """Keys of those elected in their order, of those who had enough votes and found no seat, and of those who are
    level at the last seats, of whom `open_seats` are elected by another vote, a lot, or as the conference decides."""

    elected: tuple[int, ...]
    passed_over: tuple[int, ...]
    tied: tuple[int, ...]
    open_seats: int


def outcome(
    tallies: Mapping[int, Tally], seats: int, majority: int, tie_ranks: Mapping[int, int | None] | None = None
) -> Outcome:
    """Those with a majority by their votes, as many as there are seats. `tie_ranks` settle who of equals goes first."""
    ranks = tie_ranks or {}
    enough = [key for key, each in tallies.items() if each.is_carried(majority)]
    enough.sort(key=lambda key: (-tallies[key].votes_for, ranks.get(key) or 10_000, key))
    if len(enough) <= seats:
        return Outcome(tuple(enough), (), (), 0)
    edge = tallies[enough[seats - 1]].votes_for
    if tallies[enough[seats]].votes_for < edge:
        return Outcome(tuple(enough[:seats]), tuple(enough[seats:]), (), 0)
    level = [key for key in enough if tallies[key].votes_for == edge]
    above = [key for key in enough if tallies[key].votes_for > edge]
    free = seats - len(above)
    ranked = [ranks.get(key) for key in level]
    if None not in ranked and len(set(ranked)) == len(ranked):
        return Outcome(tuple(enough[:seats]), tuple(enough[seats:]), (), 0)
    below = [key for key in enough if tallies[key].votes_for < edge]
    return Outcome(tuple(above), tuple(below), tuple(level), free)


def strangers(voters: Iterable[int], members: Sequence[int]) -> list[int]:
    """Who voted and is no member."""
    return [each for each in voters if each not in members]
