"""Precision and recall of matching on the labelled pairs, beside goldrush.

    python -m bench.matching.evaluate [--misses]

Precision: of the pairs decided "same", those labelled same. Recall: of the pairs labelled same, those decided
"same"; `recall_queued` counts those that go to a person as well. Undecidable pairs (the facts cannot tell) are in
neither; how they were decided stands apart.
"""

from __future__ import annotations

import json
import sys
import time
import timeit
from collections import Counter
from collections.abc import Callable, Iterable

from bench.matching.pairs import Pair, identifiers, vietnamese
from lienthu.lib.matching import compare, explain, keys, prepare

Decide = Callable[[Pair], str]
Counts = dict[str, object]


def ours(pair: Pair) -> str:
    return compare(prepare(pair.a), prepare(pair.b)).decision


def peers(pair: Pair) -> str:
    from bench.matching import peer

    return "same" if peer.same(pair) else "different"


def measure(pairs: Iterable[Pair], decide: Decide) -> Counts:
    """Shares in [0, 1], rounded to four places, and the counts behind them."""
    table = Counter((pair.label, decide(pair)) for pair in pairs)
    right, wrong = table["same", "same"], table["different", "same"]
    labelled = sum(count for (label, _), count in table.items() if label == "same")
    others = sum(count for (label, _), count in table.items() if label == "different")
    unsure = table["same", "unsure"] + table["different", "unsure"]
    return {
        "pairs": labelled + others,
        "same": labelled,
        "precision": _share(right, right + wrong),
        "recall": _share(right, labelled),
        "recall_queued": _share(right + table["same", "unsure"], labelled),
        "unsure": _share(unsure, labelled + others),
        "false_same": wrong,
        "missed": labelled - right - table["same", "unsure"],
    }


def blocking(pairs: Iterable[Pair]) -> Counts:
    """Share of the pairs labelled same that have a key in common, and the mean number of keys of a record."""
    labelled = [(set(keys(prepare(pair.a))), set(keys(prepare(pair.b)))) for pair in pairs if pair.label == "same"]
    found = sum(not a.isdisjoint(b) for a, b in labelled)
    mean = sum(len(a) + len(b) for a, b in labelled) / (2 * len(labelled) or 1)
    return {"same": len(labelled), "recall": _share(found, len(labelled)), "keys_per_record": round(mean, 2)}


def cost(pairs: list[Pair]) -> Counts:
    """Microseconds of processor time a call, mean over all pairs, best of three rounds."""
    prepared = [(prepare(pair.a), prepare(pair.b)) for pair in pairs]
    number = len(pairs)

    def per(call: Callable[[], object], calls: int) -> float:
        return round(min(timeit.repeat(call, timer=time.process_time, number=1, repeat=3)) / calls * 1e6, 1)

    return {
        "prepare_us": per(lambda: [(prepare(pair.a), prepare(pair.b)) for pair in pairs], 2 * number),
        "keys_us": per(lambda: [(keys(a), keys(b)) for a, b in prepared], 2 * number),
        "compare_us": per(lambda: [compare(a, b) for a, b in prepared], number),
    }


def sets() -> dict[str, list[Pair]]:
    books, numbered = list(vietnamese()), list(identifiers())
    return {
        "vietnamese dev": [pair for pair in books if pair.split == "dev"],
        "vietnamese held-out": [pair for pair in books if pair.split == "held-out"],
        "vietnamese natural, held-out": [p for p in books if p.split == "held-out" and p.made == "natural"],
        "identifiers dev": [pair for pair in numbered if pair.split == "dev"],
        "identifiers held-out": [pair for pair in numbered if pair.split == "held-out"],
    }


def run() -> dict[str, object]:
    """{"name", "scale", "figures", "peers", "ratios"}; takes some seconds."""
    chosen = sets()
    everything = [pair for name, pairs in chosen.items() if "natural" not in name for pair in pairs]
    undecidable = [pair for pair in everything if pair.label == "undecidable"]
    figures: dict[str, object] = {name: measure(pairs, ours) for name, pairs in chosen.items()}
    figures["all"] = measure(everything, ours)
    figures["undecidable"] = dict(Counter(ours(pair) for pair in undecidable))
    figures["blocking"] = blocking(everything)
    figures["cost"] = cost(everything)
    beside = {name: measure(pairs, peers) for name, pairs in {**chosen, "all": everything}.items()}
    return {
        "name": "matching",
        "scale": len(everything),
        "figures": figures,
        "peers": {f"goldrush {name}": counts for name, counts in beside.items()},
        "ratios": {},
    }


def misses(pairs: Iterable[Pair]) -> list[str]:
    """One line for each pair decided against its label, for a person to read."""
    lines = []
    for pair in pairs:
        if pair.label == "undecidable":
            continue
        found = compare(prepare(pair.a), prepare(pair.b))
        if found.decision != pair.label:
            lines.append(f"{pair.name} {pair.made} is {pair.label}: {found.code} {explain(found)[0]}")
    return lines


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


if __name__ == "__main__":
    if "--misses" in sys.argv:
        # The held-out half stays unread: whoever tunes by it has no held-out half left.
        print("\n".join(line for name, pairs in sets().items() if name.endswith("dev") for line in misses(pairs)))
    else:
        json.dump(run(), sys.stdout, indent=1)
