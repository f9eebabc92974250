"""The product's query path beside the bare engine: the same questions on the same index, one after the other.

The bare side is what a short script would do with the engine: terms that are folded already, all of them required, the
first 20 by the engine's own score, an exact count, ids from their column, counts of the same facets. It knows no marks,
no whole titles, no nearness and no second spelling. The product's side is `SearchBackend.search` from the typed text.

    python -m bench.search_paths INDEX_FOLDER [--questions 300]
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import tantivy
from tantivy import FieldType, Occur, Query

from lienthu.catalogue.search.backend import FacetName
from lienthu.catalogue.search.query import Filters, parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.catalogue.search.tantivy_facets import aggregation
from lienthu.lib.vietnamese import fold

PAGE_FACETS: Final[tuple[FacetName, ...]] = ("library", "kind", "language", "decade", "subject", "available")
SHAPES: Final = ("words", "words", "words", "phrase", "prefix", "title", "author", "filter", "facets", "facets")


class Case(NamedTuple):
    """One question: `words` as typed, all of them in `field`; `shape` names the kind, phrase and prefix change it."""

    shape: str
    words: tuple[str, ...]
    field: str = "any"
    filters: Filters = Filters()
    facets: tuple[FacetName, ...] = ()

    @property
    def text(self) -> str:
        """As a reader would type it."""
        typed = " ".join(self.words)
        if self.shape == "phrase":
            typed = f'"{typed}"'
        elif self.shape == "prefix":
            typed += "*"
        return typed if self.field == "any" else f"{self.field}:{typed if len(self.words) < 2 else f'({typed})'}"


def cases(backend: TantivyBackend, number: int, seed: int = 1) -> list[Case]:
    """A seeded mix of questions about titles that are in the index, so that most find something."""
    chance = random.Random(seed)
    ids = sorted(backend.ids())
    made: list[Case] = []
    while len(made) < number:
        case = _case(backend, chance, chance.choice(ids))
        if case and all(map(fold, case.words)):
            made.append(case)
    return made


def _case(backend: TantivyBackend, chance: random.Random, identifier: int) -> Case | None:
    searcher = backend.searcher()
    found = searcher.search(Query.term_query(backend.schema, "id", identifier), 1).hits
    title, *authors = backend.shown(searcher, found[0][1])
    words = title.split()
    shape = chance.choice(SHAPES)
    if len(words) < 2 or (shape == "author" and not authors):
        return None
    start = chance.randrange(len(words) - 1)
    few = tuple(words[start : start + chance.choice((1, 2, 3))])
    match shape:
        case "phrase":
            return Case(shape, tuple(words[start : start + 2]), "title")
        case "prefix":
            return Case(shape, (words[start], words[start + 1][:3]))
        case "title":
            return Case(shape, few, "title")
        case "author":
            return Case(shape, tuple(authors[0].split()[:3]), "author")
        case "filter":
            low = chance.randrange(1950, 2015)
            return Case(shape, few, filters=Filters(year_from=low, year_to=low + 10, available=True))
        case "facets":
            return Case(shape, few, facets=PAGE_FACETS)
    return Case(shape, few)


def _bare_query(schema: tantivy.Schema, case: Case) -> Query:
    words = fold(" ".join(case.words)).split()
    if case.field == "isbn":
        return Query.term_query(schema, "numbers", "".join(words))
    if case.shape == "phrase" and len(words) > 1:
        return Query.phrase_query(schema, "title", list(words))
    column = "text" if case.field == "any" else case.field
    terms = [Query.term_query(schema, column, word) for word in words]
    if case.shape == "prefix":
        terms[-1] = Query.fuzzy_term_query(schema, column, words[-1], 0, prefix=True)
    narrowing = [Query.term_query(schema, "library", library) for library in case.filters.libraries]
    if case.filters.available:
        narrowing.append(Query.term_query(schema, "available", 1))
    if case.filters.year_from is not None or case.filters.year_to is not None:
        low, high = case.filters.year_from, case.filters.year_to
        narrowing.append(Query.range_query(schema, "year", FieldType.Unsigned, low, high))
    terms += [Query.const_score_query(query, 0.0) for query in narrowing]
    return Query.boolean_query([(Occur.Must, term) for term in terms])


def bare(searcher: tantivy.Searcher, schema: tantivy.Schema, case: Case) -> int:
    """Answer with the engine alone; the number found."""
    query = _bare_query(schema, case)
    found = searcher.search(query, 20)
    searcher.fast_field_values("id", [address for _, address in found.hits])
    if case.facets:
        searcher.aggregate(query, aggregation(case.facets))
    return found.count or 0


def product(backend: TantivyBackend, case: Case) -> int:
    """Answer as the page does; the number found."""
    return backend.search(parse(case.text), filters=case.filters, facets=case.facets).total


def compare(index_dir: Path, queries: Sequence[Case] | None = None, number: int = 300) -> dict[str, dict[str, float]]:
    """Milliseconds (p50, p95, p99, mean) of both paths over the same cases, in turn, after one round to warm up; then
    the same by shape. `same_totals` is the share of the cases in which both found the same number."""
    backend = TantivyBackend(Path(index_dir))
    searcher, schema = backend.searcher(), backend.schema
    queries = queries or cases(backend, number)
    same = [bare(searcher, schema, case) == product(backend, case) for case in queries]
    times: dict[str, list[float]] = {"bare": [], "product": []}
    for case in queries:
        times["bare"].append(_milliseconds(lambda case=case: bare(searcher, schema, case)))
        times["product"].append(_milliseconds(lambda case=case: product(backend, case), backend.forget_counts))
    result = {name: _summary(values) for name, values in times.items()}
    result["product"]["same_totals"] = sum(same) / len(same)
    for shape in sorted({case.shape for case in queries}):
        for name in ("bare", "product"):
            picked = [ms for case, ms in zip(queries, times[name], strict=True) if case.shape == shape]
            result[f"{name} {shape}"] = _summary(picked)
    return result


def _milliseconds(work: Callable[[], object], before: Callable[[], None] = lambda: None) -> float:
    """The middle of three runs; `before` each, untimed, what the last one left is thrown away."""
    runs = []
    for _ in range(3):
        before()
        began = time.perf_counter()
        work()
        runs.append((time.perf_counter() - began) * 1000)
    return sorted(runs)[1]


def _summary(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95, 99)}
    return {name: round(value, 3) for name, value in (*at.items(), ("mean", statistics.fmean(ordered)))}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("index", type=Path)
    options.add_argument("--questions", type=int, default=300)
    chosen = options.parse_args()
    print(json.dumps(compare(chosen.index, number=chosen.questions), indent=1))


if __name__ == "__main__":
    main()
