"""Searching through the product's own query path beside the bare engine and Zebra, on the same 300 questions.

    python -m bench.searching CORPUS        (LIENTHU_HOME set to a hub with that corpus in it)

The product's time is all of `lienthu.catalogue.queries.results`: parsing the question, the engine, and the twenty hits
made ready for the page out of the database; with the page's facets and without. The bare engine's is that of
`bench.search_paths`. Each question is asked once to warm up, then timed; the timed ones take turns.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import harness, imports, zebra
from bench.harness import Figures
from bench.questions import Question, questions


def state_of(question: Question) -> Any:
    """The product's SearchState of a question."""
    from lienthu.catalogue.search.state import SearchState

    low, high = question.years or (None, None)
    libraries = (question.library,) if question.library else ()
    return SearchState(q=question.box(), libraries=libraries, year_from=low, year_to=high)


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def paths() -> dict[str, Callable[[Question], object]]:
    """Every way to ask, by name."""
    from bench import search_paths
    from lienthu.catalogue.queries import results

    return {
        "product_with_facets": lambda question: results(state_of(question)),
        "product": lambda question: results(state_of(question), facets=()),
        "bare_with_facets": search_paths.bare_asker(with_facets=True),
        "bare": search_paths.bare_asker(with_facets=False),
    }


def measure(asked: Sequence[Question], ways: dict[str, Callable[[Question], object]], *, rounds: int = 3) -> Figures:
    """Percentiles per way, over the median of each question's rounds; and per kind of question."""
    for ask in ways.values():
        for question in asked:
            ask(question)
    taken: dict[str, list[list[float]]] = {name: [[] for _ in asked] for name in ways}
    for _ in range(rounds):
        for place, question in enumerate(asked):
            for name, ask in ways.items():
                taken[name][place].append(timed(lambda ask=ask, question=question: ask(question)))
    figures: Figures = {}
    for name, rows in taken.items():
        middle = [sorted(row)[len(row) // 2] for row in rows]
        by_kind: defaultdict[str, list[float]] = defaultdict(list)
        for question, value in zip(asked, middle, strict=True):
            by_kind[question.kind].append(value)
        figures[name] = {
            **harness.percentiles(middle),
            "kinds": {kind: harness.percentiles(values)["p50_ms"] for kind, values in sorted(by_kind.items())},
        }
    return figures


def run(scale: int, corpus: Path, home: Path, zebra_register: Path | None) -> Figures:
    """The benchmark `search`, on a hub that holds the corpus."""
    answer = harness.answer(
        harness.measure(harness.python("-m", "bench.searching", str(corpus)), env=imports.hub(home))
    )
    figures = {name: answer[name] for name in ("product_with_facets", "product")}
    peers: Figures = {name: answer[name] for name in ("bare_with_facets", "bare")}
    if program := zebra.missing():
        peers["zebra"] = harness.absent(zebra.APT, program)
    else:
        if zebra_register is None or not (zebra_register / "register").is_dir():
            zebra_register = home.parent / "zebra"
            harness.tell("zebraidx: making the register that its questions need")
            zebra.index(corpus, zebra_register)
        peers["zebra"] = zebra.search(questions(corpus), zebra_register)
    ratios: Figures = {}
    for unit in ("p50_ms", "p95_ms", "p99_ms"):
        for way in ("with_facets", ""):
            product, bare = (
                answer["_".join(filter(None, ("product", way)))],
                answer["_".join(filter(None, ("bare", way)))],
            )
            assert isinstance(product, dict)
            assert isinstance(bare, dict)
            ratios["_".join(filter(None, ("product_to_bare", way, unit)))] = harness.ratio(product[unit], bare[unit])
    return harness.result("search", scale, figures=figures | {"titles": answer["titles"]}, peers=peers, ratios=ratios)


def main(corpus: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
    import django

    django.setup()
    from lienthu.catalogue.search.backend import get_backend

    asked = questions(corpus)
    ways = paths()
    empty = sum(not ways["product"](question).total for question in asked)  # type: ignore[attr-defined]
    print(json.dumps({**measure(asked, ways), "titles": get_backend().count(), "without_hits": empty}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
