"""Barcodes in pictures, and the address that reads them for phones that cannot."""

import io

import pytest
import zxingcpp
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lienthu.common import barcodes

CODE128, QR, EAN13 = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.EAN13


def label(text: str, kind: zxingcpp.BarcodeFormat = CODE128) -> Image.Image:
    return Image.fromarray(zxingcpp.create_barcode(text, kind).to_image(scale=3, add_quiet_zones=True)).convert("RGB")


def photograph(*labels: tuple[Image.Image, tuple[int, int]], turned: int = 0) -> bytes:
    """A grey desk of 1280 × 960 pixels with labels lying on it."""
    desk = Image.new("RGB", (1280, 960), (150, 140, 130))
    for each, place in labels:
        desk.paste(each, place)
    kept = io.BytesIO()
    desk.rotate(turned, expand=True, fillcolor=(150, 140, 130)).save(kept, "JPEG", quality=60)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("text", "kind"), [("MT.0001234", CODE128), ("TV-AG 00017", QR), ("Thẻ số 5", QR), ("9786042088749", EAN13)]
)
def test_a_label_in_a_picture_is_read(text: str, kind: zxingcpp.BarcodeFormat) -> None:
    assert barcodes.read(photograph((label(text, kind), (400, 300)))) == [text]


@pytest.mark.parametrize("turned", [90, 180, 270, 8])
def test_a_phone_may_be_held_as_one_likes(turned: int) -> None:
    assert barcodes.read(photograph((label("MT0001234"), (400, 300)), turned=turned)) == ["MT0001234"]


def test_of_several_labels_the_one_in_the_middle_comes_first() -> None:
    picture = photograph((label("EDGE1"), (20, 20)), (label("MIDDLE"), (500, 420)), (label("EDGE2"), (900, 800)))
    assert barcodes.read(picture)[0] == "MIDDLE"
    assert set(barcodes.read(picture)) == {"EDGE1", "MIDDLE", "EDGE2"}


def test_a_picture_of_nothing_has_no_codes() -> None:
    assert barcodes.read(photograph()) == []


@given(st.binary(max_size=400))
def test_what_is_no_picture_is_refused_in_a_sentence(noise: bytes) -> None:
    for sent in (noise, b"\xff\xd8\xff\xe0" + noise, b"\x89PNG\r\n\x1a\n" + noise):
        with pytest.raises(barcodes.UnreadablePicture):
            barcodes.read(sent)


def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused() -> None:
    kept = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(kept, "PNG")
    assert len(kept.getvalue()) < 100_000
    with pytest.raises(barcodes.UnreadablePicture, match="6 MB"):
        barcodes.read(kept.getvalue())


def sent(client: Client, picture: bytes) -> tuple[int, dict[str, object]]:
    answer = client.post("/staff/codes/", {"picture": SimpleUploadedFile("p.jpg", picture)})
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_only_somebody_signed_in_has_a_picture_read(client: Client) -> None:
    picture = photograph((label("MT0001234"), (400, 300)))
    away = client.post("/staff/codes/", {"picture": SimpleUploadedFile("p.jpg", picture)})
    assert (away.status_code, away.headers["Location"].partition("?")[0]) == (302, "/staff/sign-in/")
    client.force_login(get_user_model().objects.create_user(username="desk", password="-", full_name="Quầy"))
    assert sent(client, picture) == (200, {"codes": ["MT0001234"]})
    status, told = sent(client, b"no picture")
    assert status == 400
    assert "chụp" in str(told["error"])
    assert client.post("/staff/codes/").status_code == 400
