"""Setting a library up in a browser: the steps, a file looked at and taken in, a row settled; on a phone as well."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from lienthu.common import jobs
from lienthu.common.tests.browser import assert_accessible, chromium, new_page
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from . import koha_dump
from .builders import AN, BINH, HOA, READERS, csv

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(ours: Person, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    patron(ours.library, "Nguyễn Thị Hoa", birth_date=date(1988, 3, 12), card="CU-1")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as found:
        yield found


def looked_at(page: Page, name: str) -> None:
    """axe finds nothing, and nothing is wider than the screen. Pictures where a folder is asked for."""
    if folder := os.environ.get("LIENTHU_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"intake-{name}.png"), full_page=True)
    assert_accessible(page)


def test_a_library_brings_its_readers_in(browser: Browser, ours: Person, live_server: Any, tmp_path: Path) -> None:
    client = Client()
    client.force_login(ours.user)
    context = browser.new_context(locale="vi-VN")
    url = live_server.url
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    page = new_page(context)
    page.goto(f"{url}/staff/intake/start/")
    looked_at(page, "start")
    page.get_by_role("link", name="Nhập bạn đọc", exact=True).click()
    expect(page.locator("#id_file")).to_be_attached()
    looked_at(page, "files")
    rows = (HOA, BINH, (*AN[:2], "không nhớ", *AN[3:6], "Học sinh", ""))
    page.locator("#id_file").set_input_files(csv(tmp_path / "ban-doc.csv", READERS, *rows))
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ban-doc.csv")
    looked_at(page, "preview")
    page.get_by_label("Học sinh").select_option(label="Thiếu nhi")
    expect(page.locator("#reading")).not_to_contain_text("“Học sinh” không phải")
    page.get_by_role("button", name="Nhập cả tệp").click()
    expect(page.locator("#progress")).to_be_visible()
    looked_at(page, "progress")
    assert jobs.work_here() == 1
    expect(page.get_by_role("button", name="Cùng một người")).to_be_visible()
    looked_at(page, "result")
    page.get_by_role("button", name="Cùng một người").click()
    expect(page.get_by_text("Từ nay dòng 2 là Nguyễn Thị Hoa.")).to_be_visible()
    assert Patron.objects.count() == 2
    page.goto(f"{url}/staff/intake/files/?kind=koha")
    page.locator("#id_file").set_input_files(koha_dump.write(tmp_path / "koha.sql.gz", koha_dump.small()))
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.locator("#progress")).to_be_visible()
    assert jobs.work_here() == 1
    expect(page.get_by_role("heading", name="Chi nhánh")).to_be_visible()
    expect(page.get_by_label("NL Người lớn")).to_have_value("adult")
    looked_at(page, "koha")
    page.get_by_role("button", name="Nhập tất cả").click()
    expect(page.locator("#progress")).to_be_visible()
    assert jobs.work_here() == 1
    expect(page.get_by_role("heading", name="Các phần")).to_be_visible()
    looked_at(page, "koha-result")
    context.close()
