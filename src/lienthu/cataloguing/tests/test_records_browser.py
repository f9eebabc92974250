"""In a browser: a newcomer catalogues a book in the form, an expert corrects it by keyboard alone; accessible both."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import NOW, Person
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.records import save_record
from lienthu.common.tests.browser import assert_accessible_as, chromium, elsewhere, sign_in
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THEIRS = [
    ("008", "260105s2020    vm            000 0 vie d"),
    ("020", "  \x1fa9786043072716"),
    ("082", "04\x1fa895.9221\x1f223"),
    ("100", "0 \x1faNguyễn Du"),
    ("245", "10\x1faTruyện Kiều /\x1fcNguyễn Du"),
    ("260", "  \x1faHà Nội :\x1fbVăn học,\x1fc2020"),
    ("300", "  \x1fa300 tr."),
    ("650", " 4\x1faThơ"),
]  # fmt: skip


@pytest.fixture
def browser(our_library: Person, sister_library: Person, live_server: Any) -> Iterator[Browser]:
    """After what is stored: Playwright runs a loop in this thread, in which Django refuses to touch the database."""
    record = Record(NEW_LEADER, THEIRS)
    save_record(library=sister_library.library, record=record, actor=sister_library.user, at=NOW)
    indexing.drain()
    with chromium() as started:
        yield started


def signed_in(context: BrowserContext, url: str, name: str = "ours") -> Page:
    return sign_in(context, url, username=name)


def begun(page: Page, url: str, kind: str = "Sách") -> None:
    page.goto(f"{url}/staff/cataloguing/records/")
    page.get_by_role("button", name=kind).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Biểu ghi mới")


def test_a_newcomer_catalogues_a_book_that_readers_find(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(viewport={"width": 1280, "height": 900}), live_server.url)
    begun(page, live_server.url)
    page.get_by_label("ISBN").first.fill("9786041234568")
    expect(page.locator(".group-findings", has_text="không phải ISBN đúng")).to_be_visible()
    page.get_by_label("ISBN").first.fill("9786041234567")
    expect(page.locator(".group-findings", has_text="không phải ISBN đúng")).to_have_count(0)
    page.get_by_label("Nhan đề chính").fill("Nghề nuôi tôm nước lợ")
    page.get_by_label("Tác giả chính").fill("Trần Văn Tôm")
    page.get_by_label("Nơi xuất bản").fill("Cần Thơ")
    page.get_by_label("Nhà xuất bản").fill("Đại học Cần Thơ")
    page.get_by_label("Năm ra sách").fill("2024")
    page.get_by_label("Số trang, số tập").fill("96 tr.")
    page.get_by_label("Từ khóa").first.fill("Nuôi tôm")
    page.get_by_role("button", name="Thêm: Từ khóa").click()
    page.get_by_label("Từ khóa").nth(1).fill("Bạc Liêu")
    page.get_by_label("Đối tượng bạn đọc").select_option("e")
    expect(page.get_by_text("Đã giữ bản nháp lúc")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Từ khóa").nth(1)).to_have_value("Bạc Liêu")
    page.get_by_role("button", name="Lưu biểu ghi").click()
    expect(page.get_by_text("Đã lưu. Biểu ghi đã có trong mục lục.")).to_be_visible()
    page.goto(f"{live_server.url}/search?q=nuoi+tom+nuoc+lo")
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit")).to_contain_text("Nghề nuôi tôm nước lợ")
    record = elsewhere(lambda: catalogue.marc_view(SourceRecord.objects.latest("pk").pk))
    assert record.first("260") == "  \x1faCần Thơ :\x1fbĐại học Cần Thơ,\x1fc2024"
    assert (record.first("008") or "")[6:23] == "s2024    vm     e"


def test_a_book_that_is_there_already_is_shown_and_used(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(viewport={"width": 1280, "height": 900}), live_server.url)
    begun(page, live_server.url)
    page.get_by_label("ISBN").first.fill("9786043072716")
    expect(page.get_by_role("heading", name="Có thể đã có biểu ghi này")).to_be_visible()
    page.get_by_role("button", name="Dùng biểu ghi này Truyện Kiều").click()
    expect(page.get_by_label("Nhan đề chính")).to_have_value("Truyện Kiều")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Nhan đề chính")).to_have_value("")
    page.keyboard.press("Control+y")
    expect(page.get_by_label("Nhan đề chính")).to_have_value("Truyện Kiều")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu. Biểu ghi đã có trong mục lục.")).to_be_visible()
    assert elsewhere(lambda: len(set(SourceRecord.objects.values_list("title", flat=True)))) == 1


def test_an_expert_corrects_a_record_by_keyboard_alone(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(viewport={"width": 1280, "height": 900}), live_server.url, "sister")
    number = elsewhere(lambda: SourceRecord.objects.get().pk)
    page.goto(f"{live_server.url}/staff/cataloguing/records/{number}/")
    page.keyboard.press("e")
    page.wait_for_url("**/drafts/*/")
    page.keyboard.press("F2")
    expect(page.locator("[name=tag]").first).to_be_focused()
    keys = page.keyboard
    for _row in range(8):  # down to 245
        keys.press("ArrowDown")
    expect(page.locator("[name=tag]").nth(8)).to_have_value("245")
    keys.press("Enter")
    keys.type("2463#$aKim Vân Kiều")
    expect(page.locator(".row-label").nth(9)).to_have_text("Dạng khác của nhan đề")
    keys.press("Alt+ArrowDown")
    expect(page.locator("[name=tag]").nth(10)).to_have_value("246")
    keys.press("Control+z")
    expect(page.locator("[name=tag]").nth(9)).to_have_value("246")
    keys.press("Control+z")  # the help to a row, which changes with it, is no step that stands in the way
    expect(page.locator("[name=text]").nth(9)).not_to_have_value("$aKim Vân Kiều")
    keys.press("Control+y")
    expect(page.locator("[name=text]").nth(9)).to_have_value("$aKim Vân Kiều")
    keys.press("Enter")
    keys.type("500##$aChú giải$bthừa")
    expect(page.locator(".finding", has_text="không có trường con $b")).to_be_visible()
    keys.press("Control+Delete")
    expect(page.locator(".finding", has_text="không có trường con $b")).to_have_count(0)
    keys.press("Control+s")
    expect(page.get_by_text("Đã lưu thành phiên bản 2.")).to_be_visible()
    record = elsewhere(lambda: catalogue.marc_view(number))
    assert [tag for tag, _content in record.fields] == [
        "001", "003", "005", "008", "020", "082", "100", "245", "246", "260", "300", "650",
    ]  # fmt: skip
    assert record.first("246") == "3 \x1faKim Vân Kiều"


def test_the_coded_positions_and_the_row_of_008_say_the_same(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    begun(page, live_server.url)
    page.get_by_role("button", name="Trường MARC").click()
    row = page.locator("[name=text]").nth(1)
    before = row.input_value()
    assert (len(before), before[35:38]) == (40, "vie")
    page.get_by_label("Ngôn ngữ 008").select_option("eng")
    expect(row).to_have_value(before[:35] + "eng" + before[38:])
    row.fill(before[:35] + "khm" + before[38:])
    expect(page.get_by_label("Ngôn ngữ 008")).to_have_value("khm")


def test_nothing_is_lost_while_the_server_is_away(browser: Browser, live_server: Any) -> None:
    context = browser.new_context()
    page = signed_in(context, live_server.url)
    begun(page, live_server.url)
    context.set_offline(True)
    page.get_by_label("Nhan đề chính").fill("Lều chõng")
    expect(page.get_by_text("Máy chủ không trả lời.")).to_be_visible()
    context.set_offline(False)
    page.get_by_label("Tác giả chính").fill("Ngô Tất Tố")
    expect(page.get_by_text("Đã giữ bản nháp lúc")).to_be_visible()
    expect(page.get_by_label("Nhan đề chính")).to_have_value("Lều chõng")


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    begun(page, live_server.url)
    page.get_by_label("ISBN").first.fill("9786043072716")
    page.get_by_label("Năm ra sách").fill("x" * 60)
    expect(page.get_by_role("heading", name="Có thể đã có biểu ghi này")).to_be_visible()
    assert_accessible_as(page)
    page.get_by_role("button", name="Trường MARC").click()
    expect(page.get_by_role("table", name="Các trường của biểu ghi")).to_be_visible()
    assert_accessible_as(page)
    page.get_by_role("button", name="Biểu mẫu", exact=True).click()
    page.get_by_label("Nhan đề chính").fill("Truyện Kiều")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu. Biểu ghi đã có trong mục lục.")).to_be_visible()
    assert_accessible_as(page)
    page.goto(page.url + "versions/1/")
    assert_accessible_as(page)
    begun(page, live_server.url, "Tài liệu địa chí")
    page.get_by_label("Nhan đề chính").fill("Địa chí Bạc Liêu")
    expect(page.get_by_text("Đã giữ bản nháp lúc")).to_be_visible()
    page.goto(f"{live_server.url}/staff/cataloguing/records/?q=truyen+kieu")
    expect(page.get_by_text("Địa chí Bạc Liêu").first).to_be_visible()
    assert_accessible_as(page)
