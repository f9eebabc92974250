"""The ledger's pages in a browser: nothing that axe finds, nothing wider than a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Person
from playwright.sync_api import Browser, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in

from .conftest import visitors
from .test_evidence import trip_to_the_museum

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(ours: Person, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """After what is stored: Playwright runs a loop in this thread, in which Django refuses to touch the database."""
    visitors(ours)
    trip_to_the_museum(ours)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as started:
        yield started


def test_from_a_figure_to_the_event_and_its_correction(browser: Browser, live_server: Any) -> None:
    page = sign_in(browser.new_context(viewport={"width": 1280, "height": 900}), live_server.url, username="ours")
    page.goto(f"{live_server.url}/staff/ledger/?kind=visit&first=2026-01-01&last=2026-01-31")
    expect(page.get_by_role("table")).to_contain_text("30")
    assert_accessible_as(page)
    page.get_by_role("link", name="05/01/2026").first.click()
    page.get_by_label("Số lượng không đúng").fill("8")
    page.get_by_label("Lý do").fill("đếm nhầm")
    page.get_by_role("button", name="Trừ đi").click()
    expect(page.get_by_text("Còn lại 22.")).to_be_visible()
    assert_accessible_as(page)
