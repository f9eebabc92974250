"""Which requests may be begun again when their transaction had to give way: those that have written in one at most.
What comes of them is seen at two desks (circulation/tests/test_two_desks.py)."""

from types import SimpleNamespace

import pytest

from lienthu.common.middleware import Written

ONE, OTHER = object(), object()


def heard(*told: tuple[str, object | None]) -> Written:
    """After these statements, each within an outermost block of `atomic`, or in none."""
    written = Written()
    for statement, block in told:
        connection = SimpleNamespace(atomic_blocks=[] if block is None else [block, object()])
        written(lambda *_said: None, statement, None, False, {"connection": connection})
    return written


@pytest.mark.parametrize(
    "read",
    ["SELECT 1 FOR UPDATE", '(SELECT "a") UNION (SELECT "b")', "\nWITH RECURSIVE a AS (\nSELECT 1) SELECT * FROM a"],
)
def test_what_only_reads_is_no_writing(read: str) -> None:
    assert heard((read, ONE), (read, None), (read, OTHER), ("INSERT INTO a", ONE)).once


@pytest.mark.parametrize("write", ["INSERT INTO a", "UPDATE a", "DELETE FROM a", "WITH b AS (SELECT 1) UPDATE a"])
def test_what_was_written_in_another_transaction_or_in_none_stays_and_is_not_done_twice(write: str) -> None:
    assert heard((write, ONE), (write, ONE)).once
    assert not heard((write, ONE), ("SELECT 1", None), (write, OTHER)).once
    assert not heard((write, None)).once


def test_what_was_ended_is_forgotten() -> None:
    written = heard(("UPDATE a", ONE))
    written.forget()
    assert written.once
