"""Makes the base maps `static/common/maps/*.svg` out of the source that PROVENANCE.md beside them names.

    python -m lienthu.common.maps.make_base world_map.gpkg

Pure Python: a geopackage is an SQLite file, its shapes are WKB behind a short head, and provinces are dissolved by
dropping every edge that two of them share, which the source keeps the same to the last digit.
"""

import itertools
import re
import sqlite3
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from lienthu.common.maps import ARCHIPELAGOS, HEIGHT, LABELS, WIDTH, project

Ring = list[tuple[float, float]]  # longitude, latitude; the last point is the first
PLACE: Final = Path(__file__).parents[1] / "static/common/maps"
CON_DAO: Final = (106.45, 8.55, 106.75, 8.85)  # the source has it in Sóc Trăng; it is Bà Rịa - Vũng Tàu's

# The 63 provinces until 30/6/2025, by the name in the source without marks: their number at the statistics office.
OLD: Final = {
    "ha noi": "01", "ha giang": "02", "cao bang": "04", "bac kan": "06", "tuyen quang": "08", "lao cai": "10",
    "dien bien": "11", "lai chau": "12", "son la": "14", "yen bai": "15", "hoa binh": "17", "thai nguyen": "19",
    "lang son": "20", "quang ninh": "22", "bac giang": "24", "phu tho": "25", "vinh phuc": "26", "bac ninh": "27",
    "hai duong": "30", "hai phong": "31", "hung yen": "33", "thai binh": "34", "ha nam": "35", "nam dinh": "36",
    "ninh binh": "37", "thanh hoa": "38", "nghe an": "40", "ha tinh": "42", "quang binh": "44", "quang tri": "45",
    "thua thien hue": "46", "da nang": "48", "quang nam": "49", "quang ngai": "51", "binh dinh": "52",
    "phu yen": "54", "khanh hoa": "56", "ninh thuan": "58", "binh thuan": "60", "kon tum": "62", "gia lai": "64",
    "dak lak": "66", "dak nong": "67", "lam dong": "68", "binh phuoc": "70", "tay ninh": "72", "binh duong": "74",
    "dong nai": "75", "ba ria vung tau": "77", "ho chi minh": "79", "long an": "80", "tien giang": "82",
    "ben tre": "83", "tra vinh": "84", "vinh long": "86", "dong thap": "87", "an giang": "89", "kien giang": "91",
    "can tho": "92", "hau giang": "93", "soc trang": "94", "bac lieu": "95", "ca mau": "96",
}  # fmt: skip
# The 34 provinces since 1/7/2025, by number: out of which old ones. Source: Nghị quyết 202/2025/QH15.
NEW: Final = {
    "01": "01", "04": "04", "08": "02 08", "11": "11", "12": "12", "14": "14", "15": "10 15", "19": "06 19",
    "20": "20", "22": "22", "24": "24 27", "25": "17 25 26", "31": "30 31", "33": "33 34", "37": "35 36 37",
    "38": "38", "40": "40", "42": "42", "44": "44 45", "46": "46", "48": "48 49", "51": "51 62", "52": "52 64",
    "56": "56 58", "66": "54 66", "68": "60 67 68", "75": "70 75", "79": "74 77 79", "80": "72 80", "82": "82 87",
    "86": "83 84 86", "91": "89 91", "92": "92 93 94", "96": "95 96",
}  # fmt: skip


def main(source: Path) -> None:
    old = read(source)
    if len(old) != len(OLD):
        missing = sorted(set(OLD.values()) - old.keys())
        sys.exit(f"The source has no province {', '.join(missing)}.")
    new = {code: dissolved(ring for part in parts.split() for ring in old[part]) for code, parts in NEW.items()}
    PLACE.mkdir(parents=True, exist_ok=True)
    for name, provinces in (("viet-nam-1997", old), ("viet-nam-2025", new)):
        path = PLACE / f"{name}.svg"
        path.write_text(drawn(provinces), encoding="utf-8")
        print(f"{path.name}: {len(provinces)} provinces, {path.stat().st_size:,} bytes")


def read(source: Path) -> dict[str, list[Ring]]:
    """The rings of each old province, by its number."""
    found: dict[str, list[Ring]] = {code: [] for code in OLD.values()}
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT gn_name, geom FROM states_provinces WHERE adm0_a3 = 'VNM'").fetchall()
    for name, shape in rows:
        code = OLD[plain(name)]
        for ring in rings(shape):
            inside = CON_DAO[0] <= ring[0][0] <= CON_DAO[2] and CON_DAO[1] <= ring[0][1] <= CON_DAO[3]
            found["77" if inside else code].append(ring)
    return {code: shapes for code, shapes in found.items() if shapes}


def plain(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"^(tinh|thanh pho|huyen) ", "", re.sub(r"[^a-z]+", " ", letters).strip())


def rings(shape: bytes) -> Iterator[Ring]:
    """Out of a geopackage's shape: a head with an envelope, then a WKB multipolygon (OGC 12-128r15, 2.1.3)."""
    at = 8 + (0, 32, 48, 48, 64)[shape[3] >> 1 & 7]
    _order, _kind, polygons = struct.unpack_from("<BII", shape, at)
    at += 9
    for _polygon in range(polygons):
        _order, _kind, count = struct.unpack_from("<BII", shape, at)
        at += 9
        for _ring in range(count):
            (points,) = struct.unpack_from("<I", shape, at)
            numbers = struct.unpack_from(f"<{points * 2}d", shape, at + 4)
            at += 4 + 16 * points
            yield [(round(x, 4), round(y, 4)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def dissolved(parts: Iterable[Ring]) -> list[Ring]:
    """The outline of neighbours: every edge that one of them walks and another walks back is gone."""
    edges: set[tuple[tuple[float, float], tuple[float, float]]] = set()
    for ring in parts:
        for edge in itertools.pairwise(ring):
            if edge[::-1] in edges:
                edges.remove(edge[::-1])
            else:
                edges.add(edge)
    following: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for begin, end in sorted(edges):
        following.setdefault(begin, []).append(end)
    found = []
    while following:
        ring = [next(iter(following))]
        while ring[-1] in following:
            ends = following[ring[-1]]
            ring.append(ends.pop())
            if not ends:
                del following[ring[-2]]
            if ring[-1] == ring[0]:
                break
        found.append(ring)
    return found


def drawn(provinces: dict[str, list[Ring]]) -> str:
    """The picture: one path for each province (`#p48`), all of them (`#land`), the islands and the names."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        '<g id="land">',
        *(
            f'<path id="p{code}" vector-effect="non-scaling-stroke" d="{outline(shapes)}"/>'
            for code, shapes in sorted(provinces.items())
        ),
        "</g>",
        '<g id="islands">',
    ]
    for each in ARCHIPELAGOS:
        spots = [project(latitude, longitude) for latitude, longitude in each.islands]
        circles = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{each.radius}"/>' for x, y in spots)
        lines.append(f'<g id="{each.key}">{circles}</g>')
    lines += ["</g>", '<g id="names" text-anchor="middle">']
    for label in LABELS:
        x, y = project(label.latitude, label.longitude)
        style = ' font-style="italic"' if label.is_sea else ""
        spans = "".join(
            f'<tspan x="{x:.1f}" dy="{0 if first else 1.15 * label.size:.1f}">{text}</tspan>'
            for first, text in zip([True, *[False] * 9], label.lines, strict=False)
        )
        lines.append(f'<text y="{y:.1f}" font-size="{label.size}"{style}>{spans}</text>')
    return "\n".join([*lines, "</g>", "</svg>", ""])


def outline(shapes: list[Ring]) -> str:
    """Relative steps in tenths of the picture's unit: shorter than whole coordinates."""
    pieces = []
    for ring in shapes:
        spots = [tuple(round(number * 10) for number in project(y, x)) for x, y in ring[:-1]]
        steps = [f"M{spots[0][0] / 10:g} {spots[0][1] / 10:g}l"]
        for one, other in itertools.pairwise(spots):
            if one != other:
                steps.append(f"{(other[0] - one[0]) / 10:g} {(other[1] - one[1]) / 10:g} ")
        pieces.append("".join(steps).rstrip(" l") + "z")
    return "".join(pieces)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
