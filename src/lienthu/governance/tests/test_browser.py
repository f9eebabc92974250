"""The secretary's and the director's pages as a browser shows them, wide by day and narrow by night."""

from typing import Any

import pytest
from conftest import Person
from playwright.sync_api import expect

from lienthu.common.tests.browser import BOTH, NARROW_NIGHT, WIDE_DAY, assert_accessible_as, chromium, sign_in
from lienthu.governance.models import Duty
from lienthu.governance.services import resolutions
from lienthu.governance.tests import builders
from lienthu.governance.tests.builders import BY
from lienthu.registry.queries.holders import Holder
from lienthu.registry.tests.builders import booked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_what_is_asked_is_told_and_confirmed_and_every_page_is_for_everybody(
    live_server: Any, our_library: Person
) -> None:
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    group, members = builders.group(lead=our_library.library)
    made = builders.adopted(group, members)
    resolutions.show(resolution=made, is_public=True, **BY)
    booked(Holder(federation=group), "Thông báo họp", "thong-bao")
    duty = Duty.objects.get(item__resolution=made)
    with chromium() as browser:
        page = sign_in(browser.new_context(locale="vi-VN"), live_server.url, username=our_library.user.username)
        page.goto(f"{live_server.url}/staff/governance/parts/{duty.pk}/")
        page.get_by_label("Việc đã làm").fill("Đã đưa 500 bản về mười hai xã")
        page.get_by_label("Đã làm xong toàn bộ").check()
        page.get_by_label("Địa chỉ minh chứng").fill("https://example.org/ke-hoach")
        page.get_by_role("button", name="Báo").click()
        expect(page.get_by_role("status").first).to_contain_text("Đã báo")
        assert_accessible_as(page, BOTH)
        page.get_by_role("button", name="Xác nhận").click()
        expect(page.locator(".page-header")).to_contain_text("hoàn thành")
        for address in (f"governance/resolutions/{made.pk}/", f"governance/of/{group.code}/fund/", "registry/"):
            page.goto(f"{live_server.url}/staff/{address}")
            assert_accessible_as(page, (NARROW_NIGHT,))
        page.goto(f"{live_server.url}/van-ban-phap-luat/")
        expect(page.get_by_role("main")).to_contain_text("46/2019/QH14")
        assert_accessible_as(page, (NARROW_NIGHT,))
        page.goto(f"{live_server.url}/lien-hiep/{group.code}/")
        page.get_by_role("link", name=made.number).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(made.number)
        assert_accessible_as(page, (WIDE_DAY,))
