"""Sites and tours on a small drawing: north is up, no distances are promised."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 1000, 640, 40


@dataclass(frozen=True)
class Dot:
    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Mark:
    """A place on the drawing, and whether a tour calls there."""

    name: str
    x: int
    y: int
    called: bool


@dataclass(frozen=True)
class Map:
    """`lines`: points of each tour, as SVG wants them, from the depot and back."""

    depot: Mark | None
    marks: Sequence[Mark]
    lines: Sequence[str]


def drawn(depot: Dot, sites: Sequence[Dot], tours: Sequence[Sequence[Dot]]) -> Map:
    """The drawing; places without coordinates are left out. An empty one has no depot and no marks."""
    known = [dot for dot in (depot, *sites) if dot.latitude is not None and dot.longitude is not None]
    if len(known) < 2:
        return Map(None, (), ())
    west = min(dot.longitude or 0.0 for dot in known)
    north = max(dot.latitude or 0.0 for dot in known)
    shrink = math.cos(math.radians(north))
    wide = max((max(dot.longitude or 0.0 for dot in known) - west) * shrink, 1e-6)
    high = max(north - min(dot.latitude or 0.0 for dot in known), 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def at(dot: Dot) -> tuple[int, int] | None:
        if dot.latitude is None or dot.longitude is None:
            return None
        return round(MARGIN + (dot.longitude - west) * shrink * scale), round(MARGIN + (north - dot.latitude) * scale)

    called = {dot for tour in tours for dot in tour}
    marks = [Mark(dot.name, *place, called=dot in called) for dot in sites if (place := at(dot))]
    start = at(depot)
    lines = []
    for tour in tours:
        points = [start, *(at(dot) for dot in tour), start]
        lines.append(" ".join(f"{x},{y}" for point in points if point for x, y in [point]))
    return Map(Mark(depot.name, *start, called=True) if start else None, marks, lines)
