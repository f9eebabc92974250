"""The state of a search as its address holds it: read without ever failing, written back in one canonical form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import urlencode

from lienthu.catalogue.search.backend import SORTS, Sort
from lienthu.catalogue.search.query import FIELDS, LONGEST, FieldName, Filters, Query, parse

Notice: TypeAlias = Literal[
    "query_cut",
    "field_unknown",
    "year_unreadable",
    "years_turned",
    "sort_unknown",
    "page_unreadable",
    "too_many_values",
]

PER_PAGE: Final = (10, 20, 50, 100)
DEEPEST_RESULT: Final = 10_000  # results further down are reached by narrowing, not by paging
_MOST_VALUES: Final = 30  # values of one facet
_LISTS: Final = {"lib": "libraries", "lang": "languages", "kind": "kinds", "carrier": "carriers", "subject": "subjects"}


@dataclass(frozen=True, slots=True)
class SearchState:
    """A search as the reader set it. `libraries` are organisation codes; the caller knows their ids.

    `notices` says which parameters were not understood and left out; it is no part of the address.
    """

    q: str = ""
    field: FieldName = "any"
    libraries: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    available: bool = False
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 20
    notices: tuple[Notice, ...] = ()

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def narrowed(self) -> bool:
        """Whether any facet is chosen."""
        return self.replace(q="", field="any", sort="relevance", page=1, per_page=20, notices=()) != SearchState()

    def query(self) -> Query:
        return parse(self.q, field=self.field)

    def filters(self, library_ids: Sequence[int] = ()) -> Filters:
        """The filters of this state; `library_ids` are the ids behind `libraries`, those that exist."""
        return Filters(
            libraries=tuple(library_ids),
            year_from=self.year_from,
            year_to=self.year_to,
            languages=self.languages,
            kinds=self.kinds,
            carriers=self.carriers,
            subjects=self.subjects,
            available=self.available,
        )

    def replace(self, **changes: Any) -> "SearchState":
        """This state with changes; every change but that of the page goes back to the first page."""
        if changes.keys() - {"page", "notices"} and "page" not in changes:
            changes["page"] = 1
        return replace(self, **changes)

    def toggled(self, name: str, value: str) -> "SearchState":
        """This state with a value of a list (`libraries`, `languages`, …) put in, or taken out if it is there."""
        values: tuple[str, ...] = getattr(self, name)
        changed = tuple(other for other in values if other != value) if value in values else (*values, value)
        return self.replace(**{name: changed})

    def to_query(self, **changes: Any) -> str:
        """The canonical query string of this state with `changes`: fixed order, nothing that is the default."""
        state = self.replace(**changes) if changes else self
        pairs: list[tuple[str, str]] = []
        if state.q:
            pairs.append(("q", state.q))
        if state.field != "any":
            pairs.append(("field", state.field))
        for parameter, name in _LISTS.items():
            pairs += [(parameter, value) for value in getattr(state, name)]
        for parameter, year in (("from", state.year_from), ("to", state.year_to)):
            if year is not None:
                pairs.append((parameter, str(year)))
        if state.available:
            pairs.append(("available", "1"))
        if state.sort != "relevance":
            pairs.append(("sort", state.sort))
        if state.page != 1:
            pairs.append(("page", str(state.page)))
        if state.per_page != 20:
            pairs.append(("per_page", str(state.per_page)))
        return urlencode(pairs)


def read_state(parameters: Mapping[str, Sequence[str]]) -> SearchState:
    """The state that an address asks for (`dict(request.GET.lists())`); what is not understood is left out and noted.

    Parameters: q, field, lib, from, to, lang, kind, carrier, subject, available, sort, page, per_page.
    """
    reading = _Reading(parameters)
    year_from, year_to = reading.year("from"), reading.year("to")
    if year_from is not None and year_to is not None and year_from > year_to:
        year_from, year_to = year_to, year_from
        reading.note("years_turned")
    per_page = reading.per_page()
    return SearchState(
        q=reading.text(),
        field=cast(FieldName, reading.choice("field", FIELDS, "any", "field_unknown")),
        libraries=reading.values("lib"),
        year_from=year_from,
        year_to=year_to,
        languages=reading.values("lang"),
        kinds=reading.values("kind"),
        carriers=reading.values("carrier"),
        subjects=reading.values("subject"),
        available=reading.last("available") in {"1", "true", "on", "yes"},
        sort=cast(Sort, reading.choice("sort", SORTS, "relevance", "sort_unknown")),
        page=reading.page(per_page),
        per_page=per_page,
        notices=tuple(reading.notices),
    )


class _Reading:
    def __init__(self, parameters: Mapping[str, Sequence[str]]) -> None:
        self.parameters = parameters
        self.notices: list[Notice] = []

    def note(self, notice: Notice) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    def last(self, name: str) -> str:
        values = self.parameters.get(name) or ("",)
        return _clean(values[-1])

    def text(self) -> str:
        text = self.last("q")
        if len(text) > LONGEST:
            self.note("query_cut")
        return text[:LONGEST].strip()

    def values(self, name: str) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(filter(None, map(_clean, self.parameters.get(name, ())))))
        if len(values) > _MOST_VALUES:
            self.note("too_many_values")
        return values[:_MOST_VALUES]

    def choice(self, name: str, choices: Sequence[str], default: str, notice: Notice) -> str:
        value = self.last(name)
        if value and value not in choices:
            self.note(notice)
        return value if value in choices else default

    def year(self, name: str) -> int | None:
        value = self.last(name)
        if not value:
            return None
        number = _whole(value)
        if number is None or number > 9999:
            self.note("year_unreadable")
            return None
        return number

    def per_page(self) -> int:
        value = self.last("per_page")
        number = _whole(value)
        if value and number not in PER_PAGE:
            self.note("page_unreadable")
        return number if number in PER_PAGE else 20

    def page(self, per_page: int) -> int:
        value = self.last("page")
        number = _whole(value) if value else 1
        deepest = DEEPEST_RESULT // per_page
        if number is None or not 1 <= number <= deepest:
            self.note("page_unreadable")
            return 1 if not number else deepest
        return number


def _clean(value: str) -> str:
    return " ".join(value.encode("utf-8", "ignore").decode().replace("\x00", " ").split())


def _whole(value: str) -> int | None:
    """A plain number of up to nine ASCII digits, else None."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
