"""Searching through the product's own query path beside the bare engine and Zebra, on the same 300 questions.

    python -m bench.searching CORPUS        (LIENTHU_HOME set to a hub with that corpus in it)

Three depths, each with the facets of the page and without:
- `page`: all of `lienthu.catalogue.queries.results`, the twenty hits made ready out of the database included;
- `product`: the query path by itself, from what the reader typed to ids, total and facets (`parse`, then
  `SearchBackend.search`);
- `bare`: the engine alone on the same index: folded words, all required, 20 ids from their column, an exact count.
Every question is asked once to warm up, then timed; its time is the median of its rounds. The ways take turns in an
order that is drawn anew for each question: whoever comes second finds postings and columns in the processor's cache.
"""

from __future__ import annotations

import json
import os
import random
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


def ways() -> dict[str, Callable[[Question], object]]:
    """Every way to ask, by name."""
    from lienthu.catalogue.queries import results
    from lienthu.catalogue.queries.results import PAGE_FACETS
    from lienthu.catalogue.search.backend import get_backend
    from lienthu.catalogue.search.query import Filters, parse
    from lienthu.federation.models import Organisation

    libraries = dict(Organisation.objects.values_list("code", "pk"))

    def product(question: Question, facets: Sequence[Any]) -> object:
        low, high = question.years or (None, None)
        filters = Filters((libraries[question.library],) if question.library else (), low, high)
        return get_backend().search(parse(question.box()), filters=filters, facets=facets)

    bare = Bare(libraries)
    return {
        "page_with_facets": lambda question: results(state_of(question)),
        "product_with_facets": lambda question: product(question, PAGE_FACETS),
        "bare_with_facets": lambda question: bare.ask(question, PAGE_FACETS),
        "page": lambda question: results(state_of(question), facets=()),
        "product": lambda question: product(question, ()),
        "bare": lambda question: bare.ask(question, ()),
    }


class Bare:
    """The engine without the product, on the product's index."""

    def __init__(self, libraries: dict[str, int]) -> None:
        from lienthu.catalogue.search.backend import get_backend
        from lienthu.catalogue.search.tantivy_schema import build_schema

        backend: Any = get_backend()
        self._searcher, self._schema, self._libraries = backend.searcher(), build_schema(), libraries
        self._folded: dict[Question, list[str]] = {}

    def ask(self, question: Question, facets: Sequence[Any]) -> int:
        """The number found; ids of the first 20 and counts of the facets are fetched as well."""
        query = self._query(question)
        found = self._searcher.search(query, 20)
        self._searcher.fast_field_values("id", [address for _, address in found.hits])
        if facets:
            from lienthu.catalogue.search.tantivy_facets import aggregation

            self._searcher.aggregate(query, aggregation(facets))
        return found.count or 0

    def _query(self, question: Question) -> Any:
        from tantivy import FieldType, Occur, Query

        words = self._words(question)
        column = {"any": "text", "isbn": "numbers"}.get(question.field, question.field)
        if question.kind == "phrase" and len(words) > 1:
            return Query.phrase_query(self._schema, column, list(words))
        terms = [Query.term_query(self._schema, column, word) for word in words]
        if question.kind == "prefix":
            terms[-1] = Query.fuzzy_term_query(self._schema, column, words[-1], 0, prefix=True)
        narrowing = []
        if question.library:
            narrowing.append(Query.term_query(self._schema, "library", self._libraries[question.library]))
        if question.years:
            narrowing.append(Query.range_query(self._schema, "year", FieldType.Unsigned, *question.years))
        terms += [Query.const_score_query(filter_, 0.0) for filter_ in narrowing]
        return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Must, term) for term in terms])

    def _words(self, question: Question) -> list[str]:
        """Folded once, at the question's first asking, which is not timed."""
        if question not in self._folded:
            from lienthu.lib.vietnamese import fold

            self._folded[question] = fold(" ".join(question.words)).split()
        return self._folded[question]


def measure(asked: Sequence[Question], asking: dict[str, Callable[[Question], object]], *, rounds: int = 5) -> Figures:
    """Percentiles per way, over the median of each question's rounds; and per kind of question."""
    from lienthu.catalogue.search.backend import get_backend

    backend: Any = get_backend()
    chance = random.Random(rounds)
    for ask in asking.values():
        for question in asked:
            ask(question)
    taken: dict[str, list[list[float]]] = {name: [[] for _ in asked] for name in asking}
    for _ in range(rounds):
        for place, question in enumerate(asked):
            for name in chance.sample(list(asking), len(asking)):
                ask = asking[name]
                backend.forget_counts()  # or a broad question's facets would come from the round before
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
    figures = {name: answer[name] for name in answer if not name.startswith("bare")}
    peers: Figures = {name: answer[name] for name in answer if name.startswith("bare")}
    if program := zebra.missing():
        peers["zebra"] = harness.absent(zebra.APT, program)
    else:
        if zebra_register is None or not (zebra_register / "register").is_dir():
            zebra_register = home.parent / "zebra"
            harness.tell("zebraidx: making the register that its questions need")
            zebra.index(corpus, zebra_register)
        peers["zebra"] = zebra.search(questions(corpus), zebra_register)
    ratios: Figures = {}
    for facets in ("_with_facets", ""):
        for way in ("product", "page"):
            for unit in ("p50_ms", "p95_ms", "p99_ms"):
                ours, theirs = _at(answer, way + facets, unit), _at(answer, "bare" + facets, unit)
                ratios[f"{way}_to_bare{facets}_{unit}"] = harness.ratio(ours, theirs)
    return harness.result("search", scale, figures=figures, peers=peers, ratios=ratios)


def _at(answer: Figures, way: str, unit: str) -> float:
    figures = answer[way]
    assert isinstance(figures, dict)
    return float(figures[unit])


def main(corpus: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
    import django

    django.setup()
    from lienthu.catalogue.search.backend import get_backend

    asked, asking = questions(corpus), ways()
    found = [asking["product"](question) for question in asked]
    same = sum(one.total == asking["bare"](question) for one, question in zip(found, asked, strict=True))  # type: ignore[attr-defined]
    described: Figures = {
        "titles": get_backend().count(),
        "without_hits": sum(not one.total for one in found),  # type: ignore[attr-defined]
        "same_totals_as_bare": same,
    }
    print(json.dumps({**measure(asked, asking), **described}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
