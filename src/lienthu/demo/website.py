"""The public sites of the demonstration: the federation's, and An Giang's. Words of our own, pictures drawn by code."""

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import sin
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image, ImageDraw
from wagtail.models import Page
from wagtail.rich_text import RichText

from lienthu.common.dated import midnight
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation
from lienthu.lib.vietnamese import fold
from lienthu.website.models import (
    ContactPage,
    EventPage,
    ExhibitionPage,
    HomePage,
    LibraryPage,
    LinksPage,
    NewsPage,
    Picture,
    PublicSite,
    SectionPage,
    ServicePage,
)
from lienthu.website.services import drafts, questions, sites

LEAD, OWN = "CM", "AG"  # who keeps the federation's site; the member with one of its own
BY = "Ban biên tập (trình diễn)"


class Story(NamedTuple):
    """An article: how many days ago, what it says, and the pictures with their captions."""

    days: int
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    quote: tuple[str, str] | None = None


FEDERATION_NEWS = (
    Story(
        2,
        "Liên hiệp Thư viện Đồng bằng sông Cửu Long tổng kết năm công tác tại Cà Mau",
        "Trong hai ngày, lãnh đạo và cán bộ của mười bốn thư viện thành viên gặp nhau tại Cà Mau để nhìn lại một năm "
        "làm việc chung và bàn kế hoạch năm tới.",
        (
            "Hội nghị nghe báo cáo tổng kết của Ban Chấp hành, bốn tham luận và nhiều ý kiến trao đổi. Các tham luận "
            "xoay quanh việc dùng chung mục lục liên hợp, luân chuyển sách về cơ sở và đào tạo cán bộ cấp xã.",
            "Phần lớn thời gian được dành cho những việc cụ thể: thư viện nào còn thiếu sách địa chí của tỉnh bạn, "
            "tuyến xe lưu động nào có thể nối sang tỉnh liền kề, cách đếm lượt bạn đọc sao cho mười bốn nơi như một.",
        ),
        (
            "Quang cảnh hội nghị",
            "Đại biểu xem trưng bày sách địa chí của các tỉnh",
            "Các thư viện trao đổi bên lề hội nghị",
            "Xe thư viện lưu động bên hội trường",
        ),
        ("Nội dung | Số lượng", "Thư viện thành viên dự họp | 14", "Tham luận | 4", "Ý kiến trao đổi | 7"),
        ("Sách chỉ có ích khi đến được tay người đọc; việc của chúng ta là rút ngắn con đường ấy.", "Lời kết hội nghị"),
    ),
    Story(
        9,
        "Khai trương mục lục liên hợp: tìm một lần, thấy sách ở mười bốn thư viện",
        "Từ nay bạn đọc trong vùng chỉ cần tìm một lần để biết cuốn sách đang ở thư viện nào, còn trên giá hay không.",
        (
            "Mỗi thư viện giữ biểu ghi của mình; trang chung gom những biểu ghi cùng tả một ấn bản lại một chỗ. Người "
            "đọc gõ có dấu hay không dấu đều tìm được.",
        ),
        ("Bạn đọc tra cứu mục lục liên hợp",),
    ),
    Story(
        17,
        "Trao đổi sách địa chí giữa các thư viện thành viên",
        "Đợt trao đổi thứ hai trong năm giúp nhiều thư viện có thêm sách viết về tỉnh bạn.",
        ("Mỗi thư viện gửi danh mục sách có thể nhường và sách đang tìm; ghép đôi dựa trên chỗ thiếu của từng nơi.",),
        ("Sách địa chí chờ lên đường",),
    ),
    Story(
        30,
        "Hội thi kể chuyện theo sách dành cho thiếu nhi toàn vùng",
        "Vòng chung kết quy tụ các em đạt giải từ mười bốn tỉnh, thành phố.",
        ("Mỗi em kể một câu chuyện trong sách đã đọc, bằng lời của mình, trong bảy phút.",),
    ),
    Story(
        45,
        "Tập huấn nghiệp vụ cho cán bộ thư viện cấp xã",
        "Hai ngày học về biên mục, luân chuyển sách và phục vụ bạn đọc nhỏ tuổi.",
        ("Học viên thực hành ngay trên phần mềm dùng chung và mang bài tập về thư viện của mình.",),
    ),
)
OWN_NEWS = (
    Story(
        3,
        "Ngày hội đọc sách bên dòng sông Hậu",
        "Hơn ba trăm học sinh đến với gian sách, xe thư viện lưu động và góc vẽ tranh theo truyện.",
        (
            "Từ sáng sớm, các em đã xếp hàng bên xe “Ánh sáng tri thức”. Bên cạnh gian sách mới là bàn làm thẻ bạn đọc "
            "và góc kể chuyện do chính các em dẫn dắt.",
        ),
        ("Các em đọc sách bên bờ sông", "Góc vẽ tranh theo truyện", "Xe thư viện lưu động trong sân trường"),
    ),
    Story(
        12,
        "Thư viện tỉnh đưa sách về Bảy Núi",
        "Chuyến xe đầu tháng phục vụ ba điểm ở Tri Tôn, Ô Lâm và Núi Cấm, có sách tiếng Khmer cho bạn đọc địa phương.",
        ("Mỗi điểm dừng, xe mở cửa chừng ba giờ; sách mượn tại điểm trả lại ở chuyến sau.",),
        ("Đường lên Bảy Núi",),
    ),
    Story(
        26,
        "Phòng đọc mở cửa cả sáng chủ nhật",
        "Từ tháng này, phòng đọc và phòng thiếu nhi đón bạn đọc thêm buổi sáng chủ nhật.",
        ("Giờ mở cửa mới có ghi ở trang Thư viện.",),
    ),
)


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime, today: datetime) -> None:
    """Both sites with their articles, as of `today`. Safe to repeat."""
    if not settings.WEBSITE or PublicSite.objects.exists():
        return
    known = {member.library.code: member.library for member in libraries}
    federation = Federation.objects.filter(code=FEDERATION).first()
    if federation is not None and libraries:
        keeper = known.get(LEAD, libraries[0].library)
        site = sites.open_site(
            code="dbscl",
            title="Liên hiệp Thư viện Đồng bằng sông Cửu Long",
            tagline="Mười bốn thư viện, một mục lục chung, và sách đi đến tận xóm ấp.",
            organisation=keeper,
            federation=federation,
            is_main=True,
            actor=None,
            at=at,
        )
        _fill(site, FEDERATION_NEWS, today, "Hội trường Thư viện tỉnh Cà Mau", seed=1)
        _wear(site, "#0f3d36", with_palm=False)
    if OWN in known:
        site = sites.open_site(
            code="an-giang",
            title="Thư viện tỉnh An Giang",
            tagline="Sách bên dòng sông Hậu, và trên những chuyến xe về Bảy Núi.",
            organisation=known[OWN],
            accent=PublicSite.Accent.LACQUER,
            actor=None,
            at=at,
        )
        _fill(site, OWN_NEWS, today, "Thư viện tỉnh An Giang", seed=7)
        _wear(site, "#8f2319", with_palm=True)
        _library(site)
        asked = questions.ask(
            site=site,
            text="Thư viện có sách viết về nghề dệt của người Chăm ở Châu Phong không?",
            name="",
            contact="",
            may_publish=True,
            seconds=60,
            trap="",
            at=today - timedelta(days=4),
        )
        if asked is not None:
            asked.answer = "Có: ở kho địa chí, và bốn cuốn cho mượn về. Bạn gõ “dệt Chăm” vào ô tìm sách là thấy."
            asked.state, asked.is_public, asked.answered_at = asked.State.ANSWERED, True, today - timedelta(days=3)
            asked.save()


def _fill(site: PublicSite, stories: Sequence[Story], today: datetime, place: str, *, seed: int) -> None:
    sections = {page.slug: page.specific for page in site.home.get_children()}
    day = timezone.localdate(today)
    pictures: list[Picture] = []
    for turn, story in enumerate(stories):
        own = [_picture(site, caption, seed * 31 + turn * 7 + n) for n, caption in enumerate(story.captions)]
        pictures += own
        _article(sections["tin-tuc"], story, own, day)
    home: HomePage = site.home
    home.picture = _picture(site, site.home.title, seed * 101)
    home.about = "<p>Trang này là một phần của bản trình diễn Liên Thư. Con người và sự việc ở đây đều là hư cấu.</p>"
    _publish(home)
    begins = midnight(day + timedelta(days=9)) + timedelta(hours=8)
    event = EventPage(
        title="Kể chuyện cuối tuần: đất và nước Cửu Long",
        slug="ke-chuyen-cuoi-tuan",
        begins_at=begins,
        ends_at=begins + timedelta(hours=2),
        place=place,
        lead="Thủ thư kể, các em nghe và vẽ lại. Vào cửa tự do.",
    )
    show = ExhibitionPage(
        title="Trưng bày sách: Mùa nước nổi",
        slug="mua-nuoc-noi",
        opens_on=day - timedelta(days=5),
        closes_on=day + timedelta(days=25),
        place=place,
        lead="Sách, báo và bản đồ về sông nước phương Nam.",
        search="nước nổi",
        picture=pictures[-1],
    )
    service = ServicePage(
        title="Mượn sách từ thư viện khác",
        slug="muon-lien-thu-vien",
        lead="Sách ở một thư viện thành viên khác được gửi đến thư viện gần bạn.",
        price="Miễn phí",
        for_whom="Bạn đọc có thẻ của một thư viện thành viên",
    )
    for parent, page in (("su-kien", event), ("su-kien", show), ("dich-vu", service)):
        _add(sections[parent], page)
    links, contact = sections["lien-ket"], sections["lien-he"]
    assert isinstance(links, LinksPage)  # noqa: S101 as every site begins
    assert isinstance(contact, ContactPage)  # noqa: S101
    links.links = [
        ("heading", "Thư viện và sách"),
        (
            "link",
            {"title": "Thư viện Quốc gia Việt Nam", "url": "https://nlv.gov.vn", "note": "Mục lục và sách số hóa"},
        ),
    ]
    contact.people = [
        (
            "person",
            {
                "name": "Phòng Công tác bạn đọc",
                "office": "Giải đáp, gia hạn, làm thẻ",
                "phone": "0290 000 000",
                "email": "",
            },
        )
    ]
    for page in (links, contact):
        _publish(page)


def _article(section: SectionPage, story: Story, pictures: Sequence[Picture], day: date) -> None:
    body: list[tuple[str, Any]] = [("text", RichText(f"<p>{text}</p>")) for text in story.paragraphs]
    if story.quote:
        body.insert(1, ("quote", {"words": story.quote[0], "who": story.quote[1]}))
    if story.table:
        body.append(("table", {"caption": "Hội nghị trong vài con số", "rows": "\n".join(story.table)}))
    if len(pictures) > 2:
        shown = [{"picture": each, "caption": each.title} for each in pictures[1:]]
        body += [("heading", "Một số hình ảnh"), ("gallery", shown)]
    page = NewsPage(
        title=story.title,
        slug=slugify(fold(story.title))[:70].strip("-"),
        on=day - timedelta(days=story.days),
        lead=story.lead,
        picture=pictures[0] if pictures else None,
        picture_caption=pictures[0].title if pictures else "",
        body=body,
        byline=BY,
    )
    _add(section, page)


def _library(site: PublicSite) -> None:
    page = LibraryPage.objects.child_of(site.home).first()
    if page is None:
        return
    page.lead = "Thư viện công cộng của tỉnh, có kho địa chí, phòng thiếu nhi và hai xe lưu động."
    page.phone = "0296 000 000"
    page.people = [("person", {"name": "Quầy thông tin", "office": "Tầng trệt", "phone": "0296 000 000", "email": ""})]
    page.show_in_menus = True
    _publish(page)


def _add(parent: Page, page: Page) -> None:
    page.live = False
    parent.add_child(instance=page)
    _publish(page)


def _publish(page: Page) -> None:
    page.save_revision().publish()


def _wear(site: PublicSite, ground: str, *, with_palm: bool) -> None:
    """Give the site a sign of its own."""
    site.emblem = drafts.keep_picture(
        site=site, data=sign(ground, with_palm=with_palm), name="bieu-trung.png", title="Biểu trưng", actor=None
    )
    site.save()


def sign(ground: str, *, with_palm: bool) -> bytes:
    """The sun over the river, with a sugar palm before it or without; a square PNG, of which a circle is shown."""
    side = 240
    picture = Image.new("RGB", (side, side), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((70, 46, 170, 146), fill="#d9ad5b")
    if with_palm:
        draw.line((120, 190, 120, 92), fill=ground, width=14)
        for turn in range(-3, 4):
            draw.line((120, 96, 120 + turn * 22, 62 + abs(turn) * 14), fill=ground, width=11)
    for turn in range(3):
        wave = [(x, 160 + 24 * turn + 7 * sin(x / 17 + turn)) for x in range(20, side - 20, 4)]
        draw.line(wave, fill="#f6f1e2", width=9)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _picture(site: PublicSite, caption: str, seed: int) -> Picture:
    return drafts.keep_picture(
        site=site,
        data=landscape(seed),
        name="tranh.jpg",
        title=caption,
        actor=None,
        description=caption,
        credit="Tranh vẽ bằng máy",
    )


def landscape(seed: int, size: tuple[int, int] = (1500, 1000)) -> bytes:
    """A river with boats and palms in flat colours, the same for the same seed; a JPEG."""
    lot = random.Random(seed)  # noqa: S311 a drawing, not a secret
    skies = (("#f3d9a4", "#e9a36b"), ("#cfe3dc", "#f2e3bd"), ("#f0c6b0", "#c9777a"), ("#bcd7e4", "#eef0dc"))
    top, low = skies[lot.randrange(len(skies))]
    wide, high = size
    picture = Image.new("RGB", (1, 2))
    picture.putdata([_rgb(top), _rgb(low)])
    picture = picture.resize(size, Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(picture)
    x, y, r = lot.randrange(wide // 5, wide * 4 // 5), int(high * 0.32), lot.randrange(60, 110)
    draw.ellipse((x - r, y - r, x + r, y + r), fill="#f7efd8")
    for layer, colour in enumerate(("#9fb89a", "#6f9482", "#3f6f63")):
        base, phase = int(high * (0.46 + 0.05 * layer)), lot.random() * 6
        ridge = [
            (i, base + int(26 * sin(i / (90 + 40 * layer) + phase) + 12 * sin(i / 33 + phase)))
            for i in range(0, wide + 20, 20)
        ]
        draw.polygon([(0, high), *ridge, (wide, high)], fill=colour)
    shore = int(high * 0.63)
    draw.rectangle((0, shore, wide, high), fill="#2c6b66")
    for turn in range(26):
        band = shore + 12 + int((high - shore) * (turn / 26) ** 1.3)
        start = lot.randrange(-200, wide)
        draw.line(
            (start, band, start + lot.randrange(200, 700), band),
            fill=lot.choice(("#3f857c", "#e3c98c", "#245a56")),
            width=2 + turn // 8,
        )
    for _palm in range(5):
        _palm_at(draw, lot, lot.randrange(40, wide - 40), shore + 6, lot.randrange(120, 230))
    for _boat in range(lot.randrange(1, 4)):
        _boat_at(draw, lot, lot.randrange(100, wide - 360), lot.randrange(shore + 70, high - 90))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()


def _palm_at(draw: ImageDraw.ImageDraw, lot: random.Random, x: int, y: int, tall: int) -> None:
    lean = lot.randrange(-30, 30)
    draw.line((x, y, x + lean, y - tall), fill="#24423a", width=9)
    for turn in range(-4, 5):
        reach = 70 + lot.randrange(30)
        draw.line(
            (x + lean, y - tall, x + lean + turn * reach // 4, y - tall - 34 + abs(turn) * 20),
            fill="#1f4a3d",
            width=8,
        )


def _boat_at(draw: ImageDraw.ImageDraw, lot: random.Random, x: int, y: int) -> None:
    long = lot.randrange(170, 300)
    draw.polygon([(x, y), (x + long, y), (x + long - 40, y + 36), (x + 40, y + 36)], fill="#4a2418")
    draw.rectangle((x + long // 3, y - 44, x + long * 3 // 4, y), fill=lot.choice(("#a32a20", "#d9ad5b", "#0d5a51")))
    draw.line((x + 10, y - 2, x + long - 10, y - 2), fill="#d9ad5b", width=5)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
