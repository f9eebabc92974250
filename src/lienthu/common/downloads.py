"""Files that pages answer with: what was made for the answer, and what was handed in and lies below the uploads."""

from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from lienthu.lib.vietnamese import fold

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST: Final = 80  # letters of one part of a plain name
PUBLIC: Final = "public, max-age=3600"  # what anybody may see, and every cache on the way may keep


def named(name: str, *, shown: bool = False) -> dict[str, str]:
    """The header by which an answer is a file of this name, in whatever letters: to be kept, or `shown` at once."""
    return {"Content-Disposition": content_disposition_header(not shown, name) or ""}


def download(content: bytes | str, name: str, *, shown: bool = False) -> HttpResponse:
    """A file of one of KINDS, which the name's ending tells."""
    kind = KINDS[name.rpartition(".")[2]]
    return HttpResponse(content, content_type=kind, headers=named(name, shown=shown))


def plain_name(*words: str) -> str:
    """A name that every machine takes, without its ending: "Biểu 1", "Thư viện Cà Mau" → "bieu-1-thu-vien-ca-mau".

    Each of the words is cut where it is long, between syllables, so that what comes after it is still read.
    """
    return "-".join(filter(None, (_cut(slugify(fold(each.replace("/", "-")))) for each in words))) or "file"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition("-")[0] or text[:LONGEST]


def opened(path: str) -> "File[Any]":
    """The file that lies there below the uploads. Raises Http404."""
    if not path or not default_storage.exists(path):
        raise Http404
    return default_storage.open(path)


def stored(path: str, kind: str, name: str = "", *, shown: bool = False, cache: str = "private") -> FileResponse:
    """A file that lies below the uploads, to be kept under the name; without one, or `shown`, it opens in the browser.

    Page 404 where it is gone.
    """
    return FileResponse(
        opened(path), as_attachment=bool(name) and not shown, filename=name, content_type=kind,
        headers={"Cache-Control": cache},
    )  # fmt: skip
