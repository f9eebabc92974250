"""Two engines of different make give the same answers on whatever titles and queries chance brings."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthu.catalogue.search.backend import FACETS
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.search.memory_backend import MemoryBackend
from lienthu.catalogue.search.query import And, Everything, Filters, Node, Not, Or, Phrase, Query, Word, Years, parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend

VOCABULARY = ["má", "ma", "mạ", "Kiều", "kieu", "kĩ", "kỹ", "hoà", "hòa", "Đất", "dat", "6", "tập", "C++", "mystery"]
WORDS = st.sampled_from(VOCABULARY)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SOME = st.lists(TEXTS, max_size=2).map(tuple)
YEARS = st.none() | st.integers(1990, 2003)
FIELDS = st.sampled_from(("any", "title", "author", "subject", "publisher", "series"))

SHELVES = st.lists(
    st.builds(
        TitleDocument,
        id=st.integers(1, 40),
        title=TEXTS,
        other_titles=SOME,
        authors=SOME,
        subjects=SOME,
        publishers=SOME,
        series=SOME,
        isbns=st.sampled_from(((), ("9786041234567",), ("9780306406157", "9786041234567"))),
        issns=st.sampled_from(((), ("0866-7365",))),
        ddc=st.sampled_from(((), ("895.9221|23",), ("510", "895.1"))),
        year=YEARS,
        languages=st.sampled_from(((), ("vie",), ("vie", "eng"), ("vie", "vie"))),
        kind=st.sampled_from(("book", "map", "")),
        carrier=st.sampled_from(("print", "online", "")),
        libraries=st.lists(st.integers(1, 5), max_size=4).map(tuple),
        numbers=st.sampled_from(((), ("lccn:2001012345",))),
        copies=st.integers(0, 9),
        available=st.booleans(),
    ),
    max_size=12,
)
LEAVES = st.one_of(
    st.builds(Word, WORDS, FIELDS, st.booleans()),
    st.builds(Word, st.sampled_from(("m", "ki", "my", "k", "d", "to")), FIELDS, st.just(value=True)),
    st.builds(Phrase, TEXTS, FIELDS),
    st.builds(Years, YEARS, YEARS),
    st.just(Everything()),
    st.just(Word("9786041234567", "isbn")),
    st.builds(Word, st.sampled_from(("8", "895", "895.92", "9")), st.just("ddc")),
    st.just(Word("?!")),
)
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
FILTERS = st.builds(
    Filters,
    libraries=st.lists(st.integers(1, 6), max_size=2).map(tuple),
    year_from=YEARS,
    year_to=YEARS,
    languages=st.sampled_from(((), ("vie",), ("eng", "fre"))),
    kinds=st.sampled_from(((), ("book",), ("map", "video"))),
    carriers=st.sampled_from(((), ("print",))),
    subjects=SOME,
    available=st.booleans(),
)
LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large]
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=LARGE)
TYPED = st.text(max_size=25) | TEXTS | st.lists(WORDS | st.sampled_from('"-|()*: ')).map("".join)


# The engine looks at its files from a thread of its own for up to half a second more: hence ignore_cleanup_errors.
def _engines(shelf: list[TitleDocument], place: str) -> tuple[TantivyBackend, MemoryBackend]:
    engines = TantivyBackend(Path(place) / "tantivy", broad=4), MemoryBackend(Path(place) / "memory")
    for engine in engines:
        engine.create()
        engine.apply(shelf)
    return engines


@SLOW
@given(SHELVES, st.lists(st.tuples(TREES, FILTERS), min_size=1, max_size=12))
def test_both_engines_find_and_count_the_same(shelf: list[TitleDocument], asked: list[tuple[Node, Filters]]) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        one, other = _engines(shelf, place)
        assert sorted(one.stamps()) == sorted(other.stamps())
        for tree, filters in asked:
            answers = [engine.search(Query(tree), filters=filters, facets=FACETS, limit=50) for engine in (one, other)]
            assert answers[0].total == answers[1].total == len(answers[0].ids), (tree, filters)
            assert set(answers[0].ids) == set(answers[1].ids), (tree, filters)
            assert answers[0].facets == answers[1].facets, (tree, filters)
            for sort in ("newest", "title"):
                ordered = [engine.search(Query(tree), filters=filters, sort=sort).ids for engine in (one, other)]  # type: ignore[arg-type]
                assert ordered[0] == ordered[1], (tree, filters, sort)


@SLOW
@given(SHELVES, st.lists(TYPED, max_size=8))
def test_both_engines_answer_whatever_is_typed_alike(shelf: list[TitleDocument], typed: list[str]) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        one, other = _engines(shelf, place)
        for text in typed:
            answers = [engine.search(parse(text), limit=50) for engine in (one, other)]
            assert set(answers[0].ids) == set(answers[1].ids), text
            assert (answers[0].did_you_mean is None) == (answers[1].did_you_mean is None), text
            assert {each.id for each in one.suggest(text, 50)} <= set(range(41))
            assert one.suggest(text, 0) == other.suggest(text, 0) == []
