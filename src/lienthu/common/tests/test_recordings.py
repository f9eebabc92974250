"""Films and sounds are what their content says, keep no place, and are sent in the pieces that a player asks for."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory

from lienthu.common import ranges
from lienthu.lib import recordings

PLACE = b"+20.8651+106.6838/"


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(handler: bytes) -> bytes:
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))


def film(*handlers: bytes, brand: bytes = b"isom") -> bytes:
    """The smallest MP4: its sort, a track of each handler, where it was taken, and no picture."""
    place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE))
    tracks = b"".join(track(each) for each in handlers or (b"vide", b"soun", b"meta"))
    return box(b"ftyp", brand + bytes(4) + b"isom") + box(b"moov", tracks + place) + box(b"mdat", b"\0" * 64)


FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # MPEG 1, layer III, 128 kbit/s, 44.1 kHz


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (film(), recordings.MP4),
        (film(b"soun", brand=b"M4A "), recordings.M4A),
        (film(b"text"), None),  # neither film nor sound
        (film()[:-1], None),  # its boxes do not fit into it
        (box(b"ftyp", b"qt  " + bytes(4) + b"qt  ") + box(b"moov", track(b"vide")), None),
        (box(b"ftyp", b"heic" + bytes(4) + b"mif1"), None),  # a picture
        (b"\x1aE\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(40), recordings.WEBM),
        (b"\x1aE\xdf\xa3\x9f\x42\x82\x88matroska" + bytes(40), None),
        (FRAME * 3, recordings.MP3),
        (b"ID3\x04\x00\x00\x00\x00\x00\x05" + bytes(5) + FRAME * 3, recordings.MP3),
        (FRAME + b"<script>" + FRAME, None),
        (b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(30), recordings.OGG),
        (b"OggS\x00\x02" + bytes(20) + b"\x01\x13\x80theora" + bytes(30), None),
        (b"<html><script>", None),
        (b"", None),
    ],
)
def test_a_recording_is_told_by_its_content(content: bytes, kind: str | None) -> None:
    file = io.BytesIO(content)
    assert (recordings.kind_of(file), file.tell()) == (kind, 0)


def test_where_a_film_was_taken_goes_and_nothing_else_moves() -> None:
    file = io.BytesIO(film())
    recordings.without_place(file)
    kept = file.getvalue()
    assert PLACE not in kept
    assert len(kept) == len(film())
    assert recordings.kind_of(file) == recordings.MP4
    assert kept.count(b"trak") == 2  # the third told of the film instead of showing it


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("", 200, b"0123456789", None),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=4-2", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_player_gets_the_piece_that_it_asks_for(
    tmp_path: Path, settings: Any, asked: str, status: int, body: bytes, told: str | None
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = default_storage.save("contests/1.mp3", ContentFile(b"0123456789"))
    answer = ranges.sent(RequestFactory().get("/", headers={"range": asked}), path, "audio/mpeg")
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert (answer.status_code, sent, answer.headers.get("Content-Range")) == (status, body, told)
    assert answer["X-Content-Type-Options"] == "nosniff"
