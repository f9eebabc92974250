"""A Koha export: its SQL dump, taken apart into files that the other ways in take; or MARC with 952 and CSV tables.

The dump is read as a stream and never executed. What must be joined (items to records, loans to cards) is joined in a
scratch database on disk, so that memory does not grow with the dump.
"""

import contextlib
import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import LibraryProfile
from lienthu.catalogue.services import imports, profiles
from lienthu.federation.models import Organisation
from lienthu.intake import columns, tables
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import Intake, IntakeRow, Kind
from lienthu.intake.rules import koha as rules
from lienthu.intake.services import running
from lienthu.intake.services.results import Outcome
from lienthu.lib.marc import marcxml
from lienthu.lib.marc.problems import REASONS, Refused, UnreadableFile
from lienthu.lib.marc.write import to_iso2709
from lienthu.lib.sqldump import Dump, DumpRow

Progress = Callable[[int, int], None]
RECORDS, READERS, COPIES, LOANS, HOLDS = "records.mrc", "readers.csv", "copies.csv", "loans.csv", "holds.csv"
FOUND = "found.json"
UNREADABLE = "unreadable.json"
PARTS = ((Kind.PATRONS, READERS), (Kind.COPIES, COPIES), (Kind.LOANS, LOANS), (Kind.HOLDS, HOLDS))
_AT_ONCE = 2_000


def folder_of(intake: Intake) -> Path:
    """Where the parts of a Koha export are kept until it is taken in: the same folder for the same file."""
    return Path(settings.UPLOADS) / "intake" / f"koha-{intake.library_id}-{intake.digest[:24]}"


def is_dump(path: Path) -> bool:
    """Whether the file begins like a dump in SQL."""
    from lienthu.lib.marc.streams import Stream

    stream = Stream(path)
    try:
        head = stream.read(1 << 16).lstrip(b"\xef\xbb\xbf \r\n\t")
    finally:
        stream.close()
    words = (b"INSERT INTO", b"CREATE TABLE", b"LOCK TABLES", b"DROP TABLE", b"MySQL dump", b"MariaDB dump")
    return head[:2] in (b"--", b"/*", b"SE", b"CR", b"IN", b"DR") and any(word in head for word in words)


def take_apart(*, paths: Sequence[Path], folder: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Make the parts in `folder` out of one or more dumps; says what was found. Done once: again it only says it.

    {"branches": {code: name}, "categories": {…}, "counts": {table: rows}, "charset"}. Raises IntakeRefused.
    """
    done = folder / FOUND
    if done.exists():
        return dict(orjson.loads(done.read_bytes()))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with contextlib.closing(sqlite3.connect(folder / "scratch.sqlite3")) as scratch:
            found = _gather(paths, scratch, progress)
            _write_records(scratch, folder)
            _write_tables(scratch, folder)
    except UnreadableFile as problem:
        raise IntakeRefused("unreadable", str(problem)) from problem
    (folder / "scratch.sqlite3").unlink()
    draft = folder / f"{FOUND}.part"
    draft.write_bytes(orjson.dumps(found))
    draft.replace(done)
    return found


def _gather(paths: Sequence[Path], scratch: sqlite3.Connection, progress: Progress | None) -> dict[str, Any]:
    """Every row of the tables that matter, as JSON text, in the scratch database."""
    scratch.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE rows (kind TEXT, id TEXT, parent TEXT, facts TEXT);"
    )
    counts: dict[str, int] = {}
    charset = ""
    for path in paths:
        with Dump(path) as dump:
            waiting: list[tuple[str, str, str, str]] = []
            for row in dump.rows(frozenset(rules.TABLES)):
                waiting.append(_packed(row, dump))
                if len(waiting) >= _AT_ONCE:
                    scratch.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", waiting)
                    waiting.clear()
                    if progress:
                        progress(dump.reached, dump.size)
            scratch.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", waiting)
            for table, count in dump.tables.items():
                counts[table] = counts.get(table, 0) + count
            charset = charset or dump.charset
    if not counts.keys() & {"borrowers", "items", "biblio"}:
        message = _(
            "No readers, copies or records of Koha were found in the file. Export the whole database with mysqldump."
        )
        raise IntakeRefused("no_koha", message)
    scratch.executescript("CREATE INDEX by_id ON rows (kind, id); CREATE INDEX by_parent ON rows (kind, parent);")
    scratch.commit()
    return {
        "branches": _named(scratch, "branches", "branchname"),
        "categories": _named(scratch, "categories", "description"),
        "counts": counts,
        "charset": charset,
    }


_KEYS: Mapping[str, tuple[str, str]] = {  # table → its key, and the key of what it hangs on
    "branches": ("branchcode", ""),
    "categories": ("categorycode", ""),
    "biblio": ("biblionumber", ""),
    "biblioitems": ("biblionumber", ""),
    "biblio_metadata": ("biblionumber", ""),
    "items": ("itemnumber", "biblionumber"),
    "borrowers": ("borrowernumber", ""),
    "borrower_relationships": ("guarantee_id", "guarantor_id"),
    "accountlines": ("accountlines_id", "borrowernumber"),
    "issues": ("itemnumber", "borrowernumber"),
    "reserves": ("reserve_id", "borrowernumber"),
}


def _packed(row: DumpRow, dump: Dump) -> tuple[str, str, str, str]:
    facts = {name: text for name in rules.TABLES[row.table] if (text := dump.text(row.values.get(name)))}
    key, parent = _KEYS[row.table]
    return row.table, facts.get(key, ""), facts.get(parent, ""), orjson.dumps(facts).decode()


def _named(scratch: sqlite3.Connection, table: str, name: str) -> dict[str, str]:
    return {key: facts.get(name, key) for key, facts in _rows(scratch, table)}


def _rows(scratch: sqlite3.Connection, table: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = scratch.execute(
        "SELECT id, facts FROM rows WHERE kind = ? ORDER BY CAST(id AS INTEGER), id, rowid", (table,)
    )
    for key, facts in found:
        yield key, orjson.loads(facts)


def _one(scratch: sqlite3.Connection, table: str, key: str) -> dict[str, str]:
    row = scratch.execute("SELECT facts FROM rows WHERE kind = ? AND id = ? LIMIT 1", (table, key)).fetchone()
    return orjson.loads(row[0]) if row else {}


def _parts(scratch: sqlite3.Connection, table: str, key: str) -> list[dict[str, str]]:
    """The rows of a table that hang on the row of that key."""
    found = scratch.execute(
        "SELECT facts FROM rows WHERE kind = ? AND parent = ? ORDER BY CAST(id AS INTEGER), rowid", (table, key)
    )
    return [orjson.loads(row[0]) for row in found]


def _write_records(scratch: sqlite3.Connection, folder: Path) -> None:
    """Every record with its items as 952; a record whose MARC cannot be read is noted with its items' count."""
    numbers = _numbers(scratch)
    unreadable: list[dict[str, str]] = []
    with (folder / RECORDS).open("wb") as stream:
        for key, facts in _rows(scratch, "biblio"):
            text = _metadata(scratch, key)
            try:
                if not text:
                    raise Refused("no-fields")
                record = marcxml.parse(_element(text).encode(), encoding="utf-8")
            except Refused as refused:
                reason = REASONS.get(refused.code, refused.code)
                unreadable.append({"biblionumber": key, "title": facts.get("title", ""), "reason": str(reason)})
                continue
            items = _parts(scratch, "items", key)
            stream.write(to_iso2709(rules.with_items(record, numbers[key], items)))
    (folder / UNREADABLE).write_bytes(orjson.dumps(unreadable))


def _metadata(scratch: sqlite3.Connection, key: str) -> str:
    """The record's MARCXML: of a table of its own since Koha 17.05, of the edition before."""
    found = scratch.execute("SELECT facts FROM rows WHERE kind = 'biblio_metadata' AND id = ?", (key,))
    for row in found:
        facts = orjson.loads(row[0])
        if facts.get("format", "marcxml") == "marcxml" and facts.get("metadata"):
            return str(facts["metadata"])
    return str(_one(scratch, "biblioitems", key).get("marcxml", ""))


def _element(text: str) -> str:
    """The record element alone: Koha keeps it as a document, sometimes inside a collection."""
    start = text.find("<record")
    end = text.rfind("</record>")
    return text[start : end + len("</record>")] if 0 <= start < end else text


def _numbers(scratch: sqlite3.Connection) -> dict[str, str]:
    """biblionumber → number of the record: its own 001 where no other record has it, else made from Koha's number.

    So a record keeps its number whether it comes by the dump or by a MARC export.
    """
    own: dict[str, str] = {}
    times: dict[str, int] = {}
    for key, _facts in _rows(scratch, "biblio"):
        text = _metadata(scratch, key)
        at = text.find('tag="001"')
        number = text[text.find(">", at) + 1 : text.find("<", at)].strip() if at >= 0 else ""
        own[key] = number
        times[number] = times.get(number, 0) + 1
    return {key: number if number and times[number] == 1 else f"koha-{key}" for key, number in own.items()}


def _write_tables(scratch: sqlite3.Connection, folder: Path) -> None:
    numbers = _numbers(scratch)
    with _table(folder / READERS, rules.READERS) as write:
        for key, facts in _rows(scratch, "borrowers"):
            owes = rules.owed(_parts(scratch, "accountlines", key))
            write(rules.reader(facts, _guarantor(scratch, key, facts), owes))
    with _table(folder / COPIES, rules.COPIES) as write:
        for _key, facts in _rows(scratch, "items"):
            if facts.get("barcode"):
                write({**facts, "control_number": numbers.get(facts.get("biblionumber", ""), "")})
    with _table(folder / LOANS, rules.LOANS) as write:
        for key, facts in _rows(scratch, "issues"):
            if facts.get("returndate"):
                continue
            card = _one(scratch, "borrowers", facts.get("borrowernumber", "")).get("cardnumber", "")
            barcode = _one(scratch, "items", key).get("barcode", "")
            renewals = facts.get("renewals_count") or facts.get("renewals", "0")
            write({**facts, "cardnumber": card, "barcode": barcode, "renewals": renewals})
    with _table(folder / HOLDS, rules.HOLDS) as write:
        for reserve in rules.queued(facts for _key, facts in _rows(scratch, "reserves")):
            card = _one(scratch, "borrowers", reserve.get("borrowernumber", "")).get("cardnumber", "")
            control_number = numbers.get(reserve.get("biblionumber", ""), "")
            write({**reserve, "cardnumber": card, "control_number": control_number})


def _guarantor(scratch: sqlite3.Connection, key: str, facts: Mapping[str, str]) -> str:
    link = _one(scratch, "borrower_relationships", key).get("guarantor_id") or facts.get("guarantorid", "")
    found = _one(scratch, "borrowers", link) if link and link != "0" else {}
    return " ".join(filter(None, (found.get("surname", ""), found.get("firstname", ""))))


@contextlib.contextmanager
def _table(path: Path, header: Sequence[str]) -> Iterator[Callable[[Mapping[str, str]], None]]:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        yield lambda row: writer.writerow([" ".join(row.get(name, "").split()) for name in header])


def take_files(
    *,
    paths: Sequence[Path],
    library: Organisation,
    options: Mapping[str, Any],
    actor: User | None,
    at: datetime,
    progress: Progress | None = None,
) -> Intake:
    """Take in what the command is given: one or more dumps, or a MARC file with tables of borrowers and issues.

    Raises IntakeRefused when a file is neither.
    """
    dumps = [path for path in paths if is_dump(path)]
    intake = running.begin(
        library=library, kind=Kind.KOHA, path=paths[0], file_name=paths[0].name, columns={}, options=options,
        encoding="auto", actor=actor, at=at,
    )  # fmt: skip
    folder = folder_of(intake)
    if dumps:
        intake.options = {**options, "koha": take_apart(paths=dumps, folder=folder, progress=progress)}
    others = [path for path in paths if path not in dumps]
    if others:
        _sort(others, folder)
    return run(intake, progress)


def _sort(paths: Sequence[Path], folder: Path) -> None:
    """Put files that are no dumps where the parts of a dump would lie, each by what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        try:
            with tables.opened(path, kind=Kind.PATRONS) as sheet:
                header = sheet.header
        except IntakeRefused:
            shutil.copyfile(path, folder / RECORDS)
            continue
        best = max(PARTS, key=lambda part: sum(columns.known(part[0], [name]) for name in header))
        shutil.copyfile(path, folder / best[1])
    if not (folder / FOUND).exists():
        (folder / FOUND).write_bytes(b"{}")


def run(intake: Intake, progress: Progress | None = None) -> Intake:
    """Take the parts in, records first, then readers, copies and loans; each part goes on where it was stopped."""
    folder = folder_of(intake)
    _demand_parts(folder)
    words = intake.options.get("words", {})
    _tell_places(intake, words.get("place", {}))
    intake.counts["records"] = _records(intake, folder / RECORDS, progress)
    intake.save(update_fields=("counts",))
    for kind, name in PARTS:
        path = folder / name
        if path.exists():
            intake.counts[str(kind)] = _part(intake, Kind(kind), path, progress)
            intake.save(update_fields=("counts",))
    _end(intake, folder)
    shutil.rmtree(folder, ignore_errors=True)
    return intake


def _demand_parts(folder: Path) -> None:
    if not (folder / FOUND).exists():
        raise IntakeRefused("gone", _("The file is no longer there. Upload it again."))


def _tell_places(intake: Intake, places: Mapping[str, str]) -> None:
    """Have the import of records know which library a branch of Koha is here."""
    library = intake.library
    profile = LibraryProfile.objects.filter(library=library).first() or LibraryProfile(library=library)
    meant = {code: where[4:] for code, where in places.items() if where.startswith("org:")}
    branches = intake.options.get("koha", {}).get("branches", {})
    told = {code: meant[code.lower()] for code in branches if code.lower() in meant}
    if told and told.items() - profile.places.items():
        profiles.change(
            library=library, encoding=profile.encoding, layout=profile.copies["name"] if profile.copies else "",
            places={**profile.places, **told}, forget_columns=False, actor=intake.actor, at=intake.at,  # type: ignore[arg-type]
        )  # fmt: skip


def _records(intake: Intake, path: Path, progress: Progress | None) -> dict[str, Any]:
    if not path.exists() or not path.stat().st_size:
        return {}
    try:
        outcome = imports.import_file(
            path=path, library=intake.library, actor=intake.actor, at=intake.at, file_name=intake.file_name,
            progress=progress,
        )  # fmt: skip
    except ImportRefused as refusal:
        raise IntakeRefused(refusal.code, str(refusal)) from refusal
    return {**asdict(outcome.counts), "run": outcome.run.pk}


def _part(intake: Intake, kind: Kind, path: Path, progress: Progress | None) -> dict[str, Any]:
    """One of the tables as an intake of its own, which keeps its own wrong rows."""
    library: Organisation = intake.library
    with tables.opened(path, kind=kind, encoding="utf-8", name=path.name) as sheet:
        header = sheet.header
    chosen, _words = running.settings_for(library, kind, header)
    options = {"words": intake.options.get("words", {}), "category": intake.options.get("category", "")}
    part = intake.parts.filter(kind=kind).first() or running.begin(
        library=library, kind=kind, path=path, file_name=f"{intake.file_name} · {path.name}", columns=chosen,
        options=options, encoding="utf-8", actor=intake.actor, at=intake.at, parent=intake,
    )  # fmt: skip
    if part.state != Intake.State.DONE:
        part = running.run(intake=part, path=path, at=intake.at, progress=progress)
    return {name: part.counts.get(name, 0) for name in ("read", *Outcome)} | {"intake": part.pk}


@transaction.atomic
def _end(intake: Intake, folder: Path) -> None:
    unreadable = orjson.loads((folder / UNREADABLE).read_bytes()) if (folder / UNREADABLE).exists() else []
    IntakeRow.objects.filter(intake=intake).delete()
    IntakeRow.objects.bulk_create(
        [
            IntakeRow(
                intake=intake,
                line=int(each["biblionumber"]) if each["biblionumber"].isdecimal() else number,
                cells={name: each[name] for name in ("biblionumber", "title")},
                reasons=[{"code": "marc", "text": each["reason"]}],
            )
            for number, each in enumerate(unreadable, 1)
        ]
    )
    running.finish(intake, intake.at)
