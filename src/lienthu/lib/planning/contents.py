"""Filling boxes from loose stock: families of boxes with the same titles, one copy of each in every box.

The copies of a title all go into one family, so boxes of different families share nothing and every site can have one
box of each family after the other. A title with fewer copies than the rule asks stays at home. Which titles go
together is a small whole-number program over groups of titles (audience, subject): every family has an audience, as
many subjects as the stock, and what was asked for comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lienthu.lib.planning.engine import Program

FOR_IT, FOR_EVERYBODY = 1.0, 0.6  # worth of a title for a family of its audience, of a title for everybody
WISHED = 0.5  # more for each that somebody asked for
ONE_SIDED = 0.4  # less for each that a subject has too much


@dataclass(frozen=True, slots=True)
class Title:
    key: int
    copies: int
    subject: str
    audience: str = ""  # none: for everybody
    wishes: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """`boxes` boxes, each with one copy of every title."""

    audience: str
    titles: tuple[int, ...]
    boxes: int


@dataclass(frozen=True, slots=True)
class Contents:
    families: tuple[Family, ...]
    too_few_copies: tuple[int, ...]  # titles that the rule keeps at home
    left_over: tuple[int, ...]  # titles for which there was no room


def fill(
    stock: Sequence[Title],
    readers: Mapping[str, int],
    *,
    boxes: int,
    size: int,
    least_copies: int = 3,
    seconds: float = 20.0,
) -> Contents:
    """Up to `boxes` boxes of `size` titles from the stock. `readers`: how many sites ask for each audience."""
    few = tuple(sorted(t.key for t in stock if t.copies < least_copies))
    usable = [t for t in stock if t.copies >= least_copies]
    count = min(-(-boxes // least_copies), len(usable) // size)
    if not count:
        return Contents((), few, tuple(sorted(t.key for t in usable)))
    audiences = _shared_out(readers, count)
    groups: dict[tuple[str, str], list[Title]] = defaultdict(list)
    for title in sorted(usable, key=lambda t: (-t.wishes, -t.copies, t.key)):
        groups[title.audience, title.subject].append(title)
    chosen = _choose(groups, audiences, size, seconds)
    families, left_boxes, used = [], boxes, set()
    for audience, taken in zip(audiences, chosen, strict=True):
        titles = [groups[group].pop(0).key for group, number in taken.items() for _ in range(number)]
        used.update(titles)
        families.append(Family(audience, tuple(sorted(titles)), min(least_copies, left_boxes)))
        left_boxes -= least_copies
    return Contents(tuple(families), few, tuple(sorted(t.key for t in usable if t.key not in used)))


def _shared_out(readers: Mapping[str, int], count: int) -> list[str]:
    """An audience for each family, by how many ask for it: whoever is farthest behind its share is next."""
    total = sum(readers.values())
    if not total:
        return [""] * count
    given: Counter[str] = Counter()
    for number in range(1, count + 1):
        given[max(sorted(readers), key=lambda a: readers[a] * number / total - given[a])] += 1
    return sorted(given.elements())


def _choose(
    groups: Mapping[tuple[str, str], Sequence[Title]], audiences: Sequence[str], size: int, seconds: float
) -> list[dict[tuple[str, str], int]]:
    """For each family: how many titles of each group."""
    program, total = Program(), sum(map(len, groups.values()))
    columns: dict[tuple[int, tuple[str, str]], int] = {}
    subjects = Counter({g[1]: 0 for g in groups})
    for group, titles in groups.items():
        subjects[group[1]] += len(titles)
    for k, audience in enumerate(audiences):
        for group, titles in groups.items():
            suits = FOR_IT if group[0] == audience else FOR_EVERYBODY if not group[0] else 0.0
            wished = WISHED * sum(1 for t in titles if t.wishes) / len(titles)
            columns[k, group] = program.column(suits + wished, 0.0, float(min(size, len(titles))))
        program.row([columns[k, group] for group in groups], least=size, most=size)
        for subject, number in subjects.items():
            too_much = program.column(-ONE_SIDED, 0.0, float(size), whole=False)
            here = [columns[k, group] for group in groups if group[1] == subject]
            program.row([*here, too_much], [1.0] * len(here) + [-1.0], most=-(-size * number // total) + 1)
    for group, titles in groups.items():
        program.row([columns[k, group] for k in range(len(audiences))], most=len(titles))
    answer = program.solve(seconds=seconds, gap=0.005)
    if answer.values is None:
        return [{} for _ in audiences]
    values = answer.values
    return [{group: round(values[columns[k, group]]) for group in groups} for k in range(len(audiences))]
