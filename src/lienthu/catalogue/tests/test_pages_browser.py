"""A cataloguer's day in a browser: import a file, find it, merge two titles, undo; accessible throughout."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import marc, write
from lienthu.common import jobs
from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAD = b"00300nam a2200097 a 4500001000700000" + b"x" * 60 + b"\x1e\x1d"
TABLE = "Cột A,Cột B,Kho\nLều chõng,Ngô Tất Tố,H1 TN\nBước đường cùng,Nguyễn Công Hoan,\n"
NGHE = {"title": "Nghề nuôi tôm nước lợ", "year": "uuuu"}


@pytest.fixture
def browser(our_library: Person, sister_library: Person, tmp_path: Path, live_server: Any) -> Iterator[Browser]:
    imports.import_file(
        path=write(tmp_path, "s.mrc", marc("9", **NGHE), BAD), library=sister_library.library, actor=None, at=NOW
    )
    imports.import_file(
        path=write(tmp_path, "o.mrc", marc("8", **NGHE), BAD), library=our_library.library, actor=None, at=NOW
    )
    with chromium() as browser:
        yield browser


def signed_in(context: BrowserContext, url: str) -> Page:
    return sign_in(context, url, username="ours")


def work() -> None:
    """Do the waiting jobs, in a thread that Playwright's loop does not hold."""

    def run() -> None:
        jobs.work_here()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def upload(page: Page, url: str, name: str, content: bytes) -> None:
    page.goto(f"{url}/staff/catalogue/imports/")
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_file_is_imported_found_merged_and_unmerged(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(viewport={"width": 1280, "height": 800}), live_server.url)
    records = [
        marc("1", title="Đất rừng phương Nam", author="Đoàn, Giỏi", publisher="Kim Đồng", barcodes=("B1",)),
        marc("2", title="Đất rừng phương Nam (truyện)", author="Đoàn, Giỏi", publisher="Trẻ", year="1999"),
    ]
    upload(page, live_server.url, "của tôi.mrc", b"".join([*records, BAD]))
    expect(page.get_by_text("sẽ bị loại", exact=True)).to_be_visible()
    page.get_by_role("button", name="Nhập toàn bộ tệp").click()
    expect(page.get_by_text("Đang chờ công việc trước kết thúc")).to_be_visible()
    work()
    page.wait_for_url("**/runs/*/")  # the page follows the job by itself
    expect(page.get_by_text("Đã nhập xong tệp")).to_be_visible()
    page.get_by_role("link", name="Xem biểu ghi bị loại và lý do").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="biểu ghi 3").click()
    assert Path(download.value.path()).read_bytes() == BAD
    page.goto(f"{live_server.url}/search?q=dat+rung+phuong+nam")
    expect(page.locator(".hit")).to_have_count(2)
    page.goto(f"{live_server.url}/staff/catalogue/titles/?q=dat+rung")
    page.get_by_role("link", name="Đất rừng phương Nam", exact=True).click()
    page.get_by_label("Từ trong nhan đề kia").fill("đất rừng truyện")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="So sánh Đất rừng phương Nam (truyện)").click()
    page.get_by_label("Lý do").fill("cùng một cuốn")
    page.get_by_role("button", name="Gộp vào nhan đề này").click()
    expect(page.get_by_text("Đã gộp.")).to_be_visible()
    page.goto(f"{live_server.url}/search?q=dat+rung+phuong+nam")
    expect(page.locator(".hit")).to_have_count(1)
    page.go_back()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác; mọi thứ trở lại như trước.")).to_be_visible()
    page.goto(f"{live_server.url}/search?q=dat+rung+phuong+nam")
    expect(page.locator(".hit")).to_have_count(2)


def test_a_column_that_is_said_changes_the_preview_at_once(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    upload(page, live_server.url, "lạ.csv", TABLE.encode())
    expect(page.get_by_role("alert")).to_contain_text("Không nhận ra cột nào")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Cột A").focus()
    page.get_by_label("Cột A").select_option("title")
    expect(page.get_by_role("heading", name="Những biểu ghi đầu tiên")).to_be_visible()
    expect(page.get_by_label("Cột A")).to_be_focused()
    page.get_by_label("Cột B").select_option("author")
    page.wait_for_url("**target_1=author**")
    expect(page.get_by_role("table", name="Những biểu ghi đầu tiên")).to_contain_text("Ngô Tất Tố")
    assert page.evaluate("window.sameDocument") is True
    page.reload()
    expect(page.get_by_label("Cột B")).to_have_value("author")


def test_an_import_works_without_javascript(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(java_script_enabled=False), live_server.url)
    upload(page, live_server.url, "lạ.csv", TABLE.encode())
    page.get_by_label("Cột A").select_option("title")
    page.get_by_role("button", name="Đọc lại theo cách này").click()
    page.get_by_role("button", name="Nhập toàn bộ tệp").click()
    work()
    page.wait_for_url("**/runs/*/")  # the page asks again every two seconds
    expect(page.get_by_text("Đã nhập xong tệp")).to_be_visible()


def test_questions_are_answered_by_keys_alone(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    page.goto(f"{live_server.url}/staff/catalogue/doubts/")
    expect(page.get_by_text("Còn 1 cặp biểu ghi chờ trả lời.")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_text("Đã gộp thành một nhan đề.")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Còn 1 cặp biểu ghi chờ trả lời.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Hai biểu ghi này có phải cùng một ấn bản?")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_text("Đã giữ thành hai nhan đề.")).to_be_visible()


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, live_server: Any) -> None:
    page = signed_in(browser.new_context(), live_server.url)
    upload(page, live_server.url, "lạ.csv", TABLE.encode())
    table = page.url
    upload(page, live_server.url, "của tôi.mrc", marc("1", title="Đất rừng", barcodes=("B1",)) + BAD)
    number = page.url.rstrip("/").rpartition("/")[2]
    room = f"{live_server.url}/staff/catalogue"
    page.goto(f"{room}/doubts/")
    links = [f"{live_server.url}{link.get_attribute('href')}" for link in page.locator("main p a").all()]
    other = links[1].rstrip("/").rpartition("/")[2]
    addresses = [
        f"{table}?target_0=title", f"{room}/imports/", f"{room}/doubts/", f"{links[0]}?other={other}",
        f"{room}/imports/{number}/", f"{room}/imports/reading/OURS/?upload={number}", f"{room}/rejects/",
        f"{room}/titles/?q=nghe+nuoi", f"{links[0]}?find=nuoi+tom",
    ]  # fmt: skip
    for address in addresses:
        page.goto(address)
        assert_accessible_as(page)
    page.goto(f"{room}/imports/")
    page.get_by_role("link", name="o.mrc", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("o.mrc")
    assert_accessible_as(page)
