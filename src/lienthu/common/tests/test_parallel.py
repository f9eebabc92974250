"""Work beside this process: in order, shared by all who have time."""

import os
import time

import pytest

from lienthu.common.parallel import beside


def slowly(item: int) -> tuple[int, int]:
    """The item and who worked it out."""
    time.sleep(0.05)
    return item, os.getpid()


def refuse(item: int) -> int:
    if item == 3:
        raise ValueError("three")
    return item


def test_results_come_in_order_and_whoever_waits_works_too() -> None:
    found = list(beside(slowly, range(24)))
    assert [item for item, _result in found] == [item for _item, (item, _who) in found] == list(range(24))
    assert os.getpid() in {who for _item, (_same, who) in found}


def test_work_is_not_taken_from_the_source_far_ahead_of_its_results() -> None:
    source = iter(range(100))
    results = beside(slowly, source)
    next(results)
    assert next(source) < 10
    assert [item for item, _result in results][-1] == 99


def test_an_error_in_the_work_reaches_whoever_asked() -> None:
    with pytest.raises(ValueError, match="three"):
        list(beside(refuse, range(8)))
