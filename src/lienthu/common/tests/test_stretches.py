"""In a stretch of acts what is asked again is told from memory, and what is written waits; an act that is rolled back
leaves neither behind. Outside of one both are done at once."""

import pytest

from lienthu.common.stretches import Stretch, forget, keep, known, once, write


class Undone(Exception):
    """The act is rolled back."""


def test_outside_of_a_stretch_all_is_asked_and_written_at_once() -> None:
    asked, written = iter(range(9)), list[list[str]]()
    assert [once("rule", lambda: next(asked)) for _ in range(2)] == [0, 1]
    keep("rule", 7)
    assert known("rule") is None
    write(["a"], written.append)
    assert written == [["a"]]


def test_acts_of_a_stretch_ask_once_and_write_together() -> None:
    asked, written, stretch = iter(range(9)), list[list[str]](), Stretch()
    for row in "ab":
        with stretch.act():
            assert once("rule", lambda: next(asked)) == 0
            write([row], written.append)
    assert written == []
    stretch.write_out()
    stretch.write_out()
    assert written == [["a", "b"]]
    with stretch.act():
        forget("rule")
        assert once("rule", lambda: next(asked)) == 1


def test_an_act_that_is_rolled_back_writes_nothing_and_takes_nothing_from_others() -> None:
    written, others, stretch = list[list[str]](), list[list[str]](), Stretch()
    with stretch.act():
        write(["a"], written.append)
    with pytest.raises(Undone), stretch.act():
        keep("rule", 7)
        write(["b"], written.append)
        write(["c"], others.append)
        raise Undone
    with stretch.act():
        assert known("rule") is None
        write(["d"], written.append)
    stretch.write_out()
    assert (written, others) == ([["a", "d"]], [])


def test_work_of_another_kind_finds_all_written_and_nothing_is_known_after_it() -> None:
    written, stretch = list[list[str]](), Stretch()
    with stretch.ahead():
        keep("rule", 7)
    with stretch.act():
        assert known("rule") == 7
        write(["a"], written.append)
    stretch.step_out()
    assert written == [["a"]]
    with stretch.act():
        assert known("rule") is None
