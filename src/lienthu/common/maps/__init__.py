"""Points on our own map of Viet Nam: where a place falls on the picture, which part of it to show, how it is marked.

The picture (static/common/maps/viet-nam-2025.svg) is served by the hub itself: no tile comes from anywhere, and it is
there without a network. A page shows points with `{% map view %}`. Why it is made like this: docs/decisions/0014.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians
from typing import Final

from django.utils.functional import Promise

# The picture: degrees east and north of its corners, and its units to a degree. Plate carrée, true at 16° north.
WEST, EAST, SOUTH, NORTH = 102.0, 117.0, 6.6, 23.6
SCALE: Final = 60.0
WIDTH: Final = round((EAST - WEST) * SCALE * cos(radians(16)))
HEIGHT: Final = round((NORTH - SOUTH) * SCALE)
SMALLEST: Final = 45.0  # units across, about 80 km: what is shown of a single point's surroundings
MARGIN: Final = 1.3  # of what is shown to what the points span
MARKS_ACROSS: Final = 90.0  # the picture is so many radii of a mark wide, or high
MOST_WRITTEN: Final = 20
# Of names, in radii of a mark: the width of a letter and half their height (as on a phone, where they are larger); and
# the lines on which one may stand, the best first.
LETTER: Final = 1.4
TALL: Final = 1.3
LINES: Final = (0.5, -1.5, 2.5, -3.5, 4.5)
Box = tuple[float, float, float, float]  # x, y, width, height, in units


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees (WGS 84) to the units of the picture, x to the right and y down."""
    return (longitude - WEST) * SCALE * cos(radians(16)), (NORTH - latitude) * SCALE


@dataclass(frozen=True)
class Archipelago:
    """Islands too small for the outlines: drawn as spots. Latitude and longitude in degrees."""

    key: str
    islands: tuple[tuple[float, float], ...]
    radius: float = 1.6


@dataclass(frozen=True)
class Label:
    """A name on the picture; sea names are in italics. `size` in units."""

    lines: tuple[str, ...]
    latitude: float
    longitude: float
    size: int = 22
    is_sea: bool = False


ARCHIPELAGOS: Final = (
    Archipelago(
        "hoang-sa",  # Đà Nẵng. Phú Lâm, Linh Côn, Cây, Hoàng Sa, Quang Hòa, Duy Mộng, Hữu Nhật, Quang Ảnh, Tri Tôn …
        (
            (16.83, 112.34), (16.67, 112.73), (16.98, 112.27), (16.53, 111.61), (16.45, 111.71), (16.46, 111.76),
            (16.51, 111.57), (16.45, 111.50), (15.78, 111.20), (16.06, 112.52), (16.96, 112.33), (16.34, 112.02),
        ),
    ),
    Archipelago(
        "truong-sa",  # Khánh Hòa. Trường Sa, An Bang, Song Tử Tây, Nam Yết, Sơn Ca, Sinh Tồn, Ba Bình, Thị Tứ …
        (
            (8.645, 111.92), (7.89, 112.92), (11.43, 114.33), (11.46, 114.36), (10.18, 114.37), (10.38, 114.48),
            (9.885, 114.33), (10.38, 114.365), (11.05, 114.28), (8.97, 113.69), (8.94, 112.35), (11.08, 115.02),
            (10.67, 114.42), (10.73, 115.80), (9.90, 114.43), (8.85, 112.24), (10.21, 114.22), (8.20, 113.30),
        ),
    ),
    Archipelago(
        "other-islands",  # Côn Đảo, Phú Quý, Lý Sơn, Cồn Cỏ, Bạch Long Vĩ, Cô Tô, Thổ Chu, Hòn Khoai, Nam Du
        (
            (8.69, 106.61), (10.53, 108.945), (15.385, 109.115), (17.159, 107.339), (20.135, 107.73), (20.987, 107.77),
            (9.306, 103.486), (8.43, 104.83), (9.68, 104.36),
        ),
    ),
)  # fmt: skip
LABELS: Final = (
    Label(("Quần đảo Hoàng Sa", "(Đà Nẵng)"), 17.75, 112.2),
    Label(("Quần đảo Trường Sa", "(Khánh Hòa)"), 12.3, 114.6),
    Label(("Đảo Phú Quốc",), 9.85, 103.3, 18),
    Label(("Côn Đảo",), 8.3, 106.61, 18),
    Label(("BIỂN ĐÔNG",), 14.2, 112.3, 36, is_sea=True),
    Label(("Vịnh Bắc Bộ",), 19.7, 107.6, 20, is_sea=True),
    Label(("Vịnh", "Thái Lan"), 8.75, 103.1, 20, is_sea=True),
)


class State(StrEnum):
    """How a point is marked: by shape and colour, so that nobody depends on colour alone."""

    PLAIN = "plain"  # circle
    GOOD = "good"  # circle, filled: served, there
    WARN = "warn"  # triangle: due, soon
    BAD = "bad"  # square: overdue, missing
    EMPTY = "empty"  # ring: nothing there


@dataclass(frozen=True)
class Point:
    """A place on the map and in the table under it. `latitude` None: it stands in the table alone."""

    name: str
    latitude: float | None
    longitude: float | None
    state: State = State.PLAIN
    said: str | Promise = ""  # its state in words, as the table and the legend have it
    detail: str | Promise = ""  # what else is to be known: the next visit, how many books
    url: str = ""
    number: str = ""  # written beside the mark: its turn on a tour

    @property
    def spot(self) -> tuple[float, float] | None:
        """Where it is, if anybody wrote that down."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


@dataclass(frozen=True)
class Mark:
    """A point as it is drawn; `place` as SVG's `transform` has it, in which a mark is about 2 units across."""

    point: Point
    place: str
    writes_left: bool = False  # its name stands to the left
    name_y: str = "0.5"  # of the name's line, as SVG has it; "" where there is no room to write it

    @property
    def name_x(self) -> str:
        return "-1.5" if self.writes_left else "1.5"


@dataclass(frozen=True)
class View:
    """What `{% map %}` draws: which part of the picture, the marks on it, lines between them, and the table's rows."""

    label: str | Promise  # what the map shows, as its name for those who do not see it
    points: Sequence[Point]
    marks: Sequence[Mark]
    lines: Sequence[str]  # as SVG's `points` has it
    box: Box
    provinces: Sequence[str] = ()  # numbers of provinces to set off from the others

    @property
    def view_box(self) -> str:
        return " ".join(f"{number:.1f}" for number in self.box)

    @property
    def whole(self) -> str:
        """The box of the whole country, for the button that shows it."""
        return f"0 0 {WIDTH} {HEIGHT}"

    @property
    def shows_names(self) -> bool:
        """Whether so much is shown that the names of the seas and islands find room."""
        return self.box[3] > HEIGHT / 4

    @property
    def writes_points(self) -> bool:
        """Whether the points are few enough to write their names beside them."""
        return len(self.marks) <= MOST_WRITTEN

    @property
    def legend(self) -> list[tuple[State, str | Promise]]:
        """The states that are there, in words, each once."""
        found: dict[State, str | Promise] = {}
        for point in self.points:
            if point.said:
                found.setdefault(point.state, point.said)
        return [(state, found[state]) for state in State if state in found]


def view(
    label: str | Promise,
    points: Iterable[Point],
    *,
    tours: Iterable[Sequence[tuple[float, float]]] = (),
    provinces: Sequence[str] = (),
    whole_country: bool = False,
) -> View:
    """A map of these points, as near as they allow, or of the whole country. `tours`: latitude, longitude by turns."""
    rows = list(points)
    placed = [(each, project(*each.spot)) for each in rows if each.spot]
    ways = [[project(*spot) for spot in tour] for tour in tours]
    spots = [spot for _point, spot in placed] + [spot for way in ways for spot in way]
    box: Box = (0.0, 0.0, float(WIDTH), float(HEIGHT)) if whole_country or not spots else _around(spots)
    unit = max(box[2:]) / MARKS_ACROSS
    names = _names(placed, box, unit)
    marks = [
        Mark(each, f"translate({x:.1f} {y:.1f}) scale({unit:.2f})", left, line)
        for (each, (x, y)), (left, line) in zip(placed, names, strict=True)
    ]
    lines = [" ".join(f"{x:.1f},{y:.1f}" for x, y in way) for way in ways]
    return View(label, rows, marks, lines, box, tuple(provinces))


def _names(placed: Sequence[tuple[Point, tuple[float, float]]], box: Box, unit: float) -> list[tuple[bool, str]]:
    """Where each name stands beside its mark: to the left or not, and on which line; none lies over another.

    A name for which there is no room is not written ("" for its line): the mark, the legend and the table have it.
    """
    signs = [(x - unit, y - unit, x + unit, y + unit) for _point, (x, y) in placed]
    taken: list[Box] = []
    found = []
    for turn, (point, (x, y)) in enumerate(placed):
        wide, others = len(point.name) * LETTER * unit, [*taken, *signs[:turn], *signs[turn + 1 :]]
        first = x > box[0] + box[2] / 2  # away from the nearer edge
        chosen: tuple[bool, str] = (first, "")
        for line, left in ((line, left) for line in LINES for left in (first, not first)):
            start = x - 1.5 * unit - wide if left else x + 1.5 * unit
            middle = y + (line - 0.5) * unit
            label = (start, middle - TALL * unit, start + wide, middle + TALL * unit)
            outside = left != first and (label[0] < box[0] or label[2] > box[0] + box[2])
            if not outside and not any(_overlap(label, other) for other in others):
                taken.append(label)
                chosen = (left, f"{line:.1f}")
                break
        found.append(chosen)
    return found


def _overlap(one: Box, other: Box) -> bool:
    """Of two boxes as left, top, right, bottom."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _around(spots: Sequence[tuple[float, float]]) -> Box:
    """The box of the spots with a margin, not smaller than SMALLEST, and at least as wide as high."""
    left, right = min(x for x, _y in spots), max(x for x, _y in spots)
    top, bottom = min(y for _x, y in spots), max(y for _x, y in spots)
    width = max(MARGIN * (right - left), MARGIN * (bottom - top), SMALLEST)
    height = max(MARGIN * (bottom - top), width * 0.75)
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height
