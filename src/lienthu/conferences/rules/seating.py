"""Where everybody sits. Pure.

Guests sit in front. The members fill the rows behind them, each in the same order from left to right, so that a
delegation sits together, one row behind the other; and each row is shared out so that from the front backwards every
member has had its part of the seats: nobody's people all sit at the back. A seat that a person chose stays.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple


class Seat(NamedTuple):
    """Row 1 is in front; seat 1 is on the left of who looks to the front."""

    row: int
    number: int


def proposal(
    *, rows: int, columns: int, guests: Sequence[int], members: Mapping[int, Sequence[int]], kept: Mapping[int, Seat]
) -> dict[int, Seat]:
    """A seat for each person that has one, by person; those for whom the hall is too small are left out.

    `guests` in the order of their rank, `members` the people of each member in the order in which members stand;
    `kept`: seats that stay, of whomever.
    """
    found = dict(kept)
    taken = set(kept.values())
    free = (seat for seat in _seats(rows, columns) if seat not in taken)
    waiting = [person for person in guests if person not in kept]
    for person, seat in zip(waiting, free, strict=False):
        found[person] = seat
    taken = set(found.values())
    left = {member: [each for each in people if each not in found] for member, people in members.items()}
    if waiting:  # the members begin with a row of their own where there is room for that
        last = max((found[person].row for person in waiting if person in found), default=0)
        behind = [seat for seat in _seats(rows, columns) if seat.row > last and seat not in taken]
        if len(behind) >= sum(map(len, left.values())):
            return found | _members(behind, left)
    return found | _members([seat for seat in _seats(rows, columns) if seat not in taken], left)


def _seats(rows: int, columns: int) -> Iterator[Seat]:
    """Row by row from the front, each from the left."""
    for row in range(1, rows + 1):
        for number in range(1, columns + 1):
            yield Seat(row, number)


def _members(free: Sequence[Seat], members: Mapping[int, list[int]]) -> dict[int, Seat]:
    """Share out each row; in it the members stand in their order from the left."""
    left = {member: list(people) for member, people in members.items() if people}
    total = sum(map(len, left.values()))
    sizes = {member: len(people) for member, people in left.items()}
    given = dict.fromkeys(left, 0)
    found: dict[int, Seat] = {}
    handed = 0
    by_row: dict[int, list[Seat]] = {}
    for seat in free:
        by_row.setdefault(seat.row, []).append(seat)
    for row in sorted(by_row):
        share = dict.fromkeys(left, 0)
        for _seat in by_row[row]:
            member = _next(sizes, given, handed, total)
            if member is None:
                break
            given[member] += 1
            share[member] += 1
            handed += 1
        places = iter(by_row[row])
        for member, count in share.items():
            for _each in range(count):
                found[left[member].pop(0)] = next(places)
    return found


def _next(sizes: Mapping[int, int], given: Mapping[int, int], handed: int, total: int) -> int | None:
    """Whose turn the next seat is: the member that is most behind its part; of those alike the first."""
    waiting = [member for member in sizes if given[member] < sizes[member]]
    if not waiting:
        return None
    return max(waiting, key=lambda member: Fraction(sizes[member] * (handed + 1), total) - given[member])


def fairness(seats: Mapping[int, Seat], members: Mapping[int, Collection[int]]) -> dict[int, float]:
    """The mean row of each member's people: what shows that nobody was put to the back."""
    return {
        member: round(sum(seats[each].row for each in people if each in seats) / count, 1)
        for member, people in members.items()
        if (count := sum(each in seats for each in people))
    }
