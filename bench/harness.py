"""Measuring: whole processes, side by side, medians; and the shape in which a benchmark answers.

A timing is that of a whole process: start, work and end. Processor time and memory come from `wait4`, which adds up
the processor time of the process and of all its children that it waited for, and gives the resident peak of
the largest single one of them. Peers that are compared run in turn (A B A B), so that a busy moment of the machine
falls on both.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRATCH = Path(os.environ.get("LIENTHU_BENCH", Path(tempfile.gettempdir()) / "lienthu-bench"))

Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Timing:
    """One run of a command. Seconds; bytes."""

    wall: float
    cpu: float
    peak: int
    output: str  # what it wrote to standard output


class CommandFailed(RuntimeError):
    """A measured command did not end with an expected status; the last lines that it wrote are in the message."""


def environment(**extra: str) -> dict[str, str]:
    """The environment of a measured command: ours, with the package and the benches importable."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0", **extra}


def python(*arguments: str) -> list[str]:
    """The command line of a module in the interpreter that runs now."""
    return [sys.executable, *arguments]


def measure(
    command: Sequence[str], *, env: dict[str, str] | None = None, cwd: Path = ROOT, accept: tuple[int, ...] = (0,)
) -> Timing:
    """Run the command to its end. Raises CommandFailed when its status is not one of `accept`.

    The kernel counts the parent's own memory into a child's peak when it forks, so keep the caller small.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(list(command), stdout=output, stderr=errors, env=env or environment(), cwd=cwd)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        written = output.read().decode(errors="replace")
        if process.returncode not in accept:
            errors.seek(0)
            said = (errors.read().decode(errors="replace") + written)[-1500:]
            raise CommandFailed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said}")
    # Linux gives kibibytes, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Timing(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, written)


def in_turn(peers: dict[str, Callable[[], Timing]], runs: int) -> dict[str, list[Timing]]:
    """Run every peer `runs` times, one after the other, round by round."""
    timings: dict[str, list[Timing]] = {name: [] for name in peers}
    for turn in range(runs):
        for name, run in peers.items():
            timings[name].append(run())
            last = timings[name][-1]
            tell(f"{name} {turn + 1}/{runs}: {last.wall:.1f} s, {last.cpu:.1f} CPU-seconds, {last.peak / 1e6:.0f} MB")
    return timings


def median(timings: Sequence[Timing]) -> Timing:
    """Median of each figure by itself; the output is the last run's."""
    return Timing(
        statistics.median(timing.wall for timing in timings),
        statistics.median(timing.cpu for timing in timings),
        max(timing.peak for timing in timings),
        timings[-1].output,
    )


def summary(timing: Timing, records: int | None = None) -> Figures:
    """As figures: seconds, CPU-seconds, MB, and records a second where records are what it is about."""
    figures: Figures = {
        "seconds": round(timing.wall, 3),
        "cpu_seconds": round(timing.cpu, 3),
        "peak_mb": round(timing.peak / 1e6, 1),
    }
    if records:
        figures["records_a_second"] = round(records / timing.wall)
    return figures


def percentiles(milliseconds: Sequence[float]) -> Figures:
    """p50, p95 and p99 by nearest rank, and how many values they are of."""
    if not milliseconds:
        return {"count": 0}
    ordered = sorted(milliseconds)

    def at(share: float) -> float:
        return round(ordered[math.ceil(share * len(ordered) - 1e-9) - 1], 3)

    return {"p50_ms": at(0.50), "p95_ms": at(0.95), "p99_ms": at(0.99), "count": len(ordered)}


def ratio(ours: float, theirs: float) -> float | None:
    """ours / theirs, or None where there is nothing to divide by."""
    return round(ours / theirs, 3) if theirs else None


def result(
    name: str, scale: int, *, figures: Figures, peers: Figures | None = None, ratios: Figures | None = None
) -> Figures:
    """The answer of a benchmark, in the shape of the contract."""
    return {"name": name, "scale": scale, "figures": figures, "peers": peers or {}, "ratios": ratios or {}}


def absent(package: str, program: str) -> Figures:
    """What stands in a peer's place when it is not installed. A peer is never made up."""
    return {"absent": f"{program} is not installed; get it with: apt-get install -y {package}"}


def answer(timing: Timing) -> dict[str, object]:
    """The JSON object that a measured command printed as its last line."""
    lines = [line for line in timing.output.splitlines() if line.startswith("{")]
    if not lines:
        raise CommandFailed(f"The command printed no JSON object but: {timing.output[-500:]!r}")
    parsed: dict[str, object] = json.loads(lines[-1])
    return parsed


def tell(message: str) -> None:
    """Progress, on standard error."""
    print(f"bench: {message}", file=sys.stderr, flush=True)
