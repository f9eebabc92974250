"""A morning at the desk with a scanner, a keyboard that ends with Enter: no mouse, accessible, also at 360 px."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Loan
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import desk, policy
from lienthu.common.tests.browser import assert_axe_finds_nothing, assert_fits, chromium, elsewhere, sign_in
from lienthu.patrons.models import Patron

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("LIENTHU_SHOTS")


@pytest.fixture
def browser(ours: Person, director: Person, reader: Patron, shelf: list[Copy], live_server: Any) -> Iterator[Browser]:
    """After what is stored: Playwright runs a loop in this thread, in which Django refuses to touch the database."""
    Patron.objects.update(expires_on=timezone.localdate() + datetime.timedelta(days=90))
    policy(ours, material="book", loan_days=21, max_loans=2, overdue_limit=3)
    loans.check_out(copy=shelf[5], patron=reader, **desk(ours, at=timezone.now() - datetime.timedelta(days=30)))
    with chromium() as started:
        yield started


def signed_in(browser: Browser, url: str, person: str) -> Page:
    return sign_in(browser.new_context(viewport={"width": 1280, "height": 900}), url, username=person)


def scan(page: Page, text: str) -> None:
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def says(page: Page, text: str) -> None:
    expect(page.locator("#outcome")).to_contain_text(text)


def fits(page: Page, name: str) -> None:
    """Nothing wider than the window, nor than a telephone's, and nothing that axe objects to."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert_fits(page)
    # Nothing is unfolded first, as `assert_accessible` does: the work goes on on the same page.
    assert_axe_finds_nothing(page)


def test_a_morning_without_a_mouse(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser, live_server.url, "ours")
    said: list[str] = []  # by the browser's console: nothing on these pages may be refused or fail
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/staff/circulation/desk/")
    fits(page, "desk-empty")
    scan(page, "R1")
    says(page, "Đang phục vụ Nguyễn Thị Hoa.")
    scan(page, "B1")
    says(page, "Đã cho Nguyễn Thị Hoa mượn")
    expect(page.locator("#desk-said")).to_contain_text("Đã cho Nguyễn Thị Hoa mượn")
    fits(page, "desk-lent")
    scan(page, "B2")
    says(page, "Chưa cho mượn")
    fits(page, "desk-refused")
    page.keyboard.press("F8")
    says(page, "Đã hoàn tác (cho mượn)")
    page.keyboard.press("F2")
    says(page, "Đã gia hạn 1 bản.")
    page.keyboard.press("Escape")
    expect(page.locator(".desk-patron")).to_have_count(0)
    scan(page, "B6")
    says(page, "Đã nhận trả của Nguyễn Thị Hoa")
    fits(page, "desk-returned")
    scan(page, "B3")
    says(page, "sẵn sàng phục vụ")
    fits(page, "desk-shown")
    page.keyboard.press("F4")
    says(page, "Đã ghi đọc tại chỗ")
    scan(page, "khong co gi")
    says(page, "Không tìm thấy")
    loan = elsewhere(lambda: Loan.objects.order_by("pk").values_list("pk", flat=True)[0])
    for place in ("loans/overdue/", "loans/due/", "loans/today/", "transfers/", f"loans/{loan}/"):
        page.goto(f"{live_server.url}/staff/circulation/{place}")
        fits(page, place.replace("/", "-"))
    assert said == []


def test_the_rules_are_read_and_written(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser, live_server.url, "head")
    page.goto(f"{live_server.url}/staff/circulation/policies/")
    fits(page, "policies")
    page.get_by_role("link", name="14").first.click()
    expect(page.get_by_label("Số ngày mượn")).to_be_visible()
    fits(page, "policy")
    page.get_by_label("Số ngày mượn").fill("30")
    page.get_by_role("button", name="Lưu quy định").click()
    expect(page.get_by_role("link", name="30").first).to_be_visible()
