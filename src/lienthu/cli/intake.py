"""`intake`: what a library begins with, from tables or from a Koha export."""

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from lienthu.federation.models import Organisation
    from lienthu.intake.models import Intake

TABLES = ("patrons", "copies", "loans", "holds")
COUNTERS = ("read", "new", "updated", "unchanged", "doubtful", "rejected")


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    intake = subparsers.add_parser("intake", help=_("bring in readers, copies, open loans, or a Koha export"))
    kinds = intake.add_subparsers(metavar=_("KIND"), required=True)
    helps = {
        "patrons": _("readers from XLSX or CSV"),
        "copies": _("copies of catalogued titles from XLSX or CSV"),
        "loans": _("open loans from XLSX or CSV"),
        "holds": _("what readers wait for, from XLSX or CSV"),
    }
    for kind in TABLES:
        parser = kinds.add_parser(kind, help=helps[kind])
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--encoding", default="auto")
        parser.add_argument(
            "--column", action="append", default=[], metavar="HEADING=TARGET", type=_pair, help=_("what a column holds")
        )
        _common(parser)
        parser.set_defaults(run=take_table, kind=kind)
    koha = kinds.add_parser("koha", help=_("a Koha SQL dump, or MARC with 952 and CSV tables of borrowers and issues"))
    koha.add_argument("files", nargs="+", metavar="FILE", type=Path)
    _common(koha)
    koha.set_defaults(run=take_koha)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--library", required=True, metavar="CODE")
    parser.add_argument(
        "--category", action="append", default=[], metavar="WORD=CODE", type=_pair,
        help=_("which category of readers a word of the file means; =CODE: where it says none"),
    )  # fmt: skip
    parser.add_argument(
        "--place", action="append", default=[], metavar="WORD=PLACE", type=_pair,
        help=_("which place (by name) or library (by code) a word or branch of the file means"),
    )  # fmt: skip
    parser.add_argument("--kept", type=Path, metavar="FILE", help=_("write the rows that were kept to this XLSX file"))
    add_json_option(parser)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.rpartition("=")
    if not sign or not value:
        raise argparse.ArgumentTypeError(_("write it as WORD=MEANING"))
    return name, value


def take_table(arguments: argparse.Namespace) -> int:
    """One table; the result has the counters, `read` being the sum of the others."""
    from django.utils import timezone

    from lienthu.federation.queries import organisation_by_code
    from lienthu.intake import tables
    from lienthu.intake.services import running

    started = time.monotonic()
    library = organisation_by_code(arguments.library)
    _demand_file(arguments.file)
    kind = arguments.kind
    sheet, _rows = tables.sample(arguments.file, kind=kind, encoding=arguments.encoding)
    columns, remembered = running.settings_for(library, kind, sheet.header)
    columns |= _columns(arguments.column, kind, columns)
    running.demand_columns(kind, columns)
    options = _options(arguments, library, remembered)
    running.remember(library, kind, columns, options["words"])
    intake = running.begin(
        library=library, kind=kind, path=arguments.file, file_name=arguments.file.name, columns=columns,
        options=options, encoding=arguments.encoding, actor=None, at=timezone.now(),
    )  # fmt: skip
    with _bar(arguments.file.name) as progress:
        intake = running.run(intake=intake, path=arguments.file, at=timezone.now(), progress=progress)
    return _told(arguments, [intake], {**_counts(intake), "seconds": round(time.monotonic() - started, 3)})


def take_koha(arguments: argparse.Namespace) -> int:
    """A Koha export; `records` has the counters of `import`, the others those of each table."""
    from django.utils import timezone

    from lienthu.federation.queries import organisation_by_code
    from lienthu.intake.models import Kind
    from lienthu.intake.services import koha, running

    started = time.monotonic()
    library = organisation_by_code(arguments.library)
    for path in arguments.files:
        _demand_file(path)
    _none, remembered = running.settings_for(library, Kind.KOHA, [])
    options = _options(arguments, library, remembered)
    running.remember(library, Kind.KOHA, {}, options["words"])
    with _bar(arguments.files[0].name) as progress:
        intake = koha.take_files(
            paths=arguments.files, library=library, options=options, actor=None, at=timezone.now(), progress=progress
        )
    parts = list(intake.parts.order_by("pk"))
    records = {name: count for name, count in intake.counts.get("records", {}).items() if name != "run"}
    result = {
        **_counts(intake),
        "records": records,
        "parts": {part.kind: _counts(part) for part in parts},
        "seconds": round(time.monotonic() - started, 3),
    }
    return _told(arguments, [intake, *parts], result)


def _demand_file(path: Path) -> None:
    if not path.is_file():
        raise DomainError("no_file", _("there is no file %(file)s; check the name.") % {"file": path})


def _columns(said: list[tuple[str, str]], kind: str, known: Mapping[str, str]) -> dict[str, str]:
    from lienthu.intake.columns import TARGETS

    for heading, target in said:
        if heading not in known:
            message = _("the file has no column %(name)s; it has: %(names)s.")
            raise DomainError("no_column", message % {"name": heading, "names": ", ".join(known)})
        if target not in TARGETS[kind]:
            message = _("a column cannot hold %(name)s; choose from %(names)s.")
            raise DomainError("no_target", message % {"name": target, "names": ", ".join(filter(None, TARGETS[kind]))})
    return dict(said)


def _options(arguments: argparse.Namespace, library: "Organisation", remembered: Mapping[str, Any]) -> dict[str, Any]:
    """What words mean: as remembered for the library, and as the command says."""
    from lienthu.intake.queries.meanings import categories_at, places_at
    from lienthu.lib.vietnamese import fold

    codes = [code for code, _name in categories_at(library)]
    categories = dict(remembered.get("category", {}))
    usual = ""
    for word, code in arguments.category:
        if code not in codes:
            message = _("there is no category %(name)s at this library; there are: %(names)s.")
            raise DomainError("no_category", message % {"name": code, "names": ", ".join(codes)})
        if word:
            categories[fold(word)] = code
        else:
            usual = code
    places = dict(remembered.get("place", {}))
    known = {fold(name): value for value, name in places_at(library)}
    known |= {value.removeprefix("org:").lower(): value for value, _name in places_at(library)}
    for word, place in arguments.place:
        if (value := known.get(fold(place)) or known.get(place.lower())) is None:
            message = _("there is no place or library %(name)s below this library.")
            raise DomainError("no_place", message % {"name": place})
        places[fold(word)] = value
    return {"words": {"category": categories, "place": places}, "category": usual}


def _counts(intake: "Intake") -> dict[str, Any]:
    found: dict[str, Any] = {"kind": intake.kind, **{name: intake.counts.get(name, 0) for name in COUNTERS}}
    found |= {name: intake.counts[name] for name in ("format", "encoding") if name in intake.counts}
    return found


def _told(arguments: argparse.Namespace, intakes: "list[Intake]", result: dict[str, Any]) -> int:
    kept = result["rejected"] + result["doubtful"] + result.get("records", {}).get("rejected", 0)
    if arguments.kept is not None:
        _write_kept(arguments.kept, intakes)
    if arguments.json:
        print_json(result)
    else:
        sentence = _(
            "Read %(read)d rows: %(new)d new, %(updated)d updated, %(unchanged)d unchanged, "
            "%(doubtful)d for a person to decide, %(rejected)d to correct."
        )
        say(sentence % result)
        if records := result.get("records"):
            say(
                _("Records: %(new)d new, %(updated)d updated, %(unchanged)d unchanged, %(rejected)d rejected.")
                % records
            )
        if kept and arguments.kept is None:
            say(_("What was not taken in is kept with its reasons: see the page of the file, or give --kept FILE."))
    return 1 if kept else 0


def _write_kept(path: Path, intakes: "list[Intake]") -> None:
    """One file; of a Koha export one for each table that kept rows, with the table's name before the ending."""
    from lienthu.intake.models import IntakeRow
    from lienthu.intake.queries.sheets import kept_rows

    waiting = [each for each in intakes if each.rows.exclude(state=IntakeRow.State.SETTLED).exists()]
    for each in waiting:
        target = path if len(intakes) == 1 else path.with_stem(f"{path.stem}-{each.kind}")
        try:
            target.write_bytes(kept_rows(each))
        except OSError as problem:
            message = _("%(file)s cannot be written: %(why)s")
            raise DomainError("unwritable", message % {"file": target, "why": problem.strerror}) from problem


@contextlib.contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; silent where that is not a terminal."""
    from tqdm import tqdm

    with tqdm(desc=label, unit_scale=True, file=sys.stderr, disable=None, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        yield progress
