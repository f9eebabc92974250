"""Small counts are not told, and nothing that is told reveals them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lienthu.dashboards.rules.suppression import LIMIT, Shown, Sum, suppressed

V, S, H, U = Shown.VALUE, Shown.SMALL, Shown.HIDDEN, Shown.UNKNOWN


def told(total: int | None, *parts: int | None) -> list[Shown]:
    """What becomes of a total and its parts, all of them counts of people."""
    values = {number: None if value is None else Decimal(value) for number, value in enumerate((total, *parts))}
    keys = tuple(range(1, len(parts) + 1))
    found = suppressed(values, values, [Sum(0, keys)])
    return [found[key] for key in values]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((100, 60, 40), [V, V, V]),
        ((43, 3, 40), [V, S, H]),  # 43 − 40 would tell
        ((163, 3, 40, 120), [V, S, H, V]),  # the smallest other one goes
        ((45, 2, 3, 40), [V, S, S, V]),  # they could be 1 and 4 as well
        ((3, 3, 0), [S, S, V]),
        ((0, 0, 0), [V, V, V]),
        ((None, 3, 40), [U, S, V]),  # what is not known adds up to nothing
        ((8, 4, 4), [H, S, S]),  # no two other small ones make 8
    ],
)
def test_what_is_hidden(values: tuple[int | None, ...], expected: list[Shown]) -> None:
    assert told(*values) == expected


def test_a_small_count_at_a_member_hides_the_smallest_other_member_on_the_federations_page() -> None:
    values = {"all": Decimal(1003), "a": Decimal(3), "b": Decimal(900), "c": Decimal(100)}
    found = suppressed(values, values, [Sum("all", ("a", "b", "c"))])
    assert found == {"all": V, "a": S, "b": V, "c": H}


def test_what_was_hidden_for_one_sum_is_not_told_by_another() -> None:
    values = {
        "visits a": Decimal(50), "adults a": Decimal(47), "children a": Decimal(3),
        "visits": Decimal(250), "adults": Decimal(197), "children": Decimal(53),
        "visits b": Decimal(200), "adults b": Decimal(150), "children b": Decimal(50),
    }  # fmt: skip
    sums = [Sum(f"visits{one}", (f"adults{one}", f"children{one}")) for one in ("", " a", " b")] + [
        Sum(what, (f"{what} a", f"{what} b")) for what in ("visits", "adults", "children")
    ]
    found = suppressed(values, values, sums)
    assert found["children a"] is S
    for each in sums:
        hidden = [key for key in (each.total, *each.parts) if found[key] in (S, H)]
        assert len(hidden) != 1, each


def test_counts_of_things_are_told_however_small() -> None:
    assert suppressed({"trips": Decimal(2)}, [], [])["trips"] is V


@settings(max_examples=200)
@given(some.lists(some.integers(0, 30), min_size=2, max_size=6))
def test_no_small_count_can_be_worked_out_of_a_total_and_its_parts(parts: list[int]) -> None:
    total, *found = told(sum(parts), *parts)
    hidden = [number for number, shown in enumerate(found) if shown in (S, H)]
    if total in (S, H) or not hidden:
        assert hidden or not 0 < sum(parts) < LIMIT
        return
    left = sum(parts[number] for number in hidden)
    for number in hidden:
        if found[number] is S:
            others = [one for one in hidden if one != number]
            least = max(1, left - sum(LIMIT - 1 if found[one] is S else 10**6 for one in others))
            most = min(LIMIT - 1, left - sum(1 if found[one] is S else LIMIT for one in others))
            assert least < most
