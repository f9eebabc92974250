"""What may stand against a placement, as plain data: whoever only shows it needs no solver loaded."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass

from lienthu.lib.planning.problem import Placement


class Why(enum.Enum):
    """Why a box cannot stand at a site in a round."""

    FORBIDDEN = "forbidden"
    CLOSED = "closed"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_MANY_COPIES = "too_many_copies"
    NOT_FREE = "not_free"
    HAD_TITLES = "had_titles"
    BOX_ELSEWHERE = "box_elsewhere"
    SITE_FULL = "site_full"
    SHARES_TITLES = "shares_titles"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what it is about: titles that the site had (and until when), or placements that are in the
    way."""

    why: Why
    titles: tuple[int, ...] = ()
    until: datetime.date | None = None  # from this day on the reason is gone
    others: tuple[Placement, ...] = ()
    limit: int | None = None
