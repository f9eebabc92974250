"""The library facet as a tree: what is shown, what is behind "more", what is open."""

from lienthu.catalogue.queries import FacetValue, ResultPage
from lienthu.catalogue.search.state import SearchState
from lienthu.portal import facets


def page(state: SearchState, **found: list[FacetValue]) -> ResultPage:
    return ResultPage(state, 10, [], found, None, (), 1.0, 1)


def tree(chosen: str = "") -> list[FacetValue]:
    """A federation of two provinces, the first with two districts."""
    rows = [("F", "", 0), ("A", "F", 1), ("A1", "A", 2), ("A2", "A", 2), ("B", "F", 1)]
    return [
        FacetValue(code, f"Thư viện {code}", 9, code == chosen, depth, parent or None) for code, parent, depth in rows
    ]


def library_links(state: SearchState, values: list[FacetValue]) -> list[facets.FacetLink]:
    (group,) = facets.groups(page(state, library=values))
    return group.first


def test_a_root_that_holds_everything_gives_its_place_to_its_branches() -> None:
    assert [link.label for link in library_links(SearchState(), tree())] == ["Thư viện A", "Thư viện B"]


def test_a_branch_opens_when_it_or_something_below_it_is_chosen() -> None:
    assert [link.open for link in library_links(SearchState(), tree())] == [False, False]
    assert library_links(SearchState(libraries=("A",)), tree("A"))[0].open
    below = library_links(SearchState(libraries=("A2",)), tree("A2"))[0]
    assert below.open
    assert [child.selected for child in below.children] == [False, True]
    assert below.children[1].url == "/search"
    assert below.children[0].url == "/search?lib=A2&lib=A1"


def test_a_long_facet_shows_the_first_values_unless_a_later_one_is_chosen() -> None:
    names = [f"Đề tài {number}" for number in range(20)]
    values = [FacetValue(name, name, 20, selected=False) for name in names]
    (group,) = facets.groups(page(SearchState(), subject=values))
    assert (len(group.first), len(group.more)) == (facets.SHOWN_AT_FIRST, 20 - facets.SHOWN_AT_FIRST)
    values[15] = values[15]._replace(selected=True)
    (group,) = facets.groups(page(SearchState(subjects=(names[15],)), subject=values))
    assert (len(group.first), len(group.more)) == (20, 0)


def test_a_facet_with_one_value_offers_no_choice() -> None:
    assert facets.groups(page(SearchState(), kind=[FacetValue("book", "book", 3, selected=False)])) == []


def test_a_decade_that_is_chosen_can_be_taken_off() -> None:
    decades = [FacetValue("1990", "1990", 4, selected=False), FacetValue("1980", "1980", 1, selected=False)]
    state = SearchState(year_from=1990, year_to=1999)
    (group,) = facets.groups(page(state, kind=[], decade=decades))
    assert [(link.selected, link.url) for link in group.first] == [
        (True, "/search"),
        (False, "/search?from=1980&to=1989"),
    ]


def test_open_ended_years_are_said_in_words() -> None:
    (since,) = facets.chips(page(SearchState(year_from=1990)))
    (until,) = facets.chips(page(SearchState(year_to=1990)))
    (one,) = facets.chips(page(SearchState(year_from=1990, year_to=1990)))
    assert (since.label, until.label, one.label) == ("từ năm 1990", "đến năm 1990", "1990")
