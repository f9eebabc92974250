"""Measurements of Liên Thư beside its peers: `./lienthu bench NAME`, or `python -m bench NAME`.

Nothing here is part of the product; the tables are in docs/benchmarks.md. The folder for corpora, registers and hubs is
LIENTHU_BENCH (default: lienthu-bench in the folder for temporary files); it may be thrown away at any time.
"""

from __future__ import annotations

from collections.abc import Callable

DEFAULT_SCALE = 100_000


def run(name: str = "all", scale: int | None = None) -> dict[str, object]:
    """Run a benchmark: corpus, import, search, readers, pages, desk, matching, text, planning, ledger, or all of
    them.

    Returns {"name", "scale", "figures", "peers", "ratios"}. `scale` is in records, for `desk` in copies,
    for `ledger` in events (default 100,000); `matching` and `planning` have sizes of their own and do not use it.
    Raises lienthu.common.errors.DomainError for an unknown name, or when something that is measured fails: a failure
    is never a timing.
    """
    from bench import harness, suite
    from lienthu.common.errors import DomainError

    benchmarks: dict[str, Callable[[int], dict[str, object]]] = suite.BENCHMARKS
    if name == "all":
        return suite.everything(scale or DEFAULT_SCALE)
    if name not in benchmarks:
        choice = ", ".join(benchmarks)
        raise DomainError("no_benchmark", f"there is no benchmark {name!r}; choose one of {choice} or all.")
    try:
        return benchmarks[name](scale or DEFAULT_SCALE)
    except harness.CommandFailed as problem:
        raise DomainError("benchmark_failed", f"the benchmark {name} stopped: {problem}") from problem
