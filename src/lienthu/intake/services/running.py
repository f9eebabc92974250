"""Taking a file in: batch by batch, each in one transaction with the counters, so that any of them may be the last.

A run that was killed goes on where it was, and comes to the same as one that was not. The same file again changes
nothing. Two processes on one file: one goes on, the other is told.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.services import indexing
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation
from lienthu.intake import columns, tables
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import Intake, IntakeRow, Kind, Profile
from lienthu.intake.rules.reasons import Reason
from lienthu.intake.services.copies import CopyTaker
from lienthu.intake.services.holds import HoldTaker
from lienthu.intake.services.loans import LoanTaker
from lienthu.intake.services.patrons import PatronTaker
from lienthu.intake.services.results import Batching, Outcome, Result, Row, Taker

AT_ONCE = 500  # rows of one transaction: the desk waits for the longest of them
TAKERS: Mapping[str, Callable[[Batching], Taker]] = {
    Kind.PATRONS: PatronTaker,
    Kind.COPIES: CopyTaker,
    Kind.LOANS: LoanTaker,
    Kind.HOLDS: HoldTaker,
}
Progress = Callable[[int, int], None]  # rows done, rows in all (0: not known)
State = Intake.State


def digest_of(path: Path) -> str:
    """SHA-256 of the file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def settings_for(library: Organisation, kind: str, header: Sequence[str]) -> tuple[dict[str, str], dict[str, Any]]:
    """(columns, words) that are remembered for such files of the library, the rest of the columns as guessed."""
    profile = Profile.objects.filter(library=library, kind=kind).first()
    words = profile.words if profile else {}
    return columns.columns_for(kind, header, profile.columns if profile else {}), words


def remember(
    library: Organisation, kind: str, chosen: Mapping[str, str], words: Mapping[str, Mapping[str, str]]
) -> None:
    """Keep what a person said of the columns and the words of such files."""
    profile, _made = Profile.objects.get_or_create(library=library, kind=kind)
    profile.columns = {**profile.columns, **chosen}
    profile.words = {name: {**profile.words.get(name, {}), **words.get(name, {})} for name in {*profile.words, *words}}
    profile.save()


def demand_columns(kind: str, chosen: Mapping[str, str]) -> None:
    """Raise IntakeRefused when a column is missing without which nothing can be taken in."""
    names = columns.TARGETS[kind]
    if missing := columns.lacking(kind, chosen):
        listed = "; ".join(" / ".join(str(names[target]) for target in group) for group in missing)
        message = _("No column of the file is said to hold: %(columns)s. Say below which one it is.")
        raise IntakeRefused("no_columns", message % {"columns": listed}, columns=missing)


def begin(
    *,
    library: Organisation,
    kind: str,
    path: Path,
    file_name: str,
    columns: Mapping[str, str],
    options: Mapping[str, Any],
    encoding: str,
    actor: User | None,
    at: datetime,
    parent: Intake | None = None,
) -> Intake:
    """A new intake of the file, or the one that was begun with the same settings and did not come to its end."""
    digest = digest_of(path)
    halted = Intake.objects.filter(library=library, kind=kind, digest=digest, state__in=(State.RUNNING, State.STOPPED))
    for earlier in halted.filter(parent=parent, job=None):
        if (earlier.columns, earlier.options, earlier.encoding) == (dict(columns), dict(options), encoding):
            return earlier
    return Intake.objects.create(
        library=library, kind=kind, parent=parent, file_name=file_name[:200], digest=digest, encoding=encoding,
        columns=dict(columns), options=dict(options), state=State.RUNNING, at=at, actor=actor,
    )  # fmt: skip


def run(*, intake: Intake, path: Path, at: datetime, progress: Progress | None = None, index: bool = True) -> Intake:
    """Take the file in from where the intake stands to its end. Safe to repeat at any moment.

    Raises IntakeRefused when the file cannot be read, lacks a column, or another process takes it in.
    """
    with translation.override(settings.LANGUAGE_CODE):  # what is written into the library's data has one language
        return _run(intake, path, at, progress, index=index)


def _run(intake: Intake, path: Path, at: datetime, progress: Progress | None, *, index: bool) -> Intake:
    demand_columns(intake.kind, intake.columns)
    total = int(intake.options.get("rows", 0))
    batching = Batching(intake, intake.library, intake.actor, at)
    with tables.opened(path, kind=intake.kind, encoding=intake.encoding, name=intake.file_name) as sheet:
        taker, done = TAKERS[intake.kind](batching), 0
        for batch in _batches(sheet.rows(), intake.reached):
            if done < intake.reached:
                taker.pass_over([row for row in batch if not row.damage])
            else:
                _take(batching, taker, batch, done)
            done += len(batch)
            if progress:
                progress(done, max(total, done))
        intake.refresh_from_db()
        intake.counts["format"], intake.counts["encoding"] = sheet.format, sheet.encoding
    finish(intake, at)
    if index and intake.kind != Kind.PATRONS:
        indexing.drain()
    return intake


def _batches(rows: Iterator[Row], reached: int) -> Iterator[list[Row]]:
    """AT_ONCE rows at a time; the rows that are dealt with end a batch, whatever it held when they were."""
    while reached > 0 and (batch := list(islice(rows, min(AT_ONCE, reached)))):
        reached -= len(batch)
        yield batch
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _take(batching: Batching, taker: Taker, batch: Sequence[Row], done: int) -> None:
    with in_turn():
        held = Intake.objects.select_for_update().get(pk=batching.intake.pk)
        if held.reached != done or held.state != State.RUNNING:
            message = _("This file is being taken in by another process. Wait for it to end.")
            raise IntakeRefused("taken_elsewhere", message)
        batching.notes = dict(held.counts.get("notes", {}))
        results = outcomes(taker, batch)
        _keep(held, results)
        _settle_corrected(held, batch, batching)
        counts = held.counts
        counts["read"] = counts.get("read", 0) + len(batch)
        for result in results:
            counts[result.outcome] = counts.get(result.outcome, 0) + 1
        if batching.notes:
            counts["notes"] = batching.notes
        held.reached = done + len(batch)
        held.save(update_fields=("counts", "reached"))


def outcomes(taker: Taker, batch: Sequence[Row]) -> list[Result]:
    """What becomes of each row; those whose cells mean nothing are not shown to the taker."""
    found = {result.row.line: result for result in taker.take([row for row in batch if not row.damage])}
    return [found.get(row.line) or Result(row, Outcome.REJECTED, [_damage(row)]) for row in batch]


def _damage(row: Row) -> Reason:
    if row.damage == "too_long":
        message = _("The row has more cells than there are headings (%(cells)s): a separator too many, perhaps.")
        return Reason(row.damage, message % {"cells": row.cells.get(tables.BEYOND, "")[:80]})
    return Reason(row.damage, _("The row cannot be read: a quotation mark is not closed, or a letter is damaged."))


def _keep(intake: Intake, results: Sequence[Result]) -> None:
    kept = [
        IntakeRow(
            intake=intake,
            line=result.row.line,
            cells={heading: cell.replace("\x00", "␀") for heading, cell in result.row.cells.items()},
            reasons=[reason.as_json() for reason in result.reasons],
            state=IntakeRow.State.DOUBT if result.outcome == Outcome.DOUBTFUL else IntakeRow.State.WRONG,
            other=result.other,
        )
        for result in results
        if result.outcome in (Outcome.REJECTED, Outcome.DOUBTFUL)
    ]
    IntakeRow.objects.bulk_create(kept, batch_size=500)


def _settle_corrected(intake: Intake, batch: Sequence[Row], batching: Batching) -> None:
    """A row of an error file that comes again settles the row that it corrects: right or wrong, it stands here now."""
    heading = next((name for name, target in intake.columns.items() if target == columns.ORIGIN), "")
    marks: dict[int, list[int]] = {}
    for row in batch if heading else ():
        number, _slash, line = row.cells.get(heading, "").partition("/")
        if number.isdecimal() and line.isdecimal() and len(number) < 16 and len(line) < 10:
            marks.setdefault(int(number), []).append(int(line))
    for key, lines in marks.items():
        rows = IntakeRow.objects.filter(intake=key, intake__library=intake.library_id, line__in=lines)
        settle_rows(rows.exclude(intake=intake), batching.actor, batching.at)


def settle_rows(rows: Any, actor: User | None, at: datetime) -> int:
    """Say of kept rows that nothing is left to do about them."""
    waiting = rows.exclude(state=IntakeRow.State.SETTLED)
    return int(waiting.update(state=IntakeRow.State.SETTLED, settled_at=at, settled_by_id=actor.pk if actor else None))


def finish(intake: Intake, at: datetime) -> None:
    """The end of a run: what earlier runs of the same file had kept is looked at no more."""
    with in_turn():
        for name in ("read", *Outcome):
            intake.counts.setdefault(name, sum(part.counts.get(name, 0) for part in intake.parts.all()))
        intake.state, intake.ended_at = State.DONE, timezone.now()
        intake.save(update_fields=("counts", "state", "ended_at"))
        earlier = Intake.objects.filter(library=intake.library_id, kind=intake.kind, digest=intake.digest)
        earlier = earlier.exclude(pk=intake.pk)
        settle_rows(IntakeRow.objects.filter(intake__in=earlier), intake.actor, at)
        earlier.filter(state=State.RUNNING, job=None).update(state=State.STOPPED, ended_at=at)
        told = _(
            "Read %(read)d rows: %(new)d new, %(updated)d updated, %(unchanged)d unchanged, "
            "%(doubtful)d for a person to decide, %(rejected)d to correct."
        )
        audit.record(
            actor=intake.actor,
            at=at,
            action="intake.taken_in",
            thing=intake,
            before=None,
            after={"file": intake.file_name, "outcome": told % intake.counts},
        )
