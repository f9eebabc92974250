"""Stretches of years in which the same organisations make up a place."""

from collections.abc import Collection
from datetime import date

from lienthu.indicators.queries.places import Place, Shares, lives, parents, seats_held, shares
from lienthu.indicators.rules.periods import Period, of_year


def stretches(period: Period, places: Collection[Place]) -> list[tuple[Period, dict[Place, Shares]]]:
    """The period in pieces, each with the shares of the places (as `places.shares`) that hold in all of it.

    Within a calendar year an organisation stays where it stood on its last day, so months add up to their year's
    figure; years without a change of the tree are one piece. Three queries and those of `shares` for each piece.
    """
    changes = _days_of_change(period)
    pieces: list[Period] = []
    for year in range(period.first.year, period.last.year + 1):
        whole = of_year(year)
        piece = Period(max(period.first, whole.first), min(period.until, whole.until))
        before = pieces[-1] if pieces else None
        if before and not any(before.first < day < piece.until for day in changes):
            pieces[-1] = Period(before.first, piece.until)
        else:
            pieces.append(piece)
    return [(piece, shares(places, piece)) for piece in pieces]


def _days_of_change(period: Period) -> set[date]:
    """Days within the period on which the tree or the members of a federation changed."""
    ranges = [row[2:] for row in (*parents(), *seats_held())] + [row[1:] for row in lives()]
    return {day for each in ranges for day in each if day is not None and period.first <= day < period.until}
