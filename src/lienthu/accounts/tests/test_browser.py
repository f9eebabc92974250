"""The account's pages in a browser: accessible, narrow, without inline scripts; and a passkey from making to use."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lienthu.accounts import services
from lienthu.common.tests.browser import (
    NARROW_NIGHT,
    WIDE_DAY,
    assert_accessible,
    assert_accessible_as,
    chromium,
    new_page,
)
from lienthu.federation.services import add_site
from lienthu.federation.tests.builders import AT, organisation

from .codes import code_of
from .test_permissions import BY, staff
from .test_sign_in import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hub() -> None:
    """A library with two sites, its director with a role over another as well, and a colleague."""
    library, other = organisation("LIB", name="Thư viện tỉnh An Giang"), organisation("OTHER")
    for name, kind in (("Trụ sở", "main"), ("Chi nhánh Châu Đốc", "branch")):
        add_site(organisation=library, name=name, kind=kind, actor=None, at=AT)
    lan = staff("lan", "director", library)
    services.give_role(user=lan, kind="director", organisation=other, **BY)
    staff("mai", "circulation", library)


@pytest.fixture
def browser(hub: None, live_server: Any) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def sign_in(page: Page, url: str, name: str = "lan") -> None:
    page.goto(f"{url}/staff/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_label("Tên đăng nhập")).to_have_count(0)


def confirm(page: Page) -> None:
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


def test_the_pages_of_signing_in_are_well(browser: Browser, live_server: Any) -> None:
    context = browser.new_context()
    page = new_page(context)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{live_server.url}/staff/sign-in/")
    assert_accessible_as(page)
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/staff/account/app/add/")
    assert_accessible_as(page)
    confirm(page)
    secret = page.locator("code.secret").inner_text()
    assert_accessible_as(page)
    page.get_by_label("Mã đang hiện trong ứng dụng").fill(code_of(secret))
    page.get_by_role("button", name="Thêm ứng dụng này").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert_accessible_as(page)
    for address in (
        *(
            "",
            "account/",
            "account/app/remove/",
            "account/codes/new/",
            "account/passkeys/add/",
            "account/confirm/code/",
        ),
        *("working/", "people/", "people/add/", "audit/?person=x", "password/"),
        *("sign-out/", "sign-in/closed/"),
    ):
        page.goto(f"{live_server.url}/staff/{address}")
        assert_accessible_as(page)
    for name in ("Cán bộ lan", "Cán bộ mai"):
        page.goto(f"{live_server.url}/staff/people/")
        page.get_by_role("main").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert_accessible_as(page)
    context.clear_cookies()
    sign_in(page, live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bước thứ hai")
    assert_accessible_as(page)
    assert refused == []


def test_the_menu_opens_by_keyboard_and_closes_again(browser: Browser, live_server: Any) -> None:
    page = new_page(browser.new_context())
    sign_in(page, live_server.url)
    panel, summary = page.locator(".staff-menu-panel"), page.locator(".staff-menu summary")
    summary.focus()
    for width, _scheme in (WIDE_DAY, NARROW_NIGHT):
        page.set_viewport_size({"width": width, "height": 700})
        expect(panel).to_be_hidden()
        page.keyboard.press("Enter")
        expect(panel).to_be_visible()
        expect(panel.locator("p.label").get_by_text("Biên mục", exact=True)).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Tab")
        expect(panel.locator("a").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    panel.get_by_role("link", name="Cán bộ và quyền").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cán bộ và quyền")


def test_somebody_with_two_libraries_chooses_where_to_work_today(browser: Browser, live_server: Any) -> None:
    page = new_page(browser.new_context())
    sign_in(page, live_server.url)
    page.get_by_role("link", name="Chọn nơi làm việc").first.click()
    page.get_by_role("button", name="Chi nhánh Châu Đốc").click()
    expect(page.locator(".workplace")).to_contain_text("Thư viện tỉnh An Giang · Chi nhánh Châu Đốc")


def test_a_passkey_is_made_stands_for_the_password_and_is_removed(browser: Browser, live_server: Any) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")  # browsers give passkeys to localhost, never to an address
    context = browser.new_context()
    page = new_page(context)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    sign_in(page, url)
    page.goto(f"{url}/staff/account/passkeys/add/")
    confirm(page)
    page.get_by_label("Tên khóa truy cập").fill("máy thư viện")
    page.get_by_label("Dùng thay cả mật khẩu").check()
    page.get_by_role("button", name="Thêm khóa này").click()
    expect(page.get_by_text("Đã thêm khóa truy cập.")).to_be_visible()
    context.clear_cookies()
    page.goto(f"{url}/staff/people/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cán bộ và quyền")
    context.clear_cookies()
    sign_in(page, url)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
    page.goto(f"{url}/staff/account/")
    page.get_by_role("link", name="Gỡ máy thư viện").click()
    page.get_by_role("link", name="Dùng khóa truy cập").or_(page.get_by_label("Mật khẩu")).first.wait_for()
    confirm(page)
    page.get_by_role("button", name="Gỡ khóa truy cập").click()
    expect(page.get_by_text("Đã gỡ khóa truy cập.")).to_be_visible()
