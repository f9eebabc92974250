"""The pages on copies and acquisitions in a browser: accessible, never wider than the screen, by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lienthu.cataloguing.tests.builders import TODAY, added, record, series
from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in
from lienthu.stock.models import Acquisition
from lienthu.stock.services import acquisitions, receipts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY: dict[str, Any] = {"actor": None, "at": NOW}


@pytest.fixture
def pages(our_library: Person, tmp_path: Path) -> list[str]:
    """A library with books, an order and a gift; the addresses of its pages."""
    library = our_library.library
    book, kho = record(library, tmp_path, author="Đoàn, Giỏi", publisher="Kim Đồng"), series(library)
    copy = added(
        book, kho, 3, price=85_000, call_number="895.922 Đ124R", document="HĐ 12", from_whom="Công ty Sách"
    ).copies[0]
    acquisitions.set_budget(library=library, year=2026, name="Sách", amount=100_000, **BY)
    found = []
    for kind, who in ((Acquisition.Kind.ORDER, "supplier"), (Acquisition.Kind.GIFT, "donor")):
        partner = acquisitions.add_partner(library=library, kind=who, facts={"name": "Nhà sách Phương Nam"}, **BY)
        made = acquisitions.begin(library=library, kind=kind, partner=partner, on=TODAY, **BY)
        facts = {
            "title": "Kỹ thuật nuôi tôm nước lợ ở vùng ven biển",
            "author": "Trần, Văn An",
            "quantity": 12,
            "price": 40_000,
        }
        line = acquisitions.add_line(acquisition=made, facts=facts, **BY)
        acquisitions.add_line(acquisition=made, facts=facts | {"title": "Bước đường cùng"}, **BY)
        receipts.receive(acquisition=made, delivery=receipts.Delivery(counts={line.pk: 2}, on=TODAY, series=kho), **BY)
        found.append(made.pk)
    order, gift = found
    return [
        "cataloguing/copies/", "cataloguing/copies/?q=dat+rung",
        f"cataloguing/copies/{copy.pk}/", f"cataloguing/copies/{copy.pk}/change/",
        f"cataloguing/records/{book.pk}/copies/", "cataloguing/series/", f"cataloguing/series/{kho.pk}/",
        "cataloguing/call-numbers/", "cataloguing/labels/", "cataloguing/labels/sheets/add/", "cataloguing/register/",
        "stock/orders/", "stock/gifts/add/", f"stock/acquisitions/{order}/?q=dat",
        f"stock/acquisitions/{gift}/", f"stock/acquisitions/{order}/receive/", f"stock/acquisitions/{gift}/letter/",
        "stock/budgets/",
    ]  # fmt: skip


@pytest.fixture
def browser(pages: list[str], live_server: Any) -> Iterator[Browser]:
    """After what is stored: Playwright runs a loop in this thread, in which Django refuses to touch the database."""
    with chromium() as started:
        yield started


def signed_in(context: BrowserContext, url: str) -> Page:
    return sign_in(context, url, username="ours")


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, pages: list[str], live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    for address in pages:
        page.goto(f"{live_server.url}/staff/{address}")
        assert_accessible_as(page)


def test_copies_are_added_by_keys_alone(browser: Browser, pages: list[str], live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    page.goto(f"{live_server.url}/staff/cataloguing/copies/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("đất rừng")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Bản tài liệu Đất rừng phương Nam").press("Enter")
    page.get_by_label("Số bản").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã thêm 2 bản: VL.000008 đến VL.000009")).to_be_visible()
