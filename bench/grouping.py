"""How the catalogue's titles agree with the truth of the corpus, counted in pairs of records.

    python -m bench.grouping TITLES.jsonl TRUTH.tsv

reads the output of `lienthu titles --jsonl` and prints one JSON object. A pair is found when both records stand under
one title; it is right when both are of one work. False pairs are told apart by what their works are to each other
(volumes, grades, editions, e-book and print, namesakes, strangers), missed ones by the accidents in their records.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """What the truth says of one record."""

    work: int
    family: int
    kind: str
    variants: str


def pairs(count: int) -> int:
    return count * (count - 1) // 2


def truth_of(path: Path) -> dict[tuple[str, str], Told]:
    """By library and control number."""
    told = {}
    with path.open(encoding="utf-8") as stream:
        next(stream)
        for line in stream:
            library, number, work, family, kind, variants = line.rstrip("\n").split("\t")
            told[sys.intern(library), number] = Told(int(work), int(family), sys.intern(kind), sys.intern(variants))
    return told


def compare(titles: Path, truth: Path) -> dict[str, object]:
    """Pairwise precision and recall, their counts, and what went wrong how often."""
    told = truth_of(truth)
    works: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)  # work: (title, variants) of each record
    right = found = number_of_titles = records = 0
    wrong: Counter[str] = Counter()
    with titles.open(encoding="utf-8") as stream:
        for line in stream:
            title = json.loads(line)
            members = [told[record["library"], record["control_number"]] for record in title["records"]]
            number_of_titles += bool(members)
            records += len(members)
            for member in members:
                works[member.work].append((title["title"], member.variants))
            by_work = Counter(member.work for member in members)
            found += pairs(len(members))
            right += sum(map(pairs, by_work.values()))
            if len(by_work) > 1:
                _blame(members, wrong)
    real = sum(pairs(len(members)) for members in works.values())
    missed: Counter[str] = Counter()
    for placed in works.values():
        for (title, variants), (other_title, other_variants) in combinations(placed, 2):
            if title != other_title:
                missed.update(set(filter(None, f"{variants},{other_variants}".split(","))) or {"none"})
    return {
        "titles": number_of_titles,
        "works": len(works),
        "records": records,
        "records_in_truth": len(told),
        "precision": round(right / found, 5) if found else None,
        "recall": round(right / real, 5) if real else None,
        "pairs_found": found,
        "pairs_real": real,
        "false_pairs": dict(wrong.most_common()),
        "missed_pairs": dict(missed.most_common()),
    }


def _blame(members: list[Told], wrong: Counter[str]) -> None:
    for one, other in combinations(members, 2):
        if one.work != other.work:
            wrong[one.kind if one.family == other.family and one.kind == other.kind else "stranger"] += 1


if __name__ == "__main__":
    print(json.dumps(compare(Path(sys.argv[1]), Path(sys.argv[2]))))
