"""Facets of very many titles in the embedded engine: counted by sets of holders, and kept until the next commit."""

from pathlib import Path

import tantivy

from lienthu.catalogue.search.query import parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.catalogue.search.tantivy_facets import counts
from lienthu.catalogue.search.tests.builders import HUB, title


def _filled(place: Path) -> TantivyBackend:
    backend = TantivyBackend(place, broad=1)
    backend.create()
    backend.apply([title(number, "x", libraries=(HUB, 100 + number, 200 + number % 3)) for number in range(1, 31)])
    return backend


def test_libraries_are_counted_one_by_one_where_there_are_more_sets_than_are_read(tmp_path: Path) -> None:
    backend = _filled(tmp_path)
    everything = tantivy.Query.all_query()
    plain = counts(backend.searcher(), everything, ("library", "kind"), by_sets=False)
    assert plain["library"][:4] == [(HUB, 30), (200, 10), (201, 10), (202, 10)]
    for most_sets in (1, 29, 30):
        assert counts(backend.searcher(), everything, ("library", "kind"), by_sets=True, most_sets=most_sets) == plain


def test_counts_that_are_kept_answer_their_own_question_only(tmp_path: Path) -> None:
    backend = _filled(tmp_path)
    for words, library in (("x", 30), ("", 30), ("x", 30)):
        assert backend.search(parse(words), facets=("library",)).facets["library"][0] == (HUB, library)
    assert backend.search(parse("x"), facets=("kind",)).facets == {"kind": [("book", 30)]}
    backend.apply([title(31, "y", libraries=(HUB,))])
    assert backend.search(parse("x"), facets=("library",)).facets["library"][0] == (HUB, 30)
    assert backend.search(parse(""), facets=("library",)).facets["library"][0] == (HUB, 31)
    backend.forget_counts()
    assert backend.search(parse(""), facets=("library",)).facets["library"][0] == (HUB, 31)
