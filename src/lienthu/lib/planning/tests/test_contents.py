"""Boxes from loose stock: of a title every box of one family has one, no other family any; the rule keeps rare
ones at home."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.planning.contents import Title, fill
from lienthu.lib.planning.judge import account
from lienthu.lib.planning.naive import cycle
from lienthu.lib.planning.tests.problems import box, problem, site

TITLES = st.builds(
    Title,
    key=st.integers(0, 60),
    copies=st.integers(1, 5),
    subject=st.sampled_from(["rice", "tales"]),
    audience=st.sampled_from(["", "children", "farmers"]),
    wishes=st.integers(0, 1),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(TITLES, max_size=30, unique_by=lambda t: t.key), st.integers(1, 5), st.integers(0, 9))
def test_every_title_is_in_one_family_or_told_why_not(stock: list[Title], size: int, boxes: int) -> None:
    found = fill(stock, {"children": 2, "farmers": 1}, boxes=boxes, size=size)
    packed = [title for family in found.families for title in family.titles]
    assert sorted([*packed, *found.too_few_copies, *found.left_over]) == sorted(t.key for t in stock)
    copies = {t.key: t.copies for t in stock}
    assert set(found.too_few_copies) == {key for key, count in copies.items() if count < 3}
    for family in found.families:
        assert len(family.titles) == size
        assert all(copies[title] >= family.boxes for title in family.titles)
    assert sum(family.boxes for family in found.families) <= boxes


def test_a_family_has_the_books_of_its_audience_and_of_more_than_one_subject() -> None:
    stock = [Title(i, 3, ("rice", "tales")[i % 2], ("children", "farmers")[i // 10]) for i in range(20)]
    found = fill(stock, {"children": 1, "farmers": 1}, boxes=6, size=4)
    assert {family.audience: {t // 10 for t in family.titles} for family in found.families} == {
        "children": {0},
        "farmers": {1},
    }
    assert all({t % 2 for t in family.titles} == {0, 1} for family in found.families)


def test_the_naive_cycle_moves_every_box_to_the_next_site_and_brings_titles_twice() -> None:
    one = problem([box("a", 1), box("b", 1)], [site("x"), site("y"), site("z")], 2)
    plan = cycle(one)
    assert sorted(plan) == [(0, 0, 0), (0, 1, 1), (1, 1, 0), (1, 2, 1)]
    assert account(one, plan).repeated == 1
