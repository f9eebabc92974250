"""Work beside this process: in order, shared by all who have time."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from lienthu.common.errors import DomainError
from lienthu.common.parallel import apart, beside


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


def count_and_refuse(last: int, *, tell: Callable[[int, int], None]) -> None:
    tell(os.getpid(), last)
    raise ValueError("after all")


def be_ended(*, tell: Callable[[], None]) -> None:
    tell()
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_work_in_another_process_tells_and_its_error_reach_whoever_asked() -> None:
    heard: list[tuple[int, int]] = []
    with pytest.raises(ValueError, match="after all"):
        apart(f"{__name__}:count_and_refuse", 7, tell=lambda *told: heard.append(told))
    ((who, last),) = heard
    assert (who != os.getpid(), last) == (True, 7)


def test_who_asked_hears_that_the_other_process_was_ended() -> None:
    with pytest.raises(DomainError) as refused:
        apart(f"{__name__}:be_ended", tell=lambda: None)
    assert refused.value.code == "process_ended"
