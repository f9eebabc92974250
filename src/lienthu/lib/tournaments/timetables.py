"""A timetable of matches over courts: nobody in two places, rest between, nothing before what it waits for.

Times are whole minutes from any zero. Every timetable can be had by placing matches one after the other, each at the
earliest time and court where it fits: whoever moves the matches of a given timetable to the left in the order of their
beginnings ends up with one of these. So the search over orders is exact. First come a few quick orders; where none
fits into the day, all orders are looked through up to a limit, and the answer says whether that was the end of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

LIMIT = 1_500  # placements that the search tries before it gives up
Placed = Mapping[str, tuple[str, int]]  # match → court and beginning


@dataclass(frozen=True)
class Court:
    key: str
    windows: tuple[tuple[int, int], ...]  # when it is free, first and last minute


@dataclass(frozen=True)
class Play:
    """A match to be placed. `people` are all who may have to play it; `after` the matches it waits for."""

    key: str
    minutes: int
    courts: tuple[str, ...]
    people: frozenset[int] = frozenset()
    after: frozenset[str] = frozenset()
    fixed: tuple[str, int] | None = None  # played already, or wanted just there
    earliest: int = -(10**9)  # the minute before which it cannot begin


@dataclass(frozen=True)
class Why:
    """A reason why there is no timetable. `kind`: "no_court" (no court is long enough for `of`), "courts" (the courts
    of these matches are full), "person" (`of` would have to be on court too long), "chain" (what waits for one another
    is too long), "search" (all orders were tried), "limit" (not all of them). `need` and `have` are minutes."""

    kind: str
    of: str = ""
    need: int = 0
    have: int = 0

    @property
    def proves(self) -> bool:
        return self.kind != "limit"


@dataclass(frozen=True)
class Timetable:
    """Where and when each match is; empty with `why` where there is none. `shortest`: proved that none ends earlier."""

    placed: Placed
    why: tuple[Why, ...] = ()
    shortest: bool = False
    ends: int = 0


@dataclass(frozen=True)
class Day:
    """What is given: matches, courts, the rest that a person has between two matches, the change on a court."""

    plays: tuple[Play, ...]
    courts: tuple[Court, ...]
    rest: int = 0
    change: int = 0

    @cached_property
    def by_key(self) -> dict[str, Play]:
        return {play.key: play for play in self.plays}

    @cached_property
    def windows(self) -> dict[str, tuple[tuple[int, int], ...]]:
        return {court.key: court.windows for court in self.courts}

    @cached_property
    def rivals(self) -> dict[str, frozenset[str]]:
        """For each match those that share somebody with it."""
        return {
            play.key: frozenset(
                other.key for other in self.plays if other.key != play.key and not play.people.isdisjoint(other.people)
            )
            for play in self.plays
        }

    @cached_property
    def tails(self) -> dict[str, int]:
        """The minutes from a match's beginning to the end of all that waits for it."""
        waiting: dict[str, list[str]] = {}
        for play in self.plays:
            for key in play.after:
                waiting.setdefault(key, []).append(play.key)
        found: dict[str, int] = {}

        def tail(key: str) -> int:
            if key not in found:
                later = (tail(other) + self.rest for other in waiting.get(key, ()))
                found[key] = self.by_key[key].minutes + max(later, default=0)
            return found[key]

        for play in self.plays:
            tail(play.key)
        return found


def timetable(day: Day) -> Timetable:
    """The earliest-ending timetable that was found, or why there is none."""
    why = _beyond(day)
    if why:
        return Timetable({}, tuple(why))
    found = [placed for rank in _ranks(day) if (placed := _greedy(day, rank)) is not None]
    if found:
        best = min(found, key=lambda placed: _end(day, placed))
        return Timetable(best, (), _end(day, best) <= _at_least(day), _end(day, best))
    placed, ended = _search(day)
    if placed is not None:
        return Timetable(placed, (), _end(day, placed) <= _at_least(day), _end(day, placed))
    return Timetable({}, (Why("search" if ended else "limit"),))


def _ranks(day: Day) -> Iterable[Mapping[str, tuple[int, ...]]]:
    """Orders that often do well: what much waits for first, what many rivals have first, the longest first."""
    tails, rivals = day.tails, day.rivals
    yield {key: (-tails[key], -len(rivals[key])) for key in day.by_key}
    yield {key: (-len(rivals[key]), -tails[key]) for key in day.by_key}
    yield {play.key: (len(play.courts), -tails[play.key], -play.minutes) for play in day.plays}


def _greedy(day: Day, rank: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[str, int]] | None:
    """Always what can begin first; of those that can begin at the same time, the first of the rank."""
    placed = {play.key: play.fixed for play in day.plays if play.fixed}
    left = {play.key: play for play in day.plays if not play.fixed}
    while left:
        best: tuple[int, tuple[int, ...], str, str] | None = None
        for play in left.values():
            if not play.after <= placed.keys():
                continue
            spot = _earliest(day, play, placed)
            if spot is None:
                return None
            found = (spot[1], rank[play.key], play.key, spot[0])
            best = found if best is None else min(best, found)
        if best is None:
            return None
        start, _rank, key, court = best
        placed[key] = court, start
        del left[key]
    return placed


def _earliest(day: Day, play: Play, placed: Placed) -> tuple[str, int] | None:
    """Court and minute where the match can begin soonest beside what is placed; None where it does not fit in."""
    by_key = day.by_key
    waits = (placed[key][1] + by_key[key].minutes + day.rest for key in play.after)
    begin = max(waits, default=play.earliest)
    begin = max(begin, play.earliest)
    busy = [
        (placed[key][1] - day.rest - play.minutes, placed[key][1] + by_key[key].minutes + day.rest)
        for key in day.rivals[play.key]
        if key in placed
    ]
    best: tuple[str, int] | None = None
    for court in play.courts:
        taken = [
            (start - day.change - play.minutes, start + by_key[key].minutes + day.change)
            for key, (where, start) in placed.items()
            if where == court
        ]
        for first, last in day.windows[court]:
            start = _gap(max(first, begin), sorted(busy + taken))
            if start + play.minutes <= last:
                if best is None or start < best[1]:
                    best = court, start
                break
    return best


def _gap(start: int, closed: Sequence[tuple[int, int]]) -> int:
    """The first beginning from `start` on outside of all open intervals (from, to), which stand in order."""
    for low, high in closed:
        if low < start < high:
            start = high
    return start


def _search(day: Day) -> tuple[dict[str, tuple[str, int]] | None, bool]:
    """All orders, the promising first, up to the limit: what fits, and whether the search came to its end."""
    tries = 0
    tails = day.tails
    last = max(end for court in day.courts for _first, end in court.windows)

    def go_on(placed: dict[str, tuple[str, int]], left: dict[str, Play]) -> dict[str, tuple[str, int]] | None:
        nonlocal tries
        if not left:
            return placed
        ready: list[tuple[int, int, str, str]] = []
        for play in left.values():
            if play.after <= placed.keys():
                spots = [spot for court in play.courts if (spot := _earliest(day, _only(play, court), placed))]
                if not spots or min(start for _court, start in spots) + tails[play.key] > last:
                    return None  # whatever comes later only takes room away
                ready += [(start, -tails[play.key], play.key, court) for court, start in spots]
        for start, _tail, key, court in sorted(ready):
            tries += 1
            if tries > LIMIT:
                return None
            rest = {other: play for other, play in left.items() if other != key}
            done = go_on({**placed, key: (court, start)}, rest)
            if done is not None:
                return done
        return None

    found = go_on(
        {play.key: play.fixed for play in day.plays if play.fixed},
        {play.key: play for play in day.plays if not play.fixed},
    )
    return found, tries <= LIMIT


def _only(play: Play, court: str) -> Play:
    return replace(play, courts=(court,))


def _end(day: Day, placed: Placed) -> int:
    return max((start + day.by_key[key].minutes for key, (_court, start) in placed.items()), default=0)


def _begin(day: Day) -> int:
    return min((first for court in day.courts for first, _last in court.windows), default=0)


def _at_least(day: Day) -> int:
    """No timetable ends before this: the longest chain, the busiest person, and the load of all courts."""
    begin = _begin(day)
    chain = max(day.tails.values(), default=0)
    load = sum(play.minutes + day.change for play in day.plays)
    shared = -(-load // max(1, len(day.courts))) - day.change if day.plays else 0
    return begin + max(chain, shared, *(need for _person, need in _by_person(day)), 0)


def _by_person(day: Day) -> list[tuple[int, int]]:
    """Each person with the minutes from their first beginning to their last end, were there no waiting at all."""
    plays: dict[int, list[int]] = {}
    for play in day.plays:
        for person in play.people:
            plays.setdefault(person, []).append(play.minutes)
    return [(person, sum(of) + day.rest * (len(of) - 1)) for person, of in sorted(plays.items())]


def _beyond(day: Day) -> list[Why]:
    """What can be proved by adding up."""
    found: list[Why] = []
    if not day.plays:
        return found
    for play in day.plays:
        longest = max((last - first for court in play.courts for first, last in day.windows[court]), default=0)
        if not play.fixed and longest < play.minutes:
            found.append(Why("no_court", play.key, play.minutes, longest))
    for courts in sorted({play.courts for play in day.plays if play.courts}):
        there = [play.minutes for play in day.plays if set(play.courts) <= set(courts)]
        windows = [last - first for court in courts for first, last in day.windows[court]]
        need, have = sum(there) + day.change * max(0, len(there) - len(windows)), sum(windows)
        if need > have:
            found.append(Why("courts", ",".join(courts), need, have))
    whole = max((last for court in day.courts for _first, last in court.windows), default=0) - _begin(day)
    longest_chain = max(day.tails, key=lambda key: (day.tails[key], key))
    if day.tails[longest_chain] > whole:
        found.append(Why("chain", longest_chain, day.tails[longest_chain], whole))
    found += [Why("person", str(person), need, whole) for person, need in _by_person(day) if need > whole][:5]
    return found


def faults(day: Day, placed: Placed) -> list[tuple[str, str]]:
    """Pairs of matches that must not stand as they do, for whoever moves one by hand; (key, "") where it is off court.

    Empty: a good timetable.
    """
    found: list[tuple[str, str]] = []
    by_key = day.by_key
    for key, (court, start) in sorted(placed.items()):
        play = by_key[key]
        inside = any(first <= start and start + play.minutes <= last for first, last in day.windows.get(court, ()))
        if court not in play.courts or not inside:
            found.append((key, ""))
        for other, (where, begins) in placed.items():
            if other in play.after and begins + by_key[other].minutes + day.rest > start:
                found.append((other, key))
            elif key < other:
                needs = [day.rest] if other in day.rivals[key] else []
                needs += [day.change] if where == court else []
                first, second = sorted([(start, play.minutes), (begins, by_key[other].minutes)])
                if needs and first[0] + first[1] + max(needs) > second[0]:
                    found.append((key, other))
    return found
