"""A trip driven on a telephone, from the packing list to the report; the public timetable; accessible."""

from typing import Any

import pytest
from conftest import Person
from django.utils import timezone
from playwright.sync_api import expect

from lienthu.common.tests.browser import BOTH, NARROW_NIGHT, assert_accessible_as, chromium, new_page, sign_in
from lienthu.mobile.models import Trip

from . import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_trip_is_driven_on_a_telephone(ours: Person, live_server: Any) -> None:
    one, other = builders.stop(ours), builders.stop(ours, "UBND xã Cao Bồ", latitude=22.73, longitude=104.93)
    builders.served(one, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    trip = builders.trip(ours, one, other)
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate())
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        page = sign_in(context, live_server.url, username="ours")
        page.goto(f"{live_server.url}/staff/mobile/trips/{trip.pk}/")
        assert_accessible_as(page, BOTH)
        page.reload()
        page.get_by_role("button", name="Xe khởi hành").click()
        page.get_by_role("button", name="Đã đến nơi Trường Tiểu học Minh Tân").click()
        expect(page.get_by_text("Bạn đang làm việc trên chuyến này")).to_be_visible()
        page.get_by_role("button", name="Rời điểm này").click()
        page.get_by_role("button", name="Xe đã về").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo chuyến xe")
        assert_accessible_as(page, (NARROW_NIGHT,))
        public = new_page(browser.new_context(viewport={"width": 360, "height": 740}))
        public.goto(f"{live_server.url}/xe-luu-dong/")
        marks = public.locator("[data-map] a")
        expect(marks).to_have_count(2)
        marks.first.focus()
        public.keyboard.press("ArrowDown")
        expect(marks.nth(1)).to_be_focused()
        public.get_by_role("button", name="Cả nước").click()
        expect(public.locator("[data-map-picture]")).to_have_attribute("viewBox", "0.0 0.0 865.0 1020.0")
        public.reload()
        assert_accessible_as(public, BOTH)
    trip.refresh_from_db()
    assert trip.state == Trip.State.BACK
