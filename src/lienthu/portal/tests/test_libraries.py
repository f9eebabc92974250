"""A library's public page, and whether it is open beside the titles it holds."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lienthu.calendars.rules import Span
from lienthu.calendars.tests.builders import hours, site, special
from lienthu.federation import services as federation
from lienthu.portal.tests.conftest import Catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVERY_DAY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_a_reader_sees_the_hours_of_a_library_what_is_closed_soon_and_sites_with_hours_of_their_own(
    client: Client, catalogue: Catalogue
) -> None:
    library, today = catalogue.ours.library, timezone.localdate()
    hours(library, (EVERY_DAY, Span(time(7, 30), time(23, 30))))
    special(library, today + timedelta(days=3), reason="Kiểm kê")
    place = site(library, "Phòng đọc Bình Khánh")
    page = text(client, f"/library/{library.code}")
    for shown in ("Thư viện tỉnh An Giang", "07:30–23:30", "Kiểm kê", "thứ Hai – Chủ nhật", "Trụ sở Long Xuyên"):
        assert shown.lower() in page.lower(), shown
    assert "09:00–10:00" not in page
    hours(library, (EVERY_DAY, Span(time(9), time(10))), at=place)
    assert "09:00–10:00" in text(client, f"/library/{library.code}")
    assert "Opening hours" in text(client, f"/en/library/{library.code}")


def test_days_of_the_week_that_are_closed_are_told_too(client: Client, catalogue: Catalogue) -> None:
    library = catalogue.ours.library
    hours(library)
    page = text(client, f"/library/{library.code}")
    assert "Thứ Bảy, Chủ nhật" in page
    assert "đóng cửa" in page.partition("Thứ Bảy, Chủ nhật")[2][:60]


def test_a_library_without_hours_says_so_and_one_that_is_gone_has_no_page(client: Client, catalogue: Catalogue) -> None:
    library = catalogue.sister.library
    assert "chưa ghi giờ mở cửa" in text(client, f"/library/{library.code}")
    text(client, "/library/NOWHERE", 404)
    federation.close(organisation=library, on=timezone.localdate(), actor=None, at=timezone.now())
    text(client, f"/library/{library.code}", 404)


def test_a_titles_page_says_which_library_is_open_now(client: Client, catalogue: Catalogue) -> None:
    today = timezone.localdate()
    special(catalogue.ours.library, today, reason="Bão", last_on=today + timedelta(days=9))
    page = text(client, f"/t/{catalogue.kieu}")
    assert page.count("đang đóng cửa, mở lại ngày") == 1
    assert f'href="/library/{catalogue.sister.library.code}"' in page


def test_a_main_building_with_its_librarys_name_is_not_told_twice(client: Client, catalogue: Catalogue) -> None:
    library = catalogue.ours.library
    site(library, "Thư viện tỉnh An Giang")
    places = text(client, f"/library/{library.code}").partition('id="places"')[2].partition("</section>")[0]
    assert "Tại thư viện" in places
    assert "Thư viện tỉnh An Giang" not in places
    assert "Trụ sở Long Xuyên" in places
