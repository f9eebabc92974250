"""In a browser: a scanned ISBN finds records elsewhere while the page is there already, and one is taken over."""

import os
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from playwright.sync_api import expect

from lienthu.accounts.models import Role
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.records import save_record
from lienthu.cataloguing.models import Target
from lienthu.cataloguing.services import asking
from lienthu.cataloguing.tests.test_targets import target
from lienthu.common.tests.browser import assert_accessible, chromium, sign_in
from lienthu.lib.foreign import Clause
from lienthu.lib.foreign.tests.servers import free_port
from lienthu.lib.marc.record import Record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("LIENTHU_TEST_PICTURES", "")  # a folder to leave pictures of the pages in


def made_from(first: Target, our_library: Person) -> SourceRecord:
    """A poorer record of ours of the first thing that the target has."""
    (outcome,) = asking.ask([first], Clause("title", "computer"), count=1)
    assert outcome.answer is not None
    theirs = outcome.answer.records[0].read()
    kept = [field for field in theirs.fields if field[0] in ("008", "020", "100", "245", "260")]
    record = Record(theirs.leader, [*kept, ("852", "  \x1fbKHO")])
    source = save_record(library=our_library.library, record=record, actor=our_library.user, at=NOW).source
    indexing.drain()
    return source


def test_a_record_from_elsewhere_is_found_compared_and_taken_over(
    our_library: Person, ztest: int, live_server: Any
) -> None:
    Role.objects.create(user=our_library.user, kind=Role.Kind.SYSTEM, organisation=None)
    there = target(ztest, name="Thư viện thử")
    target(free_port(), name="Thư viện đóng cửa")
    ours = made_from(there, our_library).pk
    with chromium() as browser:
        page = sign_in(browser.new_context(viewport={"width": 1280, "height": 900}), live_server.url, username="ours")

        def seen(name: str) -> None:
            assert_accessible(page)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

        page.goto(f"{live_server.url}/staff/cataloguing/elsewhere/")
        # With a role over the whole hub one says first where one works, and comes back.
        page.get_by_role("button", name="Thư viện tỉnh An Giang").click()
        page.get_by_label("Nhan đề").fill("computer")
        page.get_by_role("button", name="Tìm", exact=True).click()
        expect(page.get_by_role("heading", name="Thư viện thử")).to_be_visible()
        expect(page.get_by_text("Không có gì trả lời ở địa chỉ này")).to_be_visible()
        expect(page.get_by_text("đã có trong mục lục liên hợp").first).to_be_visible()
        seen("elsewhere")
        page.get_by_role("link", name="Xem trước").first.click()
        expect(page.get_by_role("button", name="Lấy về làm biểu ghi mới")).to_be_visible()
        seen("fetched")
        page.get_by_role("link", name="Chép đè lên biểu ghi của thư viện bạn").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Chép đè biểu ghi")
        seen("put-over")
        page.get_by_role("button", name="Làm tiếp với lựa chọn này").click()
        page.get_by_role("button", name="Lưu biểu ghi").click()
        expect(page.get_by_text("Đã lưu thành phiên bản 2")).to_be_visible()
        assert page.url.endswith(f"/records/{ours}/")
        expect(page.get_by_text("Phiên bản 2: lấy từ Thư viện thử")).to_be_visible()
        page.goto(f"{live_server.url}/staff/cataloguing/targets/")
        seen("targets")
        page.get_by_role("link", name="Thư viện thử").click()
        page.get_by_label("Một từ mà nơi này phải có").fill("computer")
        page.get_by_role("button", name="Thử mục lục này").click()
        expect(page.get_by_text("Đọc được biểu ghi đầu tiên")).to_be_visible()
        seen("target")
        page.goto(f"{live_server.url}/staff/cataloguing/elsewhere/protected/")
        seen("protected")
        page.goto(f"{live_server.url}/staff/cataloguing/targets/add/?kind=sru")
        seen("target-add")
