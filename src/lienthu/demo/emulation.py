"""The last year's emulation in the demonstration: points of members, the council's votes, and its decision."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from lienthu.awards.models import Season
from lienthu.awards.services import deciding, scoring
from lienthu.awards.services.scoring import Yard
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation, Organisation
from lienthu.ledger.models import Kind
from lienthu.lib.tournaments import scales
from lienthu.registry.queries.holders import Holder

COUNCIL = "AG"
AGO = timedelta(days=21)
CRITERIA = (
    Yard("Lượt bạn đọc tại chỗ", 40, Kind.VISIT, 40_000),
    Yard("Phục vụ lưu động", 30, Kind.TRIP, 40),
    Yard("Sáng kiến, giải pháp", 15),
    Yard("Công tác phối hợp trong Liên hiệp", 15),
)
# Member, its own points for the two typed criteria, what it says, the council's points for the last where it differs.
SHEETS = (
    ("AG", 14, 14, "Sáng kiến chuyến xe ghép tuyến, áp dụng tại ba huyện", None),
    ("CM", 13, 15, "Chủ trì hội nghị tổng kết", None),
    ("CT", 12, 12, "Biên mục dùng chung với bốn thư viện bạn", 10),
    ("ST", 11, 13, "Sách song ngữ Khmer – Việt", None),
)
MEDAL = "Kỷ niệm chương “Vì sự nghiệp VHTTDL”"


@transaction.atomic
def build(*, libraries: Sequence[Member], today: datetime) -> None:
    """Safe to repeat: where there is a season, nothing is done."""
    known = {member.library.code: member.library for member in libraries}
    if COUNCIL not in known or Season.objects.exists():
        return
    at = today - AGO
    day, year = timezone.localdate(at), timezone.localdate(at).year - 1
    by: dict[str, Any] = {"actor": None, "at": at}
    facts = {
        "name": f"Thi đua các thư viện trong Liên hiệp năm {year}", "first_on": date(year, 1, 1),
        "last_on": date(year, 12, 31), "due_on": day, "scale": list(scales.GRADES), "council": 7, "needs": 50,
        "federation": Federation.objects.filter(code=FEDERATION).first(),
    }  # fmt: skip
    season = scoring.keep_season(library=known[COUNCIL], facts=facts, criteria=CRITERIA, **by)
    for code, *points in SHEETS:
        if code in known:
            _sheet(season, known[code], points, by)
    proposals = [
        deciding.propose(season=season, library=known[COUNCIL], **words, **by)
        for words in (
            {"sort": "title", "award": "Tập thể lao động xuất sắc", "person": "", "merits": "Dẫn đầu thi đua của vùng"},
            {"sort": "medal", "award": MEDAL, "person": "Lê Thị Thu (trình diễn)", "merits": "22 năm làm thư viện",
             "agreed": True},
        )
    ]  # fmt: skip
    scoring.move(season=season, to=Season.State.COUNCIL, **by)
    for proposal in proposals:
        deciding.vote(proposal=proposal, votes_for=6, votes_against=1, voted_on=day, **by)
    scoring.move(season=season, to=Season.State.DECIDED, **by)
    deciding.decide(
        library=known[COUNCIL], proposals=proposals, number="18/QĐ-LHTV", issuer="Ban Chấp hành Liên hiệp",
        register=Holder(federation=season.federation) if season.federation else None, carried=True,
        signed_on=day, signer="Nguyễn Văn Khởi (trình diễn)", signer_title="Chủ tịch",
        about=f"Khen thưởng thành tích năm {year}", **by,
    )  # fmt: skip


def _sheet(season: Season, library: Organisation, given: Sequence[Any], by: dict[str, Any]) -> None:
    """The candidate's points, and the council's where it sees the last criterion otherwise."""
    ideas, work, note, otherwise = given
    sheet = scoring.open_sheet(season=season, library=library, **by)
    first, last = season.criteria.filter(kind="").order_by("turn").values_list("pk", flat=True)
    scoring.claim(sheet=sheet, points={first: (Decimal(ideas), note), last: (Decimal(work), note)}, **by)
    scoring.hand_in(sheet=sheet, **by)
    if otherwise is not None:
        scoring.judge(sheet=sheet, points={last: (Decimal(otherwise), "Chưa đủ minh chứng")}, **by)
