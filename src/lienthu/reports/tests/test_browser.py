"""A report written in a browser: saved while one types, fields put in from the list, usable on a telephone."""

import re
from typing import Any

import pytest
from conftest import Person
from playwright.sync_api import expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, elsewhere, sign_in
from lienthu.reports.models import Section

from .builders import begun, visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_section_is_saved_while_one_types_and_says_its_figures(live_server: Any, our_library: Person) -> None:
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    visits(our_library, 1234)
    report = begun(our_library)
    with chromium() as browser:
        page = sign_in(browser.new_context(locale="vi-VN"), live_server.url, username=our_library.user.username)
        page.goto(f"{live_server.url}/staff/reports/{report.pk}/write/")
        section = page.get_by_role("region", name="Phục vụ bạn đọc")
        section.locator("summary").first.click()
        words = section.get_by_label(re.compile("^Nội dung"))
        words.fill("Năm qua thư viện đón ")
        page.get_by_text("Chèn trường số liệu").click()
        panel = page.locator("[data-insert-panel]").first
        panel.get_by_label("Số liệu trong câu").select_option("visits.physical")
        panel.get_by_role("button", name="Chèn").click()
        expect(section.locator(".report-paper")).to_contain_text("Năm qua thư viện đón 1.234")
        expect(section.get_by_role("status")).to_have_text("Đã lưu.")
        assert_accessible_as(page)
        page.get_by_role("link", name="Đọc cả báo cáo").click()
        expect(page.locator(".report-paper")).to_contain_text("Năm qua thư viện đón 1.234")
        assert_accessible_as(page)
    stored = elsewhere(lambda: Section.objects.get(report=report, heading="Phục vụ bạn đọc").text)
    assert stored == "Năm qua thư viện đón {visits.physical}"
