"""Conferences in the demonstration: the one of the year, with its papers and minutes, and the next one, invited to.

Everybody in them is invented."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.common import papers as writing
from lienthu.common.content import Content, Frame, Heading, Paragraph
from lienthu.conferences.models import Conference, ConferenceKind, Delegate, Item, Paper
from lienthu.conferences.queries import matters as found
from lienthu.conferences.services import (
    arrivals,
    closing,
    matters,
    numbering,
    papers,
    people,
    planning,
    programme,
    speaking,
)
from lienthu.demo.names import name
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation, Organisation

AGO, AHEAD = timedelta(days=200), timedelta(days=40)  # the one is that of demo.governance
HOST, NEXT = "CM", "AG"
EACH = 2  # delegates of a member
LINES = (
    (time(7), time(7, 30), Item.Kind.RECEPTION, "Đón tiếp đại biểu", "Thư viện tỉnh Cà Mau"),
    (time(7, 30), time(8), Item.Kind.OPENING, "Khai mạc Hội nghị", "Nguyễn Văn Khởi (trình diễn)"),
    (time(8), time(8, 45), Item.Kind.REPORT, "Báo cáo tổng kết hoạt động của Liên hiệp", "Ban Chấp hành"),
    (time(9, 15), time(10), Item.Kind.DISCUSSION, "Thảo luận về phương hướng năm tới", "Các thư viện thành viên"),
    (time(10), time(10, 30), Item.Kind.ELECTION, "Bầu Ban Chấp hành", "Đoàn Chủ tịch"),
    (time(10, 30), time(11), Item.Kind.RESOLUTION, "Thông qua Nghị quyết, bế mạc", "Đoàn Chủ tịch"),
)
PAPER = "Đưa sách đến các xã chưa có thư viện bằng xe lưu động"
AUTHOR = "Lâm Minh Đức (trình diễn)"
ABSTRACT = (
    "Một năm chạy xe lưu động theo lịch cố định: chọn điểm dừng như thế nào, phối hợp với trường học ra sao, "
    "và vì sao lượt mượn tăng từ chuyến thứ ba."
)
TEXT = (
    "Trước đây xe đi theo lời mời của từng trường, nên có nơi đến hai lần một tháng, có nơi cả năm không đến.",
    "Từ đầu năm, mỗi điểm có một ngày cố định. Bạn đọc biết ngày xe về nên giữ sách cẩn thận và trả đúng hẹn.",
    "Thầy cô giữ danh sách mượn giúp những em vắng mặt. Sách đổi theo nguyện vọng ghi lại ở chuyến trước.",
    "Kiến nghị: các thư viện trong Liên hiệp trao đổi với nhau những bộ sách thiếu nhi đã phục vụ xong.",
)
AIMS = "Đánh giá kết quả hoạt động trong năm\nThống nhất phương hướng, nhiệm vụ năm tới\nBầu Ban Chấp hành nhiệm kỳ mới"


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime) -> None:
    """Both as of `at`, after the federation's governance. Safe to repeat."""
    group = Federation.objects.get(code=FEDERATION)
    if group.conferences.exists():
        return
    by: dict[str, Any] = {"actor": User.objects.filter(username="thu-ky").first(), "at": at}
    members = {member.library.code: member.library for member in libraries}
    over = _planned(group, members[HOST], at - AGO, "Hội nghị tổng kết hoạt động của Liên hiệp", by)
    _prepared(over, list(members.values()), by)
    _held(over, at, by)
    coming = _planned(group, members[NEXT], at + AHEAD, "Hội nghị sơ kết, triển khai nhiệm vụ", by, kind="interim")
    _programme(coming, by)
    planning.show(conference=planning.invite(conference=coming, **by), public=True, **by)


def _planned(
    group: Federation, host: Organisation, when: datetime, title: str, by: dict[str, Any], kind: str = "annual"
) -> Conference:
    day = timezone.localdate(when)
    facts = {
        "kind": ConferenceKind.objects.get(key=kind), "title": title, "first_on": day, "last_on": day, "host": host,
        "theme": "Thư viện lưu động và luân chuyển sách về cơ sở", "venue": "Hội trường thư viện tỉnh đăng cai",
        "host_reason": "Các thư viện thành viên đã thống nhất", "papers_by": day - timedelta(days=20),
        "register_by": day - timedelta(days=10),
    }  # fmt: skip
    made = planning.plan(group=group, facts=facts, **by)
    words = {
        "aims": AIMS, "tasks": "Đơn vị đăng cai chuẩn bị hội trường, nơi nghỉ\nCác thư viện thành viên gửi tham luận",
        "place": "Cà Mau", "recipients": "Các thư viện thành viên\nLưu: Văn phòng Liên hiệp",
        "capacity": "TM. Ban Chấp hành\nChủ tịch", "signer": "Nguyễn Văn Khởi (trình diễn)",
    }  # fmt: skip
    return planning.change(conference=made, facts=words, **by)


def _programme(conference: Conference, by: dict[str, Any]) -> None:
    for begins, ends, kind, title, speaker in LINES:
        programme.put(
            conference=conference, item=None, on=conference.first_on, begins=begins, ends=ends, kind=kind, title=title,
            speaker=speaker, place="", is_public=True, position=None, **by,
        )  # fmt: skip


def _prepared(conference: Conference, members: Sequence[Organisation], by: dict[str, Any]) -> None:
    """Programme, guests, delegates, a paper in its place; plan and invitations with their numbers."""
    _programme(conference, by)
    for what, days in (("plan", 45), ("invitations", 30)):
        numbering.give(conference=conference, what=what, on=conference.first_on - timedelta(days=days), **by)
    guest = people.Facts(
        name="Trần Thanh Hải (trình diễn)", address="Ông", title="Phó Vụ trưởng", body="Vụ Thư viện",
        role=Delegate.Role.GUEST,
    )  # fmt: skip
    people.register(conference=conference, member=None, facts=guest, **by)
    dice = random.Random(2019)  # noqa: S311 - names that are nobody's, the same everywhere
    for member in members:
        for number in range(EACH):
            called = name(dice, sex="female" if number else "male").full
            facts = people.Facts(name=f"{called} (trình diễn)", title="" if number else "Giám đốc")
            people.register(conference=conference, member=member, facts=facts, **by)
    by_code = {member.code: member for member in members}
    made = papers.hand_in(
        conference=conference, member=by_code.get("ST", members[0]), facts=papers.Facts(
            title=PAPER, author=AUTHOR, author_title="Giám đốc", abstract=ABSTRACT
        ),
        upload=SimpleUploadedFile("tham-luan.docx", _text(conference)), sender=papers.Sender(by["actor"]), at=by["at"],
    )  # fmt: skip
    papers.accept(paper=made, remarks="", **by)
    slot = programme.Slot(conference.first_on, time(8, 45), time(9, 15))
    papers.schedule(paper=made, slot=slot, **by)
    papers.publish(paper=Paper.objects.get(pk=made.pk), public=True, **by)


def _text(conference: Conference) -> bytes:
    frame = Frame(
        parent="", body="Thư viện tỉnh Sóc Trăng", number="", place_and_day="", title="Tham luận", about=PAPER,
        recipients=[], capacity=["Người trình bày"], signer=AUTHOR,
    )  # fmt: skip
    return writing.as_docx([Content(frame, [Heading(1, conference.title), *(Paragraph(line) for line in TEXT)])])


def _held(conference: Conference, at: datetime, by: dict[str, Any]) -> None:
    """Who came, what was said and decided, the minutes; closed and public."""
    planning.invite(conference=conference, **by)
    planning.begin(conference=conference, **by)
    day = {**by, "at": timezone.make_aware(datetime.combine(conference.first_on, time(11, 30)))}
    codes = conference.delegates.order_by("pk").values_list("code", flat=True)
    there = timezone.make_aware(datetime.combine(conference.first_on, time(7, 15)))
    told = [arrivals.Told(f"demo-{code}", code, there) for code in list(codes)[:-1]]  # one of them stayed at home
    arrivals.take(conference=conference, told=told, door="Cửa chính", **day)
    speaking.add_papers(conference=conference, **day)
    for speech in conference.speeches.all():
        speaking.done(speech=speaking.call(speech=speech, **day), **day)
    floor = speaking.add(
        conference=conference, speaker="Trần Thị Lành (trình diễn)", unit="Thư viện tỉnh An Giang", minutes=5,
        gist="Đề nghị lập lịch luân chuyển chung cho các xã giáp ranh hai tỉnh.", **day,
    )  # fmt: skip
    speaking.done(speech=speaking.call(speech=floor, **day), **day)
    facts = {
        "chair": "Nguyễn Văn Khởi (trình diễn), Chủ tịch Liên hiệp", "begun": time(7, 30), "ended": time(11),
        "secretary": "Phan Ngọc Trân (trình diễn), Thư ký", "ended_on": conference.first_on,
        "course": "Hội nghị đã nghe và thảo luận báo cáo tổng kết hoạt động của Liên hiệp trong năm.",
        "conclusions": "Các thư viện thành viên triển khai Nghị quyết\nVăn phòng Liên hiệp theo dõi, đôn đốc hằng quý",
    }  # fmt: skip
    closing.write_minutes(conference=conference, facts=facts, **day)
    matters.pick(conference=conference, keys=found.offered(conference).fitting, **day)
    closing.close(conference=conference, **{**by, "at": at})
    planning.show(conference=conference, public=True, **by)
