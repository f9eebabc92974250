"""A stocktaking in a browser, from opening to minutes: two people scan at once, one of them on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lienthu.accounts.models import Role
from lienthu.common.tests.browser import assert_axe_finds_nothing, assert_fits, chromium
from lienthu.stock.tests.builders import two_shelves

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 720}


@pytest.fixture
def browser(
    home: Person, person: Callable[..., Person], tmp_path: Path, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    """After what is stored: Playwright runs a loop in this thread, in which Django refuses to touch the database."""
    two_shelves(tmp_path, home)
    clerk = person("CLERK", "Thư viện xã", kind="reporter")
    Role.objects.filter(user=clerk.user).delete()
    Role.objects.create(user=clerk.user, kind="circulation", organisation=home.library)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as started:
        yield started


def signed_in(context: BrowserContext, person: Person, url: str) -> Page:
    """By a session of the person's, as `Client.force_login` makes it: how one signs in is tested elsewhere."""
    from django.test import Client

    client = Client()
    client.force_login(person.user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def clean(page: Page) -> None:
    """No fault that axe knows, and nothing wider than the page."""
    assert_axe_finds_nothing(page)
    assert_fits(page)


def scan(page: Page, code: str, answer: str) -> None:
    """As a scanner does it: keys and Enter, wherever the cursor is left by the page."""
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text(answer)
    expect(page.locator("#answer")).to_contain_text(code)


def test_two_people_count_at_once_and_the_minutes_agree(
    browser: Browser, home: Person, live_server: Any, tmp_path: Path
) -> None:
    from lienthu.accounts.models import User

    url = live_server.url
    director = signed_in(browser.new_context(viewport=DESK, locale="vi"), home, url)
    director.goto(f"{url}/staff/stock/stocktakings/")
    clean(director)
    director.get_by_role("link", name="Mở đợt kiểm kê").first.click()
    expect(director.get_by_label("Tên", exact=True)).to_be_visible()
    clean(director)
    director.get_by_label("Tên", exact=True).fill("Kiểm kê đầu năm")
    director.get_by_role("button", name="Chốt danh sách và bắt đầu").click()
    expect(director.get_by_role("heading", level=1)).to_have_text("Kiểm kê đầu năm")
    clean(director)
    director.get_by_role("link", name="Quét", exact=True).click()
    expect(director.locator("#code")).to_be_focused()
    address = director.url

    clerk = Person(User.objects.get(username="clerk"), home.library)
    phone = signed_in(browser.new_context(viewport=PHONE, locale="vi"), clerk, url)
    phone.goto(address)
    scan(director, "A1", "Đã tính.")
    scan(phone, "A2", "Đã tính.")
    scan(director, "A2", "Đã quét trước đó")
    scan(phone, "KHONGCO", "Không có bản nào mang mã này")
    scan(phone, "A3", "Đã tính.")
    for page in (director, phone):
        clean(page)
    assert phone.evaluate("document.activeElement.id") == "code"

    phone.get_by_role("link", name="Tiến độ và phát hiện").click()
    expect(phone.get_by_text("Đã thấy 3 trong 5 bản")).to_be_visible()
    clean(phone)
    phone.get_by_role("link", name="Mã không rõ").click()
    phone.get_by_role("button", name="Để riêng KHONGCO").click()
    expect(phone.get_by_text("KHONGCO: để riêng để xem xét.")).to_be_visible()
    clean(phone)

    director.goto(address.replace("/scan/", "/close/"))
    clean(director)
    director.get_by_label("Ban kiểm kê").fill("Trần Thị Bình; Giám đốc; Trưởng ban\nLê Văn Cường; Thủ thư; Thành viên")
    director.get_by_role("button", name="Khóa sổ và chốt số liệu").click()
    expect(director.get_by_role("row", name="Thiếu 2 2").first).to_be_visible()
    clean(director)
    with director.expect_download() as download:
        director.get_by_role("link", name="Biên bản (Word)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    phone.goto(address)
    expect(phone.get_by_text("Đợt kiểm kê này đã khóa sổ")).to_be_visible()


def test_a_weeding_list_by_keyboard_on_a_phone(browser: Browser, home: Person, live_server: Any) -> None:
    page = signed_in(browser.new_context(viewport=PHONE, locale="vi"), home, live_server.url)
    page.goto(f"{live_server.url}/staff/stock/weeding/")
    clean(page)
    page.get_by_role("link", name="Lập danh sách").first.click()
    expect(page.get_by_label("Số bản của một tên nhiều hơn")).to_be_visible()
    clean(page)
    page.get_by_label("Số bản của một tên nhiều hơn").fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thanh lọc 1 bản của 1 tên, giữ lại 0.")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Đề nghị", exact=True).press("Enter")
    page.get_by_role("link", name="Ghi quyết định").press("Enter")
    expect(page.get_by_label("Số quyết định")).to_be_visible()
    clean(page)
    page.get_by_label("Số quyết định").fill("05/QĐ-TV")
    page.get_by_role("button", name="Thanh lọc các bản").press("Enter")
    expect(page.get_by_text("Đã thanh lọc: 1 bản.")).to_be_visible()
    clean(page)
