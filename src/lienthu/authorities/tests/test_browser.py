"""In a browser: a heading taken from the list by keyboard alone, in the form and in the grid; pages accessible."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from playwright.sync_api import Browser, Page, expect

from lienthu.common.tests.browser import assert_accessible_as, assert_axe_finds_nothing, chromium, sign_in

from .builders import corrected, heading, person_form, provincial, saved
from .test_files import HO_CHI_MINH, taken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Pages = dict[str, str]


@pytest.fixture
def pages(our_library: Person, tmp_path: Path) -> Pages:
    """The addresses that are looked at, gathered before Playwright's loop runs in this thread."""
    provincial(our_library)
    taken(tmp_path, HO_CHI_MINH)
    saved(our_library, "Dế mèn phiêu lưu ký", ("100", "0 \x1faTô Hoài"), ("650", " 4\x1faVăn học thiếu nhi"))
    saved(our_library, "Tự truyện", ("100", "0 \x1faTô Hoài,\x1fd1920-2014"))
    saved(our_library, "Đường kách mệnh", ("100", "0 \x1faNguyễn Ái Quốc"))
    saved(our_library, "Sống mòn", ("100", "0 \x1faNam Cao"))
    change = corrected("Nam Cao", person_form("Nam Cao", "-1951"), [our_library])
    number = heading("Tô Hoài").pk
    return {
        "list": "", "doubles": "doubles/", "files": "files/", "heading": f"{number}/",
        "merge": f"{number}/?into={heading('Tô Hoài, 1920-2014').pk}", "find": f"{number}/?find=to+ho",
        "leads": f"{heading('Hồ Chí Minh, 1890-1969').pk}/", "change": f"changes/{change.pk}/",
    }  # fmt: skip


@pytest.fixture
def browser(pages: Pages, live_server: Any) -> Iterator[Browser]:
    with chromium() as started:
        yield started


def signed_in(browser: Browser, url: str, **context: Any) -> Page:
    return sign_in(browser.new_context(**context), url, username="ours")


def pictured(page: Page, name: str) -> None:
    if folder := os.environ.get("LIENTHU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_heading_is_taken_by_keyboard_in_the_form_and_in_the_grid(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser, live_server.url, viewport={"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/staff/cataloguing/records/")
    page.get_by_role("button", name="Sách").first.click()
    page.get_by_label("Nhan đề chính").fill("Nhật ký trong tù")
    author, years = page.get_by_label("Tác giả chính"), page.get_by_label("Năm sinh, năm mất").first
    author.press_sequentially("nguyen ai q")
    options = page.get_by_role("listbox", name="Tiêu đề chuẩn").get_by_role("option")
    expect(options).to_have_count(1)
    expect(options.first).to_contain_text("Nguyễn Ái Quốc → xem Hồ Chí Minh, 1890-1969")
    page.keyboard.press("ArrowDown")
    assert_axe_finds_nothing(page)
    pictured(page, "editor")
    page.keyboard.press("Enter")
    expect(author).to_have_value("Hồ Chí Minh")
    expect(years).to_have_value("1890-1969")
    expect(page.get_by_role("listbox", name="Tiêu đề chuẩn")).to_be_hidden()
    page.keyboard.press("F2")
    row = page.locator("[name=text]", has_text="Hồ Chí Minh")
    expect(row).to_have_value("$aHồ Chí Minh,$d1890-1969$0(VN-LT)n1")
    page.locator("[name=tag]").last.press("Enter")
    page.keyboard.type("650#4$avan hoc", delay=20)
    expect(options.filter(has_text="Văn học thiếu nhi")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=text]").last).to_have_value(re.compile(r"\$aVăn học thiếu nhi\$0\(LT\)[0-9]+"))


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, live_server: Any, pages: Pages) -> None:
    page = signed_in(browser, live_server.url)
    for name, path in pages.items():
        page.goto(f"{live_server.url}/staff/authorities/{path}")
        assert_accessible_as(page)
        pictured(page, name)
    page.goto(f"{live_server.url}/search?q=nguyen+sinh+cung")
    expect(page.get_by_role("link", name="Hồ Chí Minh, 1890-1969")).to_be_visible()
    assert_accessible_as(page)
    pictured(page, "search")
