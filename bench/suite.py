"""The benchmarks by name, and what each needs to find ready."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bench import corpus, desk, harness, imports, ledger, offline, pages, readers, searching
from bench.harness import Figures

# A run that takes minutes is not repeated: at these sizes the machine's noise is small beside the whole.
MANY_RUNS_UP_TO = 200_000


def corpus_of(scale: int) -> Path:
    """The corpus of that many records, made when it is not there yet."""
    directory = harness.SCRATCH / f"corpus-{scale}"
    corpus.make(directory, records=scale)
    return directory


def hub_of(scale: int) -> Path:
    """A hub that holds the corpus; imported when it is not there yet."""
    home = _scratch(scale) / "home"
    stamp = home / "holds.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != scale:
        imports.take(home, corpus_of(scale))
        stamp.write_text(json.dumps(scale))
    return home


def _scratch(scale: int) -> Path:
    folder = harness.SCRATCH / str(scale)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def bench_corpus(scale: int) -> Figures:
    """How fast the corpus is made, and what it is like."""
    directory = harness.SCRATCH / f"corpus-fresh-{scale}"
    (directory / "corpus.json").unlink(missing_ok=True)
    described = corpus.make(directory, records=scale)
    seconds = float(str(described["seconds"]))
    figures: Figures = {
        **{name: described[name] for name in ("records", "works", "bytes", "seconds")},
        "records_a_second": round(scale / seconds),
        "bytes_a_record": round(int(str(described["bytes"])) / scale),
    }
    return harness.result("corpus", scale, figures=figures)


def bench_import(scale: int) -> Figures:
    scratch = _scratch(scale)
    (scratch / "home" / "holds.json").unlink(missing_ok=True)
    result = imports.run(scale, corpus_of(scale), scratch, runs=3 if scale <= MANY_RUNS_UP_TO else 1)
    (scratch / "home" / "holds.json").write_text(json.dumps(scale))
    return result


def bench_search(scale: int) -> Figures:
    return searching.run(scale, corpus_of(scale), hub_of(scale), _scratch(scale) / "zebra")


def bench_pages(scale: int) -> Figures:
    home = hub_of(scale)
    # The benchmark puts more records into the hub, so the next one makes its own.
    (home / "holds.json").unlink()
    return pages.run(scale, corpus_of(scale), home, _scratch(scale))


def bench_readers(scale: int) -> Figures:
    """200 readers at once on a public site and the catalogue; `scale` is in records."""
    return readers.run(scale, corpus_of(scale), hub_of(scale), _scratch(scale))


def bench_desk(scale: int) -> Figures:
    """Check-outs beside the bare ORM, and the desk over HTTP; `scale` is in copies."""
    return desk.run(scale, _scratch(scale))


def bench_offline(scale: int) -> Figures:
    """Events of a device drained, a bundle put together; `scale` is in events."""
    return offline.run(scale, _scratch(scale))


def bench_matching(scale: int) -> Figures:
    """Precision and recall on labelled pairs, beside goldrush; the data are fixed, `scale` is not used."""
    from bench.matching import evaluate

    return evaluate.run()


def bench_text(scale: int) -> Figures:
    """Folding, sort keys and their peers over the corpus's titles."""
    from bench import text

    return text.run(scale, corpus_of(scale))


def bench_planning(scale: int) -> Figures:
    """Plans beside the naive cycle, and tours on public instances; the sizes are fixed, `scale` is not used."""
    from bench import planning

    return planning.run(scale)


def bench_ledger(scale: int) -> Figures:
    """Sums beside plain SQL and DuckDB, appending, making the sums again; `scale` is in events."""
    return ledger.run(scale, _scratch(scale))


BENCHMARKS: dict[str, Callable[[int], Figures]] = {
    "corpus": bench_corpus,
    "import": bench_import,
    "search": bench_search,
    "readers": bench_readers,  # before the next, which puts records of its own into the hub
    "pages": bench_pages,
    "desk": bench_desk,
    "offline": bench_offline,
    "matching": bench_matching,
    "text": bench_text,
    "planning": bench_planning,
    "ledger": bench_ledger,
}


def everything(scale: int) -> Figures:
    """Every benchmark one after the other; one that fails says so in its place, and the others go on."""
    figures: Figures = {}
    peers: Figures = {}
    ratios: Figures = {}
    for name, benchmark in BENCHMARKS.items():
        harness.tell(f"{name} at {scale:,}")
        try:
            one = benchmark(scale)
        except (harness.CommandFailed, OSError, ImportError) as problem:
            figures[name] = {"failed": str(problem)}
            continue
        figures[name], peers[name], ratios[name] = one["figures"], one["peers"], one["ratios"]
    return harness.result("all", scale, figures=figures, peers=peers, ratios=ratios)
