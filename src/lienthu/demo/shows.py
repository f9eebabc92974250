"""An exhibition of the demonstration: books of An Giang about the country, panels, visitors day by day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.demo.network import Member
from lienthu.exhibitions import services
from lienthu.exhibitions.models import Exhibition
from lienthu.federation.models import Organisation

LIBRARY, BOOKS = "AG", 14
OPENED = timedelta(days=6)
ABOUT = ('"959.7', '"915.97', "Vietnam", "Lịch sử")  # what facts of books about the country have, the nearest first
PANELS = (
    ("Sông và người", "Đồng bằng được bồi từ phù sa; người đến sau theo con nước mà dựng nhà, mở chợ, lập làng."),
    ("Chữ và sách", "Từ tủ sách đình làng đến thư viện huyện, sách đi theo ghe rồi theo xe về từng ấp."),
    ("Đọc tiếp ở đâu", "Mỗi cuốn trong danh mục đều có ở kho mượn; hỏi thủ thư để giữ chỗ hoặc nhận ở điểm gần nhà."),
)
VISITORS = (84, 61, 47, 52, 73)


@transaction.atomic
def build(*, libraries: Sequence[Member], today: datetime) -> None:
    """Open since some days, with its books, counted. Safe to repeat."""
    library = next((member.library for member in libraries if member.library.code == LIBRARY), None)
    if library is None or Exhibition.objects.exists():
        return
    opened = timezone.localdate(today) - OPENED
    before: dict[str, Any] = {
        "actor": None, "at": timezone.make_aware(datetime.combine(opened - timedelta(days=2), time(15)))
    }  # fmt: skip
    facts = {
        "form": "display", "name": "Đất nước, con người Việt Nam qua trang sách", "occasion": "Tuần lễ đọc sách",
        "theme": "Lịch sử, địa lý, văn hóa", "place": "Sảnh tầng trệt", "opens_on": opened,
        "closes_on": opened + timedelta(days=30), "is_public": True,
        "about": "Sách về lịch sử, địa lý và văn hóa đang có ở kho mượn, bày theo ba chặng để tìm đường đọc tiếp.",
    }  # fmt: skip
    row = services.keep(library=library, facts=facts, **before)
    for copy in _books(library):
        services.add_copy(exhibition=row, code=copy.barcode, **before)
    for number, (title, text) in enumerate(PANELS):
        words = {"title": title, "text": text, "caption": "Sông nước miền Tây", "source": "Tranh vẽ bằng máy"}
        services.keep_panel(exhibition=row, facts=words, upload=_picture() if number == 0 else None, **before)
    services.hold(exhibition=row, actor=None, at=timezone.make_aware(datetime.combine(opened, time(17))))
    for number, visitors in enumerate(VISITORS):
        services.count(
            exhibition=row, on=opened + timedelta(days=number), visitors=visitors, actor=None, at=today
        )  # fmt: skip


def _books(library: Organisation) -> list[Copy]:
    """A copy of each title about the country, as far as they are on the shelf."""
    shelved = Copy.objects.filter(owner=library, custodian=library, status=Copy.Status.AVAILABLE).exclude(barcode="")
    found: dict[int, Copy] = {}
    for number in ABOUT:
        classed = shelved.filter(record__facts__contains=number).select_related("record").order_by("pk")
        for copy in classed[: BOOKS * 3]:
            found.setdefault(copy.record.title_id, copy)
    return list(found.values())[:BOOKS]


def _picture() -> "SimpleUploadedFile | None":
    if not settings.WEBSITE:
        return None
    from lienthu.demo.website import landscape

    return SimpleUploadedFile("song.jpg", landscape(41, (900, 600)))
