"""Two desks lend one copy, or keep it for a hold, in the same second: one wins, the other is told. Real processes."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lienthu.common.tests.orders import Process, at_once, processes

COPIES = 40
TITLES = 20
PROGRAM = "lienthu.circulation.tests.desk_process"


def race(home: Path, *further: Callable[[list[Process]], None], **more: str) -> None:
    """The same two desks for both: what takes longest is their start."""
    with processes(2, PROGRAM, home, **more) as desks:
        desks[0].ask("prepare", COPIES, TITLES)
        one_lends_and_the_other_is_told_by_whom(at_once(desks, ("lend", "R1"), ("lend", "R2")))
        told = at_once(desks, ("wait_for_all", "R1"), ("wait_for_all", "R2"))
        a_copy_serves_one_of_two_holds(told, desks[0].ask("kept_for"))
        for step in further:
            step(desks)
        assert desks[0].ask("command", "ledger", "rebuild")[0] == 0  # with a connection beside, as tests have none
        assert desks[0].ask("problems") == []


def one_lends_and_the_other_is_told_by_whom(told: list[Any]) -> None:
    lent = Counter(barcode for each in told for barcode, refusal in each.items() if not refusal)
    assert lent == dict.fromkeys(told[0], 1)
    assert len(lent) == COPIES
    for mine, other in ((0, "R2"), (1, "R1")):
        for barcode, refusal in told[mine].items():
            if refusal:
                assert refusal.startswith("already_lent: "), barcode
                assert f"Thủ thư {other}" in refusal
                assert f"Người mượn {other}" in refusal


def a_copy_serves_one_of_two_holds(told: list[Any], kept: list[Any]) -> None:
    holders = dict(kept)
    assert len(kept) == len(holders) == len(told[0]) == TITLES
    for barcode in told[0]:
        (first, said), (second, other) = told[0][barcode], told[1][barcode]
        # One has the copy, the other waits; whom the other gave it to, further in front, heard of it a moment later.
        for card, served in (("R1", first), ("R2", second)):
            assert holders[barcode] == f"Người mượn {card}" or not served, barcode
        assert [said, other].count("") == 1, (barcode, said, other)
        assert (said or other).startswith("kept: "), barcode


def who_books_twice_does_not_wait_in_a_ring(desks: list[Process]) -> None:
    """The other books, between the two, what the first books next: it waits, and holds nothing of that meanwhile."""
    first, other = desks
    first.ask("book", "map")
    other.tell("book", "book")
    first.ask("until_somebody_waits")
    first.ask("book", "book")  # in a ring PostgreSQL would end one of them
    first.ask("commit")
    other.answer()
    other.ask("commit")


def who_meets_another_the_other_way_round_gives_way_and_begins_again(desks: list[Process]) -> None:
    """A loan books a check-out and then a filled hold; the neighbour booked the hold first, and waits for the other."""
    first, other = desks
    barcode, card = first.ask("shelved")
    first.ask("book_as_lent", "hold_filled")
    other.tell("scan", barcode, card)
    first.ask("until_somebody_waits")
    first.ask("book_as_lent", "check_out")  # the ring: PostgreSQL ends who waited first
    first.ask("commit")
    assert other.answer() == [200, 1]


def test_on_sqlite_a_copy_is_lent_once_and_serves_one_of_two_holds_placed_at_once(
    tmp_path: Path, made_sqlite: Path
) -> None:
    shutil.copy(made_sqlite, tmp_path)
    race(tmp_path)


@pytest.mark.postgres
def test_on_postgresql_a_copy_is_lent_once_and_serves_one_of_two_holds_placed_at_once(
    tmp_path: Path, postgres_hub: str
) -> None:
    steps = (
        who_books_twice_does_not_wait_in_a_ring,
        who_meets_another_the_other_way_round_gives_way_and_begins_again,
    )
    race(tmp_path, *steps, LIENTHU_DATABASE_URL=postgres_hub)
