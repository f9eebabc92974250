"""The pages of notices in a browser: words previewed as they are typed, and all pages accessible, wide and narrow."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in
from lienthu.notices.models import Letter
from lienthu.notices.services import gathering
from lienthu.notices.services.printing import print_waiting
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from .builders import AT, LATER, hold

SHOTS = os.environ.get("LIENTHU_SHOTS")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(director: Person, reader: Patron) -> tuple[str, ...]:
    """Letters in every state, and the addresses of the pages."""
    hold(director, reader, "first")
    gathering.gather(at=LATER)
    print_waiting(library=director.library, actor=director.user, at=timezone.now())
    for number, name in enumerate(("Lê Văn Tám", "Trần Thị Mận", "Phạm Hồng", "Võ Thị Sáu")):
        hold(director, patron(director.library, name, address="45 Hùng Vương"), str(number), at=AT)
    gathering.gather(at=LATER)
    letters = list(Letter.objects.order_by("-pk")[:2])
    states = (("given_up", "550 5.1.1 <khong-co@example.vn>: Recipient address rejected"), ("unsure", "Timeout"))
    for letter, (state, problem) in zip(letters, states, strict=True):
        letter.state, letter.problem, letter.channel = state, problem, "email"
        letter.save()
    connection.close()
    return (
        *(reverse("notices:letters") + f"?view={view}" for view in ("stuck", "paper", "off")),
        *(reverse("notices:letter", args=[letter.pk]) for letter in (*letters, Letter.objects.order_by("pk")[0])),
        reverse("notices:paper"),
        reverse("notices:kinds"),
        reverse("notices:kind", args=["overdue"]),
        reverse("notices:terms"),
        reverse("patrons:patron", args=[reader.pk]),
    )


@pytest.fixture
def browser(scene: tuple[str, ...], live_server: Any) -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_words_are_previewed_while_they_are_typed_and_every_page_is_accessible(
    browser: Browser, live_server: Any, scene: tuple[str, ...]
) -> None:
    page = sign_in(browser.new_context(), live_server.url, username="head")
    for number, address in enumerate(scene):
        page.goto(live_server.url + address)
        assert_accessible_as(page)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{number:02}.png", full_page=True)
    page.goto(live_server.url + reverse("notices:kind", args=["overdue"]))
    preview = page.locator("#preview")
    page.get_by_label("Nội dung thư").fill("Chào {{ patron.name }}, xin trả:\n{{ items }}")
    expect(preview).to_contain_text("Chào Nguyễn Thị Hoa, xin trả:")
    page.get_by_label("Nội dung thư").fill("Chào {{ patron.nam }}\n{{ items }}")
    expect(preview).to_contain_text("không có trường {{ patron.nam }}")
    page.get_by_label("Nội dung thư").fill("Chào {{ patron.name }}, xin trả:\n{{ items }}")
    page.get_by_role("button", name="Lưu mẫu thông báo").click()
    expect(page.locator(".message-success")).to_contain_text("Đã lưu mẫu thông báo")
    page.get_by_role("button", name="Khôi phục mẫu kế thừa").click()
    expect(page.locator(".message-success")).to_contain_text("kế thừa đã được dùng lại")
