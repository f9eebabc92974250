"""The side column of the results: facet values as links, what is chosen as chips that can be taken off."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from lienthu.catalogue.queries import FacetValue, ResultPage
from lienthu.catalogue.search.state import SearchState
from lienthu.portal import labels

SHOWN_AT_FIRST = 7


@dataclass(slots=True)
class FacetLink:
    """One value: its words, its count, the address with it put in or taken out, the values below it in the tree."""

    label: str
    count: int
    url: str
    selected: bool
    children: list["FacetLink"] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether what lies below is shown: once this, or something below it, is chosen."""
        return bool(self.children) and (self.selected or any(child.selected or child.open for child in self.children))


@dataclass(frozen=True, slots=True)
class Group:
    """A facet: its heading, the values that stand open and those behind "more"."""

    name: str
    heading: str | Promise
    first: list[FacetLink]
    more: list[FacetLink]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    heading: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A kind on the home page."""

    code: str
    label: str
    count: int
    url: str


# facet → the state's list that it fills, its heading, and how a value is put into words (None: the data's own label)
_LISTS: tuple[tuple[str, str, str | Promise, Callable[[str], str] | None], ...] = (
    ("library", "libraries", gettext_lazy("Library"), None),
    ("kind", "kinds", pgettext_lazy("of material", "Kind"), labels.kind),
    ("subject", "subjects", gettext_lazy("Subject"), None),
    ("language", "languages", gettext_lazy("Language"), labels.language),
    ("carrier", "carriers", gettext_lazy("Carrier"), labels.carrier),
)


def address(query: str) -> str:
    return f"{_results(get_language(), get_urlconf())}?{query}" if query else _results(get_language(), get_urlconf())


@lru_cache(maxsize=16)  # a page of results has a hundred links to results; looking each up was a seventh of its time
def _results(_language: str | None, _urlconf: str | None) -> str:
    return reverse("portal:results")


def groups(page: ResultPage) -> list[Group]:
    """The facets that have a choice to offer, in reading order; the years stand after the kinds."""
    found = []
    for name, attribute, heading, words in _LISTS:
        links = _tree(page.state, attribute, page.facets.get(name, []), words)
        if len(links) > 1 or any(link.selected or link.children for link in links):
            found.append(_group(name, heading, links))
        if name == "kind" and page.facets.get("decade"):
            found.append(_group("decade", gettext_lazy("Year"), _decades(page.state, page.facets["decade"])))
    return found


def _group(name: str, heading: str | Promise, links: list[FacetLink]) -> Group:
    shown = SHOWN_AT_FIRST if len(links) > SHOWN_AT_FIRST + 2 else len(links)
    chosen_below = any(link.selected for link in links[shown:])
    return Group(name, heading, links[:shown] if not chosen_below else links, links[shown:] if not chosen_below else [])


def _tree(
    state: SearchState, attribute: str, values: Iterable[FacetValue], words: Callable[[str], str] | None
) -> list[FacetLink]:
    roots: list[FacetLink] = []
    by_value: dict[str, FacetLink] = {}
    for value in values:
        label = words(value.value) if words else value.label
        url = address(state.toggled(attribute, value.value).to_query())
        link = FacetLink(label, value.count, url, value.selected)
        by_value[value.value] = link
        parent = by_value.get(value.parent) if value.parent else None
        (parent.children if parent else roots).append(link)
    # A single root that holds everything says nothing: its branches stand in its place.
    while len(roots) == 1 and roots[0].children and not roots[0].selected:
        roots = roots[0].children
    return roots


def _decades(state: SearchState, values: Sequence[FacetValue]) -> list[FacetLink]:
    links = []
    for value in values:
        first = int(value.value)
        chosen = state.year_from == first and state.year_to == first + 9
        query = (
            state.replace(year_from=None, year_to=None) if chosen else state.replace(year_from=first, year_to=first + 9)
        )
        links.append(FacetLink(f"{first}–{first + 9}", value.count, address(query.to_query()), chosen))
    return links


def available_switch(page: ResultPage) -> FacetLink | None:
    """The one filter that readers want most: on the shelf now."""
    count = sum(value.count for value in page.facets.get("available", []) if value.value in {"1", "True", "true"})
    if not count and not page.state.available:
        return None
    url = address(page.state.replace(available=not page.state.available).to_query())
    return FacetLink(_("Available now"), count, url, page.state.available)


def chips(page: ResultPage) -> list[Chip]:
    """Every filter that is on."""
    state = page.state
    found = []
    for name, attribute, heading, words in _LISTS:
        known = {value.value: value.label for value in page.facets.get(name, [])}
        for value in getattr(state, attribute):
            label = words(value) if words else known.get(value, value)
            found.append(Chip(str(heading), label, address(state.toggled(attribute, value).to_query())))
    if state.year_from is not None or state.year_to is not None:
        without = address(state.replace(year_from=None, year_to=None).to_query())
        found.append(Chip(_("Year"), _years(state.year_from, state.year_to), without))
    if state.available:
        found.append(Chip(_("Availability"), _("Available now"), address(state.replace(available=False).to_query())))
    return found


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return _("up to %(year)s") % {"year": last}
    if last is None:
        return _("from %(year)s") % {"year": first}
    return str(first) if first == last else f"{first}–{last}"


def hidden_inputs(state: SearchState) -> list[tuple[str, str]]:
    """What a form on the page must carry along: everything but the words, the field, years, order and page."""
    pairs = [("lib", code) for code in state.libraries]
    pairs += [("lang", code) for code in state.languages]
    pairs += [("kind", code) for code in state.kinds]
    pairs += [("carrier", code) for code in state.carriers]
    pairs += [("subject", subject) for subject in state.subjects]
    if state.available:
        pairs.append(("available", "1"))
    if state.per_page != 20:
        pairs.append(("per_page", str(state.per_page)))
    return pairs


def kind_tiles(values: Iterable[FacetValue]) -> list[Tile]:
    return [
        Tile(value.value, labels.kind(value.value), value.count, address(SearchState(kinds=(value.value,)).to_query()))
        for value in values
    ]


def subject_links(values: Iterable[FacetValue]) -> list[FacetLink]:
    return [
        FacetLink(value.label, value.count, address(SearchState(subjects=(value.value,)).to_query()), selected=False)
        for value in values
    ]
