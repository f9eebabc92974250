"""A librarian with a phone: enrolled, loaded, days without a network, the browser closed, home by a bad network."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.db import connections
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from lienthu.catalogue.search.backend import get_backend
from lienthu.circulation.models import Loan
from lienthu.circulation.tests.builders import stock
from lienthu.common import jobs
from lienthu.common.tests.browser import NARROW_NIGHT, WIDE_DAY, assert_accessible_as, new_page, own_browser
from lienthu.federation.models import Site
from lienthu.federation.services.sites import add_site
from lienthu.patrons.tests.builders import category, patron
from lienthu.sync.models import Device, DeviceEvent, Outcome, Question
from lienthu.sync.services import devices, storing
from lienthu.sync.tests.bad_network import bad_network
from lienthu.visits.models import VisitCount

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# By night from the start: chromium keeps the old colours of the parts that are folded away when day and night change.
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "vi-VN",
    "color_scheme": "dark",
    "reduced_motion": "reduce",
}
PIN = "lũng cú 7"
ACTS = 40


@pytest.fixture
def place(person: Callable[..., Person], tmp_path: Path) -> Person:
    """A small library with twenty books, B01 … B20, and two readers, R1 and R2."""
    get_backend().create()
    ours = person("LUNGCU", "Thư viện xã Lũng Cú", kind="director")
    add_site(organisation=ours.library, name="Điểm Bưu điện – Văn hoá xã", actor=ours.user, at=timezone.now())
    stock(tmp_path, ours, *(f"B{number:02}" for number in range(1, 21)))
    for code in ("adult", "child"):
        category(ours.library, code, card_months=None)
    patron(ours.library, "Vàng Thị Mỷ", card="R1")
    patron(ours.library, "Sùng Mí Lử", card="R2")
    return ours


def invited(place: Person) -> str:
    """The part of a QR address that lets a device in."""
    at = timezone.now()
    site = Site.objects.get(organisation=place.library)
    words = {"name": "Điện thoại xe 2", "person": place.user, "library": place.library, "site": site}
    return devices.invite(**words, actor=place.user, at=at).token


def scan(page: Page, text: str, said: str) -> None:
    page.locator("#q").fill(text)
    page.locator("#q").press("Enter")
    expect(page.locator("#outcome")).to_contain_text(said)


def go(page: Page, part: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=part).click()


def enrol_and_load(page: Page, url: str, token: str) -> None:
    page.goto(f"{url}/may/#enrol={token}")
    page.get_by_label("Chọn mã PIN").fill(PIN)
    page.get_by_label("Gõ lại mã PIN").fill(PIN)
    page.get_by_role("button", name="Đăng ký").click()
    page.get_by_role("button", name="Tải gói mang đi").click()
    page.get_by_role("button", name="Điểm Bưu điện").click()
    expect(page.locator("#scope-said")).to_contain_text("20 bản sách, 2 bạn đọc")
    page.evaluate("navigator.serviceWorker.ready")


def first_day(page: Page) -> None:
    """Events 1 to 23."""
    scan(page, "R1", "Đang phục vụ Vàng Thị Mỷ")
    for number in range(1, 6):
        scan(page, f"B{number:02}", f"(B{number:02}). Hạn trả")
    scan(page, "B06", "mỗi lần được mượn tối đa 5 bản")
    page.locator("#reason").fill("Nhà ở xa")
    page.get_by_role("button", name="Vẫn cho mượn").click()
    expect(page.locator("#outcome")).to_contain_text("(B06). Hạn trả")
    page.keyboard.press("F8")
    expect(page.locator("#outcome")).to_contain_text("Đã hoàn tác")
    scan(page, "r2", "Đang phục vụ Sùng Mí Lử")
    scan(page, "B01", "Vàng Thị Mỷ đang mượn")
    page.get_by_role("button", name="Nhận trả rồi cho Sùng Mí Lử mượn").click()
    expect(page.locator("#outcome")).to_contain_text("Đã cho Sùng Mí Lử mượn")
    page.keyboard.press("Escape")
    for number in (2, 3):
        scan(page, f"B{number:02}", "Đã nhận trả của Vàng Thị Mỷ")
    page.get_by_label("Đọc tại chỗ", exact=True).check()
    for number in range(7, 12):
        scan(page, f"B{number:02}", "Đã ghi đọc tại chỗ")
    page.get_by_label("Mượn và trả", exact=True).check()
    go(page, "Lượt đến")
    for _time in range(6):
        page.get_by_role("button", name="Thiếu nhi +1").click()
    page.get_by_label("Bao nhiêu người").fill("3")
    page.get_by_role("button", name="Ghi là người lớn").click()
    expect(page.locator("#adults")).to_have_text("3")
    expect(page.locator("#children")).to_have_text("6")


def new_child(page: Page) -> None:
    """A card, and a book for it: events 24 and 25."""
    go(page, "Thêm")
    page.get_by_role("link", name="Thẻ mới").click()
    page.get_by_label("Họ và tên", exact=True).fill("Vàng A Sử")
    page.get_by_label("Ngày sinh").fill(f"{timezone.localdate() - timedelta(days=3650):%Y-%m-%d}")
    page.get_by_label("Loại thẻ").select_option("child")
    page.get_by_label("Mã của thẻ phát ra").fill("TN-0431")
    page.get_by_label("Họ tên người giám hộ").fill("Vàng Mí Lử")
    page.get_by_label("Người giám hộ đã ký").check()
    page.get_by_role("button", name="Làm thẻ").click()
    expect(page.locator("#outcome")).to_contain_text("Đang phục vụ Vàng A Sử")
    scan(page, "B12", "Đã cho Vàng A Sử mượn")


def second_day(page: Page) -> None:
    """After the browser was closed: what was done is there, and it goes on. Events 26 to 40."""
    page.locator("#pin").fill("not the PIN")
    page.get_by_role("button", name="Mở bàn").click()
    expect(page.locator("#pin-said")).to_contain_text("Mã PIN chưa đúng")
    page.locator("#pin").fill(PIN)
    page.get_by_role("button", name="Mở bàn").click()
    scan(page, "tn-0431", "Đang phục vụ Vàng A Sử")
    expect(page.locator("#person-loans li")).to_have_count(1)
    scan(page, "B13", "Đã cho Vàng A Sử mượn")
    page.keyboard.press("Escape")
    scan(page, "B04", "Đã nhận trả của Vàng Thị Mỷ")
    scan(page, "LA-77", "không có gì khớp")
    page.get_by_role("button", name="Đây là sách: nhận trả").click()
    expect(page.locator("#outcome")).to_contain_text("Đã nhận trả")
    scan(page, "sung mi", "Hãy chọn")
    page.get_by_role("button", name="Sùng Mí Lử").click()
    for number in (14, 15, 16):
        scan(page, f"B{number}", "Đã cho Sùng Mí Lử mượn")
    page.keyboard.press("Escape")
    for number in (14, 15):
        scan(page, f"B{number}", "Đã nhận trả của Sùng Mí Lử")
    scan(page, "r1", "Đang phục vụ Vàng Thị Mỷ")
    for number in (17, 19, 20, 18):
        scan(page, f"B{number}", "Đã cho Vàng Thị Mỷ mượn")
    page.keyboard.press("F8")
    expect(page.locator("#outcome")).to_contain_text("Đã hoàn tác")
    page.keyboard.press("Escape")
    for number in (19, 20):
        scan(page, f"B{number}", "Đã nhận trả của Vàng Thị Mỷ")


def looked_at(page: Page) -> None:
    """Every part by axe on a phone by night, the last and longest also on a laptop by day."""
    for name in ("desk", "visits", "done", "more", "card", "count", "report", "own"):
        page.evaluate(f"location.hash = '{name}'")
        expect(page.locator(f"[data-screen={name}]")).to_be_visible()
        assert_accessible_as(page, (NARROW_NIGHT, WIDE_DAY) if name == "own" else (NARROW_NIGHT,))


def only_one_tab(context: BrowserContext, url: str) -> None:
    other = new_page(context)
    other.goto(url)
    expect(other.get_by_role("heading", level=1)).to_have_text("Bàn lưu động đang mở ở thẻ khác")
    other.close()


def aside(work: Callable[[], object]) -> None:
    """What happens at the hub meanwhile, in a thread of its own: Playwright's loop runs in this one."""

    def run() -> None:
        work()
        connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(run).result()


def test_what_was_done_offline_arrives_once(place: Person, live_server: Any, tmp_path: Path) -> None:
    token = invited(place)
    with bad_network(live_server.url) as network:
        with own_browser(tmp_path / "phone", **PHONE) as context:
            page = new_page(context)
            enrol_and_load(page, network.url, token)
            context.set_offline(True)
            network.bad = True
            page.evaluate("location.hash = 'desk'")
            first_day(page)
            new_child(page)
        with own_browser(tmp_path / "phone", **PHONE, offline=True) as context:
            page = new_page(context)
            page.goto(f"{network.url}/may/")
            second_day(page)
            expect(page.locator("#head-state")).to_have_text(f"Không có mạng. Chờ gửi: {ACTS}")
            looked_at(page)
            with page.expect_download() as saved:
                page.get_by_role("button", name="Lưu tệp vào USB").click()
            saved.value.save_as(tmp_path / "stick.json")
            only_one_tab(context, page.url)
            context.set_offline(False)
            expect(page.locator("#head-state")).to_have_text("Đã gửi hết.", timeout=40_000)
            assert network.met[:3] == ["lost", "unanswered", "twice"]
            network.bad = False
            aside(jobs.work_here)
            page.evaluate("location.hash = 'done'")
            expect(page.locator("#done-sums")).to_contain_text(f"đã ghi: {ACTS - 1}", timeout=20_000)
            expect(page.locator("#done-sums")).to_contain_text("chờ người xử lý: 1")
            statuses = network.send_old_ones_again()
            aside(
                lambda: devices.cut_off(device=Device.objects.get(), reason="Mất", actor=place.user, at=timezone.now())
            )
            page.evaluate("dispatchEvent(new Event('online'))")
            expect(page.locator("#start-words")).to_contain_text("mọi dữ liệu trên thiết bị đã được xóa")
            assert page.evaluate("indexedDB.databases()") == []
    assert set(statuses) <= {200, 401}
    given = storing.read_file((tmp_path / "stick.json").read_bytes())
    device = given.device
    stored = storing.store(device=device, batch=given.batch, at=timezone.now())
    assert (stored.new, stored.known) == (0, ACTS)
    jobs.work_here()
    arrived(device)


def arrived(device: Device) -> None:
    """Each event once, each with one outcome, and the books where they were left."""
    events = DeviceEvent.objects.filter(device=device)
    assert sorted(events.values_list("seq", flat=True)) == list(range(1, ACTS + 1))
    assert Counter(Outcome.objects.filter(device=device).values_list("event__seq", flat=True)).most_common(1)[0][1] == 1
    question = Question.objects.get(device=device)
    assert (question.code, question.event and question.event.kind) == ("unknown_copy", "check_in")
    lent = Loan.objects.open().values_list("copy__barcode", "patron__full_name")
    assert dict(lent) == {
        "B01": "Sùng Mí Lử",
        "B05": "Vàng Thị Mỷ",
        "B12": "Vàng A Sử",
        "B13": "Vàng A Sử",
        "B16": "Sùng Mí Lử",
        "B17": "Vàng Thị Mỷ",
    }
    assert Loan.objects.exclude(state=Loan.State.UNDONE).count() == 14
    counted = VisitCount.objects.values_list("age_band", "quantity")
    assert sum(quantity for band, quantity in counted if band == "child") == 6
    assert sum(quantity for band, quantity in counted if band == "adult") == 3
