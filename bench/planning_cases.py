"""Made-up provinces to plan for, the same on every machine: sites in valleys, readers, wishes, what they had,
boxes and stock."""

from __future__ import annotations

import datetime
import itertools
import math
import random
from collections import Counter

from lienthu.lib.planning.contents import Contents, Title, fill
from lienthu.lib.planning.problem import Box, Problem, Round, Rules, Site

AUDIENCES = ("children", "pupils", "farmers", "soldiers", "elderly", "minorities")
SUBJECTS = ("fiction", "farming", "health", "law", "history", "crafts", "science", "tales")
FIRST = datetime.date(2027, 1, 1)


def rounds(count: int, months: int) -> tuple[Round, ...]:
    """So many rounds of so many months, one after the other."""
    starts = [datetime.date(FIRST.year + (i * months) // 12, 1 + (i * months) % 12, 1) for i in range(count + 1)]
    return tuple(
        Round(start, following - datetime.timedelta(days=1)) for start, following in itertools.pairwise(starts)
    )


def places(dice: random.Random, sites: int) -> tuple[tuple[int, ...], ...]:
    """Minutes between the depot and sites that lie in valleys of five or so, up to two and a half hours away."""
    points = [(0.0, 0.0)]
    while len(points) <= sites:
        angle, far = dice.uniform(0, 2 * math.pi), dice.uniform(15, 130)
        for _ in range(min(dice.randint(3, 7), sites + 1 - len(points))):
            x, y = far * math.cos(angle) + dice.gauss(0, 9), far * math.sin(angle) + dice.gauss(0, 9)
            points.append((x, y))
    return tuple(
        tuple(0 if i == j else round(4 + 1.25 * math.dist(one, other)) for j, other in enumerate(points))
        for i, one in enumerate(points)
    )


def make_sites(dice: random.Random, count: int, boxes: tuple[Box, ...], *, had: int, wished: int) -> tuple[Site, ...]:
    """Sites with one or two audiences, some wishes, and the titles of boxes that were there in the last two years."""
    titles = sorted(set().union(*(box.titles for box in boxes)))
    found = []
    for s in range(count):
        before = {
            title: FIRST - datetime.timedelta(days=dice.randint(10, 700))
            for box in dice.sample(boxes, had)
            for title in box.titles
        }
        found.append(
            Site(
                f"site {s + 1}",
                capacity=dice.choice((150, 200, 300)),
                audiences=frozenset(dice.sample(AUDIENCES, dice.randint(1, 2))),
                wished_titles=frozenset(dice.sample(titles, wished)),
                wished_subjects=frozenset(dice.sample(SUBJECTS, 1)),
                readers=dice.choice((1, 1, 1, 2)),
                had=before,
                closed=frozenset({dice.randrange(4)}) if dice.random() < 0.1 else frozenset(),
            )
        )
    return tuple(found)


def rotation(seed: int = 1) -> Problem:
    """20 sets × 40 sites × 8 rounds of three months. A third of the sets share titles with another."""
    dice = random.Random(seed)
    boxes = []
    for b in range(20):
        own = set(range(b * 100, b * 100 + 100))
        if b % 3 == 2:  # some books of the box before
            own |= set(dice.sample(range((b - 1) * 100, b * 100), 15))
        audiences = frozenset(dice.sample(AUDIENCES, dice.randint(1, 2)))
        subjects = frozenset(dice.sample(SUBJECTS, 3))
        boxes.append(Box(f"set {b + 1}", frozenset(own), len(own), audiences, subjects))
    made = tuple(boxes)
    return Problem(
        made, make_sites(dice, 40, made, had=2, wished=4), rounds(8, 3), places(dice, 40), Rules(repeat_months=24)
    )


def stock(dice: random.Random, copies: int) -> list[Title]:
    """Titles with three to five copies, a few with less, until there are so many copies."""
    found: list[Title] = []
    while copies > 0:
        count = min(copies, dice.choices((1, 2, 3, 4, 5), (2, 3, 80, 10, 5))[0])
        audience = dice.choice((*AUDIENCES, "", ""))
        found.append(Title(len(found), count, dice.choice(SUBJECTS), audience, dice.choice((0, 0, 0, 1))))
        copies -= count
    return found


def province(seed: int = 1, *, sites: int = 200, copies: int = 20_000, count: int = 12) -> tuple[Problem, Contents]:
    """200 sites, 20,000 loose copies that are first put into boxes of 100, 12 rounds of two months."""
    dice = random.Random(seed)
    titles = stock(dice, copies)
    of = {title.key: title for title in titles}
    readers = {audience: sites // len(AUDIENCES) for audience in AUDIENCES}
    contents = fill(titles, readers, boxes=copies // 100, size=100)
    boxes = []
    for number, family in enumerate(contents.families):
        subjects = sorted(of[t].subject for t in family.titles)
        many = frozenset(subject for subject, _ in Counter(subjects).most_common(3))
        boxes.extend(
            Box(f"{number + 1}-{i + 1}", frozenset(family.titles), 100, frozenset({family.audience}), many)
            for i in range(family.boxes)
        )
    made = tuple(boxes)
    problem = Problem(
        made,
        make_sites(dice, sites, made, had=3, wished=4),
        rounds(count, 2),
        places(dice, sites),
        Rules(repeat_months=24),
    )
    return problem, contents
