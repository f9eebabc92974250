"""Pictures that come in do not say where they were taken, and stay as they look."""

import io
import struct
import zlib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from lienthu.common import pictures, uploads
from lienthu.common.errors import DomainError

from .builders import photograph, says_nothing

ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_paper_that_was_photographed_is_kept_upright_and_without_its_place(
    kind: str, settings: Any, tmp_path: Path
) -> None:
    settings.UPLOADS = tmp_path
    came = photograph(kind)
    assert not says_nothing(came)
    path = uploads.keep(SimpleUploadedFile("a", came), folder="rotation", of=7, suffix=ENDINGS[kind])
    kept = (tmp_path / path).read_bytes()
    assert says_nothing(kept)
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == (kind, (40, 60))


def test_a_pdf_stays_as_it_came_and_half_a_picture_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path
    path = uploads.keep(SimpleUploadedFile("a", b"%PDF-1.7 text"), folder="rotation", of=7, suffix=".pdf")
    assert (tmp_path / path).read_bytes() == b"%PDF-1.7 text"
    half = SimpleUploadedFile("a", photograph(size=(600, 400))[:700])
    assert not uploads.is_readable(half)
    with pytest.raises(DomainError):
        uploads.keep(half, folder="rotation", of=7, suffix=".jpg")
    assert len(list(tmp_path.rglob("*.*"))) == 1


def test_a_picture_of_too_many_points_is_refused_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    for made in (pictures.bare, lambda data: pictures.upright(data, longest=100)):
        with pytest.raises(ValueError, match="exceeds limit"):
            made(photograph())


def test_what_only_claims_to_be_a_picture_is_refused_before_it_unfolds() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    for data in (b"\x89PNG\r\n\x1a\n" + b"".join(chunks), b"<svg onload='x()'/>", b"\xff\xd8\xff<script>", b""):
        for made in (pictures.bare, lambda given: pictures.upright(given, longest=100)):
            with pytest.raises(ValueError):
                made(data)


def test_pictures_that_were_stored_before_lose_their_places(settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path
    made = {"trips/3/a.jpg": photograph(), "patrons/001/1-b.png": photograph("PNG"), "rotation/2-c.webp": b"RIFF none"}
    for name, data in made.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    migration = import_module("lienthu.common.migrations.0004_pictures_without_places")
    migration.make_anew(apps, connection.schema_editor())
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")} == set(made)
    assert says_nothing((tmp_path / "trips/3/a.jpg").read_bytes())
    assert says_nothing((tmp_path / "patrons/001/1-b.png").read_bytes())
    assert (tmp_path / "rotation/2-c.webp").read_bytes() == b"RIFF none"


def test_words_that_a_program_wrote_into_a_photograph_are_gone() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40)).save(stream, "JPEG", comment=b"at my home")
    for made in (pictures.upright(stream.getvalue(), longest=30), pictures.bare(stream.getvalue())):
        assert b"at my home" not in made
