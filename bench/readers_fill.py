"""A public site for readers to read, in a hub that holds the corpus: `python -m bench.readers_fill`. Safe to repeat.

Twelve articles, each with a photograph on its card and three in a gallery, an event and a document's page. Photographs
are made of noise at six sizes, which packs about as badly as leaves and crowds do; flat drawings would flatter.
Prints {"addresses": {kind: [path, …]}}.
"""

from __future__ import annotations

import io
import json
import random
from datetime import timedelta
from typing import Any

from bench.readers_client import SEED

CODE = "doc-gia"
ARTICLES = 12
GALLERY = 3
TITLES = 400
SIZE = (1500, 1000)
WORDS = (
    "Bạn đọc đến thư viện từ sáng sớm, hỏi mượn sách mới, xem báo trong ngày và ghi tên dự buổi kể chuyện cuối tuần. "
    "Thủ thư hướng dẫn cách tìm sách trên mục lục chung, đặt giữ cuốn đang có người mượn và nhận tại điểm gần nhà. "
)


def photograph(seed: int) -> bytes:
    """Colours that run into each other and detail at every size, as a JPEG."""
    from PIL import Image

    dice = random.Random(seed)
    tint = tuple(dice.randrange(60, 200) for _ in range(3))
    made = Image.new("RGB", SIZE, tint)
    for step, strength in ((250, 0.5), (80, 0.4), (25, 0.3), (9, 0.25), (3, 0.2), (1, 0.1)):
        small = (max(2, SIZE[0] // step), max(2, SIZE[1] // step))
        noise = Image.merge("RGB", [Image.effect_noise(small, 70) for _ in range(3)])
        made = Image.blend(made, noise.resize(SIZE, Image.Resampling.BICUBIC), strength)
    written = io.BytesIO()
    made.save(written, "JPEG", quality=85)
    return written.getvalue()


def fill() -> dict[str, Any]:
    from django.utils import timezone

    from lienthu.federation.queries import organisation_by_code
    from lienthu.website.models import NewsPage, PublicSite
    from lienthu.website.services import sites

    site = PublicSite.objects.filter(code=CODE).first()
    if site is None:
        library: Any = organisation_by_code("L01")
        site = sites.open_site(
            code=CODE, title="Thư viện của bạn đọc", organisation=library, is_main=True, actor=None, at=timezone.now()
        )
        _write(site)
    root = f"/trang/{CODE}/"
    news = [f"{root}tin-tuc/{page.slug}/" for page in NewsPage.objects.descendant_of(site.home).live()]
    return {
        "home": [root],
        "news": [f"{root}tin-tuc/", *news],
        "rss": [f"{root}rss.xml"],
        "title": [f"/t/{number}" for number in _titles()],
    }


def _write(site: Any) -> None:
    from django.utils import timezone
    from wagtail.rich_text import RichText

    from lienthu.website.models import NewsPage
    from lienthu.website.services import drafts

    section, today = drafts.section_for_news(site), timezone.localdate()
    for turn in range(ARTICLES):
        pictures = [
            drafts.keep_picture(
                site=site, data=photograph(SEED + turn * 10 + n), name="anh.jpg", title=f"Ảnh {n + 1}", actor=None
            )
            for n in range(GALLERY + 1)
        ]
        shown = [{"picture": each, "caption": each.title} for each in pictures[1:]]
        page = NewsPage(
            title=f"Một ngày ở thư viện, bài {turn + 1}",
            slug=f"bai-{turn + 1}",
            on=today - timedelta(days=turn),
            lead=WORDS[:170],
            picture=pictures[0],
            picture_caption="Bạn đọc ở phòng đọc",
            body=[*([("text", RichText(f"<p>{WORDS * 3}</p>"))] * 4), ("gallery", shown)],
            byline="Tin và ảnh: thư viện",
            live=False,
        )
        section.add_child(instance=page)
        page.save_revision().publish()


def _titles() -> list[int]:
    """Numbers of titles, spread over all of them."""
    from lienthu.catalogue.models import Title

    numbers = list(Title.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    return numbers[:: max(1, len(numbers) // TITLES)][:TITLES]


def main() -> None:
    import django

    django.setup()
    print(json.dumps({"addresses": fill()}))


if __name__ == "__main__":
    main()
