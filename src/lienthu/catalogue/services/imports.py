"""Taking members' files in: read in one process, grouped and stored in another, indexed as committed."""

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import store
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import ImportRun, LibraryProfile, Reject, SourceRecord
from lienthu.catalogue.queries.previews import columns_for
from lienthu.catalogue.reading import Row, packed_rows_of, rows_of, unpacked
from lienthu.catalogue.services import indexing, match_keys
from lienthu.catalogue.services.storing import Batch, Counts, store_batch
from lienthu.catalogue.words import encoding_doubt
from lienthu.common.parallel import beside
from lienthu.federation.models import Organisation
from lienthu.lib.marc.copies import CopyMapping
from lienthu.lib.marc.source import Bad, Block, Source, UnreadableFile, contradiction, open_source

# Below this a second process costs more to start than it saves.
WORTH_A_PROCESS = 3_000_000

Progress = Callable[[int, int], None]  # bytes done, bytes in all


@dataclass(frozen=True)
class Outcome:
    """What an import did: the counters of the `import` command, and the run that keeps them."""

    run: ImportRun
    counts: Counts
    seconds: float

    def as_dict(self) -> dict[str, object]:
        return {
            **asdict(self.counts),
            "format": self.run.format,
            "encoding": self.run.encoding,
            "seconds": round(self.seconds, 3),
        }


def import_file(
    *,
    path: Path,
    library: Organisation,
    actor: User | None,
    at: datetime,
    format: str = "auto",
    encoding: str = "auto",
    columns: dict[str, str] | None = None,
    file_name: str = "",
    progress: Progress | None = None,
    notice: Callable[[str], None] | None = None,
    index: bool = True,
) -> Outcome:
    """Take one file of a library into the catalogue.

    Safe to repeat: what is stored already is left alone, so a file that was stopped half way is simply imported
    again. `columns` maps a table's headers to what they hold; it is remembered for the library's next table.
    `notice` is told, before anything is stored, what a person should know. With
    `index=False` the caller drains the index afterwards (`indexing.drain`), once for many files.

    Raises ImportRefused when the file as a whole cannot be read; the message says what to do.
    """
    started = time.monotonic()
    profile, _made = LibraryProfile.objects.get_or_create(library=library)
    _tell_doubt(path, _encoding(encoding, profile), notice)
    source = _opened(path, profile, format, encoding, columns)
    if columns:
        profile.columns = {**profile.columns, **columns}
        profile.save(update_fields=["columns"])
    run, batch = _begin(path, library, profile, source, actor, at, file_name or path.name)
    with store.bulk():
        _take_all(source, batch, CopyMapping.from_dict(profile.copies) if profile.copies else None, progress)
    run.counts, run.state, run.ended_at = asdict(batch.counts), ImportRun.State.DONE, timezone.now()
    run.save(update_fields=["counts", "state", "ended_at"])
    if index:
        indexing.drain()
    return Outcome(run, batch.counts, time.monotonic() - started)


def refuse_unreadable(
    *, paths: Sequence[Path], library: Organisation, format: str = "auto", encoding: str = "auto"
) -> None:
    """Raise ImportRefused when one of the files as a whole cannot be read: asked before the first of many is stored."""
    profile = LibraryProfile.objects.filter(library=library).first() or LibraryProfile(library=library)
    for path in paths:
        _opened(path, profile, format, encoding, None)


def _opened(path: Path, profile: LibraryProfile, format: str, encoding: str, columns: dict[str, str] | None) -> Source:
    encoding = _encoding(encoding, profile)
    try:
        if not columns and profile.columns:
            columns = columns_for(path, format=format, encoding=encoding, remembered=profile.columns)
        return open_source(path, format=format, encoding=encoding, columns=columns or None)
    except UnreadableFile as problem:
        raise ImportRefused("unreadable", str(problem), file=str(path)) from problem
    except OSError as problem:
        message = _("%(file)s cannot be opened: %(why)s") % {"file": path, "why": problem.strerror}
        raise ImportRefused("unopened", message, file=str(path)) from problem


def _tell_doubt(path: Path, encoding: str, notice: Callable[[str], None] | None) -> None:
    with contextlib.suppress(UnreadableFile, OSError):  # opening the file says it
        if notice and (evident := contradiction(path, encoding=encoding)):
            notice(encoding_doubt(encoding, evident))


def _encoding(asked: str, profile: LibraryProfile) -> str:
    return profile.encoding or asked if asked == "auto" else asked


@transaction.atomic
def _begin(
    path: Path,
    library: Organisation,
    profile: LibraryProfile,
    source: Source,
    actor: User | None,
    at: datetime,
    file_name: str,
) -> tuple[ImportRun, Batch]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    earlier = ImportRun.objects.filter(library=library, file_digest=digest)
    earlier.filter(state=ImportRun.State.RUNNING).update(state=ImportRun.State.STOPPED, ended_at=at)
    run = ImportRun.objects.create(
        library=library,
        file_name=file_name,
        file_digest=digest,
        format=source.format,
        encoding=source.encoding,
        columns=source.columns,
        started_at=at,
        actor=actor,
    )
    match_keys.note_rules()
    codes = Organisation.objects.filter(code__in=profile.places.values()).values_list("code", "pk")
    organisations = dict(codes)
    batch = Batch(
        run=run,
        places={place: organisations[code] for place, code in profile.places.items() if code in organisations},
        same_file=frozenset(earlier.values_list("pk", flat=True)),
        empty=not SourceRecord.objects.filter(library=library).exists(),
        at=at,
    )
    return run, batch


def _take_all(source: Source, batch: Batch, copies: CopyMapping | None, progress: Progress | None) -> None:
    rejected = set(
        Reject.objects.filter(library_id=batch.run.library_id, file_digest=batch.run.file_digest).values_list(
            "position", flat=True
        )
    )
    for block, found in _read(source, copies):
        rows = [entry for entry in found if isinstance(entry, Row)]
        bad = [entry for entry in found if isinstance(entry, Bad)]
        _store(batch, rows, bad, rejected)
        if progress:
            progress(block.reached, source.size)


@transaction.atomic
def _store(batch: Batch, rows: Sequence[Row], bad: Sequence[Bad], rejected: set[int]) -> None:
    counts, run = batch.counts, batch.run
    counts.read += len(rows) + len(bad)
    counts.rejected += len(bad)
    store_batch(batch=batch, rows=rows)
    readable = [row.position for row in rows if row.position in rejected] if rejected else []
    if readable:  # read with other settings this time
        Reject.objects.filter(library_id=run.library_id, file_digest=run.file_digest, position__in=readable).delete()
    Reject.objects.bulk_create(
        Reject(
            library_id=run.library_id,
            run=run,
            file_name=run.file_name,
            file_digest=run.file_digest,
            position=entry.position,
            code=entry.code,
            reason=entry.reason.replace("\x00", "␀"),
            raw=entry.raw,
        )
        for entry in bad
        if entry.position not in rejected
    )


def _read(source: Source, copies: CopyMapping | None) -> Iterator[tuple[Block, list[Row | Bad]]]:
    """Every block with its rows, in the file's order; read by another process where the file is worth it."""
    if source.size >= WORTH_A_PROCESS:
        for block, packed in beside(partial(packed_rows_of, copies=copies), source.blocks()):
            yield block, unpacked(packed)
    else:
        for block in source.blocks():
            yield block, rows_of(block, copies)
