"""Geometry of charts: scales, lines with gaps, bars, gauges, depths."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lienthu.lib.charts import bars, heat, lines, scales

MANY = some.lists(some.one_of(some.none(), some.decimals(0, 10**12, places=2)), max_size=130)


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (870, [0, 250, 500, 750, 1000]),
        (4, [0, 1, 2, 3, 4]),
        (0.45, [0, 0.2, 0.4, 0.6]),
        (0, [0, 1]),
        (100, [0, 25, 50, 75, 100]),
    ],
)
def test_a_scale_has_round_steps_up_to_what_is_highest(highest: float, expected: list[float]) -> None:
    assert scales.ticks(highest) == pytest.approx(expected)


@given(some.floats(1e-6, 1e15))
def test_no_scale_is_exceeded_or_has_too_many_lines(highest: float) -> None:
    found = scales.ticks(highest)
    assert found[-1] >= highest * (1 - 1e-6)
    assert 2 <= len(found) <= 6


def test_a_line_breaks_where_a_month_is_not_known_and_0_stands_on_the_foot() -> None:
    values = [Decimal(10), None, Decimal(0), Decimal(5)]
    found = lines.chart([values], height=200, head=20, foot=30)
    [line] = found.lines
    assert len(line.strokes) == 2
    assert line.strokes[0] == "12.5,20"
    assert line.strokes[1] == "62.5,170 87.5,95"
    assert line.areas[1] == "62.5,170 62.5,170 87.5,95 87.5,170"
    assert [mark.index for mark in line.marks] == [0, 2, 3]
    assert found.scale[0].at == "170"


def test_two_years_stand_on_one_scale() -> None:
    found = lines.chart([[Decimal(10)], [Decimal(40)]])
    assert found.scale[-1].value == 40
    assert float(found.lines[0].marks[0].y) > float(found.lines[1].marks[0].y)


@given(MANY)
def test_every_mark_stands_within_its_chart(values: list[Decimal | None]) -> None:
    found = lines.chart([values], height=200)
    for mark in found.lines[0].marks:
        assert 0 <= float(mark.x) <= 100
        assert 0 <= float(mark.y) <= 200
    assert sum(float(band.width) for band in found.bands) == pytest.approx(100 if values else 0, abs=1)


@given(MANY)
def test_bars_reach_from_nothing_to_the_whole_width(values: list[Decimal | None]) -> None:
    found = [float(width) for width in bars.widths(values)]
    assert all(0 <= width <= 100 for width in found)
    assert len(found) == len(values)
    assert max(found, default=0) == (100 if any(values) else 0)


def test_a_gauge_tells_what_is_reached_and_where_one_should_be_by_now() -> None:
    found = bars.gauge(Decimal(300), Decimal(1000), elapsed=0.5)
    assert (found.per_cent, found.width, found.target, found.due) == (Decimal(30), "30", "100", "50")


def test_a_target_that_was_passed_stands_within_the_gauge() -> None:
    found = bars.gauge(Decimal(1250), Decimal(1000), elapsed=1)
    assert (found.per_cent, found.width, found.target, found.due) == (Decimal(125), "100", "80", None)


def test_a_target_of_nothing_has_no_per_cent() -> None:
    assert bars.gauge(Decimal(5), Decimal(0), elapsed=0.5).per_cent is None


def test_depths_part_the_months_into_about_equal_lots_and_leave_out_what_is_not_known() -> None:
    values = [None, Decimal(0), *map(Decimal, range(1, 11))]
    limits = heat.bounds(values)
    assert [heat.depth(value, limits) for value in values] == [None, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5]


@given(MANY)
def test_more_is_never_lighter(values: list[Decimal | None]) -> None:
    limits = heat.bounds(values)
    known = sorted(value for value in values if value is not None)
    depths = [heat.depth(value, limits) or 0 for value in known]
    assert depths == sorted(depths)
    assert all(depth <= heat.DEPTHS for depth in depths)


def test_numbers_are_written_as_svg_wants_them() -> None:
    assert [scales.written(value) for value in (0.1 + 0.2, 12.0, -0.001, 1e7)] == ["0.3", "12", "0", "10000000"]
