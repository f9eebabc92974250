"""Small problems for tests: a few boxes, sites and rounds, and every plan there is of them."""

import datetime
import itertools
from collections.abc import Iterator

from hypothesis import strategies as st

from lienthu.lib.planning.problem import Box, Forbidden, Placement, Plan, Problem, Round, Rules, Site, Weights

FIRST = datetime.date(2027, 1, 1)


def day(months: int) -> datetime.date:
    """The first of the month so many months after the beginning; before it when negative."""
    return datetime.date(FIRST.year + months // 12, months % 12 + 1, 1)


def rounds(count: int, months: int = 3) -> tuple[Round, ...]:
    one = datetime.timedelta(days=1)
    return tuple(Round(day(i * months), day((i + 1) * months) - one) for i in range(count))


def line(sites: int, step: int = 30) -> tuple[tuple[int, ...], ...]:
    """Minutes where depot and sites lie along a road."""
    return tuple(tuple(abs(i - j) * step for j in range(sites + 1)) for i in range(sites + 1))


def box(name: str, *titles: int, size: int = 10, **more: object) -> Box:
    return Box(name, frozenset(titles), size, **more)  # type: ignore[arg-type]


def site(name: str, **more: object) -> Site:
    return Site(name, **{"capacity": 100, **more})  # type: ignore[arg-type]


def problem(boxes: list[Box], sites: list[Site], count: int = 2, **more: object) -> Problem:
    return Problem(tuple(boxes), tuple(sites), rounds(count), line(len(sites)), **more)  # type: ignore[arg-type]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to three boxes, three sites and two rounds, with shared titles, histories, closures and prohibitions."""
    letters = st.frozensets(st.sampled_from(["children", "farmers"]), max_size=2)
    titles = st.frozensets(st.integers(1, 4), min_size=1, max_size=2)
    boxes = draw(
        st.lists(st.builds(Box, st.just("box"), titles, st.sampled_from([10, 60]), letters), min_size=1, max_size=3)
    )
    sites = draw(
        st.lists(
            st.builds(
                Site,
                st.just("site"),
                capacity=st.sampled_from([50, 100]),
                slots=st.sampled_from([1, 1, 2]),
                audiences=letters,
                readers=st.integers(1, 2),
                least=st.sampled_from([0, 0, 1, 2]),
                closed=st.frozensets(st.integers(0, 1), max_size=1),
                had=st.dictionaries(st.integers(1, 4), st.sampled_from([day(-20), day(-2)]), max_size=2),
            ),
            min_size=1,
            max_size=3,
        )
    )
    no = st.builds(Forbidden, st.integers(0, len(boxes) - 1), st.integers(0, len(sites) - 1), st.just(None))
    return Problem(
        tuple(boxes),
        tuple(sites),
        rounds(2),
        line(len(sites)),
        Rules(repeat_months=draw(st.sampled_from([0, 4, 24])), boxes_a_round=draw(st.sampled_from([None, 2]))),
        Weights(fairness=draw(st.sampled_from([0.0, 20.0, 60.0])), driving=draw(st.sampled_from([0.0, 0.2, 1.0]))),
        forbidden=draw(st.frozensets(no, max_size=1)),
    )


def every_plan(given: Problem) -> Iterator[Plan]:
    """Every plan in which a box is at one place at a time."""
    where: list[int | None] = [None, *range(len(given.sites))]
    slots = [(b, r) for b in range(len(given.boxes)) for r in range(len(given.rounds))]
    for chosen in itertools.product(where, repeat=len(slots)):
        yield frozenset(Placement(b, s, r) for (b, r), s in zip(slots, chosen, strict=True) if s is not None)


def may_be(given: Problem, plan: Plan) -> bool:
    """Whether the plan keeps every condition, worked out title by title and day by day."""
    for r in range(len(given.rounds)):
        now = [p for p in plan if p.round == r]
        if given.rules.boxes_a_round is not None and len(now) > given.rules.boxes_a_round:
            return False
        for s, one in enumerate(given.sites):
            here = [given.boxes[p.box] for p in now if p.site == s]
            if here and (r in one.closed or len(here) > one.slots or sum(b.size for b in here) > one.capacity):
                return False
    if any(no.covers(p) for no in given.forbidden for p in plan):
        return False
    return all(_new(given, plan, p, title) for p in plan for title in given.boxes[p.box].titles)


def _new(given: Problem, plan: Plan, placement: Placement, title: int) -> bool:
    """Whether the site had no copy of the title within the months before, and gets no second one at once."""
    last = [given.sites[placement.site].had.get(title)]
    for other in plan - {placement}:
        if other.site == placement.site and title in given.boxes[other.box].titles:
            if other.round == placement.round:
                return False
            if other.round < placement.round:
                last.append(given.rounds[other.round].ends)
    start = given.rounds[placement.round].starts
    return all(ended is None or _months_on(ended, given.rules.repeat_months) < start for ended in last)


def _months_on(ended: datetime.date, months: int) -> datetime.date:
    following = ended + datetime.timedelta(days=1)
    if following.day == 1:  # our rounds and histories end with a month, or begin one
        index = following.year * 12 + following.month - 1 + months
        return datetime.date(index // 12, index % 12 + 1, 1) - datetime.timedelta(days=1)
    index = ended.year * 12 + ended.month - 1 + months
    return datetime.date(index // 12, index % 12 + 1, ended.day)
