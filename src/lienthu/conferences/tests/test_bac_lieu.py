"""The conference at Bạc Liêu on 15 and 16 November 2019, from its plan to its minutes, with the facts of those days."""

import io
from datetime import datetime, time

import pytest
from conftest import Person
from docx import Document

from lienthu.common.papers import as_docx
from lienthu.conferences import checks
from lienthu.conferences.models import Delegate
from lienthu.conferences.queries import conferences, people
from lienthu.conferences.services import closing, documents, planning, seating, speaking
from lienthu.conferences.tests import builders
from lienthu.conferences.tests.builders import DAY_TWO, HERE
from lienthu.ledger.models import Event, Kind

pytestmark = pytest.mark.django_db


def words_of(paper: bytes) -> str:
    document = Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def booked(kind: Kind) -> dict[int, int]:
    sums: dict[int, int] = {}
    for owner, quantity in Event.objects.filter(kind=kind).values_list("owner", "quantity"):
        sums[owner] = sums.get(owner, 0) + quantity
    return {owner: total for owner, total in sums.items() if total}


def test_the_conference_at_bac_lieu_from_the_plan_to_the_minutes(secretary: Person) -> None:
    found = builders.prepared(builders.delta(secretary), each=11)
    row, by = found.conference, {"actor": secretary.user, "at": DAY_TWO}
    for what, planned in (("Hội trường, âm thanh", 12_000_000), ("Ăn, nghỉ của đại biểu", 45_500_000)):
        planning.put_cost(conference=row, cost=None, what=what, source="", planned=planned, spent=None, note="", **by)
    builders.given_papers(found)
    plan = words_of(as_docx([documents.plan(row)]))
    assert "Nhà hát Cao Văn Lầu, TP. Bạc Liêu" in plan
    assert "57.500.000" in plan
    letters = documents.invitations(row)
    assert len(letters) == 3 + 14
    assert "Ông Phạm Quốc Hùng, Phó Vụ trưởng Vụ Thư viện, Bộ VHTTDL" in words_of(as_docx(letters[:2]))

    planning.invite(conference=row, **by)
    assert seating.propose(conference=row, **by) == 0
    planning.begin(conference=row, **by)
    codes = list(row.delegates.values_list("code", flat=True))
    assert set(builders.scanned(found, codes)) == {"counted"}
    attendance = people.attendance(row)
    assert (attendance.members_arrived, len(attendance.rows)) == (13, 14)
    assert attendance.arrived == 13 * 11 + 1 + 3  # "gần 150"
    for speech in row.speeches.all():
        speaking.call(speech=speech, **by)
    for name, unit, gist in (
        ("Giám đốc Thư viện tỉnh An Giang", "An Giang", "Tổ chức hoạt động nghiệp vụ"),
        ("Giám đốc Thư viện tỉnh Trà Vinh", "Trà Vinh", "Chia sẻ nguồn lực thông tin"),
        ("Giám đốc Thư viện tỉnh Hậu Giang", "Hậu Giang", "Giao lưu kinh nghiệm giữa các tỉnh"),
    ):
        added = speaking.add(conference=row, speaker=name, unit=unit, gist=gist, minutes=5, **by)
        speaking.done(speech=speaking.call(speech=added, **by), **by)
    facts = {"number": "05/BB-LHTV", "chair": "Lý Hoàng Vũ, Chủ tịch Liên hiệp", "begun": time(7, 30)}
    closing.write_minutes(conference=row, facts=facts, **by)

    closing.close(conference=row, actor=secretary.user, at=datetime(2019, 11, 17, 8, tzinfo=HERE))
    minutes = words_of(as_docx([documents.minutes(row)]))
    for said in ("Có mặt 147 người", "3 khách mời", "13/14 thư viện", "đã nghe 04 tham luận", "Có 03 ý kiến trao đổi"):
        assert said in minutes
    assert booked(Kind.CONFERENCE) == {found.members["Bạc Liêu"].pk: 1}
    assert booked(Kind.DELEGATE)[0] == 3
    assert booked(Kind.DELEGATE)[found.members["Cà Mau"].pk] == 12
    assert found.members["Long An"].pk not in booked(Kind.DELEGATE)
    assert list(checks.problems()) == []

    closing.reopen(conference=found.reload(), reason="Thiếu hai đại biểu", **by)
    assert booked(Kind.CONFERENCE) == booked(Kind.DELEGATE) == {}
    assert list(checks.problems()) == []
    Delegate.objects.filter(pk=row.delegates.all()[0].pk).update(arrived_at=None)
    assert len(list(checks.problems())) == 1

    turns = conferences.turns_to_host(found.group, DAY_TWO.date())
    assert turns[-1][1] == "Thư viện tỉnh Bạc Liêu"
