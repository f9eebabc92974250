"""What is decided without a database."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from lienthu.common.tests.test_design import contrast, palette
from lienthu.lib.vietnamese import fold
from lienthu.website import rules
from lienthu.website.blocks import cells
from lienthu.website.editing import PLAIN_LETTERS
from lienthu.website.files import is_document
from lienthu.website.gate import policy_for
from lienthu.website.models import PublicSite
from lienthu.website.models.addresses import address_of, path_of, root_of
from lienthu.website.pictures import cleaned

from .builders import READER, photograph

ACCENTS = (Path(__file__).resolve().parent.parent / "static" / "website" / "accents.css").read_text()


def test_programs_are_no_readers() -> None:
    assert not rules.is_robot(READER)
    for agent in ("", "curl/8.0", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"):
        assert rules.is_robot(agent)


def test_who_comes_back_within_half_an_hour_is_on_the_same_visit() -> None:
    before = {"a": NOW - timedelta(minutes=10), "b": NOW - timedelta(hours=1)}
    told = rules.visits_in({"a": NOW, "b": NOW, "c": NOW}, before)
    assert told.visits == 2
    assert told.present == {"a": NOW, "b": NOW, "c": NOW}


@pytest.mark.parametrize(
    ("given", "spam"),
    [
        ({}, False),
        ({"seconds": 1.0}, True),
        ({"trap": "x"}, True),
        ({"text": "http://a http://b www.c"}, True),
        ({"name": "https://buy.example"}, True),
    ],
)
def test_a_form_that_a_program_filled_in_is_known(given: dict[str, object], spam: bool) -> None:
    asked = {"seconds": 30.0, "trap": "", "text": "Thư viện mở cửa mấy giờ? www.angiang.vn", "name": "Lan", **given}
    assert rules.is_spam(**asked) is spam  # type: ignore[arg-type]


def test_a_table_is_read_from_bars_and_from_a_spreadsheet() -> None:
    assert cells("Việc | Số\nTham luận | 4 | quá\n\nÝ kiến") == [["Việc", "Số"], ["Tham luận", "4"], ["Ý kiến", ""]]
    assert cells("Việc\tSố\nTham luận\t4") == [["Việc", "Số"], ["Tham luận", "4"]]
    assert cells("") == []


def test_an_address_is_below_the_own_host_name_or_on_the_hub() -> None:
    assert root_of("/an-giang-en/news/x/") == ("an-giang", "en")
    assert path_of("/an-giang/tin-tuc/x/", on_own_host=False) == "/trang/an-giang/tin-tuc/x/"
    assert path_of("/an-giang-en/", on_own_host=True) == "/en/"
    assert address_of("/an-giang/tin-tuc/", "tv.vn", None) == "http://tv.vn/tin-tuc/"


def test_a_picture_is_kept_without_what_the_camera_wrote_into_it() -> None:
    made = cleaned(SimpleUploadedFile("nha rieng.jpg", photograph()))
    with Image.open(made) as kept:
        assert kept.format == "JPEG"
        assert dict(kept.getexif()) == {}
    assert b"Telephone" not in photograph()[:0] + made.open().read()


@pytest.mark.parametrize("data", [b"<svg onload='x()'/>", b"<html><script>", b"\xff\xd8\xff and no more", b""])
def test_what_only_calls_itself_a_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError):
        cleaned(SimpleUploadedFile("anh.jpg", data, content_type="image/jpeg"))


def test_a_document_is_a_pdf_by_its_content() -> None:
    is_document(SimpleUploadedFile("a.doc", b"%PDF-1.7 rest"))
    with pytest.raises(ValidationError):
        is_document(SimpleUploadedFile("a.pdf", b"<html>"))


def test_of_what_is_written_into_the_editors_pages_only_its_own_calls_may_run() -> None:
    call = '<script>initDateChooser("id_on", {"a": 1});</script>'
    assert policy_for(HttpResponse(call)).count("'sha256-") == 1
    assert "'sha256-" not in policy_for(HttpResponse("<script>alert(1)</script>" + call.replace("init", "x;init")))
    assert "unsafe" not in policy_for(HttpResponse(call)).replace("style-src-attr 'unsafe-inline'", "")


def accent(name: str, night: bool) -> dict[str, str]:
    start = ':root[data-theme="dark"] ' if night else ""
    rows = re.findall(rf'^{re.escape(start)}\[data-accent="{name}"\] {{(.*?)}}', ACCENTS, re.M | re.S)
    found: dict[str, str] = {}
    for row in rows:
        found.update(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", row))
    return found


@pytest.mark.parametrize("name", [name for name in PublicSite.Accent.values if name != "river"])
def test_every_colour_of_a_site_can_be_read_by_day_and_by_night(name: str) -> None:
    for night in (False, True):
        own = {**accent(name, False), **accent(name, night)} if night else accent(name, False)
        assert {"river", "river-strong", "river-soft", "panel", "panel-deep"} <= set(accent(name, night))
        colours = {**palette(night), **own}
        pairs = [("river", ground) for ground in ("ground", "surface", "sunken", "river-soft")]
        pairs += [("panel-ink", "panel"), ("panel-soft", "panel-deep"), ("panel-gold", "panel"), ("on-river", "river")]
        for ink, ground in pairs:
            assert contrast(colours[ink], colours[ground]) >= 4.5, (name, night, ink, ground)


def test_the_address_of_a_page_keeps_every_letter_of_its_vietnamese_title() -> None:
    made = "Đường sách Thư viện tỉnh ở Nhơn Hội thứ bảy"
    for letters, plain in PLAIN_LETTERS:
        made = re.sub(letters, plain, made)
    assert made.lower() == fold(made) == "duong sach thu vien tinh o nhon hoi thu bay"
