"""The union catalogue on the command line: import, rejects, titles, match, search, export, reindex, rekey."""

import argparse
import base64
import contextlib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lienthu.cli.output import add_json_option, print_json, print_jsonl
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from lienthu.catalogue.services.imports import Outcome
    from lienthu.lib import matching


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    taking = subparsers.add_parser("import", help=_("take a library's files into the union catalogue"))
    taking.add_argument("files", nargs="+", metavar="FILE", type=Path)
    taking.add_argument("--library", required=True, metavar="CODE")
    taking.add_argument("--format", default="auto")
    taking.add_argument("--encoding", default="auto")
    add_json_option(taking)
    taking.set_defaults(run=import_files)

    rejects = subparsers.add_parser("rejects", help=_("list the records that could not be taken in, and why"))
    rejects.add_argument("--library", required=True, metavar="CODE")
    _jsonl(rejects, list_rejects)

    _jsonl(subparsers.add_parser("titles", help=_("list every title with the records that it groups")), list_titles)

    match = subparsers.add_parser("match", help=_("compare the records of two files without storing anything"))
    match.add_argument("a", metavar="A", type=Path)
    match.add_argument("b", metavar="B", type=Path)
    _jsonl(match, match_files)
    match.set_defaults(needs="")

    search = subparsers.add_parser("search", help=_("search the union catalogue"))
    search.add_argument(
        "query",
        metavar="QUERY",
        help=_(
            "as on the search page: words with or without marks, each whole unless it ends in * (kie*), "
            '"a phrase", author:nguyễn, 1990..2000, -without'
        ),
    )
    search.add_argument("--limit", type=_count, default=20, metavar="N")
    search.add_argument("--facet", action="append", default=[], metavar="NAME")
    add_json_option(search)
    search.set_defaults(run=run_search)

    export = subparsers.add_parser("export", help=_("write a library's stored records to a file"))
    export.add_argument("--library", required=True, metavar="CODE")
    export.add_argument("--format", default="iso2709", choices=("iso2709", "marcxml", "json"))
    export.add_argument("--output", type=Path, metavar="FILE")
    export.set_defaults(run=export_records)

    reindex = subparsers.add_parser("reindex", help=_("build the search index anew from the database"))
    add_json_option(reindex)
    reindex.set_defaults(run=rebuild_index)

    rekey = subparsers.add_parser("rekey", help=_("make the match keys anew from the stored records"))
    add_json_option(rekey)
    rekey.set_defaults(run=rebuild_keys)


def _jsonl(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("--jsonl", action="store_true", help=_("print one JSON object a line"))
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 10_000:
        raise argparse.ArgumentTypeError(_("give a number from 0 to 10000"))
    return number


def import_files(arguments: argparse.Namespace) -> int:
    """One summary for all files: counters are added up, format and encoding are the last file's if they differ."""
    from django.utils import timezone

    from lienthu.catalogue.services import imports, indexing
    from lienthu.federation.queries import organisation_by_code

    library = organisation_by_code(arguments.library)
    for path in arguments.files:
        if not path.is_file():
            raise DomainError("no_file", _("there is no file %(file)s; check the name.") % {"file": path})
    if len(arguments.files) > 1:
        imports.refuse_unreadable(
            paths=arguments.files, library=library, format=arguments.format, encoding=arguments.encoding
        )
    outcomes: list[Outcome] = []
    try:
        for path in arguments.files:
            with progress_bar(path.name, "B") as progress:
                outcomes.append(
                    imports.import_file(
                        path=path,
                        library=library,
                        format=arguments.format,
                        encoding=arguments.encoding,
                        actor=None,
                        at=timezone.now(),
                        progress=progress,
                        notice=partial(_notice, path),
                        index=False,
                    )
                )
    finally:
        # What the earlier files brought is stored, so it is searchable even if a later one cannot be read.
        with progress_bar(_("search index"), "") as progress:
            seconds = indexing.drain_timed(progress=progress)
    summary = _summary(outcomes, seconds)
    if arguments.json:
        print_json(summary)
    else:
        _tell(summary, arguments.library)
    return 1 if summary["rejected"] else 0


def _notice(path: Path, sentence: str) -> None:
    say(f"{path.name}: {sentence}")


def _summary(outcomes: "list[Outcome]", seconds: float) -> dict[str, Any]:
    from lienthu.catalogue.services.storing import Counts

    summed: dict[str, Any] = {
        counter.name: sum(getattr(outcome.counts, counter.name) for outcome in outcomes) for counter in fields(Counts)
    }
    formats = {outcome.run.format for outcome in outcomes}
    encodings = {outcome.run.encoding for outcome in outcomes}
    return {
        **summed,
        "format": formats.pop() if len(formats) == 1 else "mixed",
        "encoding": encodings.pop() if len(encodings) == 1 else "mixed",
        "seconds": round(sum(outcome.seconds for outcome in outcomes) + seconds, 3),
    }


def _tell(summary: dict[str, Any], code: str) -> None:
    say(
        _(
            "Read %(read)d records: %(new)d new, %(updated)d updated, %(unchanged)d unchanged, "
            "%(withdrawn)d withdrawn, %(rejected)d rejected; %(copies)d copies."
        )
        % summary
    )
    say(_("Titles: %(titles_new)d new, %(titles_joined)d joined, %(titles_unsure)d for a person to decide.") % summary)
    if summary["rejected"]:
        say(_("What was rejected is kept: ./lienthu rejects --library %(code)s --jsonl") % {"code": code})


@contextlib.contextmanager
def progress_bar(label: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; silent where that is not a terminal."""
    from tqdm import tqdm

    with tqdm(desc=label, unit=unit, unit_scale=True, file=sys.stderr, disable=None, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def list_rejects(arguments: argparse.Namespace) -> int:
    from lienthu.catalogue.queries.records import rejects_of
    from lienthu.federation.queries import organisation_by_code

    found = rejects_of(organisation_by_code(arguments.library))
    if arguments.jsonl:
        print_jsonl(
            {
                "file": reject.file_name,
                "position": reject.position,
                "reason": reject.reason,
                "bytes_base64": base64.b64encode(bytes(reject.raw)).decode(),
            }
            for reject in found
        )
        return 0
    for reject in found:
        print(f"{reject.file_name}:{reject.position}\t{reject.reason}")
    return 0


def list_titles(arguments: argparse.Namespace) -> int:
    from lienthu.catalogue.queries.records import titles_with_records

    if arguments.jsonl:
        print_jsonl(titles_with_records())
        return 0
    for title in titles_with_records():
        records: Any = title["records"]
        print(
            title["title"], " ".join(f"{record['library']}:{record['control_number']}" for record in records), sep="\t"
        )
    return 0


def match_files(arguments: argparse.Namespace) -> int:
    """Every pair of a record of A and one of B that share a key. Nothing is stored and no hub is needed."""
    from lienthu.lib import matching

    ours = list(_prepared(arguments.a))
    by_key: dict[int, list[int]] = defaultdict(list)
    for rank, (_position, prepared) in enumerate(ours):
        for key in matching.keys(prepared):
            by_key[key].append(rank)

    def pairs() -> Iterator[dict[str, object]]:
        for position, prepared in _prepared(arguments.b):
            near = {rank for key in matching.keys(prepared) for rank in by_key.get(key, ())}
            for rank in sorted(near):
                comparison = matching.compare(ours[rank][1], prepared)
                yield {
                    "a": ours[rank][0],
                    "b": position,
                    "decision": comparison.decision,
                    "components": dict(comparison.components),
                    "reasons": list(matching.explain(comparison)),
                }

    if arguments.jsonl:
        print_jsonl(pairs())
        return 0
    for pair in pairs():
        reasons: Any = pair["reasons"]
        print(pair["a"], pair["b"], pair["decision"], " ".join(reasons), sep="\t")
    return 0


def _prepared(path: Path) -> "Iterator[tuple[int, matching.Prepared]]":
    from lienthu.lib import matching
    from lienthu.lib.marc.source import Bad, UnreadableFile, open_source, read_block

    try:
        for block in open_source(path).blocks():
            for found in read_block(block, copies=None):
                if isinstance(found, Bad):
                    say(f"{path.name}:{found.position}: {found.reason}")
                else:
                    yield found.position, matching.prepare(found.facts)
    except (UnreadableFile, OSError) as problem:
        raise DomainError("unreadable", f"{path}: {problem}") from problem


def run_search(arguments: argparse.Namespace) -> int:
    from lienthu.catalogue import queries
    from lienthu.catalogue.search.backend import FACETS
    from lienthu.catalogue.search.state import SearchState

    for name in arguments.facet:
        if name not in FACETS:
            message = _("there is no facet %(name)s; there are: %(names)s.")
            raise DomainError("no_facet", message % {"name": name, "names": ", ".join(FACETS)})
    state = SearchState(q=arguments.query, per_page=max(arguments.limit, 1))
    page = queries.results(state, facets=arguments.facet)
    hits = page.hits[: arguments.limit]
    if not arguments.json:
        say(_("%(total)d titles") % {"total": page.total})
        for hit in hits:
            print(hit.shown.id, hit.shown.heading, "; ".join(hit.shown.authors[:1]), hit.shown.year or "", sep="\t")
        return 0
    print_json(
        {
            "total": page.total,
            "hits": [
                {
                    "title": hit.shown.id,
                    "heading": hit.shown.heading,
                    "author": hit.shown.authors[0] if hit.shown.authors else "",
                    "year": hit.shown.year,
                    "libraries": [library.code for library in hit.libraries],
                    "records": [{"library": code, "control_number": number} for code, number in hit.records],
                }
                for hit in hits
            ],
            "facets": {
                name: [{"value": value.value, "label": value.label, "count": value.count} for value in values]
                for name, values in page.facets.items()
            },
            "did_you_mean": page.did_you_mean,
            "ms": round(page.ms, 3),
        }
    )
    return 0


def export_records(arguments: argparse.Namespace) -> int:
    from lienthu.catalogue.queries.records import records_of
    from lienthu.federation.queries import organisation_by_code
    from lienthu.lib.marc.write import write_all

    library = organisation_by_code(arguments.library)
    try:
        stream: IO[bytes]
        if arguments.output:
            with arguments.output.open("wb") as stream:
                count = write_all(records_of(library), arguments.format, stream)
        else:
            count = write_all(records_of(library), arguments.format, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        message = _("%(file)s cannot be written: %(why)s")
        raise DomainError("unwritable", message % {"file": arguments.output, "why": problem.strerror}) from problem
    say(_("%(count)d records written.") % {"count": count})
    return 0


def rebuild_index(arguments: argparse.Namespace) -> int:
    from lienthu.catalogue.services import indexing

    with progress_bar(_("search index"), "") as progress:
        count = indexing.rebuild(progress=progress)
    if arguments.json:
        print_json({"titles": count})
    else:
        say(_("%(count)d titles are in the search index.") % {"count": count})
    return 0


def rebuild_keys(arguments: argparse.Namespace) -> int:
    from lienthu.catalogue.services import match_keys

    with progress_bar(_("match keys"), "") as progress:
        count = match_keys.rebuild(progress=progress)
    if arguments.json:
        print_json({"records": count})
    else:
        say(_("%(count)d records have new match keys.") % {"count": count})
    return 0
