"""A document as it is printed: pieces in their order, the same for Word, PDF and the page. Pure; survives JSON."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Heading:
    level: int
    text: str  # with its number
    anchor: int = 0  # the section's key


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Points:
    lines: list[str]


@dataclass(frozen=True)
class Table:
    """`widths`: shares of the line; `numeric`: columns that stand to the right; `strong`: rows in bold."""

    caption: str
    heads: list[str]
    rows: list[list[str]]
    widths: list[float]
    numeric: list[int]
    strong: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """Columns of one or two series over labels; None where there is no figure. Its table stands beside it."""

    caption: str
    unit: str
    labels: list[str]
    series: list[tuple[str, list[float | None]]]
    sideways: bool = False  # bars from the left, for long labels
    said: list[list[str]] = field(default_factory=list)  # each series' values as they are written


@dataclass(frozen=True)
class Signatures:
    """Two or three who sign side by side, each with room for the hand: (capacity, name)."""

    signers: list[tuple[str, str]]


Piece = Heading | Paragraph | Points | Table | Chart | Signatures
_KINDS: dict[str, type[Piece]] = {
    "heading": Heading, "paragraph": Paragraph, "points": Points, "table": Table, "chart": Chart,
    "signatures": Signatures,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class Frame:
    """What stands around the text: head, title, recipients, signature."""

    parent: str
    body: str
    number: str  # "05/BC-TV", or with room for the pen; "" where the document has none
    place_and_day: str
    title: str
    about: str
    recipients: list[str]
    capacity: list[str]  # "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"; none where `Signatures` stand above
    signer: str


@dataclass(frozen=True)
class Content:
    frame: Frame
    pieces: list[Piece]


def to_json(content: Content) -> dict[str, Any]:
    pieces = [{"is": _NAMES[type(piece)], **asdict(piece)} for piece in content.pieces]
    return {"frame": asdict(content.frame), "pieces": pieces}


def from_json(kept: dict[str, Any]) -> Content:
    pieces = [
        _KINDS[row["is"]](**{name: value for name, value in row.items() if name != "is"}) for row in kept["pieces"]
    ]
    return Content(Frame(**kept["frame"]), pieces)


def place_and_day(place: str, on: date | None) -> str:
    """ "Hà Nam, ngày 20 tháng 12 năm 2017": days below 10 and the months 1 and 2 with a 0, as the decree has it."""
    if on is None:
        return f"{place or '……………'}, ngày …… tháng …… năm ………"
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"{place or '……………'}, ngày {on.day:02d} tháng {month} năm {on.year}"
