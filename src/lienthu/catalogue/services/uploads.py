"""Files that come through the import page: kept, looked at, and handed to a job."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import Member, shown
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import LibraryProfile, Upload
from lienthu.catalogue.shown import Shown
from lienthu.common import jobs
from lienthu.federation.models import Organisation
from lienthu.lib.marc.copies import CopyMapping
from lienthu.lib.marc.facts import CopyFacts
from lienthu.lib.marc.source import Bad, UnreadableFile, open_source, read_block

PREVIEWED = 5
IMPORT_JOB = "catalogue.import"


@dataclass(frozen=True)
class PreviewedRecord:
    """One record of the file as it will look, or why it cannot be taken."""

    position: int
    shown: Shown | None
    copies: tuple[CopyFacts, ...] = ()
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Preview:
    """What the file was taken for, and its first records read that way."""

    format: str
    encoding: str
    columns: dict[str, str] | None  # a table's headers and what they are taken to hold
    records: list[PreviewedRecord]


def receive(*, file: UploadedFile, library: Organisation, actor: User, at: datetime) -> Upload:
    """Keep an uploaded file below the uploads folder under a name of our own."""
    if not file.size:
        raise ImportRefused("empty", _("The file is empty. Export it again and choose the new file."))
    name = Path(file.name or "").name
    folder = Path(settings.UPLOADS) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    # The ending stays, for the formats that are told by it; the rest of the name is the sender's and not to be trusted.
    endings = "".join(ending for ending in Path(name).suffixes[-2:] if ending[1:].isalnum())
    path = folder / f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(6)}{endings.lower()}"
    with path.open("wb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
    return Upload.objects.create(
        library=library,
        file_name=name,
        path=str(path.relative_to(settings.UPLOADS)),
        actor=actor,
        at=at,
    )


def file_of(upload: Upload) -> Path:
    """Where the uploaded file is kept."""
    return Path(settings.UPLOADS) / upload.path


def preview(
    *, upload: Upload, format: str = "auto", encoding: str = "auto", columns: Mapping[str, str] | None = None
) -> Preview:
    """Read the first records of the file; nothing is stored.

    Raises ImportRefused when the file as a whole cannot be read that way; the message says what to do.
    """
    profile = LibraryProfile.objects.filter(library=upload.library).first()
    remembered = (profile.columns or None) if profile else None
    mapping = CopyMapping.from_dict(profile.copies) if profile and profile.copies else None
    try:
        source = open_source(
            file_of(upload), format=format, encoding=encoding, columns=dict(columns) if columns else remembered
        )
        found = read_block(next(iter(source.blocks())), copies=mapping)[:PREVIEWED]
    except UnreadableFile as problem:
        raise ImportRefused("unreadable", str(problem)) from problem
    except StopIteration:
        found = []
    records = [
        PreviewedRecord(entry.position, None, code=entry.code, reason=entry.reason)
        if isinstance(entry, Bad)
        else PreviewedRecord(entry.position, shown(0, [Member(0, entry.facts)]), entry.copies)
        for entry in found
    ]
    return Preview(source.format, source.encoding, source.columns, records)


@transaction.atomic
def start(
    *, upload: Upload, format: str, encoding: str, columns: Mapping[str, str] | None, actor: User, at: datetime
) -> Upload:
    """Hand the file to a job. Raises ImportRefused when that was done already."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.job_id is not None:
        raise ImportRefused("started", _("This file is being imported already."))
    held.format, held.encoding = format, encoding
    held.columns = dict(columns) if columns else None
    held.job = jobs.enqueue(IMPORT_JOB, {"upload": held.pk}, actor=actor, at=at)
    held.save()
    return held
