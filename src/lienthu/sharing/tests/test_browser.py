"""The pages of gifts and exchanges as a browser shows them, wide and on a phone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from playwright.sync_api import expect

from lienthu.accounts.models import Role
from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in
from lienthu.federation.models import Office
from lienthu.sharing.models import Gift
from lienthu.sharing.services import handing, rounds

from .builders import TODAY, federation, gift, offered, shelf

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(giver: Person, island: Person, person: Callable[..., Person], tmp_path: Path) -> list[str]:
    """A gift whose list is being made, a round that is proposed, a confirmed one with a parcel on its way."""
    hue = person("HUE", "Thư viện Tổng hợp Huế", kind="director")
    shelf(tmp_path, giver, quang_tri=4, kieu=2)
    shelf(tmp_path, hue, hue=3, kieu=1)
    begun = gift(giver, hue, "QT.kieu1\nNhật ký trong tù;Hồ Chí Minh;540")
    group = federation(giver, hue, island)
    found = [f"/staff/sharing/gifts/{begun.pk}/", f"/staff/sharing/gifts/{begun.pk}/hand-over/"]
    for name in ("Đợt 1/2026", "Đợt 2/2026"):
        held = rounds.begin(of=group, name=name, until=TODAY, only_wishes=False, actor=None, at=NOW)
        offered(held, giver, "Quảng Trị đất và người;Lê Đức Thọ;2")
        offered(held, hue, "HUE.hue1")
        rounds.ask(held=held, library=island.library, title=held.offers.first().title_id, actor=None, at=NOW)
        rounds.work_out(held=held, actor=None, at=NOW)
        found.append(f"/staff/sharing/exchange/{held.pk}/")
        if name == "Đợt 1/2026":
            rounds.confirm(held=held, number="08/BB-LH", on=TODAY, actor=None, at=NOW)
    parcel = Gift.objects.get(library=hue.library, recipient=giver.library)
    handing.send(gift=parcel, on=TODAY, actor=hue.user, at=NOW)
    Role.objects.create(user=giver.user, kind=Role.Kind.SECRETARY, organisation=giver.library)
    Office.objects.create(federation=group, organisation=giver.library, position=Office.Position.LEAD_LIBRARY)
    return [*found, f"/staff/sharing/gifts/{parcel.pk}/receive/", "/staff/sharing/gifts/new/"]


def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(
    addresses: list[str], giver: Person, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as browser:
        page = sign_in(browser.new_context(locale="vi-VN"), live_server.url, username=giver.user.username)
        for at, address in enumerate(addresses):
            page.goto(f"{live_server.url}{address}")
            expect(page.locator("h1")).to_be_visible()
            for width in (1280, 360) if os.environ.get("LIENTHU_PICTURES") else ():
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{os.environ['LIENTHU_PICTURES']}/sharing-{at}-{width}.png", full_page=True)
            assert_accessible_as(page)
