"""A real browser for the tests: start it, sign in, look at a page as axe does."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

Look = tuple[int, Literal["light", "dark"]]  # width in pixels, by day or by night
WIDE_DAY: Look = (1280, "light")
NARROW_NIGHT: Look = (360, "dark")
LOOKS: tuple[Look, ...] = (WIDE_DAY, (1280, "dark"), NARROW_NIGHT, (360, "light"))


@contextlib.contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Debian's chromium, with further options of its command line, empty as when it was new.

    Ask for it when everything is stored: Playwright runs a loop in this thread, and Django then refuses to touch the
    database in it.
    """
    with _playing() as playwright:
        browser = _browsers.get(options)
        if browser is None or not browser.is_connected():
            path = "/usr/bin/chromium"
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *options])
            _browsers[options] = browser
        try:
            yield browser
        finally:
            for context in browser.contexts:
                context.close()


# A start takes seconds, so each process of the tests starts one browser and keeps it; `close` ends it with the tests.
_browsers: dict[tuple[str, ...], Browser] = {}
_started: list[tuple[Playwright, asyncio.AbstractEventLoop]] = []


@contextlib.contextmanager
def _playing() -> Iterator[Playwright]:
    """Playwright with its loop marked as running in this thread, which it is no longer outside of the block."""
    if _started:
        asyncio._set_running_loop(_started[0][1])
    else:
        playwright = sync_playwright().start()
        _started.append((playwright, asyncio.get_running_loop()))
    try:
        yield _started[0][0]
    finally:
        asyncio._set_running_loop(None)


def close() -> None:
    """End the browsers that this process has started."""
    if _started:
        with _playing() as playwright:
            for browser in _browsers.values():
                browser.close()
            playwright.stop()
        _browsers.clear()
        _started.clear()


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


def assert_accessible_as(page: Page, looks: Sequence[Look] = LOOKS) -> None:
    """`assert_accessible` in each of the looks, without asking the server for the page again."""
    for width, scheme in looks:
        # Without motion: axe would measure a colour on its way from day to night.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        assert_accessible(page, width)
    # The next page is loaded as it is looked at first: chromium keeps the old colours of what is folded away while
    # they change.
    page.emulate_media(color_scheme=looks[0][1], reduced_motion="reduce")
