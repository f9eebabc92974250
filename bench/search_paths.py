"""The product's query path beside the bare engine: the same questions on the same index, one after the other.

The bare side is what a short script would do with the engine: terms that are folded already, all of them required, the
first 20 by the engine's own score, an exact count, ids from their column, counts of the same facets. It knows no marks,
no whole titles, no nearness. The product's side is `SearchBackend.search` from the text that a reader typed.

    python -m bench.search_paths INDEX_FOLDER [--rounds 300]
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from lienthu.catalogue.search.backend import FacetName
from lienthu.catalogue.search.query import Filters, parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.catalogue.search.tantivy_facets import aggregation
from lienthu.lib.vietnamese import fold

PAGE_FACETS: tuple[FacetName, ...] = ("library", "decade", "language", "subject", "kind", "available")


@dataclass(frozen=True)
class Case:
    """One question: `words` as typed; `shape` is words, phrase, prefix, title, author, filter or facets."""

    shape: str
    words: tuple[str, ...]
    filters: Filters = field(default_factory=Filters)
    facets: tuple[FacetName, ...] = ()

    @property
    def text(self) -> str:
        typed = " ".join(self.words)
        match self.shape:
            case "phrase":
                return f'nd:"{typed}"'
            case "prefix":
                return f"{typed}*"
            case "title":
                return f"nd: {typed}"
            case "author":
                return f"tg: {typed}"
        return typed


def cases(backend: TantivyBackend, number: int, seed: int = 1) -> list[Case]:
    """A seeded mix of questions about titles that are in the index, so that most find something."""
    chance = random.Random(seed)
    searcher = backend.searcher()
    result: list[Case] = []
    while len(result) < number:
        identifier = chance.randrange(1, backend.count() + 1)
        found = searcher.search(Query.term_query(backend.schema, "id", identifier), 1).hits
        if not found:
            continue
        title, *authors = backend.shown(searcher, found[0][1])
        words = title.split()
        if len(words) < 2:
            continue
        start = chance.randrange(len(words) - 1)
        few = tuple(words[start : start + chance.choice((1, 2, 3))])
        shape = chance.choice(("words", "words", "words", "phrase", "prefix", "title", "author", "filter", "facets", "facets"))
        if shape == "phrase":
            few = tuple(words[start : start + 2])
        elif shape == "prefix":
            few = (words[start], words[start + 1][:3])
        elif shape == "author":
            if not authors:
                continue
            few = tuple(authors[0].split()[:3])
        if not all(fold(word) for word in few):
            continue
        low = chance.randrange(1950, 2015)
        filters = Filters(year_from=low, year_to=low + 10, available=True) if shape == "filter" else Filters()
        result.append(Case(shape, few, filters, PAGE_FACETS if shape == "facets" else ()))
    return result


def _bare_query(schema: tantivy.Schema, case: Case) -> Query:
    words = fold(" ".join(case.words)).split()
    if case.shape == "phrase" and len(words) > 1:
        return Query.phrase_query(schema, "title", list(words))
    column = case.shape if case.shape in {"title", "author"} else "text"
    terms = [Query.term_query(schema, column, word) for word in words]
    if case.shape == "prefix":
        terms[-1] = Query.fuzzy_term_query(schema, column, words[-1], 0, prefix=True)
    if case.filters.available:
        years = Query.range_query(
            schema, "year", tantivy.FieldType.Unsigned, case.filters.year_from, case.filters.year_to
        )
        terms += [Query.const_score_query(years, 0.0)]
        terms += [Query.const_score_query(Query.term_query(schema, "available", 1), 0.0)]
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
    """Milliseconds (p50, p95, p99, mean) of both paths over the same cases, taken in turn, after one round to warm up.

    `same_totals` is the share of the cases in which both found the same number.
    """
    backend = TantivyBackend(Path(index_dir))
    searcher, schema = backend.searcher(), backend.schema
    queries = queries or cases(backend, number)
    same = [bare(searcher, schema, case) == product(backend, case) for case in queries]
    times: dict[str, list[float]] = {"bare": [], "product": []}
    for case in queries:
        times["bare"].append(_milliseconds(lambda: bare(searcher, schema, case)))
        times["product"].append(_milliseconds(lambda: product(backend, case)))
    result = {name: _summary(values) for name, values in times.items()}
    result["product"]["same_totals"] = sum(same) / len(same)
    for shape in sorted({case.shape for case in queries}):
        for name in ("bare", "product"):
            picked = [ms for case, ms in zip(queries, times[name], strict=True) if case.shape == shape]
            result[f"{name} {shape}"] = _summary(picked)
    return result


def _milliseconds(work: Callable[[], object]) -> float:
    """The better of two runs: what the work takes, not what else the machine was doing."""
    runs = []
    for _ in range(2):
        began = time.perf_counter()
        work()
        runs.append((time.perf_counter() - began) * 1000)
    return min(runs)


def _summary(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95, 99)}
    return {name: round(value, 3) for name, value in (*at.items(), ("mean", statistics.fmean(ordered)))}


def main() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("index", type=Path)
    options.add_argument("--rounds", type=int, default=300)
    chosen = options.parse_args()
    print(json.dumps(compare(chosen.index, number=chosen.rounds), indent=1))


if __name__ == "__main__":
    main()
