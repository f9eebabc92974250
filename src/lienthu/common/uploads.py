"""Files that people hand in as evidence, kept below the uploads under names of our own."""

import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.common import pictures
from lienthu.common.downloads import KINDS
from lienthu.common.errors import DomainError

SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
PICTURES = frozenset(SUFFIXES.values()) - {".pdf"}
WORD = KINDS["docx"]
MOST_UNPACKED = 100_000_000  # bytes of a Word document; a zip that unfolds to more is none
_SIGNS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))


def media_type(upload: "UploadedFile[Any]") -> str | None:
    """What it is by its first bytes, whatever it is called; None for neither a picture nor a PDF."""
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in _SIGNS if head.startswith(sign)), None)


def document_type(upload: "UploadedFile[Any]") -> str | None:
    """PDF or a Word document (.docx) without macros, by what is in it; None for anything else."""
    kind = media_type(upload)
    if kind == "application/pdf":
        return kind
    try:
        with zipfile.ZipFile(upload) as packed:
            names = set(packed.namelist())
            whole = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    finally:
        upload.seek(0)
    parts = {"[Content_Types].xml", "word/document.xml"}
    return WORD if parts <= names and "word/vbaProject.bin" not in names and whole <= MOST_UNPACKED else None


def keep(upload: "UploadedFile[Any]", *, folder: str, of: int, suffix: str) -> str:
    """Write the file down; returns its path below the uploads. A picture is made anew, so that it does not say where
    it was taken; anything else stays as it came. Raises DomainError for a picture that cannot be read through.
    """
    upload.seek(0)
    made = _without_traces(upload) if suffix in PICTURES else None
    path = f"{folder}/{of}-{get_random_string(16)}{suffix}"
    target = Path(settings.UPLOADS) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        for chunk in upload.chunks() if made is None else (made,):
            file.write(chunk)
    return path


def is_readable(upload: "UploadedFile[Any]") -> bool:
    """Whether `keep` takes it: a picture must open and be whole."""
    kind = media_type(upload)
    if SUFFIXES.get(kind or "") not in PICTURES:
        return True
    try:
        _without_traces(upload)
    except DomainError:
        return False
    finally:
        upload.seek(0)
    return True


def _without_traces(upload: "UploadedFile[Any]") -> bytes:
    try:
        return pictures.bare(upload.read())
    except (OSError, ValueError) as error:
        raise DomainError("unreadable", _("The picture cannot be read. Take another copy of it.")) from error


def called(upload: "UploadedFile[Any]", path: str) -> str:
    """What the file is shown as: its own name, or ours where it has none."""
    return Path(upload.name or "").name[-200:] or Path(path).name
