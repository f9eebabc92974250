"""Small counts are not told, and nothing that is told reveals them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lienthu.dashboards.rules.deducing import Equation, deduced
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


def test_a_small_count_is_not_told_by_all_sums_taken_together() -> None:
    """Adults and children of both members, less the children of the federation, had told the first member's adults."""
    rows = {"one": (4, 7), "two": (7, 5)}
    values = {
        (what, where): Decimal(row[at]) for where, row in rows.items() for at, what in enumerate(("adults", "children"))
    }
    values |= {("all", where): Decimal(sum(row)) for where, row in rows.items()}
    values |= {(what, "both"): values[what, "one"] + values[what, "two"] for what in ("adults", "children", "all")}
    sums = [Sum(("all", where), (("adults", where), ("children", where))) for where in ("one", "two", "both")]
    sums += [Sum((what, "both"), ((what, "one"), (what, "two"))) for what in ("adults", "children", "all")]
    found = suppressed(values, values, sums)
    assert found["adults", "one"] is S
    # 11 at the one, 12 at the other, 11 and 12 in all: without more hidden, 4 is all that fits where none is below 5.
    assert sum(state is H for state in found.values()) > 3


def test_what_was_reported_otherwise_than_it_adds_up_is_hidden_as_well() -> None:
    """100 of 3 and 40 is wrong; put right on another page, it would tell."""
    assert told(100, 3, 40) == [V, S, H]


def test_equations_tell_what_they_have_in_common() -> None:
    small, more = (1.0, 4.0), (5.0, None)
    sums = [
        Equation({"a": 1.0, "b": 1.0}, 4.0),
        Equation({"b": 1.0, "c": 1.0}, 12.0),
        Equation({"a": 1.0, "c": 1.0}, 10.0),
    ]
    assert deduced(sums, {"a": small, "b": small, "c": more}, ("a", "b")) == {"a", "b"}
    assert deduced(sums[:2], {"a": small, "b": small, "c": more}, ("a", "b")) == set()


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
