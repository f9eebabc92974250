"""What the minutes say of votes: resolutions, elections, and what became of what was resolved before."""

from lienthu.common.content import Paragraph, Piece, Points, Table
from lienthu.conferences.models import Conference
from lienthu.conferences.queries import matters
from lienthu.governance.models import Resolution
from lienthu.governance.rules.counting import Tally
from lienthu.governance.services.minutes import POSITIONS, what

State = Resolution.State


def decided(conference: Conference) -> list[Piece]:
    """Nghị quyết and bầu cử with their votes; nothing where there was neither."""
    pieces: list[Piece] = [Paragraph(_resolved(row)) for row in matters.resolved(conference)]
    for poll in matters.elected(conference):
        said = f"Hội nghị bầu {what(poll.election)}"
        if poll.election.is_open:
            pieces.append(Paragraph(f"{said}."))
            continue
        pieces.append(Paragraph(f"{said}: {poll.voted}/{poll.members} thư viện thành viên bỏ phiếu. Trúng cử:"))
        lines = [
            f"{each.person_name}, {each.capacity}: {POSITIONS[each.position]} ({tally.votes_for} phiếu đồng ý)"
            for each, tally in poll.people
        ]
        pieces.append(Points(lines))
    return pieces


def _resolved(row: matters.Resolved) -> str:
    one = row.resolution
    if one.state == State.DRAFT or row.tally is None:
        return f"Hội nghị thảo luận dự thảo Nghị quyết “{one.about}”."
    votes = _votes(row.tally)
    if one.state == State.REJECTED:
        return f"Dự thảo Nghị quyết “{one.about}” không được thông qua: {votes}."
    return f"Hội nghị biểu quyết thông qua Nghị quyết số {one.number} “{one.about}”: {votes}."


def _votes(tally: Tally) -> str:
    return (
        f"{tally.cast}/{tally.members} thư viện thành viên biểu quyết, {tally.votes_for} đồng ý, "
        f"{tally.against} không đồng ý, {tally.abstained} không có ý kiến"
    )


def became(conference: Conference) -> list[Piece]:
    """As of the first day: each item that was resolved since the conference before, or is open from earlier."""
    found = matters.became(conference, conference.first_on)
    if not found:
        return []
    rows = [
        [
            str(at), row.item.resolution.number, row.item.text,
            f"{row.item.due_on:%d/%m/%Y}" if row.item.due_on else "",
            f"{row.done}/{len(row.parts)}" if row.parts else "–", str(row.overdue or ""),
        ]
        for at, row in enumerate(found, 1)
    ]  # fmt: skip
    heads = ["STT", "Nghị quyết", "Nội dung", "Thời hạn", "Hoàn thành (thư viện)", "Quá hạn (thư viện)"]
    return [
        Paragraph("Tình hình thực hiện nghị quyết đến trước Hội nghị:"),
        Table("", heads, rows, [8, 15, 36, 14, 14, 13], [0, 4, 5]),
    ]
