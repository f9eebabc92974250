"""The pages of contests, awards and exhibitions looked at by axe; a referee enters a result on a phone."""

from typing import Any

import pytest
from conftest import Person
from playwright.sync_api import expect

from lienthu.awards.tests import test_awards
from lienthu.common.tests.browser import assert_accessible_as, chromium, elsewhere, new_page, sign_in
from lienthu.contests.models import Match
from lienthu.contests.services import days, judging
from lienthu.exhibitions.tests import test_exhibitions

from . import builders, test_contests
from .conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_a_sports_day_a_contest_awards_and_an_exhibition_are_accessible(
    house: House, host: Person, live_server: Any
) -> None:
    day = builders.sports_day(host, house.federation)
    sport = builders.sport(day, "Cầu lông đơn", teams_each=1)
    builders.entered(sport, house.members[:3], 1)
    builders.drawn(sport)
    of = test_contests.contest(host)
    last = test_contests.round_(of, host)
    entry = test_contests.entered(last, host, "Dế Mèn")
    judge = judging.appoint(round_=last, name="Nhà văn Hà", actor=None, at=builders.THEN)
    season = test_awards.season(host)
    sheet = test_awards.filled(season, host)
    show = test_exhibitions.exhibition(host)
    referee = days.token(builders.referee(host, day))
    staff = (
        f"contests/days/{day.pk}/", f"contests/sports/{sport.pk}/", f"contests/rounds/{last.pk}/",
        f"contests/entries/{entry.pk}/", f"awards/sheets/{sheet.pk}/council/", f"exhibitions/{show.pk}/",
    )  # fmt: skip
    public = (f"giam-khao/{judging.token(judge)}/", f"hoi-thao/{day.pk}/")
    with chromium() as browser:
        page = sign_in(browser.new_context(locale="vi-VN"), live_server.url, username="ours")
        for address in staff:
            page.goto(f"{live_server.url}/staff/{address}")
            assert_accessible_as(page)
        phone = new_page(browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN"))
        for address in public:
            phone.goto(f"{live_server.url}/{address}")
            assert_accessible_as(phone)
        phone.goto(f"{live_server.url}/trong-tai/{referee}/")
        phone.locator("main a.card").first.click()
        phone.get_by_label("Tỉ số").fill("21-10 21-15")
        assert_accessible_as(phone)
        phone.get_by_role("button", name="Lưu kết quả").click()
        expect(phone.get_by_text("2–0")).to_be_visible()
    assert elsewhere(lambda: Match.objects.exclude(played_at=None).get().entered_by) == "Trần Văn Sơn"
