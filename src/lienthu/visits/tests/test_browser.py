"""A guard's tap and undo, and a kiosk session from its ticket to its end, also with the network away; accessible."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, new_page, sign_in
from lienthu.ledger.models import AgeBand
from lienthu.patrons.tests.builders import patron
from lienthu.visits.services import counts, gates, terms, tickets

from .builders import CHILD, at_door, computer, site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


class Scene:
    """What stands in the hub before a browser opens it."""

    kiosk = ticket = short = ""
    pages: tuple[str, ...] = ()


@pytest.fixture
def scene(head: Person) -> Scene:
    now = timezone.now()
    found = Scene()
    place = site(head.library)
    terms.lay_down(
        organisation=head.library, values={"children_hint": "Có gì lạ, em hỏi cô thủ thư nhé."}, actor=None, at=now
    )
    one, other = computer(head, place=place), computer(head, "Máy 2", place, for_children=True)
    patron(head.library, "Nguyễn Thị Hoa", card="R1")
    for hour in range(3):
        for band in (AgeBand.ADULT, AgeBand.CHILD):
            came = now - datetime.timedelta(hours=hour)
            counts.count(**at_door(head, place, at=came), age_band=band, quantity=hour + 2)
    gate = gates.keep_gate(library=head.library, site=place, name="Cửa chính", both_ways=True, actor=None, at=now)
    text = "Ngày,Giờ,Lượt\n03/01/2026,8,7\n03/01/2026,9,hai\n"
    run = gates.receive(gate=gate, data=text.encode(), name="dem.csv", actor=None, at=now)
    gates.take_in(run=run, columns={"date": "Ngày", "hour": "Giờ", "in": "Lượt"}, actor=None, at=now)
    waiting = gates.receive(gate=gate, data=(text + "\n").encode(), name="sau.csv", actor=None, at=now)
    give = {"library": head.library, "site": place, "actor": None, "at": now}
    found.ticket = tickets.give(visitor=CHILD, minutes=60, **give).number
    found.kiosk = reverse("kiosk:page", args=[one.key])
    found.pages = (
        *(reverse(f"visits:{name}") for name in ("door", "report", "counts", "write_in", "gates", "trolley", "terms")),
        reverse("visits:report") + "?period=month&day=" + f"{now:%d/%m/%Y}",
        reverse("visits:gate", args=[gate.pk]),
        reverse("visits:gate_file", args=[run.pk]),
        reverse("visits:gate_file", args=[waiting.pk]),
        reverse("visits:computers"),
        reverse("visits:computer", args=[other.pk]),
        reverse("visits:change_computer", args=[other.pk]),
        reverse("kiosk:page", args=[other.key]),
        found.kiosk,
    )
    connection.close()
    return found


@pytest.fixture
def browser(scene: Scene, live_server: Any) -> Iterator[Browser]:
    with chromium() as found:
        yield found


def director(browser: Browser, url: str, **options: Any) -> Page:
    return sign_in(browser.new_context(**options), url, username="head")


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, live_server: Any, scene: Scene) -> None:
    page = director(browser, live_server.url)
    for address in scene.pages:
        page.goto(live_server.url + address)
        assert_accessible_as(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_guard_counts_by_a_tap_and_takes_it_back(
    browser: Browser, live_server: Any, scene: Scene, script: bool
) -> None:
    page = director(browser, live_server.url, viewport=PHONE, java_script_enabled=script)
    page.goto(f"{live_server.url}/staff/visits/door/")
    total = page.locator(".door-sum .figure-number")
    before = int(total.inner_text())
    page.get_by_role("button", name="Người lớn", exact=True).click()
    expect(total).to_have_text(str(before + 1))
    page.get_by_role("button", name="Thiếu nhi", exact=True).click()
    expect(total).to_have_text(str(before + 2))
    page.get_by_role("button", name="Hoàn tác").first.click()
    expect(total).to_have_text(str(before + 1))
    expect(page.locator(".message-success")).to_have_text("Đã bỏ lần đếm.")
    page.get_by_label("Thẻ", exact=True).fill("R1")
    page.get_by_label("Thẻ", exact=True).press("Enter")
    expect(page.get_by_text("Xin chào Nguyễn Thị Hoa.")).to_be_visible()
    expect(total).to_have_text(str(before + 2))
    page.get_by_label("Bao nhiêu người").fill("25")
    page.get_by_role("button", name="Đếm cả đoàn").click()
    expect(total).to_have_text(str(before + 27))


def test_a_kiosk_session_from_ticket_to_end_with_the_network_away(
    browser: Browser, live_server: Any, scene: Scene
) -> None:
    desk = director(browser, live_server.url, viewport=WIDE)
    desk.goto(f"{live_server.url}/staff/visits/computers/")
    context = browser.new_context(viewport=WIDE)
    page = new_page(context)
    page.clock.install()
    page.goto(live_server.url + scene.kiosk)
    expect(page.get_by_role("heading", level=1)).to_have_text("Xin chào")
    page.get_by_label("Số phiếu").fill("1")
    page.get_by_role("button", name="Bắt đầu").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Hôm nay không có phiếu mang số này")
    page.get_by_label("Số phiếu").fill(scene.ticket)
    page.get_by_role("button", name="Bắt đầu").first.click()
    expect(page.get_by_role("timer")).to_contain_text("59:")
    expect(page.get_by_text("Có gì lạ, em hỏi cô thủ thư nhé.")).to_be_visible()
    expect(desk.locator(".computer-taken")).to_contain_text("Máy 1", timeout=15_000)
    context.set_offline(True)
    page.clock.fast_forward("55:30")
    page.clock.run_for(6_000)
    expect(page.get_by_text("Mất mạng.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("Còn năm phút. Hãy lưu việc đang làm.")
    page.clock.run_for(4 * 60_000)
    expect(page.get_by_role("alert")).to_have_text("Còn một phút. Hãy lưu ngay việc đang làm.")
    page.clock.run_for(60_000)
    expect(page.get_by_text("Đã hết giờ.")).to_be_visible()
    expect(page.get_by_label("Số phiếu")).to_be_focused()
    context.set_offline(False)
    page.clock.run_for(6_000)
    expect(page.get_by_text("Mất mạng.")).to_be_hidden()
    expect(desk.locator(".computer-taken")).to_have_count(0, timeout=15_000)


def test_a_visitor_ends_a_session_without_a_script(browser: Browser, live_server: Any, scene: Scene) -> None:
    page = new_page(browser.new_context(java_script_enabled=False))
    page.goto(live_server.url + scene.kiosk)
    page.get_by_label("Số phiếu").fill(scene.ticket)
    page.get_by_role("button", name="Bắt đầu").first.click()
    expect(page.get_by_role("timer")).to_contain_text("đến ")
    page.get_by_role("button", name="Kết thúc phiên").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xin chào")
