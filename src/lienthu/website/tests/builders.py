"""A library's site with an article on it, and a picture to put there."""

import io
from typing import Any

from conftest import NOW, Person
from PIL import Image

from lienthu.website.models import NewsPage, PublicSite
from lienthu.website.services.drafts import section_for_news
from lienthu.website.services.sites import open_site

READER = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"


def site_of(person: Person, code: str = "an-giang", **more: Any) -> PublicSite:
    more = {"title": "Thư viện tỉnh An Giang", **more}
    return open_site(code=code, organisation=person.library, actor=person.user, at=NOW, **more)


def article(site: PublicSite, title: str = "Ngày hội đọc sách", *, publish: bool = True, **more: Any) -> NewsPage:
    page = NewsPage(title=title, slug=more.pop("slug", "ngay-hoi"), lead="Hơn ba trăm học sinh đến đọc sách.", **more)
    page.live = False
    section_for_news(site).add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
    page.refresh_from_db()
    return page


def photograph(*, kind: str = "JPEG") -> bytes:
    """A small picture that says where and when it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Telephone of a reader"
    exif.get_ifd(0x8825)[2] = (10.0, 22.0, 30.0)
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "#0d5a51").save(written, kind, exif=exif)
    return written.getvalue()
