"""The pages in a browser: usable by everybody, and two clicks from a headline to the entries behind it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, new_page, sign_in

from .builders import below, director, group, site, years

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(our_library: Person, sister_library: Person, live_server: Any) -> Iterator[Browser]:
    director(our_library)
    below(sister_library, our_library)
    group(our_library)
    now = timezone.localdate()
    place = site(our_library)
    years(our_library, now.year - 2, now.year - 1, visits=1500, at=place.pk)
    years(sister_library, now.year - 1, visits=40, children=2)
    connection.close()
    with chromium() as found:
        yield found


def test_a_headline_is_two_clicks_from_its_entries_and_every_page_is_usable(browser: Browser, live_server: Any) -> None:
    year = timezone.localdate().year - 1
    page = sign_in(browser.new_context(), live_server.url, username="director")
    page.goto(f"{live_server.url}{reverse('dashboards:overview')}?period={year}&indicator=uses.loans")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thư viện tỉnh An Giang")
    assert_accessible_as(page)
    page.get_by_role("link", name=f"Tháng 7 {year}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lượt mượn về")
    assert_accessible_as(page)
    page.get_by_role("link", name="Xem sổ hoạt động").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"1\.?540"))
    page.goto(f"{live_server.url}{reverse('dashboards:question')}?indicator=uses&by=member&period={year}")
    assert_accessible_as(page)
    page.get_by_role("textbox", name="Tên").fill("Lượt sử dụng theo đơn vị")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lượt sử dụng theo đơn vị")


def test_public_statistics_are_usable_by_everybody(browser: Browser, live_server: Any) -> None:
    page = new_page(browser.new_context())
    for address in ("/thong-ke/", "/thong-ke/OURS/", "/en/thong-ke/lien-hiep/LH/"):
        page.goto(f"{live_server.url}{address}")
        assert_accessible_as(page)
