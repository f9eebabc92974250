"""The door on a telephone that loses its network, and the pages of a conference as axe sees them."""

import pytest
from conftest import Person
from django.urls import reverse
from playwright.sync_api import expect

from lienthu.common.tests.browser import assert_accessible_as, chromium, elsewhere, sign_in
from lienthu.conferences.models import Tap
from lienthu.conferences.services import papers, planning, seating
from lienthu.conferences.tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_door_without_a_network_keeps_its_scans_and_every_page_is_usable(
    secretary: Person, live_server: object
) -> None:
    url = str(live_server.url)  # type: ignore[attr-defined]
    found = builders.prepared(builders.delta(secretary, ("Bạc Liêu", "Cà Mau", "Long An")))
    made = builders.paper(found, "Cà Mau")
    papers.accept(paper=made, remarks="", **found.by)
    seating.propose(conference=found.conference, **found.by)
    planning.invite(conference=found.conference, **found.by)
    planning.show(conference=found.conference, public=True, **found.by)
    codes = list(found.conference.delegates.values_list("code", flat=True))
    number = found.conference.pk
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 360, "height": 720})
        page = sign_in(context, url, username=secretary.user.username)
        page.goto(url + reverse("conferences:door", args=[number]))
        context.set_offline(True)
        for code in (codes[0], codes[1], codes[0]):
            page.fill("#code", code.lower())
            page.press("#code", "Enter")
        expect(page.locator("#unsent")).to_contain_text("3 lượt quét được giữ trên máy này")
        context.set_offline(False)
        expect(page.locator("#unsent")).to_contain_text("Đã gửi hết")
        expect(page.locator("#arrived")).to_have_text("2")
        for name in ("door", "page", "people", "seats", "speaking", "screen"):
            page.goto(url + reverse(f"conferences:{name}", args=[number]))
            assert_accessible_as(page)
        page.goto(url + reverse("portal:conference", args=[number]))
        assert_accessible_as(page)
    assert sorted(elsewhere(lambda: list(Tap.objects.values_list("outcome", flat=True)))) == [
        "again", "counted", "counted",
    ]  # fmt: skip
