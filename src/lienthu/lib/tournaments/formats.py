"""How a sport is played, as data: the shape of the tournament, points, and what parts equals."""

from dataclasses import dataclass
from enum import StrEnum

EVERYBODY = "ALL"  # the one group of a round robin


class Shape(StrEnum):
    KNOCK_OUT = "knock_out"
    GROUPS = "groups"  # groups, then knock-out
    ROUND_ROBIN = "round_robin"


class Tie(StrEnum):
    """What parts teams that have the same points, in the order that the rules of the day give."""

    HEAD_TO_HEAD = "head_to_head"  # points in the matches among those who are equal
    DIFFERENCE = "difference"  # scored less conceded
    SCORED = "scored"
    RALLY = "rally"  # the same of the small points within sets
    WINS = "wins"
    LOTS = "lots"  # drawn by the published seed number


TIES = (Tie.HEAD_TO_HEAD, Tie.DIFFERENCE, Tie.RALLY, Tie.SCORED, Tie.LOTS)


@dataclass(frozen=True)
class Format:
    """The rules of one sport. `group_size` is the most that stand in a group; `through` go on from each."""

    shape: Shape
    group_size: int = 4
    through: int = 2
    third_place: bool = False  # whether those who lost the semi-finals play for the third place
    win: int = 3
    draw: int = 1
    loss: int = 0
    ties: tuple[Tie, ...] = TIES


@dataclass(frozen=True)
class Entrant:
    """A team as the draw sees it: its key, whose it is, and how strong it is held to be (1 the strongest)."""

    key: int
    member: int
    seed: int | None = None


@dataclass(frozen=True)
class Slot:
    """Who stands on one side of a match: a team, or whoever comes out of something that is not played yet.

    kind "team": `team`; "winner" and "loser": of the match `of`; "rank": place `rank` of the group `of`.
    """

    kind: str
    team: int = 0
    of: str = ""
    rank: int = 0

    def written(self) -> str:
        """One word, as a row of a table keeps it: "team:12", "winner:K2-1", "rank:A:2"."""
        if self.kind == "team":
            return f"team:{self.team}"
        return f"{self.kind}:{self.of}" + (f":{self.rank}" if self.kind == "rank" else "")


def slot(written: str) -> Slot:
    """What `Slot.written` gave. Raises ValueError for anything else."""
    kind, _colon, rest = written.partition(":")
    if kind == "team":
        return Slot("team", team=int(rest))
    if kind in {"winner", "loser"} and rest:
        return Slot(kind, of=rest)
    group, _colon, rank = rest.partition(":")
    if kind != "rank" or not group:
        raise ValueError(written)
    return Slot("rank", of=group, rank=int(rank))


@dataclass(frozen=True)
class Fixture:
    """One match. `key` is its name within the sport: "A-1" in group A, "K2-1" in the knock-out's second round.

    `turn` counts the rounds: a match comes after all those of an earlier turn that it waits for.
    """

    key: str
    turn: int
    home: Slot
    away: Slot
    group: str = ""

    @property
    def waits_for(self) -> frozenset[str]:
        """The matches whose winners or losers play here; groups are told apart by their name."""
        return frozenset(side.of for side in (self.home, self.away) if side.kind in {"winner", "loser"})


@dataclass(frozen=True)
class Plan:
    """What the draw made: the matches, and who is in which group."""

    fixtures: tuple[Fixture, ...]
    groups: tuple[tuple[str, tuple[int, ...]], ...] = ()
    byes: tuple[int, ...] = ()  # teams that have no match in the first round
