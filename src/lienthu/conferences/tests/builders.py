"""The federation of the Mekong delta in 2019 with its conference at Bạc Liêu, put together by the services."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile

from lienthu.conferences.models import Conference, ConferenceKind, Delegate, Item, Paper
from lienthu.conferences.services import arrivals, papers, people, planning, programme, speaking
from lienthu.conferences.services.arrivals import Told
from lienthu.conferences.services.papers import Facts as PaperFacts
from lienthu.conferences.services.papers import Sender
from lienthu.conferences.services.people import Facts
from lienthu.conferences.services.programme import Slot
from lienthu.federation.models import Federation, Membership, Organisation, OrganisationName

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2019, 10, 1, 8, tzinfo=HERE)
FIRST, LAST = date(2019, 11, 15), date(2019, 11, 16)
DAY_TWO = datetime(2019, 11, 16, 7, 30, tzinfo=HERE)
PDF = b"%PDF-1.7 tham luan"
MEMBERS = (
    "An Giang", "Bạc Liêu", "Bến Tre", "Cà Mau", "Cần Thơ", "Đồng Tháp", "Hậu Giang", "Kiên Giang", "Long An",
    "Sóc Trăng", "Tiền Giang", "Trà Vinh", "Vĩnh Long", "Thành phố Hồ Chí Minh",
)  # fmt: skip
TITLE = "Hội nghị Tổng kết công tác năm 2019 và Giao lưu thể thao"
# Ours, after what the conference did: who spoke on which day, and what about.
PROGRAMME = (
    (FIRST, time(7), time(7, 30), Item.Kind.RECEPTION, "Đón tiếp đại biểu", "Ban Tổ chức"),
    (FIRST, time(8), time(17), Item.Kind.SPORT, "Giao lưu kéo co, bóng chuyền hơi, cầu lông", "13 thư viện"),
    (LAST, time(7, 30), time(8), Item.Kind.OPENING, "Khai mạc", "Trương Hồng Trang"),
    (LAST, time(8), time(8, 45), Item.Kind.REPORT, "Báo cáo tổng kết công tác của Liên hiệp", "Lý Hoàng Vũ"),
    (LAST, time(10), time(10, 30), Item.Kind.SPEECH, "Phát biểu chỉ đạo", "Phạm Quốc Hùng, Nguyễn Hữu Giới"),
    (LAST, time(10, 30), time(11), Item.Kind.AWARDS, "Trao giải thể thao", "Lãnh đạo Liên hiệp"),
)
GUESTS = (
    ("Ông", "Phạm Quốc Hùng", "Phó Vụ trưởng", "Vụ Thư viện, Bộ VHTTDL"),
    ("Ông", "Nguyễn Hữu Giới", "Chủ tịch", "Hội Thư viện Việt Nam"),
    ("Bà", "Trương Hồng Trang", "Phó Giám đốc", "Sở VHTTTTDL tỉnh Bạc Liêu"),
)
PAPERS = (
    ("Vĩnh Long", "Kết nối, chia sẻ nguồn lực thông tin", "Giám đốc Thư viện tỉnh Vĩnh Long"),
    ("Thành phố Hồ Chí Minh", "Dịch vụ số của thư viện thành phố", "Vinh Quốc Bảo"),
    ("Sóc Trăng", "Xe thư viện lưu động về vùng sâu", "Nguyễn Văn Tùng"),
    ("Đồng Tháp", "Bồi dưỡng cán bộ thư viện cấp huyện", "Giám đốc Thư viện tỉnh Đồng Tháp"),
)


@dataclass
class Delta:
    """The federation, its conference, its members by name, and who acts for it."""

    group: Federation
    conference: Conference
    members: dict[str, Organisation]
    secretary: Any

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.secretary, "at": AT}

    def delegate(self, name: str) -> Delegate:
        return self.conference.delegates.get(name=name)

    def reload(self) -> Conference:
        self.conference = Conference.objects.get(pk=self.conference.pk)
        return self.conference


def members(names: tuple[str, ...] = MEMBERS) -> dict[str, Organisation]:
    """Straight into the tables: what tests of conferences do not ask about."""
    codes = [f"M{number:02d}" for number in range(len(names))]
    rows = Organisation.objects.bulk_create(Organisation(code=code) for code in codes)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=row, full=f"Thư viện tỉnh {name}", short=name)
        for row, name in zip(rows, names, strict=True)
    )
    return dict(zip(names, rows, strict=True))


def delta(secretary: Person, names: tuple[str, ...] = MEMBERS, **more: Any) -> Delta:
    """The conference as it is planned; `more` facts of it."""
    rows = members(names)
    group = Federation.objects.create(code="DBSCL", name="Liên hiệp Thư viện khu vực Đồng bằng sông Cửu Long")
    Membership.objects.bulk_create(Membership(federation=group, organisation=row) for row in rows.values())
    facts = {
        "kind": ConferenceKind.objects.get(key="annual"), "title": TITLE, "first_on": FIRST, "last_on": LAST,
        "host": rows["Bạc Liêu"], "host_reason": "Đã thống nhất tại hội nghị năm 2018",
        "venue": "Nhà hát Cao Văn Lầu, TP. Bạc Liêu", **more,
    }  # fmt: skip
    made = planning.plan(group=group, facts=facts, actor=secretary.user, at=AT)
    return Delta(group, made, rows, secretary.user)


def word_file() -> bytes:
    from docx import Document

    stream = io.BytesIO()
    Document().save(stream)
    return stream.getvalue()


def prepared(found: Delta, *, each: int = 2) -> Delta:
    """Programme, guests, and `each` delegates of every member but Long An, one on the presidium."""
    for on, begins, ends, kind, title, speaker in PROGRAMME:
        programme.put(
            conference=found.conference, item=None, on=on, begins=begins, ends=ends, kind=kind, title=title,
            speaker=speaker, place="", is_public=True, position=None, **found.by,
        )  # fmt: skip
    for address, name, title, body in GUESTS:
        facts = Facts(name=name, address=address, title=title, body=body, role=Delegate.Role.GUEST)
        people.register(conference=found.conference, member=None, facts=facts, **found.by)
    chair = Facts(name="Lý Hoàng Vũ", address="Ông", title="Giám đốc", on_presidium=True)
    people.register(conference=found.conference, member=found.members["Cà Mau"], facts=chair, **found.by)
    Delegate.objects.bulk_create(
        Delegate(
            conference=found.conference, organisation=row, name=f"Cán bộ {name} {number}", registered_at=AT,
            code=f"{row.code}-{number:03d}",
        )
        for name, row in found.members.items()
        if name != "Long An"
        for number in range(1, each + 1)
    )  # fmt: skip
    return found


def paper(found: Delta, member: str = "Sóc Trăng", content: bytes = PDF, name: str = "tham-luan.pdf") -> Paper:
    facts = PaperFacts(title=f"Tham luận của {member}", author="Nguyễn Văn Tùng")
    upload = SimpleUploadedFile(name, content)
    return papers.hand_in(
        conference=found.conference, member=found.members[member], facts=facts, upload=upload,
        sender=Sender(found.secretary), at=AT,
    )  # fmt: skip


def given_papers(found: Delta) -> None:
    """The four papers: handed in, accepted, put one after the other into the second day."""
    at = datetime(2019, 11, 16, 8, 45, tzinfo=HERE)
    for member, title, author in PAPERS:
        facts = PaperFacts(title=title, author=author)
        made = papers.hand_in(
            conference=found.conference, member=found.members[member], facts=facts,
            upload=SimpleUploadedFile("tham-luan.pdf", PDF), sender=Sender(found.secretary), at=AT,
        )  # fmt: skip
        papers.accept(paper=made, remarks="", **found.by)
        slot = Slot(LAST, at.time(), (at + timedelta(minutes=15)).time())
        papers.schedule(paper=made, slot=slot, **found.by)
        papers.publish(paper=made, public=True, **found.by)
        at += timedelta(minutes=15)
    speaking.add_papers(conference=found.conference, **found.by)


def scanned(found: Delta, codes: list[str], *, door: str = "Cửa chính", at: datetime = DAY_TWO) -> list[str]:
    """Outcomes of one message from a door, a key a code."""
    told = [Told(f"{door}-{code}-{at:%H%M%S}", code, at) for code in codes]
    taken = arrivals.take(conference=found.conference, told=told, door=door, actor=found.secretary, at=at)
    return [tap.outcome for tap in taken]
