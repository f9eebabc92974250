"""Who holds a title, as readers want it: by library, with what can be had now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from lienthu.calendars.queries import Now, openings
from lienthu.catalogue.queries import Holding
from lienthu.catalogue.queries.directory import directory


@dataclass(slots=True)
class LibraryHolding:
    """All that one library holds of a title, place by place. The order of the holdings is kept."""

    code: str
    name: str
    distance_km: float | None
    places: list[Holding] = field(default_factory=list)
    now: Now | None = None  # whether it is open, where somebody wrote down its hours or closed it

    @property
    def total(self) -> int:
        return sum(place.total for place in self.places)

    @property
    def available(self) -> int:
        return sum(place.available for place in self.places)


class Summary(NamedTuple):
    """The one line above the list."""

    libraries: int
    copies: int
    available: int
    libraries_available: int


def by_library(holdings: Sequence[Holding]) -> list[LibraryHolding]:
    """Holdings gathered by library, in the order in which each library first comes; unless the order is by distance,
    libraries with a copy to lend come first."""
    libraries: dict[str, LibraryHolding] = {}
    for holding in holdings:
        library = libraries.get(holding.library_code)
        if library is None:
            library = LibraryHolding(holding.library_code, holding.library_name, holding.distance_km)
            libraries[holding.library_code] = library
        library.places.append(holding)
    found = list(libraries.values())
    if all(library.distance_km is None for library in found):
        found.sort(key=lambda library: library.available == 0)
    return found


def tell_opening(libraries: Sequence[LibraryHolding]) -> None:
    """Note which of the libraries are open now. One small query, and a few more where a month is not yet known."""
    at, known = timezone.now(), directory().by_code
    numbers = {known[library.code]: library for library in libraries if library.code in known}
    for number, calendar in openings(numbers, on=timezone.localdate(at)).items():
        numbers[number].now = calendar.now(at)


def summed(holdings: Sequence[Holding], libraries: Sequence[LibraryHolding]) -> Summary:
    return Summary(
        libraries=len(libraries),
        copies=sum(holding.total for holding in holdings),
        available=sum(holding.available for holding in holdings),
        libraries_available=sum(library.available > 0 for library in libraries),
    )
