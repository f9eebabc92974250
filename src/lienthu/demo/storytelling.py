"""A contest of the demonstration: children of the members tell stories from books, before a jury, with prizes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from lienthu.contests.models import Contest, Performance, Round
from lienthu.contests.services import consenting, contests, judging
from lienthu.contests.services.contests import Who, Yard
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation
from lienthu.lib.tournaments import scales

HOST = "AG"
AGO = timedelta(days=32)
CRITERIA = (Yard("Nội dung", 40), Yard("Nghệ thuật thể hiện", 40), Yard("Phong cách, trang phục", 20))
JUDGES = ("Nhà văn Lê Thanh Hà (trình diễn)", "Nhà giáo Phạm Văn Sơn (trình diễn)", "Thủ thư Đỗ Minh Châu (trình diễn)")


class Told(NamedTuple):
    """A child with its story, and whether both it and its guardian agree to be named."""

    code: str
    child: str
    years: int
    title: str
    book: str
    points: tuple[int, int, int]
    agreed: bool = True


TOLD = (
    Told("AG", "Néang Chanh Đa", 11, "Chú dế và cái giá của một trò đùa", "Dế Mèn phiêu lưu ký", (38, 37, 19)),
    Told("CM", "Nguyễn Gia Hân", 10, "Đất rừng trong mắt An", "Đất rừng phương Nam", (37, 37, 18)),
    Told("ST", "Thạch Minh Tâm", 12, "Chim thần và cây khế", "Truyện cổ tích Việt Nam", (35, 36, 18)),
    Told("BL", "Trần Bảo Ngọc", 11, "Cậu bé thổi sáo", "Truyện đọc thiếu nhi", (34, 35, 17), agreed=False),
    Told("CT", "Lâm Quốc Bảo", 12, "Người thầy trong chiếc ghe", "Truyện đọc thiếu nhi", (33, 33, 17)),
    Told("DT", "Phan Thị Yến Nhi", 10, "Bông sen và con cò", "Truyện cổ tích Việt Nam", (31, 32, 16)),
)


@transaction.atomic
def build(*, libraries: Sequence[Member], today: datetime) -> None:
    """Safe to repeat: where there is a contest, nothing is done."""
    known = {member.library.code: member.library for member in libraries}
    if HOST not in known or Contest.objects.exists():
        return
    on = timezone.localdate(today) - AGO
    by: dict[str, Any] = {"actor": None, "at": timezone.make_aware(datetime.combine(on, time(16)))}
    facts = {
        "kind": "story", "name": f"Hội thi Kể chuyện theo sách thiếu nhi năm {on.year}",
        "about": "Mỗi em kể một câu chuyện trong sách đã đọc, bằng lời của mình, trong bảy phút.",
        "federation": Federation.objects.filter(code=FEDERATION).first(), "first_on": on,
        "scale": list(scales.USUAL), "ties": ["first_criterion"], "is_public": True,
        "signer": "Trần Thị Lành (trình diễn)", "signer_title": "Giám đốc",
    }  # fmt: skip
    contest = contests.keep_contest(library=known[HOST], facts=facts, criteria=CRITERIA, **by)
    words = {"name": "Vòng chung kết", "library": known[HOST], "on": on, "place": "Hội trường Thư viện tỉnh An Giang"}
    last = contests.keep_round(contest=contest, facts=words, **by)
    for told in TOLD:
        if told.code in known:
            _enter(last, told, known[told.code], on, by)
    _judge(last, by)
    judging.approve(round_=last, number="57/QĐ-TV", **by)


def _enter(last: Round, told: Told, library: Any, on: date, by: dict[str, Any]) -> None:
    born = date(on.year - told.years, 3, 12)
    child = Who(f"{told.child} (trình diễn)", born, "Trường tiểu học (trình diễn)", "Phụ huynh (trình diễn)")
    entry = contests.enter(
        round_=last, library=library, title=told.title, book=told.book, text="", people=[child], **by
    )
    if told.agreed:
        for giver in ("self", "guardian"):
            consenting.answer(entrant=entry.entrants.get(), giver=giver, granted=True, form="paper", **by)


def _judge(last: Round, by: dict[str, Any]) -> None:
    """Each judge a little off the others, none far."""
    judges = [judging.appoint(round_=last, name=name, **by) for name in JUDGES]
    judging.begin(round_=last, **by)
    points = {told.title: told.points for told in TOLD}
    criteria = list(last.contest.criteria.values_list("pk", flat=True))
    for number, judge in enumerate(judges):
        for row in Performance.objects.filter(round=last).select_related("entry"):
            given = dict(zip(criteria, (Decimal(each - number) for each in points[row.entry.title]), strict=True))
            judging.score(judge=judge, performance=row, points=dict(given), at=by["at"])
        judging.hand_in(judge=judge, at=by["at"])
    judging.close(round_=last, **by)
