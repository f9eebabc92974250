"""A round as it happens: the officer packs with a scanner and sends; the custodian confirms on a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Person
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from lienthu.catalogue.models import Copy
from lienthu.common.tests.browser import BOTH, NARROW_NIGHT, WIDE_DAY, assert_accessible_as, chromium, new_page
from lienthu.rotation.models import BookSet, DepositSite, Placement
from lienthu.rotation.services import links
from lienthu.rotation.tests.builders import planned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def placement(ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite) -> Placement:
    today = timezone.localdate()
    return planned(ours, box, post_office, begins_on=today, ends_on=today + timezone.timedelta(days=60))


@pytest.fixture
def browser(placement: Placement, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """After what is stored: Playwright runs a loop in this thread, in which Django refuses to touch the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as started:
        yield started


def test_the_officer_packs_and_sends_and_the_custodian_confirms_on_a_phone(
    browser: Browser, ours: Person, placement: Placement, live_server: Any
) -> None:
    url, client = live_server.url, Client()
    client.force_login(ours.user)
    desk = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi")
    desk.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    page = new_page(desk)
    page.goto(f"{url}/staff/rotation/sets/{placement.set_id}/pack/")
    for code, said in (("B1-1", "Đã đóng vào bộ."), ("B2-1", "Đã đóng vào bộ."), ("KHONGCO", "Không đóng vào bộ.")):
        expect(page.locator("#code")).to_be_focused()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text(said)
        expect(page.locator("#answer")).to_contain_text(code)
    expect(page.locator("#answer")).to_contain_text("Bộ có 2 trong 100 cuốn.")
    expect(page.locator("#log li")).to_have_count(2)
    assert_accessible_as(page, BOTH)
    page.goto(f"{url}/staff/rotation/placements/{placement.pk}/")
    assert_accessible_as(page, (WIDE_DAY,))
    page.get_by_role("link", name="Gửi thùng sách").click()
    page.get_by_role("button", name="Thùng sách lên đường").click()
    page.get_by_role("button", name="Tạo đường dẫn cho người phụ trách điểm").click()
    expect(page.locator(".address")).to_contain_text("/diem/")

    phone = new_page(browser.new_context(viewport={"width": 360, "height": 720}, locale="vi"))
    link = links.for_receipt(placement=placement, actor=None, at=timezone.now())
    phone.goto(f"{url}/diem/{links.token(link)}/")
    phone.get_by_role("link", name="Thùng sách đã đến").click()
    phone.get_by_text("Có sách thiếu hoặc hỏng").click()
    expect(phone.get_by_label("Thiếu B2-1")).to_be_visible()
    assert_accessible_as(phone, (NARROW_NIGHT,))
    phone.get_by_label("Thiếu B2-1").check()
    phone.get_by_role("button", name="Gửi cho thư viện").click()
    expect(phone.get_by_text("Thư viện đã biết sách đến nơi")).to_be_visible()
    assert_accessible_as(phone, (NARROW_NIGHT,))

    page.goto(f"{url}/staff/rotation/questions/")
    expect(page.get_by_text("đã gửi mà không nhận được")).to_be_visible()
    assert_accessible_as(page)
    page.get_by_role("button", name="Chưa hề rời kho, hoặc đã về kho").click()
    expect(page.get_by_role("heading", name="Không có câu hỏi nào")).to_be_visible()
