"""The draw: lots from a published seed number, strong teams apart, teams of one member apart as far as it goes.

A lot is the SHA-256 of the seed number and the team's key, so anybody can draw again with nothing but a calculator of
digests; the order in which teams were entered changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import count

from lienthu.lib.tournaments.formats import EVERYBODY, Entrant, Fixture, Format, Plan, Shape, Slot

FEWEST = 2


def lot(seed: str, *of: object) -> str:
    """What is drawn for a thing: lower comes first."""
    return hashlib.sha256(":".join([seed, *map(str, of)]).encode()).hexdigest()


def drawn(entrants: Sequence[Entrant], rules: Format, seed: str) -> Plan:
    """Matches and groups. Raises ValueError for fewer than two teams, or a team that stands twice."""
    if len({each.key for each in entrants}) != len(entrants):
        raise ValueError("a team stands twice")
    if len(entrants) < FEWEST:
        raise ValueError("fewer than two teams")
    if rules.shape == Shape.ROUND_ROBIN:
        order = sorted(entrants, key=lambda each: lot(seed, each.key))
        teams = [each.key for each in order]
        return Plan(_everybody_meets(EVERYBODY, teams), ((EVERYBODY, tuple(teams)),))
    if rules.shape == Shape.KNOCK_OUT:
        places = _bracket(entrants, seed)
        sides = [Slot("team", team=each.key) if each else None for each in places]
        byes = [side.team for side, other in _pairs(sides) if side and not other] + [
            other.team for side, other in _pairs(sides) if other and not side
        ]
        return Plan(tuple(_knock_out(sides, third_place=rules.third_place)), (), tuple(sorted(byes)))
    return _groups_then_knock_out(entrants, rules, seed)


def _groups_then_knock_out(entrants: Sequence[Entrant], rules: Format, seed: str) -> Plan:
    groups = _groups(entrants, max(1, -(-len(entrants) // max(FEWEST, rules.group_size))), seed)
    fixtures: list[Fixture] = []
    for name, teams in groups:
        fixtures += _everybody_meets(name, teams)
    # Who goes on is not known, only from where: the same draw, with places of groups for teams and groups for members.
    through = [
        Entrant(key, number, seed=key + 1)
        for key, (rank, number) in enumerate(
            (rank, number)
            for rank in range(1, rules.through + 1)
            for number, (_name, teams) in enumerate(groups)
            if rank <= len(teams)
        )
    ]
    where = [
        Slot("rank", of=name, rank=rank)
        for rank in range(1, rules.through + 1)
        for name, teams in groups
        if rank <= len(teams)
    ]
    if len(where) >= FEWEST:
        # The winners of groups are set, the others placed so that nobody meets their own group early.
        set_ = [each if each.key < len(groups) else Entrant(each.key, each.member) for each in through]
        sides = [where[each.key] if each else None for each in _bracket(set_, seed)]
        later = max(fixture.turn for fixture in fixtures)
        fixtures += _knock_out(sides, third_place=rules.third_place, after=later)
    return Plan(tuple(fixtures), tuple((name, tuple(teams)) for name, teams in groups))


def _everybody_meets(group: str, teams: Sequence[int]) -> tuple[Fixture, ...]:
    """Everybody against everybody once, by the circle: one stays, the others move on; each plays once a turn."""
    circle: list[int | None] = [*teams, *([None] if len(teams) % 2 else [])]
    made, number = [], count(1)
    for turn in range(1, len(circle)):
        for one, other in zip(circle[: len(circle) // 2], reversed(circle[len(circle) // 2 :]), strict=True):
            if one is not None and other is not None:
                home, away = (one, other) if turn % 2 else (other, one)
                key = f"{group}-{next(number)}"
                made.append(Fixture(key, turn, Slot("team", team=home), Slot("team", team=away), group))
        circle = [circle[0], circle[-1], *circle[1:-1]]
    return tuple(made)


def _groups(entrants: Sequence[Entrant], number: int, seed: str) -> list[tuple[str, list[int]]]:
    """Groups whose sizes differ by one at most: seeds in a serpentine, the others where fewest of their member are."""
    number = min(number, len(entrants) // FEWEST)
    held: list[list[Entrant]] = [[] for _ in range(number)]
    strong, others = _strong_and_others(entrants, seed)
    for turn, each in enumerate(strong):
        lap, place = divmod(turn, number)
        held[place if lap % 2 == 0 else number - 1 - place].append(each)
    for each in others:
        fullest = min(len(group) for group in held)
        open_ = [index for index in range(number) if len(held[index]) == fullest]
        held[
            min(
                open_,
                key=lambda index: (
                    sum(other.member == each.member for other in held[index]),
                    lot(seed, "group", each.key, index),
                ),
            )
        ].append(each)
    return [(_letter(index), [each.key for each in group]) for index, group in enumerate(held)]


def _letter(index: int) -> str:
    """A, B, … Z, AA: as the columns of a sheet."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _strong_and_others(entrants: Sequence[Entrant], seed: str) -> tuple[list[Entrant], list[Entrant]]:
    """Those with a seed in their order; the others by lot, those of members with most teams first."""
    of_member = Counter(each.member for each in entrants)
    strong = sorted((each for each in entrants if each.seed is not None), key=lambda each: (each.seed or 0, each.key))
    others = [each for each in entrants if each.seed is None]
    return strong, sorted(others, key=lambda each: (-of_member[each.member], lot(seed, each.key)))


def _bracket(entrants: Sequence[Entrant], seed: str) -> list[Entrant | None]:
    """The places of the first round from top to bottom; None is a bye. Seeds stand where they meet last."""
    size = 1
    while size < len(entrants):
        size *= 2
    order = seeding(size)
    places: list[Entrant | None] = [None] * size
    byes = {order[size - 1 - index] for index in range(size - len(entrants))}  # against the strongest
    strong, others = _strong_and_others(entrants, seed)
    for each, place in zip(strong, (place for place in order if place not in byes), strict=False):
        places[place] = each
    free = [place for place in range(size) if places[place] is None and place not in byes]
    for each in others:
        kin = [index for index, other in enumerate(places) if other and other.member == each.member]
        best = max(
            free,
            key=lambda place: (min((_meets(place, index) for index in kin), default=size), lot(seed, each.key, place)),
        )
        places[best] = each
        free.remove(best)
    return places


def seeding(size: int) -> list[int]:
    """The place of each seed in a bracket, the strongest first: 1 and 2 meet in the final, 1 to 4 in the last four."""
    ranks = [0]
    while len(ranks) < size:
        ranks = [each for rank in ranks for each in (rank, 2 * len(ranks) - 1 - rank)]
    return sorted(range(size), key=ranks.__getitem__)


def _meets(one: int, other: int) -> int:
    """The round in which two places of a bracket meet, 1 the first."""
    return (one ^ other).bit_length()


def _pairs(sides: Sequence[Slot | None]) -> list[tuple[Slot | None, Slot | None]]:
    return list(zip(sides[::2], sides[1::2], strict=True))


def _knock_out(sides: list[Slot | None], *, third_place: bool, after: int = 0) -> list[Fixture]:
    made: list[Fixture] = []
    turn = 0
    while len(sides) > 1:
        turn += 1
        on: list[Slot | None] = []
        number = count(1)
        for one, other in _pairs(sides):
            if one is None or other is None:
                on.append(one or other)
                continue
            fixture = Fixture(f"K{turn}-{next(number)}", after + turn, one, other)
            made.append(fixture)
            on.append(Slot("winner", of=fixture.key))
        if third_place and len(sides) == 4 and all(side and side.kind == "winner" for side in on):
            losers = [Slot("loser", of=side.of) for side in on if side]
            made.append(Fixture("K3P", after + turn + 1, losers[0], losers[1]))
        sides = on
    return made
