"""Travel times where nobody measured them: by air, with an allowance for roads, from the coordinates of places."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

EARTH_KM = 6371.0
ROADS_ARE_LONGER = 1.4
KM_AN_HOUR = 40.0  # district and commune roads, a loaded vehicle
PARKING_MINUTES = 3
UNKNOWN_MINUTES = 60  # between places of which one has no coordinates


@dataclass(frozen=True)
class Place:
    """Degrees, and the minutes from the depot where somebody wrote them down."""

    latitude: float | None
    longitude: float | None
    from_depot: int | None = None


def minutes_between(depot: Place, sites: Sequence[Place]) -> tuple[tuple[int, ...], ...]:
    """The matrix of minutes, the depot first. What was written down goes before what is reckoned."""
    places = [depot, *sites]
    rows = [[0 if i == j else _minutes(one, other) for j, other in enumerate(places)] for i, one in enumerate(places)]
    for i, site in enumerate(sites, start=1):
        if site.from_depot is not None:
            rows[0][i] = rows[i][0] = site.from_depot
    return tuple(tuple(row) for row in rows)


def _minutes(one: Place, other: Place) -> int:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return UNKNOWN_MINUTES
    return round(
        PARKING_MINUTES
        + 60 * ROADS_ARE_LONGER * kilometres(one.latitude, one.longitude, other.latitude, other.longitude) / KM_AN_HOUR
    )


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance, by the haversine formula."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
