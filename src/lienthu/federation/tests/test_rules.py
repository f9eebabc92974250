from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthu.federation.rules import Days, Edge, Handover, cycle, heirs, lines, share_left

EVER = Days(None, None)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_ranges_that_only_touch_share_no_day() -> None:
    before, after = Days(None, date(2025, 7, 1)), Days(date(2025, 7, 1), None)
    assert before.shared(after) is None
    assert before.shared(EVER) == before
    assert Days(date(2020, 1, 1), date(2026, 1, 1)).shared(after) == Days(date(2025, 7, 1), date(2026, 1, 1))


def test_a_ring_through_several_libraries_is_found_and_named() -> None:
    found = cycle(Edge(1, 3, EVER), [Edge(3, 2, EVER), Edge(2, 1, EVER)])
    assert found is not None
    assert found[0] == [1, 3, 2]


def test_two_libraries_may_trade_places_over_the_years() -> None:
    until, since = Days(None, date(2025, 7, 1)), Days(date(2025, 7, 1), None)
    assert cycle(Edge(1, 2, since), [Edge(2, 1, until)]) is None
    assert cycle(Edge(1, 2, since), [Edge(2, 1, Days(None, date(2025, 7, 2)))]) is not None


def test_a_ring_needs_one_day_that_all_its_edges_share() -> None:
    first, second = Days(None, date(2020, 1, 1)), Days(date(2020, 1, 1), None)
    assert cycle(Edge(1, 3, EVER), [Edge(3, 2, first), Edge(2, 1, second)]) is None


def test_lines_run_from_the_top_down_and_a_ring_does_not_hang() -> None:
    assert lines({3: 2, 2: 1}) == {3: (1, 2), 2: (1,)}
    assert set(lines({1: 2, 2: 1})) == {1, 2}


@unhurried
@given(st.dictionaries(st.integers(1, 12), st.integers(1, 12), max_size=12))
def test_every_line_ends_in_the_parent_and_grows_by_one_from_the_parents_line(parents: dict[int, int]) -> None:
    tree = {child: parent for child, parent in parents.items() if parent < child}
    for child, line in lines(tree).items():
        assert line[-1] == tree[child]
        assert line[:-1] == lines(tree).get(tree[child], ())


def test_heirs_are_followed_through_merge_and_split_with_their_shares() -> None:
    handovers = [
        Handover(1, 2, Decimal("0.6"), date(2010, 1, 1)),
        Handover(1, 3, Decimal("0.4"), date(2010, 1, 1)),
        Handover(2, 3, Decimal("0.5"), date(2015, 1, 1)),
        Handover(3, 4, Decimal(1), date(2025, 7, 1)),
    ]
    assert heirs(1, handovers) == {
        2: (Decimal("0.30"), date(2010, 1, 1)),
        4: (Decimal("0.70"), date(2025, 7, 1)),
    }


def test_what_a_successor_gave_away_before_it_inherited_is_not_taken_from_the_inheritance() -> None:
    handovers = [Handover(2, 9, Decimal("0.5"), date(2000, 1, 1)), Handover(1, 2, Decimal(1), date(2010, 1, 1))]
    assert {who: share for who, (share, _on) in heirs(1, handovers).items()} == {2: Decimal(1)}


def test_an_inheritance_goes_on_whole_with_all_that_was_left() -> None:
    handovers = [
        Handover(2, 9, Decimal("0.4"), date(2010, 1, 1)),
        Handover(1, 2, Decimal(1), date(2015, 1, 1)),
        Handover(2, 3, Decimal("0.6"), date(2025, 7, 1)),
    ]
    assert heirs(1, handovers) == {3: (Decimal(1), date(2025, 7, 1))}


@unhurried
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 9))
def test_no_share_is_lost_on_the_way(parts: list[int], onward: int) -> None:
    whole = sum(parts)
    handovers = [Handover(0, n, Decimal(part) / whole, date(2010, 1, 1)) for n, part in enumerate(parts, 1)]
    handovers += [Handover(n, 100, Decimal(onward) / 10, date(2020, 1, 1)) for n in range(1, len(parts) + 1)]
    held = sum(share for share, _on in heirs(0, handovers).values())
    assert abs(held - 1) < Decimal("1e-20")


def test_what_is_left_of_a_whole_is_what_was_not_given() -> None:
    assert share_left([Decimal("0.25"), Decimal("0.5")]) == Decimal("0.25")
