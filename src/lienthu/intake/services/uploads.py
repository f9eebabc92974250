"""Files that come through the pages: kept, looked at, handed to a job."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.federation.models import Organisation
from lienthu.intake import tables
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import Intake, Kind
from lienthu.intake.services import forgetting, running

RUN_JOB, READ_JOB = "intake.run", "intake.read"
LOOKED_AT = 20_000  # rows from which the words of a column are gathered, and up to which rows are counted
MOST_WORDS = 60  # a column with more different words is no list of categories or places


def file_of(intake: Intake) -> Path:
    """Where the uploaded file is kept."""
    return Path(settings.UPLOADS) / intake.path


def receive(*, file: "UploadedFile[Any]", kind: str, library: Organisation, actor: User, at: datetime) -> Intake:
    """Keep an uploaded file; a Koha export is read by a job first. Raises IntakeRefused when it is no such file."""
    if not file.size:
        raise IntakeRefused("empty", _("The file is empty. Export it again and choose the new file."))
    name = Path(file.name or "").name[:200]
    folder = Path(settings.UPLOADS) / "intake"
    folder.mkdir(parents=True, exist_ok=True)
    head = file.read(4)
    file.seek(0)
    ending = ".xlsx" if head == b"PK\x03\x04" else ""  # openpyxl goes by the name, which is the sender's
    path = folder / f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(6)}{ending}"
    with path.open("wb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
    try:
        options = {} if kind == Kind.KOHA else words_of(path, kind, name)
        with transaction.atomic():
            intake = Intake.objects.create(
                library=library, kind=kind, file_name=name, path=str(path.relative_to(settings.UPLOADS)),
                digest=running.digest_of(path), options=options, at=at, actor=actor,
            )  # fmt: skip
            if kind == Kind.KOHA:
                intake.job = jobs.enqueue(READ_JOB, {"intake": intake.pk}, actor=actor, at=at)
                intake.save(update_fields=("job",))
    except IntakeRefused:
        path.unlink(missing_ok=True)
        raise
    return intake


def words_of(path: Path, kind: str, name: str) -> dict[str, Any]:
    """{"rows": how many, 0 where there are very many; "values": heading → its different words, where they are few}."""
    found: dict[str, dict[str, None]] = {}
    count = 0
    with tables.opened(path, kind=kind, name=name) as sheet:
        for row in islice(sheet.rows(), LOOKED_AT):
            count += 1
            for heading, cell in row.cells.items():
                words = found.setdefault(heading, {})
                if len(words) <= MOST_WORDS:
                    words[cell] = None
    if not count:
        raise IntakeRefused("no_rows", _("There is no row below the heading. Fill the table in and send it again."))
    few = {heading: sorted(filter(None, words)) for heading, words in found.items() if len(words) <= MOST_WORDS}
    return {"rows": count if count < LOOKED_AT else 0, "values": few}


@transaction.atomic
def start(
    *,
    intake: Intake,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    category: str,
    encoding: str,
    actor: User,
    at: datetime,
) -> Intake:
    """Hand the file to a job, to be read as the preview showed it, and remember how for the library's next file.

    Raises IntakeRefused when that was done already, or when a column is missing.
    """
    held = Intake.objects.select_for_update(of=("self",)).select_related("library", "job").get(pk=intake.pk)
    if held.state != Intake.State.WAITING or (held.job and held.job.state in (Job.State.QUEUED, Job.State.RUNNING)):
        raise IntakeRefused("started", _("This file is being taken in already."))
    if held.kind != Kind.KOHA:
        running.demand_columns(held.kind, columns)
    running.remember(held.library, held.kind, columns, words)
    held.columns, held.encoding, held.actor = dict(columns), encoding, actor
    held.options = {**held.options, "words": {name: dict(each) for name, each in words.items()}, "category": category}
    held.state = Intake.State.RUNNING
    held.job = jobs.enqueue(RUN_JOB, {"intake": held.pk}, actor=actor, at=at)
    held.save()
    return held


@transaction.atomic
def again(*, intake: Intake, actor: User, at: datetime) -> Intake:
    """Go on with a file whose job failed. Raises IntakeRefused when there is nothing to go on with."""
    held = Intake.objects.select_for_update(of=("self",)).select_related("job").get(pk=intake.pk)
    if not held.path or held.job is None or held.job.state != Job.State.FAILED:
        raise IntakeRefused("gone", _("The file is no longer there. Upload it again."))
    held.job = jobs.enqueue(held.job.kind, {"intake": held.pk}, actor=actor, at=at)
    held.save(update_fields=("job",))
    return held


@transaction.atomic
def discard(*, intake: Intake) -> None:
    """Throw an uploaded file away. Raises IntakeRefused once it is being taken in."""
    held = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if held.state != Intake.State.WAITING:
        raise IntakeRefused("started", _("This file is being taken in already."))
    forgetting.drop_file(held)
    held.delete()
