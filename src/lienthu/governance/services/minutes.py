"""Minutes of an election, in the form of NĐ 30/2020. Their words are Vietnamese, whatever language the page is in."""

from lienthu.common.content import Content, Frame, Paragraph, Piece, Signatures, Table, place_and_day
from lienthu.governance.models import Election
from lienthu.governance.queries.elections import standing
from lienthu.governance.rules.counting import Tally
from lienthu.registry.queries.holders import Holder, issuer_of

HEADS = [
    "TT", "Họ và tên", "Chức vụ, đơn vị", "Giới thiệu bầu", "Đồng ý", "Không đồng ý", "Không ý kiến", "Kết quả",
]  # fmt: skip
POSITIONS = {"chair": "Chủ tịch", "vice_chair": "Phó Chủ tịch", "committee": "Ủy viên"}


def content_of(election: Election) -> Content:
    """Who was there, who stood, how many votes each had, who was elected and how a tie was settled."""
    now, issuer = standing(election), issuer_of(Holder(federation=election.federation))
    seat = issuer.place if issuer else ""  # NĐ 30/2020: where the issuing body sits, wherever the voting was
    elected = [each for each in now.nominees if each.is_elected]
    votes = [
        [
            str(number), each.person_name, f"{each.capacity}", POSITIONS[each.position],
            *(str(count) for count in _counts(now.tallies[each.pk])), "Trúng cử" if each.is_elected else "",
        ]
        for number, each in enumerate(now.nominees, 1)
    ]  # fmt: skip
    present = f"{len(now.voted)}/{len(now.members)} thư viện thành viên tham gia bỏ phiếu"
    pieces: list[Piece] = [
        Paragraph(f"Thời gian: ngày {election.held_on:%d/%m/%Y}. Địa điểm: {election.place or '……………'}."),
        Paragraph(f"Nội dung: bầu {what(election)}{f' tại {election.held_at}' if election.held_at else ''}."),
        Paragraph(f"Thành phần: {present}; số lượng cần bầu: {election.seats}."),
        Table(
            caption="Kết quả kiểm phiếu", rows=votes, widths=[6, 18, 22, 13, 9, 11, 11, 10], numeric=[4, 5, 6],
            heads=HEADS,
        ),
    ]  # fmt: skip
    if election.tie_note:
        pieces.append(Paragraph(f"Trường hợp bằng phiếu: {election.tie_note}."))
    for each in elected:
        pieces.append(Paragraph(f"- {each.person_name}, {each.capacity}: {POSITIONS[each.position]}."))
    pieces.append(_by_member(election))
    pieces.append(Paragraph("Biên bản được thông qua tại Hội nghị./."))
    pieces.append(Signatures([("Thư ký", election.secretary), ("Chủ trì", election.presided_by)]))
    return Content(
        Frame(
            parent=issuer.parent_body if issuer else "", body=issuer.body if issuer else election.federation.name,
            number=f"……/BB-{issuer.sign}" if issuer else "",
            place_and_day=place_and_day(seat or election.place, election.held_on), title="Biên bản",
            about=f"Bầu {what(election)}", recipients=["Các thư viện thành viên", "Lưu: Văn phòng Liên hiệp"],
            capacity=[], signer="",
        ),
        pieces,
    )  # fmt: skip


def _counts(tally: Tally) -> tuple[int, int, int]:
    return tally.votes_for, tally.against, tally.abstained


def what(election: Election) -> str:
    if election.replaces is not None:
        return f"bổ sung, thay {election.replaces.person_name} ({election.term.name})"
    return f"Ban Chấp hành {election.federation.name} {_lower(election.term.name)}"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _by_member(election: Election) -> Table:
    """How each member voted, for those who want to see it again."""
    now = standing(election)
    signs = {"for": "đồng ý", "against": "không đồng ý", "abstained": "không ý kiến"}
    rows = []
    for number, (key, name) in enumerate(now.members.items(), 1):
        said = [signs.get(now.votes.get((each.pk, key), ""), "–") for each in now.nominees]
        rows.append([str(number), name, *said])
    share = 60 // max(len(now.nominees), 1)
    return Table(
        caption="Phiếu của các thư viện thành viên", rows=rows, numeric=[],
        heads=["TT", "Thư viện", *(each.person_name for each in now.nominees)],
        widths=[6, 34, *[share] * len(now.nominees)],
    )  # fmt: skip
