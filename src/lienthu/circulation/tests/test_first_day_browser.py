"""A first day at the desk: a hundred scans, one after the other, and nothing of them is lost."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.utils import timezone
from playwright.sync_api import Page, expect

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import DeskAction, Loan
from lienthu.circulation.tests.builders import policy, stock
from lienthu.common.tests.browser import chromium, sign_in
from lienthu.ledger.models import DailySum, Kind
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS = ("Trần Văn An", "Lê Thị Bích", "Phạm Quốc Cường", "Nguyễn Thị Dung", "Võ Minh Đức",
           "Huỳnh Thị Em", "Đặng Văn Giàu", "Bùi Thị Hạnh", "Ngô Văn Ích", "Dương Thị Kim")  # fmt: skip
EACH = 4  # books that each reader takes home


def scan(page: Page, code: str, *answer: str) -> None:
    """As a scanner does: the code and Enter, into whatever has the focus."""
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    for words in answer:
        expect(page.locator("#outcome")).to_contain_text(words)


def test_a_hundred_scans_on_the_first_day(ours: Person, tmp_path: Path, live_server: Any) -> None:
    for number, name in enumerate(READERS):
        patron(ours.library, name, card=f"T{number}")
    stock(tmp_path, ours, *(f"S{number:02}" for number in range(EACH * len(READERS))))
    Patron.objects.update(expires_on=timezone.localdate() + datetime.timedelta(days=90))
    policy(ours, loan_days=14, max_loans=EACH, overdue_limit=1)
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = sign_in(context, live_server.url, username="ours")
        page.goto(f"{live_server.url}/staff/circulation/desk/")
        for number, name in enumerate(READERS):  # 10 cards and 40 loans
            scan(page, f"T{number}", f"Đang phục vụ {name}")
            for book in range(EACH):
                scan(page, f"S{number * EACH + book:02}", f"Đã cho {name} mượn", f"S{number * EACH + book:02}")
        page.keyboard.press("F8")
        expect(page.locator("#outcome")).to_contain_text("Đã hoàn tác")
        last = EACH * len(READERS) - 1
        scan(page, f"S{last}", f"Đã cho {READERS[-1]} mượn")
        scan(page, "khong-co-so-nay", "Không tìm thấy")
        page.keyboard.press("Escape")
        expect(page.locator(".desk-patron")).to_have_count(0)
        for book in range(EACH * len(READERS)):  # 40 books come back without a card, faster than the hub answers
            page.keyboard.type(f"S{book:02}")
            page.keyboard.press("Enter")
        expect(page.locator("#outcome")).to_contain_text(f"S{last}", timeout=60_000)
        expect(page.locator("[data-scans-waiting]")).to_be_hidden()
        context.set_offline(True)
        scan(page, "T0")
        expect(page.locator("[data-scans-waiting]")).to_contain_text("T0")
        context.set_offline(False)
        page.keyboard.press("Enter")
        for number in range(8):
            scan(page, f"T{number}", f"Đang phục vụ {READERS[number]}")
    assert DeskAction.objects.filter(kind=DeskAction.Kind.CHECK_OUT).count() == EACH * len(READERS) + 1
    assert not Loan.objects.open().exists()
    assert set(Copy.objects.values_list("status", flat=True)) == {Copy.Status.AVAILABLE}
    lent = DailySum.objects.filter(kind=Kind.CHECK_OUT).values_list("quantity", flat=True)
    assert sum(lent) == EACH * len(READERS)
