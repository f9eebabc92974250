"""Whose turn it is to host: who hosted longest ago, and before them who never did. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple


class Turn(NamedTuple):
    """A member in the order of turns, and when it hosted last (None: never)."""

    member: int
    last_on: date | None


def turns(members: Collection[int], hosted: Mapping[int, date], names: Mapping[int, bytes]) -> list[Turn]:
    """The members in the order in which they should host: never before longest ago before lately; alike, by name.

    `names` gives what they are sorted by.
    """
    rows = [Turn(member, hosted.get(member)) for member in members]
    return sorted(rows, key=lambda turn: (turn.last_on or date.min, names.get(turn.member, b""), turn.member))
