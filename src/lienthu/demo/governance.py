"""The federation's governance in the demonstration: its committee, a resolution and what became of it, fund, register.

Everybody in it is invented."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation, Office, Organisation
from lienthu.federation.services.federations import add_office, add_term
from lienthu.governance.models import Duty, Resolution
from lienthu.governance.services import duties, elections, fund, resolutions
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

PEOPLE = (
    ("CM", "Nguyễn Văn Khởi (trình diễn)", "Giám đốc Thư viện tỉnh Cà Mau", "chair"),
    ("AG", "Trần Thị Lành (trình diễn)", "Giám đốc Thư viện tỉnh An Giang", "vice_chair"),
    ("ST", "Lâm Minh Đức (trình diễn)", "Giám đốc Thư viện tỉnh Sóc Trăng", "vice_chair"),
)
ITEMS = (
    ("Rà soát, triển khai Luật Thư viện và các văn bản hướng dẫn tại địa phương.", 90, "", "Kế hoạch triển khai"),
    ("Mỗi thư viện có xe thực hiện ít nhất 20 chuyến phục vụ lưu động.", 300, "mobile.trips", ""),
    ("Tăng cường luân chuyển sách báo về cơ sở.", 420, "rotation.copies", ""),
)
FUND = (
    ("carried", 12_400_000, "Số dư chuyển từ năm trước"),
    ("members", 28_000_000, "Đóng góp của 14 thư viện thành viên"),
    ("conference", 9_750_000, "Chi hội nghị tổng kết"),
    ("contest", 6_200_000, "Giải thưởng giao lưu thể thao"),
)


def build(*, libraries: Sequence[Member], at: datetime, today: datetime) -> None:
    """Once: a federation that has a term already is left as it is."""
    group = Federation.objects.get(code=FEDERATION)
    if group.terms.exists():
        return
    held = timezone.localdate(today) - timedelta(days=200)
    members = [member.library for member in libraries]
    secretary = User.objects.get(username="thu-ky")
    booking.say_issuer(
        holder=Holder(federation=group),
        sign="LHTV",
        body=f"Ban Chấp hành {group.name}",
        place="Cà Mau",
        actor=None,
        at=at,
    )
    _elect(group, members, held, at=today)
    adopted = _resolve(group, members, held, at=today)
    _tell(adopted, secretary, at=today)
    for category, amount, what in FUND:
        line = fund.write(
            federation=group, category=category, amount=amount, on=held + timedelta(days=10), what=what,
            actor=secretary, at=today,
        )  # fmt: skip
        if category != "contest":
            fund.approve(entry=line, actor=None, at=today)
    facts = booking.Facts(subject="Về việc gửi số liệu thống kê năm", dated_on=held + timedelta(days=30))
    booking.book(
        holder=Holder(federation=group), kind=booking.kind_of("cong-van"), facts=facts, actor=secretary, at=today
    )


def _elect(group: Federation, members: Sequence[Organisation], held: date, *, at: datetime) -> None:
    name = f"Nhiệm kỳ {held.year}–{held.year + 2}"
    term = add_term(federation=group, name=name, valid_from=held, valid_to=date(held.year + 3, 1, 1), actor=None, at=at)
    election = elections.open_election(
        federation=group, term=term, held_on=held, seats=len(PEOPLE), held_at="Hội nghị tổng kết", place="Cà Mau",
        presided_by="Đoàn Chủ tịch Hội nghị", actor=None, at=at,
    )  # fmt: skip
    by_code = {each.code: each for each in members}
    stand = [
        elections.nominate(
            election=election, organisation=by_code[code], person_name=person, capacity=capacity, position=position,
            leads_library=True, actor=None, at=at,
        )
        for code, person, capacity, position in PEOPLE
    ]  # fmt: skip
    for member in members:
        choices = {each.pk: "for" for each in stand}
        elections.vote(election=election, organisation=member, choices=choices, actor=None, at=at)
    elections.close(election=election, actor=None, at=at)
    position = Office.Position.LEAD_LIBRARY  # so that its director acts for the federation beside the secretary
    add_office(federation=group, organisation=by_code[PEOPLE[0][0]], position=position, term=term, actor=None, at=at)


def _resolve(group: Federation, members: Sequence[Organisation], held: date, *, at: datetime) -> Resolution:
    draft = resolutions.begin(
        federation=group, about=f"Phương hướng, nhiệm vụ năm {held.year + 1}", held_at="Hội nghị tổng kết",
        place="Cà Mau", capacity="TM. Ban Chấp hành\nChủ tịch", signer=PEOPLE[0][1],
        grounds="Căn cứ Luật Thư viện số 46/2019/QH14;\nCăn cứ kết quả thảo luận tại Hội nghị,",
        recipients="Các thư viện thành viên\nLưu: Văn phòng Liên hiệp", actor=None, at=at,
    )  # fmt: skip
    for text, days, indicator, proof in ITEMS:
        facts = {
            "text": text, "due_on": held + timedelta(days=days), "indicator": indicator, "proof": proof,
            "for_all": not indicator,
        }  # fmt: skip
        owed = members[:5] if indicator else ()
        resolutions.put_item(resolution=draft, facts=facts, responsible=owed, actor=None, at=at)
    votes = dict.fromkeys(members[:-1], "for")
    resolutions.vote(resolution=draft, choices=votes, on=held, actor=None, at=at)
    adopted = resolutions.decide(resolution=draft, on=held, actor=None, at=at)
    resolutions.show(resolution=adopted, is_public=True, actor=None, at=at)
    return adopted


def _tell(adopted: Resolution, secretary: User, *, at: datetime) -> None:
    """Some members told, of whom the secretary has confirmed one."""
    rows = Duty.objects.filter(item__resolution=adopted, item__position=1).order_by("organisation__code")
    for number, duty in enumerate(rows[1:4]):
        told = duties.Told("Đã ban hành kế hoạch triển khai Luật Thư viện", is_done=True, link="https://example.org/kh")
        telling = duties.tell(duty=duty, told=told, actor=None, at=at)
        if number == 0:
            duties.confirm(telling=telling, actor=secretary, at=at)
