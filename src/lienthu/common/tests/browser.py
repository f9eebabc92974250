"""A real browser for the tests: start it, sign in, look at a page as axe does."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

# Chromium without windows, which cost more than the pages in them; the whole one where Debian's shell is absent.
WINDOWLESS = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
Found = TypeVar("Found")
Look = tuple[int, Literal["light", "dark"]]  # width in pixels, by day or by night
WIDE_DAY: Look = (1280, "light")
NARROW_NIGHT: Look = (360, "dark")
BOTH = (WIDE_DAY, NARROW_NIGHT)
_looks: "WeakKeyDictionary[Page, int]" = WeakKeyDictionary()  # how often each was looked at
# What axe finds well stays in the browser: to bring it over takes as long as to find it.
AXE_RUN = "(options) => axe.run(options).then((found) => ({violations: found.violations}))"


@contextlib.contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Debian's chromium, with further options of its command line, empty as when it was new.

    Ask for it when everything is stored: Playwright runs a loop in this thread, and Django then refuses to touch the
    database in it.
    """
    with _playing() as playwright:
        browser = _browsers.get(options)
        if browser is None or not browser.is_connected():
            browser = playwright.chromium.launch(executable_path=WINDOWLESS, args=["--no-sandbox", *options])
            # As for people who want no motion: what moves is painted a dozen times for each click.
            browser.new_context = partial(browser.new_context, reduced_motion="reduce")  # type: ignore[method-assign]
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


def sign_in(context: BrowserContext, url: str, *, username: str) -> Page:
    """The staff's first page of the hub at `url`, with a session of that person's.

    The page where one signs in is tried by the tests of accounts; here it would only cost a second.
    """
    cookie = elsewhere(lambda: _session_of(username))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    page = new_page(context)
    page.goto(f"{url}/staff/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào, ")
    return page


def _session_of(username: str) -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def elsewhere(ask: Callable[[], Found]) -> Found:
    """What a question to the database gives, asked in a thread that Playwright's loop does not hold."""

    def run() -> Found:
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def assert_accessible(page: Page) -> None:
    """axe finds nothing on the page, all that folds opened, and it does not scroll sideways.

    The staff's menu is left as it is: open, it lies over the page, and axe would not see what is beneath.
    """
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details:not([data-menu])').forEach((one) => { one.open = true; })")
    assert_axe_finds_nothing(page)
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways, neither as wide as it is nor on a telephone."""
    assert page.viewport_size
    wide, height = page.viewport_size["width"], page.viewport_size["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= wide, page.url
    if wide > NARROW_NIGHT[0]:
        page.set_viewport_size({"width": NARROW_NIGHT[0], "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW_NIGHT[0], page.url
        page.set_viewport_size({"width": wide, "height": height})


def assert_axe_finds_nothing(page: Page) -> None:
    """axe finds nothing on the page as it stands. After a click, `expect` first what the next page says."""
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    report = AxeResults(page.evaluate(AXE_RUN, {"resultTypes": ["violations"]}))
    assert report.violations_count == 0, f"{page.url}\n{report.generate_report()}"


def assert_accessible_as(page: Page, looks: Sequence[Look] = ()) -> None:
    """`assert_accessible` in each of the looks, without asking the server for the page again.

    Without `looks`, each page that is opened in the tab is wide by day and narrow by night in turn: pages are made of
    the same parts and colours, and axe costs more than all else that a test does with a page.
    """
    turn = _looks[page] = _looks.get(page, -1) + 1
    for width, scheme in looks or (BOTH[turn % 2],):
        # Without motion: axe would measure a colour on its way from day to night.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        assert_accessible(page)
    # The next page is loaded as it is looked at first: chromium keeps the old colours of what is folded away while
    # they change.
    page.emulate_media(color_scheme=(looks or (BOTH[(turn + 1) % 2],))[0][1], reduced_motion="reduce")


@contextlib.contextmanager
def own_browser(folder: Path, **more: Any) -> Iterator[BrowserContext]:
    """A browser that keeps what it has in the folder, as somebody's own does; closed and opened again it has it still.

    `more` as for Playwright's `new_context`: `viewport`, `offline`, …
    """
    with _playing() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=WINDOWLESS, args=["--no-sandbox"], **more
        )
        try:
            yield context
        finally:
            context.close()
