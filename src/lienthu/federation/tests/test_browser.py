"""The staff's pages in a browser: accessible, narrow, by day and by night; and the work itself, without JavaScript."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in
from lienthu.federation import services

from .builders import AT, REFORM, federation, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY: dict[str, Any] = {"actor": None, "at": AT}
PASSWORD = "sen trắng nở bên sông"


@pytest.fixture
def network() -> None:
    """A province's network that the reform moved, and somebody who answers for all of it."""
    old = organisation("SO-HG", name="Sở Văn hóa, Thể thao và Du lịch tỉnh Hậu Giang", kind="authority")
    new = organisation("SO-CT", name="Sở Văn hóa, Thể thao và Du lịch thành phố Cần Thơ", kind="authority")
    library = organisation("HG", old, name="Thư viện tỉnh Hậu Giang", tier="provincial")
    organisation("HG-1", library, name="Bưu điện – văn hóa xã Vị Thanh", kind="post_office", tier="commune")
    services.add_site(organisation=library, name="Trụ sở", latitude=9.78, longitude=105.47, **BY)
    services.move(organisation=library, parent=new, on=REFORM, **BY)
    services.record_succession(predecessor=old, successor=new, kind="merge", on=REFORM, **BY)
    group = federation("LH", library, since=date(2010, 1, 1))
    services.add_office(federation=group, organisation=library, position="chair", person_name="Bà Minh Hoạ", **BY)
    lan = get_user_model().objects.create_user(username="lan", full_name="Lan Ví Dụ", password=PASSWORD)
    lan.roles.create(kind="system", organisation=None)


@pytest.fixture
def browser(network: None, live_server: Any) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def signed_in(context: BrowserContext, url: str) -> Page:
    return sign_in(context, url, username="lan")


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    changes = [f"organisations/HG/{verb}/" for verb in ("add", "site", "succession")]
    rooms = [
        "",
        "?day=31/02/2025",
        "organisations/HG/",
        *changes,
        "federations/",
        "federations/~found/",
        "tiers/",
        "tiers/add/",
    ]
    for address in (*rooms, "federations/LH/", "federations/LH/office/"):
        page.goto(f"{live_server.url}/staff/federation/{address}")
        assert_accessible_as(page)


def test_the_tree_is_read_as_of_a_day_and_a_library_renamed_without_javascript(
    browser: Browser, live_server: Any
) -> None:
    page = signed_in(browser.new_context(java_script_enabled=False), live_server.url)
    page.get_by_text("Trình đơn", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="Đơn vị", exact=True).click()
    tree = page.locator("ul.tree")
    expect(tree).not_to_contain_text("Sở Văn hóa, Thể thao và Du lịch tỉnh Hậu Giang")
    page.get_by_label("Vào ngày").fill("30/06/2025")
    page.get_by_role("button", name="Xem ngày này").click()
    expect(tree).to_contain_text("Sở Văn hóa, Thể thao và Du lịch tỉnh Hậu Giang")
    expect(page.get_by_label("Vào ngày")).to_have_value("30/06/2025")
    tree.get_by_role("link", name="Thư viện tỉnh Hậu Giang").click()
    page.get_by_role("link", name="Đổi tên").click()
    page.get_by_label("Tên đầy đủ").fill("Thư viện Hậu Giang – Cần Thơ")
    page.get_by_label("Từ ngày").fill("32/07/2025")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.locator(".error")).to_contain_text("ngày/tháng/năm")
    page.get_by_label("Từ ngày").fill("1/7/2025")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện Hậu Giang – Cần Thơ")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi tên mới.")
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{live_server.url}/staff/federation/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
