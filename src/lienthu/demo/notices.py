"""Letters of the demonstration: the closing lines of two libraries, and a few books that wait for their readers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lienthu.demo.network import Member
from lienthu.notices.models import Notice
from lienthu.notices.services import New, queue_all
from lienthu.notices.services.terms import lay_down
from lienthu.patrons.models import Patron

WRITING = ("AG", "CT")  # the libraries whose staff sign in
BOOKS = ("Đất rừng phương Nam", "Truyện Kiều", "Dế Mèn phiêu lưu ký", "Số đỏ", "Hương rừng Cà Mau")


@transaction.atomic
def build(*, libraries: list[Member], at: datetime) -> None:
    """Safe to repeat."""
    if Notice.objects.exists():
        return
    until = f"{timezone.localdate(at) + timedelta(days=7):%d/%m/%Y}"
    for member in libraries:
        library = member.library
        if library.code not in WRITING:
            continue
        signature = "Phòng Bạn đọc\nGiờ mở cửa: 7 giờ 30 – 17 giờ, thứ Hai đến thứ Bảy"
        lay_down(organisation=library, values={"signature": signature}, actor=None, at=at)
        readers = Patron.objects.filter(library=library).order_by("number")[: len(BOOKS)]
        new = [
            New(
                key=f"demo:{patron.number}",
                patron=patron,
                facts={"title": title, "pickup": "Phòng mượn, tầng 1", "until": until},
            )
            for patron, title in zip(readers, BOOKS, strict=False)
        ]
        queue_all(kind="hold_ready", library=library, new=new, actor=None, at=at)
