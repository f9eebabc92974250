"""The public pages in a browser: accessibility, narrow screens, the keyboard, with and without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, new_page
from lienthu.portal.tests.conftest import Catalogue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(catalogue: Catalogue, live_server: Any) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def opened(browser: Browser, address: str, **options: Any) -> Page:
    """The page, which must neither log an error nor reach for anything outside."""
    page = new_page(browser.new_context(**options))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def addresses(catalogue: Catalogue) -> list[str]:
    return [
        "/", "/search", "/search?q=nguyen&from=1990&kind=book", "/search?q=khongcogi", f"/t/{catalogue.kieu}?place=86",
        f"/t/{catalogue.ngam}", "/en/help", "/t/987654", "/nowhere",
    ]  # fmt: skip


def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    browser: Browser, live_server: Any, catalogue: Catalogue
) -> None:
    page = new_page(browser.new_context())  # one page: a new one has to fetch and read every font again
    for address in addresses(catalogue):
        page.goto(live_server.url + address)
        assert_accessible_as(page)


def test_nothing_is_fetched_from_elsewhere_and_a_page_stays_light(
    browser: Browser, live_server: Any, catalogue: Catalogue
) -> None:
    for address in addresses(catalogue)[:5]:
        page = browser.new_page()  # with nothing kept from before
        seen: list[tuple[str, int]] = []
        page.on("response", lambda response, seen=seen: seen.append((response.url, len(response.body()))))
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        assert all(url.startswith((live_server.url, "data:")) for url, _size in seen), seen
        # Uncompressed here; the wire carries about two thirds of it.
        assert sum(size for _url, size in seen) < 220_000, sorted(seen, key=lambda pair: -pair[1])[:5]
        page.close()


def test_a_search_is_found_chosen_and_opened_by_keyboard_alone(
    browser: Browser, live_server: Any, catalogue: Catalogue
) -> None:
    page = opened(browser, live_server.url + "/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Bạn tìm tài liệu gì?")
    expect(box).to_be_focused()
    page.keyboard.type("luc v")
    options = page.get_by_role("listbox", name="Nhan đề gợi ý").get_by_role("option")
    expect(options).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options).to_have_attribute("aria-selected", "true")
    expect(options).to_have_text("Lục Vân Tiên")
    expect(box).to_have_attribute("aria-activedescendant", options.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("a")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{catalogue.tien}")


def test_a_filter_swaps_the_list_and_back_and_reload_work(
    browser: Browser, live_server: Any, catalogue: Catalogue
) -> None:
    page = opened(browser, live_server.url + "/search?q=nguyen", viewport={"width": 1280, "height": 800})
    page.evaluate("window.sameDocument = true")
    expect(page.locator(".hit")).to_have_count(2)
    page.get_by_role("link", name="1990–1999").click()
    expect(page.locator(".hit")).to_have_count(1)
    expect(page).to_have_url(f"{live_server.url}/search?q=nguyen&from=1990&to=1999")
    assert page.evaluate("window.sameDocument") is True
    expect(page.locator("#announce")).to_have_text("1 nhan đề")
    page.reload()
    expect(page.locator(".hit")).to_have_count(1)
    page.go_back()
    expect(page.locator(".hit")).to_have_count(2)
    expect(page).to_have_url(f"{live_server.url}/search?q=nguyen")


def test_it_all_works_without_javascript(browser: Browser, live_server: Any, catalogue: Catalogue) -> None:
    page = opened(browser, live_server.url + "/", java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.get_by_label("Bạn tìm tài liệu gì?").fill("nguyen")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator(".hit")).to_have_count(2)
    page.get_by_text("Lọc kết quả").click()
    page.get_by_role("link", name="1990–1999").click()
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_role("link", name="Lục Vân Tiên").click()
    page.get_by_label("Gần", exact=True).select_option("86")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.locator(".distance")).to_have_count(1)
    expect(page.get_by_role("button", name="Gần tôi nhất")).to_be_hidden()


def test_the_chosen_night_is_remembered_and_there_before_the_first_paint(
    browser: Browser, live_server: Any, catalogue: Catalogue
) -> None:
    page = opened(browser, live_server.url + "/", color_scheme="light")
    by_day = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button = page.get_by_role("button", name="Giao diện tối")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("body")).not_to_have_css("background-color", by_day)
    # Only what stands in the head has run when the body begins.
    page.route("**/common.js", lambda route: route.abort())
    page.goto(live_server.url + "/search")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_sharing_the_place_puts_the_nearest_first(browser: Browser, live_server: Any, catalogue: Catalogue) -> None:
    page = opened(
        browser,
        f"{live_server.url}/t/{catalogue.kieu}",
        geolocation={"latitude": 10.23712, "longitude": 106.37321},
        permissions=["geolocation"],
    )
    page.get_by_role("button", name="Gần tôi nhất").click()
    page.wait_for_url("**/t/*?lat=10.24&lon=106.37#where")
    expect(page.locator(".holding h3").first).to_have_text("Thư viện tỉnh Bến Tre")


def test_a_closed_place_asks_for_a_province_instead(browser: Browser, live_server: Any, catalogue: Catalogue) -> None:
    page = opened(browser, f"{live_server.url}/t/{catalogue.kieu}", permissions=[])
    page.get_by_role("button", name="Gần tôi nhất").click()
    expect(page.get_by_text("xin chọn tỉnh, thành phố")).to_be_visible()
