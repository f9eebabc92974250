"""Who gets which offered book in a round of exchange: solved exactly, one aim after the other.

First as many wishes as possible, then as many books as possible, then pairs of members as even as possible: the sum
over all pairs of what one gives more than it gets. A member never gets a title that it holds, nor one title twice.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lienthu.lib.planning.engine import Program


@dataclass(frozen=True, slots=True)
class Offered:
    """A title that a member can spare, so many times."""

    giver: int
    title: int
    copies: int


@dataclass(frozen=True, slots=True, order=True)
class Going:
    """One copy of the title goes from the giver to the recipient."""

    giver: int
    recipient: int
    title: int


@dataclass(frozen=True, kw_only=True)
class Question:
    """`holds`: title → members that hold it. `fixed` must be in the answer, `barred` must not."""

    members: Collection[int]
    offers: Sequence[Offered]
    holds: Mapping[int, Collection[int]]
    wishes: Collection[tuple[int, int]]  # member, title
    only_wishes: bool = False
    fixed: Collection[Going] = ()
    barred: Collection[Going] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """`uneven` is the sum over pairs; `proven` whether no answer is better, aim by aim."""

    going: list[Going]
    met: int
    uneven: int
    proven: bool = True


def _program() -> "Program":
    from lienthu.lib.planning.engine import Program  # the solver is loaded when a round is proposed

    return Program()


@dataclass
class _Model:
    program: "Program" = field(default_factory=_program)
    columns: dict[Going, int] = field(default_factory=dict)
    gaps: list[int] = field(default_factory=list)


def propose(question: Question, *, seconds: float = 30.0) -> Proposal:
    """The best answer; the same question always has the same one."""
    wishes = set(question.wishes)
    ways = _ways(question, wishes)
    if not ways:
        return Proposal([], 0, 0)
    asked = [way for way in ways if (way.recipient, way.title) in wishes]
    met, sure = _best(question, ways, {}, asked, seconds)
    at_least: dict[str, int] = {"asked": met}
    total, also_sure = _best(question, ways, at_least, ways, seconds, asked=asked)
    at_least["all"] = total
    return _evened(question, ways, asked, at_least, seconds, sure=sure and also_sure)


def _ways(question: Question, wishes: set[tuple[int, int]]) -> list[Going]:
    """Every copy that could go, in a fixed order."""
    barred, fixed = set(question.barred), set(question.fixed)
    found = set(fixed)
    for offer in question.offers:
        for member in question.members:
            way = Going(offer.giver, member, offer.title)
            if member == offer.giver or member in question.holds.get(offer.title, ()) or way in barred:
                continue
            if question.only_wishes and (member, offer.title) not in wishes:
                continue
            found.add(way)
    return sorted(found)


def _gathered(question: Question, ways: Sequence[Going]) -> _Model:
    """Columns and the rules that always hold."""
    model = _Model()
    fixed = set(question.fixed)
    of_offer: dict[tuple[int, int], list[int]] = defaultdict(list)
    of_member: dict[tuple[int, int], list[int]] = defaultdict(list)
    for way in ways:
        column = model.program.column(0.0, 1.0 if way in fixed else 0.0, 1.0)
        model.columns[way] = column
        of_offer[way.giver, way.title].append(column)
        of_member[way.recipient, way.title].append(column)
    copies = {(offer.giver, offer.title): offer.copies for offer in question.offers}
    for key, columns in sorted(of_offer.items()):
        model.program.row(columns, most=copies.get(key, len(columns)))
    for _key, columns in sorted(of_member.items()):
        if len(columns) > 1:
            model.program.row(columns, most=1.0)
    return model


def _best(
    question: Question,
    ways: Sequence[Going],
    at_least: Mapping[str, int],
    counted: Sequence[Going],
    seconds: float,
    *,
    asked: Sequence[Going] = (),
) -> tuple[int, bool]:
    """How many of these can go at most, and whether that is proven."""
    if not counted:
        return 0, True
    model = _gathered(question, ways)
    for way in counted:
        model.program.costs[model.columns[way]] = 1.0
    if at_least.get("asked"):
        model.program.row([model.columns[way] for way in asked], least=at_least["asked"])
    answer = model.program.solve(seconds=seconds, gap=0.0)
    return (0, False) if answer.values is None else (round(answer.value), answer.bound < answer.value + 0.999)


def _evened(
    question: Question,
    ways: Sequence[Going],
    asked: Sequence[Going],
    at_least: Mapping[str, int],
    seconds: float,
    *,
    sure: bool,
) -> Proposal:
    """Of the answers that reach the first two aims, the one whose pairs are most even."""
    model = _gathered(question, ways)
    program = model.program
    if asked:
        program.row([model.columns[way] for way in asked], least=at_least["asked"])
    program.row([model.columns[way] for way in ways], least=at_least["all"])
    between: dict[tuple[int, int], list[int]] = defaultdict(list)
    for way in ways:
        between[way.giver, way.recipient].append(model.columns[way])
    for one, other in combinations(sorted(question.members), 2):
        there, back = between.get((one, other), []), between.get((other, one), [])
        if there or back:
            gap = program.column(-1.0, 0.0, float(len(ways)), whole=False)
            factors = [1.0] * len(there) + [-1.0] * len(back)
            program.row([*there, *back, gap], [*factors, -1.0], most=0.0)
            program.row([*there, *back, gap], [*[-each for each in factors], -1.0], most=0.0)
    answer = program.solve(seconds=seconds, gap=0.0)
    if answer.values is None:
        return Proposal(sorted(question.fixed), 0, 0, proven=False)
    going = [way for way in ways if answer.values[model.columns[way]] > 0.5]
    met = sum((way.recipient, way.title) in set(question.wishes) for way in going)
    return Proposal(going, met, unevenness(going), sure and answer.bound < answer.value + 0.999)


def unevenness(going: Collection[Going]) -> int:
    """The sum over all pairs of what one gives more than it gets from the other."""
    net: dict[tuple[int, int], int] = defaultdict(int)
    for way in going:
        one, other = sorted((way.giver, way.recipient))
        net[one, other] += 1 if way.giver == one else -1
    return sum(map(abs, net.values()))
