"""A whole hub in one file, and back: a gzipped tar with the database, the uploads, the key and a manifest.

The database in it is always one SQLite file, whatever engine the hub runs on: a hub on one machine that has outgrown
it is moved to PostgreSQL by a backup and a restore. The search index is left out, being derived.
"""

import contextlib
import datetime
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from lienthu import __version__
from lienthu.common import tables
from lienthu.common.errors import DomainError

FORMAT = 1
MANIFEST, DATABASE, KEY, UPLOADS = "manifest.json", "database.sqlite3", "secret_key", "uploads"
DRAFT = ".restoring-"
OURS = {KEY, "logs", "setup.lock", "index", "static", UPLOADS}
OURS |= {f"lienthu.sqlite3{rest}" for rest in ("", "-wal", "-shm")}


class ArchiveRefused(DomainError):
    """The archive cannot be written or read here."""


def write(target: Path, *, at: datetime.datetime) -> int:
    """Write the hub, as it is at one instant, to `target` while it goes on working; returns the file's bytes.

    The file appears under its name only when it is whole. It holds the key and the password digests: it can be read by
    its owner only. Raises ArchiveRefused.
    """
    if target.exists():
        message = _("%(path)s is there already; give the backup another name.") % {"path": target}
        raise ArchiveRefused("archive_exists", message, path=str(target))
    if not target.parent.is_dir():
        message = _("There is no folder %(path)s for the backup; make it first.") % {"path": target.parent}
        raise ArchiveRefused("no_folder", message, path=str(target.parent))
    manifest = {
        "program": "lienthu",
        "format": FORMAT,
        "version": __version__,
        "engine": connection.vendor,
        "made_at": at.isoformat(),
    }
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
        database = Path(work) / DATABASE
        tables.snapshot(database)
        draft = Path(work) / "archive"
        with (
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as stream,
            tarfile.open(fileobj=stream, mode="w:gz", compresslevel=3) as archive,
        ):
            _add_bytes(archive, MANIFEST, json.dumps(manifest).encode(), at)
            archive.add(database, DATABASE)
            if (settings.HOME / KEY).exists():
                archive.add(settings.HOME / KEY, KEY)
            for path in sorted(path for path in settings.UPLOADS.rglob("*") if path.is_file()):
                archive.add(path, f"{UPLOADS}/{path.relative_to(settings.UPLOADS).as_posix()}")
        draft.rename(target)
    return target.stat().st_size


def restore(source: Path) -> dict[str, str]:
    """Put an archive into this hub's empty folder and database; returns its manifest. The index is the caller's.

    The database comes last and at once: a restore that was cut off leaves a hub without one, and may be repeated.
    """
    refuse_unless_empty_folder()
    for rest in settings.HOME.glob(f"{DRAFT}*"):
        shutil.rmtree(rest)
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=DRAFT) as work:
        folder = Path(work)
        manifest = _unpack(source, folder)
        _refuse_a_newer_version(folder / DATABASE, manifest)
        if (folder / KEY).exists():
            (folder / KEY).chmod(0o600)
            (folder / KEY).replace(settings.HOME / KEY)
        if (folder / UPLOADS).is_dir():
            shutil.rmtree(settings.UPLOADS, ignore_errors=True)
            (folder / UPLOADS).rename(settings.UPLOADS)
        tables.put_back(folder / DATABASE)
    return manifest


def refuse_unless_empty_folder() -> None:
    """Raise ArchiveRefused when the data folder holds uploads, or things that are not the hub's."""
    if not settings.HOME.is_dir():
        return
    strange = sorted(
        path.name for path in settings.HOME.iterdir() if path.name not in OURS and not path.name.startswith(DRAFT)
    )
    if strange or (settings.UPLOADS.is_dir() and any(settings.UPLOADS.rglob("*"))):
        message = _("The folder %(home)s is not empty; restore into an empty one: LIENTHU_HOME=FOLDER.") % {
            "home": settings.HOME
        }
        raise ArchiveRefused("home_not_empty", message, found=strange)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes, at: datetime.datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(at.timestamp()), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _unpack(source: Path, folder: Path) -> dict[str, str]:
    """The archive's files in `folder`, and its manifest. Only the names that we write are taken, as plain files."""
    with _damage_told(source), tarfile.open(source, mode="r|gz") as archive:
        manifest: dict[str, str] | None = None
        for entry in archive:
            name = PurePosixPath(entry.name)
            if manifest is None and entry.name != MANIFEST:
                break
            known = entry.name in {MANIFEST, DATABASE, KEY} or (
                name.parts[0] == UPLOADS and len(name.parts) > 1 and ".." not in name.parts and not name.is_absolute()
            )
            content = archive.extractfile(entry) if entry.isreg() else None
            if not known or content is None:
                continue
            if entry.name == MANIFEST:
                manifest = json.load(content)
                continue
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                shutil.copyfileobj(content, stream, 1 << 20)
        if not isinstance(manifest, dict) or manifest.get("program") != "lienthu" or not (folder / DATABASE).exists():
            raise tarfile.ReadError("not a backup")
    if int(manifest["format"]) > FORMAT:
        raise _of_newer_version(manifest)
    return manifest


@contextlib.contextmanager
def _damage_told(source: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        message = _("There is no file %(path)s.") % {"path": source}
        raise ArchiveRefused("no_archive", message) from error
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, KeyError) as error:
        if isinstance(error, OSError) and not isinstance(error, tarfile.TarError) and error.errno is not None:
            raise
        message = _("%(path)s is not a whole backup of a hub; take another copy of it.") % {"path": source}
        raise ArchiveRefused("not_an_archive", message) from error


def _refuse_a_newer_version(database: Path, manifest: dict[str, str]) -> None:
    with contextlib.closing(sqlite3.connect(database)) as opened:
        try:
            applied = set(opened.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.DatabaseError as error:
            message = _("The database inside the backup cannot be read (%(detail)s).") % {"detail": error}
            raise ArchiveRefused("damaged_database", message) from error
    known = set(MigrationLoader(None).disk_migrations)
    if applied - known:
        raise _of_newer_version(manifest)


def _of_newer_version(manifest: dict[str, str]) -> ArchiveRefused:
    message = _("The backup was made by version %(theirs)s, and this is %(ours)s: install that version first.") % {
        "theirs": manifest.get("version"),
        "ours": __version__,
    }
    return ArchiveRefused("newer_version", message)
