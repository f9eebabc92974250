"""A real browser for the tests: start it, sign in, look at a page as axe does."""

import contextlib
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright


@contextlib.contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Debian's chromium, with further options of its command line.

    Start it when everything is stored: Playwright runs a loop in this thread, and Django then refuses to touch the
    database in it.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *options])
        yield browser
        browser.close()


def new_page(context: BrowserContext) -> Page:
    """A page on which an error of a script fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{page.url}: {error}"))
    return page


def sign_in(context: BrowserContext, url: str, *, username: str, password: str, name: str) -> Page:
    """The staff's first page of the hub at `url`, which greets the person by `name`."""
    page = new_page(context)
    page.goto(f"{url}/staff/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Xin chào, {name}")
    return page


def assert_accessible(page: Page, width: int) -> None:
    """axe finds nothing on the page, all that folds opened, and it does not scroll sideways in `width` pixels.

    The staff's menu is left as it is: open, it lies over the page, and axe would not see what is beneath.
    """
    page.evaluate("document.querySelectorAll('details:not([data-menu])').forEach((one) => { one.open = true; })")
    report = Axe().run(page)
    assert report.violations_count == 0, f"{page.url}\n{report.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
