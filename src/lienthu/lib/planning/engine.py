"""A linear or mixed-integer program, gathered row by row and solved by HiGHS: the only module that knows the
engine."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt

INFINITY = float("inf")
Watch = Callable[[float, float], bool]  # (best value so far, bound) → whether to stop


@dataclass(frozen=True, slots=True)
class Answer:
    """`values` is None when no solution was found in time; `bound` is what no solution can exceed."""

    values: npt.NDArray[np.float64] | None
    value: float
    bound: float
    infeasible: bool = False


@dataclass
class Program:
    """Maximise. Columns have a cost, bounds and whether they are whole numbers; rows are lower ≤ Σ ≤ upper."""

    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    constant: float = 0.0
    _starts: list[int] = field(default_factory=lambda: [0])
    _columns: list[int] = field(default_factory=list)
    _factors: list[float] = field(default_factory=list)
    _least: list[float] = field(default_factory=list)
    _most: list[float] = field(default_factory=list)

    def column(self, cost: float, lower: float = 0.0, upper: float = 1.0, *, whole: bool = True) -> int:
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(
        self,
        columns: Sequence[int],
        factors: Sequence[float] | None = None,
        *,
        least: float = -INFINITY,
        most: float = INFINITY,
    ) -> None:
        self._columns.extend(columns)
        self._factors.extend(factors if factors is not None else [1.0] * len(columns))
        self._starts.append(len(self._columns))
        self._least.append(least)
        self._most.append(most)

    def solve(
        self,
        *,
        seconds: float,
        gap: float = 1e-6,
        start: Sequence[float] | None = None,
        watch: Watch | None = None,
        relaxed: bool = False,
        seed: int = 0,
    ) -> Answer:
        """The best solution within the time. `start` gives a value for every column; `relaxed` forgets whole
        numbers."""
        solver = self._solver(seconds, gap, seed, relaxed=relaxed)
        if start is not None and not relaxed:
            solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), np.array(start, dtype=np.float64))
        if watch is not None:
            _listen(solver, watch)
        solver.run()
        return self._answer(solver, relaxed=relaxed)

    def _solver(self, seconds: float, gap: float, seed: int, *, relaxed: bool) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the one call that highspy tells no type of
        for name, value in (
            ("output_flag", False),
            ("time_limit", max(0.1, seconds)),
            ("mip_rel_gap", gap),
            ("mip_abs_gap", 1e-6),
            ("random_seed", seed),
        ):
            solver.setOptionValue(name, value)
        whole = np.array([0 if relaxed else int(each) for each in self.whole], dtype=np.int32)
        solver.passModel(
            len(self.costs),
            len(self._least),
            len(self._columns),
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMaximize),
            self.constant,
            np.array(self.costs, dtype=np.float64),
            np.array(self.lower, dtype=np.float64),
            np.array(self.upper, dtype=np.float64),
            np.array(self._least, dtype=np.float64),
            np.array(self._most, dtype=np.float64),
            np.array(self._starts, dtype=np.int32),
            np.array(self._columns, dtype=np.int32),
            np.array(self._factors, dtype=np.float64),
            whole,
        )
        return solver

    def _answer(self, solver: highspy.Highs, *, relaxed: bool) -> Answer:
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(None, -INFINITY, -INFINITY, infeasible=True)
        info = solver.getInfo()
        solved = status == highspy.HighsModelStatus.kOptimal
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = float(info.objective_function_value) if feasible else -INFINITY
        bound = INFINITY
        if relaxed:
            bound = value if solved else INFINITY
        elif math.isfinite(info.mip_dual_bound):
            bound = float(info.mip_dual_bound)
        values = np.array(solver.getSolution().col_value) if feasible else None
        return Answer(values, value, bound)


def _listen(solver: highspy.Highs, watch: Watch) -> None:
    """Have `watch` asked at every sign of life that HiGHS gives, at most ten times a second."""
    last = [0.0]

    def alive(event: highspy.HighsCallbackEvent) -> None:
        now = time.monotonic()
        if now - last[0] < 0.1:
            return
        last[0] = now
        found = event.data_out
        value, bound = float(found.mip_primal_bound), float(found.mip_dual_bound)
        if watch(value if abs(value) < 1e30 else -INFINITY, bound if abs(bound) < 1e30 else INFINITY):
            event.interrupt()

    solver.cbMipInterrupt += alive
