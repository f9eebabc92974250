"""What a referee types, read as the result of a match."""

import re

from lienthu.lib.tournaments.standings import Result

MOST_SETS = 9


class Unread(ValueError):
    """A result that cannot be; `args[0]` is why: "form", "sets", "level", "set_level"."""


def read(text: str, *, sets: int, knock_out: bool, winner: int = 0) -> Result:
    """The result that the text writes: "2-1" for a score, "25-20 23-25 15-10" where sets are played.

    `sets` is how many a side must win, 0 where none are played. In a knock-out somebody must go on: `winner` 1 or 2
    says who, where the score is level. Raises Unread.
    """
    pairs = [(int(one), int(other)) for one, other in re.findall(r"(\d{1,3})\s*[-–:]\s*(\d{1,3})", text)]
    if not pairs or len(pairs) > MOST_SETS or re.sub(r"[\d\s\-–:,;/()]", "", text):
        raise Unread("form")
    if not sets:
        if len(pairs) > 1:
            raise Unread("form")
        (home, away) = pairs[0]
        if knock_out and home == away and not winner:
            raise Unread("level")
        return Result(home, away, winner=winner if home == away else 0)
    if any(one == other for one, other in pairs):
        raise Unread("set_level")
    home = sum(one > other for one, other in pairs)
    away = len(pairs) - home
    last_for_winner = (pairs[-1][0] > pairs[-1][1]) == (home > away)
    if max(home, away) != sets or min(home, away) >= sets or not last_for_winner:
        raise Unread("sets")
    return Result(home, away, tuple(pairs))


def walkover(side: int, sets: int) -> Result:
    """The result where `side` (1 home, 2 away) wins because the other did not come."""
    won = sets or 1
    return Result(won if side == 1 else 0, won if side == 2 else 0, winner=side, walkover=True)
