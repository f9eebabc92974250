"""A phone instead of a scanner: the camera sees a label, and the desk answers as if it had been scanned."""

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from conftest import Person
from PIL import Image
from playwright.sync_api import Page, expect

from lienthu.catalogue.models import Copy
from lienthu.common.tests.browser import assert_accessible, chromium, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A browser on another machine than the hub, without https, has no camera for pages: the picture is taken apart.
NO_CAMERA = "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"


def seen(text: str) -> bytes:
    """What a camera sees of a label, as one JPEG picture of 640 × 480 pixels."""
    label = Image.fromarray(
        zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=3, add_quiet_zones=True)
    )
    view = Image.new("RGB", (640, 480), (150, 140, 130))
    view.paste(label.convert("RGB"), (120, 150))
    kept = io.BytesIO()
    view.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def says(page: Page, text: str) -> None:
    expect(page.locator("#outcome")).to_contain_text(text)


def test_the_camera_stands_for_the_scanner(ours: Person, shelf: list[Copy], live_server: Any, tmp_path: Path) -> None:
    film = tmp_path / "label.mjpeg"
    film.write_bytes(seen("B3") * 2)
    fake = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with chromium(*fake, f"--use-file-for-fake-video-capture={film}") as browser:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = sign_in(context, live_server.url, username="ours")
        page.goto(f"{live_server.url}/staff/circulation/desk/")
        button = page.get_by_role("button", name="Quét bằng máy ảnh")
        button.click()
        says(page, "sẵn sàng phục vụ")
        expect(page.locator("[data-camera-said]")).to_have_text("Đã quét: B3")
        assert_accessible(page)
        page.reload()  # a page that comes anew goes on looking
        says(page, "sẵn sàng phục vụ")
        button.click()
        expect(page.locator("video")).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")

        context.add_init_script(NO_CAMERA)
        page.reload()
        expect(button).to_be_hidden()
        picture = page.locator(".camera-picture input")
        picture.set_input_files({"name": "nothing.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
        expect(page.locator("[data-camera-said]")).to_contain_text("hãy chụp ảnh khác")
        picture.set_input_files({"name": "label.jpg", "mimeType": "image/jpeg", "buffer": seen("B4")})
        says(page, "B4")
        assert_accessible(page)
