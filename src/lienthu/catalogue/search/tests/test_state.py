"""The address of a search."""

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.search.query import Filters, Word
from lienthu.catalogue.search.state import SearchState, read_state

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=10)
LISTS = st.lists(WORDS, max_size=3, unique=True).map(tuple)
STATES = st.builds(
    SearchState,
    q=WORDS,
    field=st.sampled_from(("any", "title", "ddc")),
    libraries=LISTS,
    year_from=st.none() | st.integers(0, 1990),
    year_to=st.none() | st.integers(1990, 2100),
    languages=LISTS,
    kinds=LISTS,
    carriers=LISTS,
    subjects=LISTS,
    available=st.booleans(),
    sort=st.sampled_from(("relevance", "newest", "title")),
    page=st.integers(1, 100),
    per_page=st.sampled_from((10, 20, 50, 100)),
)


@given(STATES)
def test_a_state_comes_back_from_its_own_address(state: SearchState) -> None:
    assert read_state(parse_qs(state.to_query())) == state


NAMES = st.sampled_from(["q", "field", "lib", "from", "to", "sort", "page", "per_page", "other"])


@given(st.dictionaries(NAMES, st.lists(st.text())))
def test_no_address_makes_the_reading_fail(parameters: dict[str, list[str]]) -> None:
    state = read_state(parameters)
    assert read_state(parse_qs(state.to_query())).to_query() == state.to_query()


def test_what_is_not_understood_is_left_out_and_said() -> None:
    state = read_state(
        {"field": ["x"], "from": ["MCMX"], "sort": ["x"], "page": ["-1"], "per_page": ["7"], "q": ["x" * 900]}
    )
    assert state.replace(notices=()) == SearchState(q="x" * 500)
    assert set(state.notices) == {"query_cut", "year_unreadable", "page_unreadable", "field_unknown", "sort_unknown"}


def test_years_the_wrong_way_round_are_turned() -> None:
    state = read_state({"from": ["2000"], "to": ["1990"]})
    assert (state.year_from, state.year_to, state.notices) == (1990, 2000, ("years_turned",))


def test_an_address_says_nothing_that_is_the_default() -> None:
    assert SearchState().to_query() == ""
    assert SearchState(q="mắt biếc", libraries=("CT", "AG"), available=True, page=2).to_query() == (
        "q=m%E1%BA%AFt+bi%E1%BA%BFc&lib=CT&lib=AG&available=1&page=2"
    )


def test_a_change_of_anything_but_the_page_goes_back_to_the_first() -> None:
    state = SearchState(q="kiều", page=3)
    assert state.to_query(sort="newest") == "q=ki%E1%BB%81u&sort=newest"
    assert state.to_query(page=4) == "q=ki%E1%BB%81u&page=4"
    assert state.toggled("libraries", "CT").page == 1


def test_a_facet_value_is_put_in_and_taken_out() -> None:
    state = SearchState().toggled("languages", "vie")
    assert state.languages == ("vie",)
    assert state.narrowed
    assert state.toggled("languages", "vie") == SearchState()
    assert not SearchState(q="x", page=2).narrowed


def test_the_page_goes_no_deeper_than_results_are_reached() -> None:
    assert read_state({"page": ["99999"]}).page == 500
    assert read_state({"page": ["99999"], "per_page": ["100"]}).page == 100


def test_a_state_gives_the_query_and_the_filters() -> None:
    state = read_state({"q": ["kiều"], "field": ["title"], "lib": ["CT"], "kind": ["book"], "available": ["1"]})
    assert state.query().root == Word("kiều", "title")
    assert state.filters((7,)) == Filters(libraries=(7,), kinds=("book",), available=True)
