"""The content of documents as one Word file and as one PDF, in the form of NĐ 30/2020."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from lienthu.common.administrative import HEAD, HEAD_BOLD, TITLE, WIDTH, Paper
from lienthu.common.content import Chart, Content, Heading, Paragraph, Points, Signatures, Table, to_json
from lienthu.common.printing import pdf, png
from lienthu.lib.vietnamese.lines import even_lines, printable

RECIPIENTS = "Nơi nhận:"
HEADS = {"parent": HEAD, "body": HEAD_BOLD, "about": TITLE}  # what is cut into lines


def as_docx(contents: Sequence[Content]) -> bytes:
    """The documents in Word, each from a page of its own; charts are pictures, sharp enough for print, with their
    figures in the table beside them."""
    paper: Paper | None = None
    for content in contents:
        frame = content.frame
        head = {
            "parent": frame.parent, "body": frame.body, "number": f"Số: {frame.number}" if frame.number else "",
            "place_and_day": frame.place_and_day,
        }  # fmt: skip
        if paper is None:
            paper = Paper(**head)
        else:
            paper.another(**head)
        _write(paper, content)
    if paper is None:
        raise ValueError("there is no document to write")
    return paper.saved()


def _write(paper: Paper, content: Content) -> None:
    frame = content.frame
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
                paper.drawing(png("common/picture", asdict(piece)), f"{piece.caption}: {', '.join(piece.labels)}")
            case Table():
                _table(paper, piece)
            case Signatures():
                paper.signatures([(capacity, [name]) for capacity, name in piece.signers])
    paper.ending(RECIPIENTS, ended(frame.recipients), frame.capacity, frame.signer)


def _table(paper: Paper, table: Table) -> None:
    if table.caption:
        paper.caption(table.caption)
    widths = [share * WIDTH / sum(table.widths) for share in table.widths]
    paper.table(table.heads, table.rows, widths, numeric=table.numeric, strong=table.strong)
    paper.notes(table.notes)


def as_pdf(contents: Sequence[Content]) -> bytes:
    """The same as PDF."""
    return pdf("common/paper", {"papers": [_printed(_plain(to_json(content))) for content in contents]})


def _plain(value: Any) -> Any:
    """All its words as Word has them."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value


def _printed(made: dict[str, Any]) -> dict[str, Any]:
    """With the names of its head and its title cut into lines as in Word."""
    frame = made["frame"]
    lines = {name: "\n".join(even_lines(frame[name], most)) for name, most in HEADS.items()}
    return {**made, "frame": {**frame, **lines}, "recipients": ended(frame["recipients"])}


def ended(recipients: Sequence[str]) -> list[str]:
    """ "Như trên;" … "Lưu: VT." as the decree ends the lines."""
    return [f"{line}{'.' if at == len(recipients) else ';'}" for at, line in enumerate(recipients, 1)]
