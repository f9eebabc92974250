"""What members are told of one another: aggregates, and no small counts of people.

Whoever may open a member's own pages is told all of it. Of the others a count from 1 to 4 is left out, and so is what
would tell it within the same table. Tables of other periods are not looked at: one who may ask for any stretch of days
can subtract, and answers for it as staff.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from lienthu.dashboards.queries.figures import Told
from lienthu.dashboards.queries.public import hide_ratios, sums_within
from lienthu.dashboards.rules.suppression import HIDDEN, Shown, Sum, is_about_people, suppressed
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place, Sort

Withheld = Mapping[tuple[str, Place], Shown]
_REST: Final = Place(Sort.FEDERATION, 0)  # the total of them all, less those who are told: what a reader can work out


def withheld(
    figures: Told, known: Mapping[str, Indicator], members: Collection[Place], open_to: Collection[Place]
) -> Withheld:
    """The cells of `members` that somebody who may open only the pages of `open_to` is not told."""
    closed = [place for place in members if place not in open_to]
    values: dict[tuple[str, Place], Decimal | None] = {
        (code, place): figure.value for (code, place), figure in figures.items() if place in closed
    }
    if not values:
        return {}
    asked = {code: known[code] for code, _place in values}
    people = [(code, place) for code, place in values if is_about_people(asked[code])]
    sums = sums_within(closed, asked)
    for code in dict.fromkeys(code for code, _place in people):
        parts = {(code, place): value for place in closed if (value := values.get((code, place))) is not None}
        if parts:
            values[code, _REST] = sum(parts.values(), Decimal())
            sums.append(Sum((code, _REST), tuple(parts)))
    shown = suppressed(values, people, sums)
    hide_ratios(shown, asked, closed)
    return {(code, place): state for (code, place), state in shown.items() if place != _REST and state in HIDDEN}
