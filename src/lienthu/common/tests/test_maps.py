"""The base map and points on it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from lienthu.common.maps import HEIGHT, WIDTH, Point, State, project, view

PICTURES = Path(settings.PACKAGE) / "common/static/common/maps"


def _bounds(picture: str, province: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the largest outline of a province, in units."""
    outline = re.search(rf'id="p{province}"[^>]* d="([^"]+)"', picture)
    assert outline
    boxes = []
    for ring in outline[1].split("z")[:-1]:
        start, _l, steps = ring.removeprefix("M").partition("l")
        spots = [tuple(float(number) for number in start.split())]
        numbers = [float(number) for number in steps.split()]
        for step in zip(numbers[::2], numbers[1::2], strict=True):
            spots.append((spots[-1][0] + step[0], spots[-1][1] + step[1]))
        xs, ys = [x for x, _y in spots], [y for _x, y in spots]
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))


@pytest.mark.parametrize(("name", "provinces"), [("viet-nam-2025.svg", 34), ("viet-nam-1997.svg", 63)])
def test_the_picture_has_every_province_and_both_archipelagos_with_their_names(name: str, provinces: int) -> None:
    picture = (PICTURES / name).read_text(encoding="utf-8")
    assert len(re.findall(r'<path id="p\d\d"', picture)) == provinces
    for words in ("Quần đảo Hoàng Sa", "(Đà Nẵng)", "Quần đảo Trường Sa", "(Khánh Hòa)", "BIỂN ĐÔNG", "Đảo Phú Quốc"):
        assert f">{words}</tspan>" in picture
    assert len(picture.encode()) < 40_000


@pytest.mark.parametrize(
    ("province", "town"),
    [("01", (21.03, 105.85)), ("46", (16.46, 107.59)), ("92", (10.03, 105.78)), ("04", (22.67, 106.26))],
)
def test_a_town_falls_into_its_province(province: str, town: tuple[float, float]) -> None:
    left, top, right, bottom = _bounds((PICTURES / "viet-nam-2025.svg").read_text(encoding="utf-8"), province)
    x, y = project(*town)
    assert left < x < right
    assert top < y < bottom


def test_the_archipelagos_lie_on_the_picture() -> None:
    picture = (PICTURES / "viet-nam-2025.svg").read_text(encoding="utf-8")
    for group in ("hoang-sa", "truong-sa"):
        spots = re.search(rf'<g id="{group}">(.+?)</g>', picture)
        assert spots
        found = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', spots[1])]
        assert len(found) >= 12
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in found)


def test_a_map_shows_its_points_as_near_as_they_allow() -> None:
    near = view("Map", [Point("Vị Xuyên", 22.67, 104.98), Point("Hà Giang", 22.83, 104.98)])
    country = view("Map", [Point("Hà Giang", 22.83, 104.98), Point("Cà Mau", 9.18, 105.15)])
    assert near.box[2] < 60
    assert country.box[3] > 800
    for drawn in (near, country):
        left, top, width, height = drawn.box
        for point in drawn.points:
            x, y = project(*point.spot or (0, 0))
            assert left < x < left + width
            assert top < y < top + height


def test_names_of_near_places_lie_beside_each_other_or_are_left_to_the_table() -> None:
    near = [Point(f"Trường Trung học cơ sở Vĩnh Xương {n}", 10.89 + n / 500, 105.17) for n in range(6)]
    drawn = view("Map", [*near, Point("Chùa Xvayton", 10.42, 105.0)])
    lines = [(mark.writes_left, mark.name_y) for mark in drawn.marks if mark.name_y]
    assert 1 < len(lines) < len(drawn.marks)
    assert [drawn.marks[0].name_y, drawn.marks[-1].name_y] == ["0.5", "0.5"]
    assert _page(drawn).count('class="map-text') == len(lines)


def test_a_place_without_coordinates_stands_in_the_table_alone() -> None:
    drawn = view("Map", [Point("Somewhere", None, None, State.WARN, "due", "Tuesday"), Point("Huế", 16.46, 107.59)])
    assert [mark.point.name for mark in drawn.marks] == ["Huế"]
    page = _page(drawn)
    assert "Somewhere" in page
    assert page.count('class="map-point') == 1


def test_without_any_point_the_whole_country_is_shown() -> None:
    assert view("Map", []).view_box == f"0.0 0.0 {WIDTH:.1f} {HEIGHT:.1f}"


def test_a_page_names_each_point_and_writes_numbers_as_svg_does_even_in_vietnamese() -> None:
    points = [Point("Trường Tiểu học <Minh Tân>", 22.9, 104.9, State.BAD, "quá hạn", "12 cuốn", "/x/", number="3")]
    with translation.override("vi"):
        page = _page(view("Điểm", points, tours=[[(22.8, 104.9), (22.9, 105.0)]], provinces=["08"]))
    assert 'aria-label="Trường Tiểu học &lt;Minh Tân&gt;: quá hạn. 12 cuốn"' in page
    assert re.search(r'<polyline class="map-way" points="[\d.]+,[\d.]+ [\d.]+,[\d.]+"', page)
    assert re.search(r"translate\([\d.]+ [\d.]+\) scale\([\d.]+\)", page)
    assert "#p08" in page
    assert "<rect" in page  # overdue is a square, not only red
    assert "Xem dạng bảng" in page


def _page(drawn: object) -> str:
    return Template("{% load maps %}{% map view %}").render(Context({"view": drawn}))
