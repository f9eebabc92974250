"""The tables of docs/benchmarks.md, written from what the benchmarks printed, so that no figure is copied by hand.

    ./lienthu bench all --scale 1000000 --json > result.json
    python -m bench.tables result.json

Each table stands between `<!-- table NAME -->` and `<!-- end -->`; one whose benchmark is not among the results stays.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.harness import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
_AsWritten = argparse.RawDescriptionHelpFormatter
Results = dict[str, Any]  # one benchmark's {"name", "scale", "figures", "peers", "ratios"}


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table; the first column is words, the others are numbers."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    return "\n".join(lines + [f"| {' | '.join(map(shown, row))} |" for row in rows])


def shown(value: object) -> str:
    """A figure as it is printed: thousands apart, no more digits than mean something."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "**no**"
    if isinstance(value, int) or (isinstance(value, float) and abs(value) >= 1000):
        return f"{round(value):,}"
    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
    return str(value)


def goal(what: str, limit: float, measured: float | None, *, least: bool = False, unit: str = "") -> list[object]:
    """A row of a table of goals."""
    met = None if measured is None else (measured >= limit if least else measured <= limit)
    return [what, f"{'≥' if least else '≤'} {limit:g}{unit}", measured, met]


GOALS = ("Goal", "Asked", "Measured", "Met")


def corpus_table(result: Results) -> str:
    figures = result["figures"]
    names = {
        "records": "Records",
        "works": "Works",
        "bytes_a_record": "Bytes a record",
        "seconds": "Seconds to make it",
    }
    return markdown((scale_of(result), ""), [[label, figures[name]] for name, label in names.items()])


def scale_of(result: Results) -> str:
    return f"{result['scale']:,} records"


def import_table(result: Results) -> str:
    figures, peers = result["figures"], result["peers"]
    rows: list[list[object]] = [["**Liên Thư**, files to searchable", *_timing(figures)]]
    rows.append(["the same, one `lienthu import` a library", *_timing(figures["one_command_a_library"])])
    for name in ("parse", "insert", "index"):
        part = peers["bare"][name]
        rows.append([f"bare {name}", part["seconds"], result["scale"] / part["seconds"], part["cpu_seconds"], None])
    total = peers["bare"]["sum"]
    rows.append(
        ["bare parts, summed", total["seconds"], result["scale"] / total["seconds"], total["cpu_seconds"], None]
    )
    folded = total["seconds_with_folding"]
    rows.append(["bare parts and folding", folded, result["scale"] / folded, total["cpu_seconds_with_folding"], None])
    pipeline = peers["bare"]["pipeline"]["seconds"]
    rows.append(["bare parts in two processes", pipeline, result["scale"] / pipeline, None, None])
    for name, label in (("zebraidx", "zebraidx"), ("yaz_marcdump_line", "yaz-marcdump, lines to nowhere")):
        peer = peers[name]
        rows.append([label, *(["absent", None, None, None] if "absent" in peer else _timing(peer))])
    return markdown((scale_of(result), "seconds", "records a second", "CPU-seconds", "peak MB"), rows)


def _timing(figures: Results) -> list[object]:
    return [figures["seconds"], figures.get("records_a_second"), figures["cpu_seconds"], figures["peak_mb"]]


def import_goals(result: Results) -> str:
    ratios = result["ratios"]
    rows = [
        goal("times as fast as zebraidx", 12, ratios.get("zebraidx_to_import_seconds"), least=True, unit=" ×"),
        goal("of the three bare parts, summed", 1.5, ratios["import_to_bare_sum_seconds"], unit=" ×"),
        goal("largest process, MB", 1500, result["figures"]["peak_mb"]),
    ]
    for name, label in (
        ("zebraidx_to_import_cpu", "times as fast as zebraidx, in CPU-seconds"),
        ("import_to_bare_sum_with_folding_seconds", "of the bare parts and folding"),
        ("import_to_bare_sum_cpu", "of the bare parts, in CPU-seconds"),
        ("import_to_bare_pipeline_seconds", "of the bare parts in two processes"),
    ):
        rows.append([label, "", ratios.get(name), ""])
    return markdown(GOALS, rows)


def grouping_table(result: Results) -> str:
    grouping = result["figures"]["grouping"]
    rows: list[list[object]] = [
        ["titles made, of works that there are", f"{grouping['titles']:,} of {grouping['works']:,}"],
        ["precision", grouping["precision"]],
        ["recall", grouping["recall"]],
        ["false pairs", _causes(grouping["false_pairs"])],
        ["missed pairs, by accident in either record", _causes(grouping["missed_pairs"])],
        ["`lienthu check`: index equals database", grouping["index_equals_database"]],
    ]
    return markdown(
        (scale_of(result), ""), [[row[0], f"{row[1]:.5f}" if isinstance(row[1], float) else row[1]] for row in rows]
    )


def _causes(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def search_table(result: Results) -> str:
    rows = []
    for facets, label in (("_with_facets", "facets of the page"), ("", "no facets")):
        for way in ("page", "product", "bare"):
            found = (result["figures"] | result["peers"])[way + facets]
            rows.append([f"{way}, {label}", *_percentiles(found)])
    zebra = result["peers"]["zebra"]
    rows.append(["Zebra, 20 records", *(["absent", None, None] if "absent" in zebra else _percentiles(zebra))])
    return markdown((scale_of(result), "p50 ms", "p95 ms", "p99 ms"), rows)


def _percentiles(figures: Results) -> list[object]:
    return [figures["p50_ms"], figures["p95_ms"], figures["p99_ms"]]


def search_goals(result: Results) -> str:
    ratios, product = result["ratios"], result["figures"]["product_with_facets"]
    rows = [
        goal(
            f"product of bare, {unit[:3]}{', with facets' if facets else ''}",
            2,
            ratios[f"product_to_bare{facets}_{unit}"],
            unit=" ×",
        )
        for facets in ("_with_facets", "")
        for unit in ("p50_ms", "p99_ms")
    ]
    rows.append(goal("product with facets, p50 ms", 2, product["p50_ms"]))
    rows.append(goal("product with facets, p99 ms", 60, product["p99_ms"]))
    return markdown(GOALS, rows)


def pages_table(result: Results) -> str:
    figures = result["figures"]
    names = {
        "result_page": "result page, one reader",
        "result_page_two_readers": "result page, two readers at once",
        "result_page_while_importing": "result page while an import runs",
        "home_page": "home page",
        "added_found_ms": "one record added, until a search finds it",
        "added_page_ms": "one record added, until the server's page shows it",
        "changed_found_ms": "one record changed, until a search finds it",
        "changed_page_ms": "one record changed, until the server's page shows it",
    }
    rows = [[label, *_percentiles(figures[name]), figures[name]["count"]] for name, label in names.items()]
    return markdown((scale_of(result), "p50 ms", "p95 ms", "p99 ms", "of"), rows)


def pages_goals(result: Results) -> str:
    figures, ratios = result["figures"], result["ratios"]
    rows = [
        goal("result page, p95 ms", 80, figures["result_page"]["p95_ms"]),
        goal("one record added to visible, p50 ms", 200, figures["added_found_ms"]["p50_ms"]),
        goal("one record changed to visible, p50 ms", 200, figures["changed_found_ms"]["p50_ms"]),
        goal("while an import runs, p50", 2, ratios["while_importing_to_alone_p50_ms"], unit=" ×"),
        goal("while an import runs, p95", 2, ratios["while_importing_to_alone_p95_ms"], unit=" ×"),
    ]
    return markdown(GOALS, rows)


def readers_table(result: Results) -> str:
    rows: list[list[object]] = []
    for name, met in ((name, met) for name, met in result["figures"].items() if "kinds" in met):
        said = f"{name}, {met['requests_a_second']:g} a second"
        rows += [[f"{said}: {kind}", *_percentiles(each), each["count"]] for kind, each in met["kinds"].items()]
        rows.append([f"{said}: **every answer**", *_percentiles(met["every_answer"]), met["every_answer"]["count"]])
    return markdown((scale_of(result), "p50 ms", "p95 ms", "p99 ms", "of"), rows)


def readers_goals(result: Results) -> str:
    figures = result["figures"]
    met, page = figures["reading"], figures["home_page"]
    rows = [
        goal(f"{met['readers']} readers, every answer, p95 ms", 300, met["every_answer"]["p95_ms"]),
        goal("the same, errors", 0, met["errors"]),
        goal("the same in a hurry, errors", 0, figures["hurried"]["errors"]),
        goal(f"home page with {page['photographs']} photographs, KB", 300, page["kilobytes"]),
        ["the same with every font of the sheets, KB", "", page["kilobytes_with_every_font"], ""],
        ["in a hurry, every answer, p95 ms", "", figures["hurried"]["every_answer"]["p95_ms"], ""],
        ["processor time: server, %", "", met["server_share_percent"], ""],
        ["processor time: the readers themselves, %", "", met["client_share_percent"], ""],
    ]
    return markdown(GOALS, rows)


def desk_table(result: Results) -> str:
    rows: list[list[object]] = []
    for engine, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        found = result["figures"][engine]
        for way, label in (("bare", "bare ORM"), ("service", "**check-out**")):
            rows.append([f"{label}, {name}, alone", None, *_answers(found[f"{way}_alone"])])
            both = found[f"{way}_two_processes"]
            rows.append([f"{label}, {name}, two processes", both["a_second"], *_answers(both)])
    for what, figures in result["figures"]["sqlite"]["http"].items():
        rows.append([f"desk over HTTP: {what.replace('_', ' ')}", None, *_answers(figures)])
    koha = result["peers"]["koha"]
    rows.append(
        [f"Koha {koha['version']}, check-out with all rules", koha["checkouts_a_second"], koha["p50_ms"], None, None]
    )
    return markdown((f"{result['scale']:,} copies", "a second", "p50 ms", "p95 ms", "slowest ms"), rows)


def _answers(figures: Results) -> list[object]:
    return [figures["p50_ms"], figures["p95_ms"], figures["slowest_ms"]]


def desk_goals(result: Results) -> str:
    rows = []
    for engine, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        both = result["figures"][engine]["service_two_processes"]
        ratio = result["ratios"][engine]["checkout_to_bare_orm_p50"]
        rows.append(goal(f"check-out, of the bare ORM, {name}", 1.5, ratio, unit=" ×"))
        rows.append(goal(f"two processes, check-outs a second, {name}", 300, both["a_second"], least=True))
        rows.append(goal(f"two processes, slowest answer ms, {name}", 500, both["slowest_ms"]))
    http = result["figures"]["sqlite"]["http"]
    rows.append(goal("desk answer over HTTP, p95 ms", 60, http["every_answer"]["p95_ms"]))
    rows.append(goal("patron search over HTTP, p95 ms", 50, http["name"]["p95_ms"]))
    return markdown(GOALS, rows)


def offline_goals(result: Results) -> str:
    figures = result["figures"]
    rows = [
        goal(f"{figures['events']:,} waiting events drained, s", 60, figures["drain_seconds"]),
        goal("bundle of 5,000 copies and 2,000 readers, s", 10, figures["bundle_seconds"]),
        goal("the same bundle, bytes", 5_000_000, figures["bundle_bytes"]),
    ]
    return markdown(GOALS, rows)


def matching_table(result: Results) -> str:
    rows = []
    for name, ours in result["figures"].items():
        theirs = result["peers"].get(f"goldrush {name}")
        if theirs:
            rows.append([name, ours["pairs"], *_quality(ours), *_quality(theirs)])
    head = ("Pairs", "count", "precision", "recall", "goldrush precision", "goldrush recall")
    return markdown(head, rows)


def _quality(figures: Results) -> list[object]:
    return [figures["precision"], figures["recall"]]


def text_table(result: Results) -> str:
    rows = [*result["figures"].items(), *((f"peer: {name}", value) for name, value in result["peers"].items())]
    return markdown(("Work", "titles a CPU-second"), [[f"`{name}`", value] for name, value in rows])


def planning_table(result: Results) -> str:
    names = {
        "placements": "sets brought to sites",
        "repeated_titles": "titles that come again within 24 months",
        "match_of_100": "how well sets suit sites, of 100",
        "spread_of_services": "sets a site, standard deviation",
        "driving_hours": "hours of driving",
        "tours": "tours",
    }
    rows = []
    for part in ("rotation", "province"):
        ours, naive = result["figures"][part], result["peers"]["naive"][part]
        size = f"{ours['boxes']} sets × {ours['sites']} sites × {ours['rounds']} rounds"
        rows.extend([f"{size}: {label}", ours["plan"][name], naive[name]] for name, label in names.items())
    return markdown(("", "**plan**", "naive cycle"), rows)


def planning_goals(result: Results) -> str:
    figures = result["figures"]
    rows = []
    for part, limit in (("rotation", 60), ("province", 600)):
        found = figures[part]
        rows.append(goal(f"{part}: seconds to a proven gap of 1 %", limit, found["seconds_to_one_percent"]))
        rows.append(goal(f"{part}: gap in the end, %", 1, found["gap_percent"]))
        rows.append(goal(f"{part}: titles that come again", 0, found["plan"]["repeated_titles"]))
    for name, tour in sorted(figures["tours"].items()):
        if name != "absent":
            rows.append(goal(f"tours, {name}: above the best known, %", 1, tour["above_best_percent"]))
    return markdown(GOALS, rows)


def ledger_table(result: Results) -> str:
    rows = []
    for name, ours in result["figures"]["sums"].items():
        row: list[object] = ["all of them" if name == "all" else name, ours["p50_ms"], ours["p95_ms"]]
        rows.append(row + [result["peers"][peer].get(name, {}).get("p50_ms") for peer in ("sql", "duckdb")])
    head = (f"{result['scale']:,} events", "**sums** p50 ms", "p95 ms", "SQL over events p50", "DuckDB p50")
    return markdown(head, rows)


def ledger_goals(result: Results) -> str:
    figures = result["figures"]
    slowest = max(each["p95_ms"] for name, each in figures["sums"].items() if name != "all")
    rows = [
        goal("slowest question of a dashboard, p95 ms", 300, slowest),
        goal(
            "a dashboard's whole page, slowest, p95 ms", 300, max(each["p95_ms"] for each in figures["pages"].values())
        ),
        goal("annual report of the federation as Word, s", 5, figures["report"]["docx_seconds"]),
        goal("appending, of a check-out, %", 15, 100 * figures["append"]["of_checkout"]),
        goal("all sums made again, events a second", 500_000, figures["rebuild"]["events_a_second"], least=True),
    ]
    return markdown(GOALS, rows)


def ledger_pages_table(result: Results) -> str:
    rows = [[name, each["p50_ms"], each["p95_ms"], each["cpu_ms"]] for name, each in result["figures"]["pages"].items()]
    return markdown((f"{result['scale']:,} events: whole page", "p50 ms", "p95 ms", "processor ms"), rows)


TABLES: dict[str, tuple[str, Callable[[Results], str]]] = {
    "corpus": ("corpus", corpus_table),
    "import": ("import", import_table),
    "import goals": ("import", import_goals),
    "grouping": ("import", grouping_table),
    "search": ("search", search_table),
    "search goals": ("search", search_goals),
    "pages": ("pages", pages_table),
    "pages goals": ("pages", pages_goals),
    "readers": ("readers", readers_table),
    "readers goals": ("readers", readers_goals),
    "desk": ("desk", desk_table),
    "desk goals": ("desk", desk_goals),
    "offline goals": ("offline", offline_goals),
    "matching": ("matching", matching_table),
    "text": ("text", text_table),
    "planning": ("planning", planning_table),
    "planning goals": ("planning", planning_goals),
    "ledger": ("ledger", ledger_table),
    "ledger goals": ("ledger", ledger_goals),
    "ledger pages": ("ledger", ledger_pages_table),
}


def separated(result: Results) -> dict[str, Results]:
    """The results of single benchmarks out of one or out of `all`; those that failed are left out."""
    if result["name"] != "all":
        return {result["name"]: result}
    return {
        name: {
            "name": name,
            "scale": result["scale"],
            **{part: result[part][name] for part in ("figures", "peers", "ratios")},
        }
        for name in result["figures"]
        if name in result["peers"]
    }


def rewrite(text: str, results: dict[str, Results]) -> str:
    """The document with every table renewed for which there are results. Raises KeyError for a table nobody makes."""

    def renewed(found: re.Match[str]) -> str:
        benchmark, make = TABLES[found[1]]
        if benchmark not in results:
            return found[0]
        return f"<!-- table {found[1]} -->\n{make(results[benchmark])}\n<!-- end -->"

    return re.sub(r"<!-- table (.+?) -->\n.*?<!-- end -->", renewed, text, flags=re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tables", description=__doc__, formatter_class=_AsWritten)
    parser.add_argument("files", nargs="+", metavar="RESULT.json", help="what `./lienthu bench … --json` printed")
    results: dict[str, Results] = {}
    for file in parser.parse_args(arguments).files:
        try:
            results |= separated(json.loads(Path(file).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            parser.error(f"{file} holds no benchmark's result ({problem}). Make one by ./lienthu bench NAME --json.")
    DOCUMENT.write_text(rewrite(DOCUMENT.read_text(encoding="utf-8"), results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
