"""Filling in a return on a phone: kept as it is typed, with what is asked about it, and handed in."""

import pytest
from conftest import Person
from django.urls import reverse
from playwright.sync_api import expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, elsewhere, sign_in
from lienthu.returns.models import Entry, Return
from lienthu.returns.services import links

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def entry(row: Return, code: str) -> Entry:
    return Entry.objects.get(of=row, indicator=code)


def test_a_return_is_filled_in_on_a_phone_and_handed_in(
    row: Return, commune: Person, live_server: object, request: pytest.FixtureRequest
) -> None:
    url = str(live_server.url)  # type: ignore[attr-defined]
    path = reverse("returns:fill", args=[row.pk])
    with chromium() as browser:
        page = sign_in(browser.new_context(viewport={"width": 360, "height": 720}), url, username=commune.user.username)
        page.goto(url + path)
        page.fill("#v-visits-adult", "42.348")
        page.press("#v-visits-adult", "Enter")
        expect(page.locator("#line-visits-adult")).to_contain_text("bốn mươi hai nghìn ba trăm bốn mươi tám")
        expect(page.locator("#v-visits-physical")).to_have_value("42.378")
        page.fill("#v-exhibitions", "2,5")
        page.press("#v-exhibitions", "Tab")
        page.click("#line-exhibitions button[value='other:exhibitions']")
        expect(page.locator("#v-exhibitions")).to_have_value("2.500")
        page.fill("#r-visits-adult", "Ghi sổ tay khi mất điện")
        page.press("#r-visits-adult", "Tab")
        expect(page.locator("#answered")).to_contain_text("6")
        assert_accessible_as(page)
        page.click(f"form[action='{reverse('returns:submit', args=[row.pk])}'] button")
        expect(page.locator(".message-success")).to_be_visible()
    assert elsewhere(lambda: Return.objects.get(pk=row.pk).state) == "submitted"
    assert elsewhere(lambda: entry(row, "exhibitions").value) == 2500


def test_what_could_not_be_sent_is_kept_on_the_phone_and_sent_when_the_network_is_back(
    row: Return, top: Person, live_server: object
) -> None:
    url = str(live_server.url)  # type: ignore[attr-defined]
    link = links.make(row=row, name="Nguyễn Thị Lan", actor=top.user, at=row.call.made_at.replace(year=2099))
    with chromium() as browser:
        phone = browser.new_context(viewport={"width": 360, "height": 720})
        page = phone.new_page()
        page.goto(url + reverse("return_link:page", args=[links.token(link)]))
        phone.set_offline(True)
        page.fill("#v-exhibitions", "17")
        page.press("#v-exhibitions", "Tab")
        expect(page.locator("#unsent")).to_contain_text("Chưa có mạng: số vừa nhập được giữ trên máy này")
        page.click("[data-hand-in] button")
        expect(page.locator("#v-exhibitions")).to_have_value("17")
        assert_accessible_as(page)
        phone.set_offline(False)
        expect(page.locator("#unsent")).to_contain_text("Đã gửi")
        page.route("**/save/", lambda route: route.abort())
        page.fill("#v-visits-adult", "12")
        page.press("#v-visits-adult", "Tab")
        expect(page.locator("#unsent")).to_contain_text("Chưa có mạng")
        page.unroute("**/save/")
        page.reload()
        expect(page.locator("#v-visits-physical")).to_have_value("42")
        expect(page.locator("#unsent")).to_contain_text("Đã gửi")
    assert elsewhere(lambda: entry(row, "exhibitions").value) == 17
    assert elsewhere(lambda: entry(row, "visits.adult").value) == 12


def test_the_page_without_an_account_and_the_table_are_usable_by_everybody(
    row: Return, top: Person, live_server: object
) -> None:
    url = str(live_server.url)  # type: ignore[attr-defined]
    link = links.make(row=row, name="Nguyễn Thị Lan", actor=top.user, at=row.call.made_at.replace(year=2099))
    with chromium() as browser:
        page = browser.new_context().new_page()
        page.goto(url + reverse("return_link:page", args=[links.token(link)]))
        assert_accessible_as(page)
        page = sign_in(browser.new_context(), url, username=top.user.username)
        page.goto(url + reverse("returns:table", args=[row.call_id]))
        assert_accessible_as(page)
