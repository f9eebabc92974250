"""Files that a browser asks for in pieces, as players of film and sound do. Source: RFC 9110, section 14."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from lienthu.common.downloads import opened

PIECE = 262_144  # bytes that are in memory at once
POLICY = "default-src 'none'; sandbox"  # of a file that is opened by itself: nothing in it runs


def sent(request: HttpRequest, path: str, kind: str) -> HttpResponseBase:
    """The file below the uploads, for this reader alone: whole, or the one piece that is asked for.

    `kind` was found out from the content when it came; the browser guesses nothing. Raises Http404.
    """
    file = opened(path)
    size = file.size
    span = _span(request.headers.get("Range", ""), size)
    answer: HttpResponseBase
    if span is None:
        answer = FileResponse(file, content_type=kind)
    elif span[0] >= size:
        file.close()
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = span
        answer = StreamingHttpResponse(_pieces(file, first, last), content_type=kind, status=206)
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        answer.headers["Content-Length"] = str(last - first + 1)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte; None for all of it: nothing asked, several pieces, or words that are no range."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", asked.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # the last so many bytes
        return (max(0, size - int(found[2])), size - 1) if int(found[2]) else (size, size)
    first = int(found[1])
    if found[2] and int(found[2]) < first:
        return None
    return first, min(int(found[2]), size - 1) if found[2] else size - 1


def _pieces(file: "File[Any]", first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
