"""The content of a report as a Word document and as a PDF, in the form of NĐ 30/2020."""

from collections.abc import Sequence
from dataclasses import asdict

from lienthu.common.administrative import WIDTH, Paper
from lienthu.common.printing import pdf, png
from lienthu.reports.rules.content import Chart, Content, Heading, Paragraph, Points, Table, to_json

RECIPIENTS = "Nơi nhận:"


def as_docx(content: Content) -> bytes:
    """The report in Word; charts are pictures, sharp enough for print, with their figures in the table beside them."""
    frame = content.frame
    paper = Paper(parent=frame.parent, body=frame.body, number=f"Số: {frame.number}", place_and_day=frame.place_and_day)
    paper.title(frame.title, frame.about)
    for piece in content.pieces:
        match piece:
            case Heading():
                paper.chapter(piece.text, piece.level)
            case Paragraph():
                paper.text(piece.text)
            case Points():
                for line in piece.lines:
                    paper.text(f"- {line}")
            case Chart():
                paper.caption(piece.caption)
                paper.drawing(png("reports/picture", asdict(piece)), f"{piece.caption}: {', '.join(piece.labels)}")
            case Table():
                _table(paper, piece)
    paper.ending(RECIPIENTS, ended(frame.recipients), frame.capacity, frame.signer)
    return paper.saved()


def _table(paper: Paper, table: Table) -> None:
    if table.caption:
        paper.caption(table.caption)
    widths = [share * WIDTH // 100 for share in table.widths]
    paper.table(table.heads, table.rows, widths, numeric=table.numeric, strong=table.strong)
    paper.notes(table.notes)


def as_pdf(content: Content) -> bytes:
    """The same as PDF."""
    return pdf("reports/report", {**to_json(content), "recipients": ended(content.frame.recipients)})


def ended(recipients: Sequence[str]) -> list[str]:
    """ "Như trên;" … "Lưu: VT." as the decree ends the lines."""
    return [f"{line}{'.' if at == len(recipients) else ';'}" for at, line in enumerate(recipients, 1)]
