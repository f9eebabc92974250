"""Where the reader says to be: a point that the device gave, or a province that they chose."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import NamedTuple

from lienthu.federation.models import AdminUnit


class Near(NamedTuple):
    """A point (latitude, longitude in degrees), and the province behind it where one was chosen."""

    point: tuple[float, float]
    code: str
    name: str


def read(parameters: Mapping[str, str], provinces: Iterable[AdminUnit]) -> Near | None:
    """The place in an address: `lat` and `lon` in degrees, else `place`, a province's code.

    What makes no sense is no place.
    """
    point = _point(parameters.get("lat", ""), parameters.get("lon", ""))
    if point:
        return Near(point, "", "")
    wanted = parameters.get("place", "")
    for province in provinces if wanted else ():
        if province.code == wanted and province.latitude is not None and province.longitude is not None:
            return Near((province.latitude, province.longitude), province.code, province.name)
    return None


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return None
    return (lat, lon) if isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180 else None
