"""The pages of a site in a browser, as axe and a telephone see them."""

import pytest
from conftest import Person
from playwright.sync_api import expect
from wagtail.rich_text import RichText

from lienthu.catalogue.search.backend import get_backend
from lienthu.common.tests.browser import assert_accessible_as, chromium, new_page
from lienthu.website.services.drafts import keep_picture

from .builders import article, photograph, site_of


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_site_is_for_everybody(live_server: object, our_library: Person) -> None:
    get_backend().create()
    site = site_of(our_library, accent="plum", tagline="Sách bên dòng sông")
    picture = keep_picture(site=site, data=photograph(), name="a.jpg", title="Sân thư viện", actor=None)
    pictures = [{"picture": picture, "caption": "Các em đọc sách"}, {"picture": picture, "caption": "Góc vẽ tranh"}]
    body = [
        ("text", RichText("<p>Từ sáng sớm, các em đã xếp hàng.</p>")),
        ("quote", {"words": "Sách đến với người.", "who": "Bạn đọc"}),
        ("table", {"caption": "Con số", "rows": "Việc | Số\nHọc sinh | 300"}),
        ("gallery", pictures),
    ]
    article(site, picture=picture, picture_caption="Sân thư viện", body=body, byline="Thu Trang")
    root = f"{live_server.url}/trang/an-giang/"  # type: ignore[attr-defined]
    with chromium() as browser:
        page = new_page(browser.new_context(locale="vi-VN"))
        for way, heading in (("", "Thư viện tỉnh An Giang"), ("tin-tuc/ngay-hoi/", "Ngày hội đọc sách"),
                             ("hoi-thu-thu/", "Hỏi thủ thư"), ("thu-vien/", "Thư viện tỉnh An Giang")):  # fmt: skip
            page.goto(root + way)
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            assert_accessible_as(page)
