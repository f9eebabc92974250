"""The patrons pages in a browser: accessible, narrow, by day and by night; and registering by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium
from lienthu.patrons.services import access, categories, desk, requests
from lienthu.patrons.services.patrons import Guardian
from lienthu.patrons.tests import builders
from lienthu.patrons.tests.builders import AT
from lienthu.patrons.tests.test_pages import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "sông Hậu mùa nước nổi"


@pytest.fixture
def people(director) -> dict[str, int]:
    """A child with all that can hang on a patron, and an adult with a page of their own."""
    library = director.library
    adult = builders.patron(library, "Trần Thị Mận", card="TV1", phone="0903 111 222")
    child = builders.child(library, "Lê Bảo An", card="TV2")
    school = categories.add_school(library=library, name="THCS Bình Khánh", last_grade=9, actor=None, at=AT)
    child.school_class = categories.class_of(school, "6A1", 6, 2025)
    child.save()
    desk.block(patron=child, kind="rules", text="xé trang", actor=director.user, at=AT)
    desk.leave_message(patron=child, audience="staff", text="Trả lại thẻ xe", actor=director.user, at=AT)
    desk.leave_message(patron=adult, audience="patron", text="Sách đặt đã về", actor=director.user, at=AT)
    mother = Guardian(kind="mother", patron=adult)
    desk.relate(patron=child, guardian=mother, is_guardian=True, actor=director.user, at=AT)
    requests.ask_deletion(patron=child, actor=None, at=AT)
    access.choose_password(patron=adult, password=PASSWORD, at=timezone.now())
    return {"adult": adult.pk, "child": child.pk, "school": school.pk, "class": child.school_class.pk}


@pytest.fixture
def staff(director) -> Client:
    """The director, signed in; made before the browser runs."""
    return signed_in(director.user)


@pytest.fixture
def browser(people: dict[str, int], staff: Client, live_server: Any) -> Iterator[Browser]:
    # After the rows: Playwright runs a loop in this thread, and Django then refuses to touch the database in it.
    with chromium() as started:
        yield started


def page_of(browser: Browser, staff: Client, url: str, **how: Any) -> Page:
    context = browser.new_context(**how)
    context.add_cookies([{"name": "sessionid", "value": staff.cookies["sessionid"].value, "url": url}])
    return context.new_page()


def fine(page: Page, address: str) -> None:
    page.goto(address)
    assert_accessible_as(page)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    browser: Browser, staff: Client, live_server: Any, people: dict[str, int]
) -> None:
    page = page_of(browser, staff, live_server.url)
    named = [("search", None), ("register", None), ("categories", None), ("asked", None), ("print", None)]
    named += [("schools", None), ("school", people["school"]), ("class", people["class"])]
    named += [(name, people["child"]) for name in ("patron", "edit", "merge")]
    addresses = [reverse(f"patrons:{name}", args=[number] if number else []) for name, number in named]
    for address in (*addresses, f"{addresses[0]}?q=an", reverse("own:sign_in")):
        fine(page, f"{live_server.url}{address}")
    page.get_by_label("Mã thẻ").fill("tv1")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(f"{live_server.url}{reverse('own:me')}")
    assert_accessible_as(page)
    fine(page, f"{live_server.url}{reverse('own:password')}")


def test_a_child_is_registered_by_keyboard_with_a_warning_of_doubles(
    browser: Browser, staff: Client, live_server: Any
) -> None:
    page = page_of(browser, staff, live_server.url)
    page.goto(f"{live_server.url}{reverse('patrons:search')}")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("le bao")
    expect(page.locator("#found")).to_contain_text("Lê Bảo An")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Đăng ký bạn đọc").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Họ và tên").focus()
    page.keyboard.type("Lê Bảo An")
    page.keyboard.press("Tab")
    page.keyboard.type("1/9/2015")
    page.keyboard.press("Tab")
    expect(page.locator("#doubles")).to_contain_text("Lê Bảo An")
    expect(page.get_by_label("Họ tên người giám hộ")).to_be_visible()
    page.get_by_label("Ngày sinh").fill("1/9/1985")
    expect(page.get_by_label("Họ tên người giám hộ")).to_be_hidden()
    page.get_by_label("Ngày sinh").fill("1/9/2016")
    page.get_by_label("Loại bạn đọc").select_option(label="Thiếu nhi")
    page.get_by_label("Họ tên người giám hộ").fill("Phạm Thị Hồng")
    page.get_by_role("group", name="Người giám hộ đồng ý").get_by_label("lưu dữ liệu").check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã đăng ký Lê Bảo An")
