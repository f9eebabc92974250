"""The measures themselves: what a benchmark says must be what happened."""

import sys

import pytest

from bench import harness


def test_processor_time_and_memory_of_children_are_counted() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass\n"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}], check=True)"
    timing = harness.measure([sys.executable, "-c", child])
    assert timing.cpu >= 0.3
    assert timing.wall > 0

    eater = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'held = bytearray(150_000_000)'], check=True)"
    )
    assert harness.measure([sys.executable, "-c", eater]).peak > 150_000_000


def test_a_command_that_fails_is_never_a_timing() -> None:
    with pytest.raises(harness.CommandFailed, match="went wrong"):
        harness.measure([sys.executable, "-c", "import sys; print('went wrong'); sys.exit(3)"])
    assert harness.measure([sys.executable, "-c", "import sys; sys.exit(1)"], accept=(0, 1)).output == ""


def test_peers_run_in_turn() -> None:
    order: list[str] = []

    def runner(name: str) -> harness.Timing:
        order.append(name)
        return harness.Timing(1, 1, 1, "")

    harness.in_turn({name: lambda name=name: runner(name) for name in "AB"}, runs=2)
    assert "".join(order) == "ABAB"


def test_percentiles_are_nearest_ranks() -> None:
    assert harness.percentiles([float(value) for value in range(100, 0, -1)]) == {
        "p50_ms": 50.0,
        "p95_ms": 95.0,
        "p99_ms": 99.0,
        "count": 100,
    }
    assert harness.percentiles([7.0])["p99_ms"] == 7.0
    assert harness.percentiles([]) == {"count": 0}


def test_the_answer_is_the_last_object_among_what_was_printed() -> None:
    timing = harness.measure([sys.executable, "-c", "print('{\"a\": 1}'); print('noise'); print('{\"a\": 2}')"])
    assert harness.answer(timing) == {"a": 2}
    with pytest.raises(harness.CommandFailed, match="no JSON object"):
        harness.answer(harness.Timing(0, 0, 0, "nothing"))
