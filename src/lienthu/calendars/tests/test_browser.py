"""Every page of calendars, and those that move due dates, in a real browser: accessible, wide and narrow."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from lienthu.catalogue.search.backend import get_backend
from lienthu.circulation.queries.due_shifts import Wanted
from lienthu.circulation.services import due_shifts, loans
from lienthu.circulation.tests.builders import desk, stock
from lienthu.common.tests.browser import assert_accessible, assert_accessible_as, chromium, sign_in
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from .builders import hours, site, special

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(person: Callable[..., Person], tmp_path: Path) -> list[str]:
    """Addresses of a library with hours, a site, holidays, closings, and loans on closed days."""
    get_backend().create()
    head = person("OURS", "Thư viện tỉnh An Giang", kind="director")
    library, today = head.library, timezone.localdate()
    site(library)
    hours(library)
    special(None, reason="Tết Âm lịch", repeats="lunar", first=(12, -1), last=(1, 4))
    special(library, reason="Họp giao ban", repeats="rule", rule="FREQ=MONTHLY;BYDAY=1MO", hours="13:30-17:00")
    copies = stock(tmp_path, head, "B1", "B2", "B3")
    reader = patron(library, "Nguyễn Thị Hoa", card="R1")
    Patron.objects.update(expires_on=today + timedelta(days=99))
    lent = [loans.check_out(copy=copy, patron=reader, **desk(head, at=timezone.now())) for copy in copies]
    due = timezone.localdate(lent[0].due_at)
    wanted = Wanted(libraries=(library.pk,), due_from=due, due_to=due, add_days=7)
    moved = due_shifts.shift(wanted=wanted, organisation=library, reason="Bão số 5", actor=head.user, at=timezone.now())
    lent[0].refresh_from_db()
    special(library, timezone.localdate(lent[0].due_at), reason="Lũ, đóng cửa phòng đọc")
    connection.close()
    add = reverse("calendars:add_special_day")
    return [
        reverse("calendars:month"),
        reverse("calendars:year") + "?month=2026-01",
        reverse("calendars:hours"),
        reverse("calendars:add_hours"),
        reverse("calendars:special_days"),
        add,
        f"{add}?repeats=rule",
        reverse("circulation:shifts"),
        reverse("circulation:add_shift"),
        reverse("circulation:shift", args=[moved.pk]),
        reverse("portal:library", args=["OURS"]),
    ]


@pytest.fixture
def browser(pages: list[str], live_server: Any) -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_a_director_closes_for_a_flood_and_moves_what_falls_due_and_axe_finds_nothing(
    browser: Browser, live_server: Any, pages: list[str]
) -> None:
    page = sign_in(browser.new_context(), live_server.url, username="ours")
    for address in pages:
        page.goto(live_server.url + address)
        assert_accessible_as(page)
    page.goto(live_server.url + reverse("calendars:special_days"))
    page.get_by_role("link", name="Dời hạn trả sang ngày mở cửa").click()
    page.get_by_label("Lý do").fill("Lũ tháng Mười")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".message-success")).to_contain_text("3 lượt mượn sẽ được dời")
    assert_accessible(page)
    page.get_by_role("button", name="Dời 3 lượt mượn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lũ tháng Mười")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".page-header .badge")).to_have_text("đã hoàn tác")
