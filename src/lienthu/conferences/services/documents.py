"""The papers of a conference: plan, invitations, minutes as Word and PDF in the form of NĐ 30/2020."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lienthu.common.content import (
    Content,
    Frame,
    Heading,
    Paragraph,
    Piece,
    Points,
    Signatures,
    Table,
    place_and_day,
)
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Delegate, Item, Minutes, Speech
from lienthu.conferences.queries import papers, people
from lienthu.conferences.queries.conferences import cost_sums, registered
from lienthu.conferences.rules import wording
from lienthu.conferences.services import decisions
from lienthu.federation import queries as federation
from lienthu.registry.queries.holders import Holder, issuer_of


@dataclass(frozen=True)
class Invited:
    """To whom an invitation goes: a person with their body, or a member with how many delegates it sends."""

    name: str
    places: int | None = None
    is_member: bool = False


def plan(conference: Conference) -> Content:
    """Kế hoạch tổ chức hội nghị."""
    pieces: list[Piece] = [
        Paragraph(f"{conference.federation.name} xây dựng kế hoạch tổ chức {wording.low(conference.title)} như sau:"),
        Heading(1, "I. Mục đích, yêu cầu"),
        *_typed(conference.aims),
        Heading(1, "II. Nội dung, thời gian, địa điểm"),
    ]
    if conference.theme:
        pieces.append(Paragraph(f"1. Chủ đề: {conference.theme}"))
    number = 2 if conference.theme else 1
    pieces += [
        Paragraph(f"{number}. Thời gian: {wording.days(conference.first_on, conference.last_on)}."),
        Paragraph(f"{number + 1}. Địa điểm: {conference.where}."),
        Paragraph(f"{number + 2}. Đơn vị đăng cai: {_host(conference)}."),
        Heading(1, "III. Thành phần tham dự"),
        *_who_comes(conference),
        Heading(1, "IV. Chương trình"),
        *_programme(conference),
        Heading(1, "V. Kinh phí"),
        *_costs(conference),
        Heading(1, "VI. Tổ chức thực hiện"),
        *_typed(conference.tasks),
    ]
    deadlines = _deadlines(conference)
    if deadlines:
        pieces.append(Points(deadlines))
    about = f"Tổ chức {wording.low(conference.title)}"
    return Content(_frame(conference, "Kế hoạch", about, conference.plan_number, "KH", conference.plan_on), pieces)


def _host(conference: Conference) -> str:
    return federation.names([conference.host_id], conference.first_on)[conference.host_id]


def _frame(conference: Conference, title: str, about: str, number: str, sign: str, on: date | None) -> Frame:
    issuer = issuer_of(Holder(federation=conference.federation))
    return Frame(
        parent=conference.parent_body,
        body=conference.federation.name,
        number=number or f"……/{sign}-{issuer.sign if issuer else 'LHTV'}",
        place_and_day=place_and_day(conference.place, on),
        title=title,
        about=about,
        recipients=[line.strip(" -;.") for line in conference.recipients.splitlines() if line.strip(" -;.")],
        capacity=[line.strip() for line in conference.capacity.splitlines() if line.strip()] or ["Chủ tịch"],
        signer=conference.signer,
    )


def _typed(text: str) -> list[Piece]:
    found = wording.lines(text)
    return [Points(found)] if len(found) > 1 else [Paragraph(found[0] if found else wording.DOTS)]


def _who_comes(conference: Conference) -> list[Piece]:
    attendance = people.attendance(conference)
    guests = _guests(conference)
    pieces: list[Piece] = []
    if guests:
        pieces += [Paragraph("1. Khách mời:"), Points([_guest_line(each) for each in guests])]
    rows = [
        [str(at), row.name, wording.money(row.places if row.places is not None else row.registered)]
        for at, row in enumerate(attendance.rows, 1)
    ]
    total = sum(row.places if row.places is not None else row.registered for row in attendance.rows)
    rows.append(["", "Tổng cộng", wording.money(total)])
    pieces.append(Paragraph(f"{2 if guests else 1}. Đại biểu của các thư viện thành viên:"))
    pieces.append(Table("", ["STT", "Thư viện", "Số đại biểu"], rows, [10, 66, 24], [0, 2], [len(rows) - 1]))
    return pieces


def _guests(conference: Conference) -> list[Delegate]:
    return list(people.coming(conference).filter(role=Delegate.Role.GUEST).order_by("pk"))


def _guest_line(guest: Delegate) -> str:
    """ "Ông Nguyễn Hữu Giới, Chủ tịch Hội Thư viện Việt Nam"."""
    title, body = guest.title.strip(), guest.body.strip()
    office = title if body and title.endswith(body) else " ".join(part for part in (title, body) if part)
    return ", ".join(part for part in (guest.called, office) if part)


def _programme(conference: Conference, *, public: bool = False) -> list[Piece]:
    """A table for each day; what nobody wrote down has no column."""
    items = list(conference.items.filter(is_public=True) if public else conference.items.all())
    if not items:
        return [Paragraph(wording.DOTS)]
    heads, widths = ["Thời gian", "Nội dung"], [17.0, 83.0]
    for name, head, width in (("speaker", "Người thực hiện", 26), ("place", "Địa điểm", 18)):
        if not public and any(getattr(item, name) for item in items):
            heads.append(head)
            widths.append(width)
            widths[1] -= width
    pieces: list[Piece] = []
    for on in sorted({item.on for item in items}):
        cells = [
            {"Thời gian": item.hours, "Nội dung": _what(item), "Người thực hiện": item.speaker, "Địa điểm": item.place}
            for item in items
            if item.on == on
        ]
        pieces.append(Table(wording.weekday(on), heads, [[row[head] for head in heads] for row in cells], widths, []))
    return pieces


def _what(item: Item) -> str:
    return f"Tham luận: {item.title}" if item.kind == Item.Kind.PAPER else item.title


def _costs(conference: Conference) -> list[Piece]:
    costs = list(conference.costs.all())
    if not costs:
        return [Paragraph(wording.DOTS)]
    planned, _spent = cost_sums(conference)
    rows = [
        [str(at), cost.what, wording.money(cost.planned), cost.source, cost.note] for at, cost in enumerate(costs, 1)
    ]
    rows.append(["", "Tổng cộng", wording.money(planned), "", ""])
    heads = ["STT", "Nội dung chi", "Dự toán (đồng)", "Nguồn", "Ghi chú"]
    return [Table("", heads, rows, [8, 38, 20, 20, 14], [0, 2], [len(rows) - 1])]


def _deadlines(conference: Conference) -> list[str]:
    found = []
    if conference.register_by:
        found.append(f"Các thư viện thành viên đăng ký đại biểu trước {wording.day(conference.register_by)}.")
    if conference.papers_by:
        found.append(f"Tham luận gửi về đơn vị đăng cai trước {wording.day(conference.papers_by)}.")
    return found


def invited(conference: Conference) -> list[Invited]:
    """Guests in the order in which they were written down, then the members."""
    guests = [Invited(_guest_line(each)) for each in _guests(conference)]
    rows = people.attendance(conference).rows
    return guests + [Invited(row.name, row.places, is_member=True) for row in rows]


def invitations(conference: Conference, to: Sequence[Invited] | None = None) -> list[Content]:
    """Giấy mời, one for each that is invited. Raises ConferenceRefused where that is nobody."""
    found = list(to) if to is not None else invited(conference)
    if not found:
        raise ConferenceRefused("nobody", _("Nobody is invited yet: register guests, or give the federation members."))
    return [_invitation(conference, each) for each in found]


def _invitation(conference: Conference, to: Invited) -> Content:
    name = conference.federation.name
    pieces: list[Piece] = [
        Paragraph(f"{name} trân trọng kính mời: {to.name}"),
        Paragraph(f"Tới dự: {conference.title}."),
    ]
    if to.places:
        pieces.append(Paragraph(f"Số đại biểu của đơn vị: {to.places} người."))
    if conference.theme:
        pieces.append(Paragraph(f"Chủ đề: {conference.theme}."))
    first = conference.items.filter(on=conference.first_on).exclude(begins=None).order_by("begins").first()
    begins = f"bắt đầu lúc {wording.hour(first.begins)} {wording.day(first.on)}" if first and first.begins else ""
    when = "; ".join(part for part in (wording.days(conference.first_on, conference.last_on), begins) if part)
    pieces += [Paragraph(f"Thời gian: {when}."), Paragraph(f"Địa điểm: {conference.where}.")]
    programme = _programme(conference, public=True)
    if any(isinstance(piece, Table) for piece in programme):
        pieces += [Paragraph("Chương trình:"), *programme]
    if to.is_member:
        pieces += [Paragraph(line) for line in [" ".join(_deadlines(conference))] if line]
    pieces.append(Paragraph(f"{name} rất hân hạnh được đón tiếp./."))
    frame = _frame(
        conference, "Giấy mời", f"Dự {wording.low(conference.title)}", conference.invitation_number, "GM",
        conference.invitation_on,
    )  # fmt: skip
    return Content(frame, pieces)


def minutes(conference: Conference) -> Content:
    """Biên bản hội nghị."""
    said = Minutes.objects.filter(conference=conference).first() or Minutes(conference=conference)
    decided = decisions.decided(conference)
    pieces: list[Piece] = [
        *_opening(conference, said),
        Heading(1, "I. Thành phần tham dự"),
        *_present(conference, said),
        Heading(1, "II. Chương trình"),
        *_programme(conference),
        Heading(1, "III. Diễn biến hội nghị"),
        *_course(said.course),
        *_papers(conference),
        *_contributions(conference),
        *decisions.became(conference),
        *([Heading(1, "IV. Nghị quyết, bầu cử"), *decided] if decided else []),
        Heading(1, "V. Kết luận" if decided else "IV. Kết luận"),
        *_typed(said.conclusions),
        Paragraph(_ending(conference, said)),
        Signatures([("Thư ký", said.secretary.split(",")[0]), ("Chủ trì", said.chair.split(",")[0])]),
    ]
    entry = registered(conference, "minutes")
    on = entry.dated_on if entry else said.ended_on or conference.last_on
    frame = _frame(conference, "Biên bản", conference.title, said.number, "BB", on)
    return Content(_without_signer(frame), pieces)


def _without_signer(frame: Frame) -> Frame:
    return Frame(**{**frame.__dict__, "capacity": [], "signer": "", "recipients": frame.recipients or ["Lưu: VT"]})


def _opening(conference: Conference, said: Minutes) -> list[Piece]:
    begun = f"; khai mạc lúc {wording.hour(said.begun)}" if said.begun else ""
    return [
        Paragraph(f"Thời gian: {wording.days(conference.first_on, conference.last_on)}{begun}."),
        Paragraph(f"Địa điểm: {conference.where}."),
        Paragraph(f"Đơn vị đăng cai: {_host(conference)}."),
        Paragraph(f"Chủ trì: {said.chair or wording.BLANK}"),
        Paragraph(f"Thư ký: {said.secretary or wording.BLANK}"),
    ]


def _present(conference: Conference, said: Minutes) -> list[Piece]:
    attendance = people.attendance(conference)
    there = people.coming(conference).exclude(arrived_at=None)
    guests = [each for each in there if each.role == Delegate.Role.GUEST]
    presidium = [each for each in there if each.on_presidium]
    pieces: list[Piece] = [
        Paragraph(
            f"Có mặt {wording.money(attendance.arrived)} người, gồm {len(guests)} khách mời và đại biểu của "
            f"{attendance.members_arrived}/{len(attendance.rows)} thư viện thành viên."
        )
    ]
    if presidium:
        pieces.append(Paragraph(f"Đoàn chủ tịch: {wording.listed([each.called for each in presidium])}."))
    if guests:
        pieces += [Paragraph("Khách mời:"), Points([_guest_line(each) for each in guests])]
    rows = [
        [str(at), row.name, wording.money(row.registered), wording.money(row.arrived)]
        for at, row in enumerate(attendance.rows, 1)
    ]
    sums = [sum(row.registered for row in attendance.rows), sum(row.arrived for row in attendance.rows)]
    rows.append(["", "Tổng cộng", *map(wording.money, sums)])
    heads = ["STT", "Thư viện", "Đăng ký", "Có mặt"]
    pieces.append(Table("Đại biểu theo thư viện", heads, rows, [10, 54, 18, 18], [0, 2, 3], [len(rows) - 1]))
    return pieces


def _course(text: str) -> list[Piece]:
    return [Paragraph(line) for line in wording.lines(text)]


def _papers(conference: Conference) -> list[Piece]:
    given: Iterable[Speech] = [each for each in papers.speeches(conference) if each.paper_id and each.state == "done"]
    lines = [
        f"{each.speaker}{f' ({each.unit})' if each.unit else ''}: “{each.paper.title}”."
        + (f" {each.gist}" if each.gist else "")
        for each in given
        if each.paper
    ]
    return [Paragraph(f"Hội nghị đã nghe {len(lines):02d} tham luận:"), Points(lines)] if lines else []


def _contributions(conference: Conference) -> list[Piece]:
    rows = papers.contributions(conference)
    lines = [f"{each.speaker}{f' ({each.unit})' if each.unit else ''}: {each.gist or '…'}" for each in rows]
    return [Paragraph(f"Có {len(lines):02d} ý kiến trao đổi:"), Points(lines)] if lines else []


def _ending(conference: Conference, said: Minutes) -> str:
    on = wording.day(said.ended_on or conference.last_on)
    ended = f"{wording.hour(said.ended)} {on}" if said.ended else on
    return (
        f"Hội nghị kết thúc lúc {ended}. Biên bản đã được thông qua tại Hội nghị./."
        if said.ended
        else f"Hội nghị kết thúc {on}. Biên bản đã được thông qua tại Hội nghị./."
    )
