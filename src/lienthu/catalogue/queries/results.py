"""A search: from the state in an address to a page of results."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from lienthu.catalogue import store
from lienthu.catalogue.derive import Member, facts_from_json, in_forms, shown
from lienthu.catalogue.models import SourceRecord, Title
from lienthu.catalogue.queries.directory import LibraryBrief, directory, forget, forms_shown
from lienthu.catalogue.search.backend import FacetName, Results, get_backend
from lienthu.catalogue.search.backend import Suggestion as Suggestion
from lienthu.catalogue.search.state import SearchState
from lienthu.catalogue.shown import Shown

PAGE_FACETS: tuple[FacetName, ...] = ("library", "kind", "language", "decade", "subject", "available")


class Hit(NamedTuple):
    """One title of a result list."""

    shown: Shown
    libraries: list[LibraryBrief]
    records: list[tuple[str, str]]  # library code and control number of each record behind it
    copies: int
    available: int


class FacetValue(NamedTuple):
    """One value of a facet. In the library facet `depth` and `parent` (a code) place it in the tree."""

    value: str
    label: str  # as the data has it; languages and kinds are put into words by the page
    count: int  # type: ignore[assignment]  # the tuple method of this name is not wanted here
    selected: bool
    depth: int = 0
    parent: str | None = None


class ResultPage(NamedTuple):
    """A page of results and what stands beside it."""

    state: SearchState
    total: int
    hits: list[Hit]
    facets: dict[str, list[FacetValue]]
    did_you_mean: str | None
    notices: tuple[str, ...]
    ms: float  # of the engine alone
    pages: int


def results(state: SearchState, facets: Sequence[FacetName] = PAGE_FACETS) -> ResultPage:
    """Run a search. Unknown library codes find nothing rather than everything.

    Raises catalogue.search.backend.SearchError when there is no usable index; the message says what to do.
    """
    known = directory().by_code
    if not known.keys() >= set(state.libraries):
        forget()  # a code that is new, or was never one
        known = directory().by_code
    ids = [known.get(code, 0) for code in state.libraries]
    found = get_backend().search(
        state.query(),
        filters=state.filters(ids),
        sort=state.sort,
        offset=state.offset,
        limit=state.per_page,
        facets=facets,
    )
    return ResultPage(
        state=state,
        total=found.total,
        hits=hits(found.ids),
        facets=_facets(state, found),
        did_you_mean=found.did_you_mean,
        notices=state.notices,
        ms=found.ms,
        pages=-(-found.total // state.per_page),
    )


def hits(titles: Sequence[int]) -> list[Hit]:
    """These titles as result entries, in this order. One that vanished since it was indexed is left out."""
    # Past the ORM: building the statement would cost as much as the search behind it.
    columns = "title_id, id, library_id, control_number, facts, copies_total, copies_available"
    rows = store.rows_where(SourceRecord, columns, "title_id", titles, "AND withdrawn_at IS NULL")
    members: dict[int, list[Member]] = defaultdict(list)
    holders: dict[int, list[tuple[int, str]]] = defaultdict(list)
    sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    forms = forms_shown()
    for title, record, library, number, facts, total, free in sorted(rows):
        members[title].append(Member(record, in_forms(facts_from_json(facts), forms)))
        holders[title].append((library, number))
        sums[title] = (sums[title][0] + total, sums[title][1] + free)
    briefs = directory({library for of_title in holders.values() for library, _number in of_title}).briefs
    return [
        Hit(
            shown=shown(title, members[title]),
            libraries=[briefs[library] for library in dict.fromkeys(library for library, _ in holders[title])],
            records=[(briefs[library].code, number) for library, number in holders[title]],
            copies=sums[title][0],
            available=sums[title][1],
        )
        for title in titles
        if title in members
    ]


def _facets(state: SearchState, found: Results) -> dict[str, list[FacetValue]]:
    selected = {"language": state.languages, "kind": state.kinds, "carrier": state.carriers, "subject": state.subjects}
    facets: dict[str, list[FacetValue]] = {}
    for name, values in found.facets.items():
        if name == "library":
            facets[name] = _library_facet(state, [(int(value), count) for value, count in values])
            continue
        chosen = selected.get(name, ())
        facets[name] = [
            FacetValue(str(value), str(value), count, str(value) in chosen or (name == "available" and state.available))
            for value, count in values
        ]
    return facets


def _library_facet(state: SearchState, values: list[tuple[int, int]]) -> list[FacetValue]:
    """The libraries in the order of the tree: each below the nearest one above it that has a count."""
    counts = dict(values)
    briefs, _codes, lines = directory(counts)
    below: dict[int | None, list[int]] = defaultdict(list)
    for organisation in counts.keys() & briefs.keys():
        above = lines.get(organisation, (organisation,))[:-1]
        below[next((up for up in reversed(above) if up in counts), None)].append(organisation)
    ordered: list[FacetValue] = []

    def visit(parent: int | None, depth: int) -> None:
        for organisation in sorted(below[parent], key=lambda one: (-counts[one], briefs[one].name)):
            brief = briefs[organisation]
            ordered.append(
                FacetValue(
                    brief.code, brief.name, counts[organisation], brief.code in state.libraries, depth,
                    briefs[parent].code if parent is not None else None,
                )
            )  # fmt: skip
            visit(organisation, depth + 1)

    visit(None, 0)
    return ordered


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """Titles that begin as the reader has typed."""
    return get_backend().suggest(text, limit)


def newest(limit: int) -> list[Hit]:
    """The titles that the hub learnt of last."""
    titles = Title.objects.filter(merged_into=None, records__withdrawn_at=None).order_by("-pk").distinct()
    return hits(list(titles.values_list("pk", flat=True)[:limit]))
