"""Scales of prizes as a person writes them, one prize a line, and as the tournament takes them.

"Giải Nhất; 1; vàng": name, how many there are ("" for no end), and what it takes: a medal or a least score ("từ 80").
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final, TypedDict

from lienthu.lib.tournaments.prizes import Step
from lienthu.lib.vietnamese import fold


class Line(TypedDict):
    """A step as a table keeps it; `number` 0 stands for no end, `least` is a decimal as text or ""."""

    name: str
    number: int
    medal: str
    least: str


MEDALS: Final = {"vang": "gold", "bac": "silver", "dong": "bronze", "gold": "gold", "silver": "silver"} | {
    "bronze": "bronze"
}
WORDS: Final = {"gold": "vàng", "silver": "bạc", "bronze": "đồng"}
MOST = 20
USUAL: Final[Sequence[Line]] = (
    {"name": "Giải Nhất", "number": 1, "medal": "gold", "least": ""},
    {"name": "Giải Nhì", "number": 1, "medal": "silver", "least": ""},
    {"name": "Giải Ba", "number": 2, "medal": "bronze", "least": ""},
    {"name": "Giải Khuyến khích", "number": 4, "medal": "", "least": ""},
)
LETTERS: Final[Sequence[Line]] = (
    {"name": "Giải A", "number": 0, "medal": "gold", "least": "90"},
    {"name": "Giải B", "number": 0, "medal": "silver", "least": "80"},
    {"name": "Giải C", "number": 0, "medal": "bronze", "least": "70"},
)
GRADES: Final[Sequence[Line]] = (
    {"name": "Xuất sắc", "number": 1, "medal": "gold", "least": "90"},
    {"name": "Giỏi", "number": 0, "medal": "", "least": "80"},
    {"name": "Khá", "number": 0, "medal": "", "least": "65"},
)


class Unread(ValueError):
    """A line that cannot be read; `args[0]` is the line."""


def read(text: str) -> list[Line]:
    """The scale that the text writes. Raises Unread."""
    lines = [line for line in (each.strip() for each in text.splitlines()) if line]
    if len(lines) > MOST:
        raise Unread(lines[MOST])
    return [_line(line) for line in lines]


def _line(line: str) -> Line:
    name, *more = [part.strip() for part in line.split(";")]
    found: Line = {"name": name[:80], "number": 1, "medal": "", "least": ""}
    if not name or len(more) > 3:
        raise Unread(line)
    for index, part in enumerate(more):
        folded = fold(part)
        least = re.fullmatch(r"(?:từ|tu|from)\s*(\d+(?:[.,]\d+)?)", part, re.IGNORECASE)
        if index == 0 and (part == "" or re.fullmatch(r"\d{1,3}", part)):
            found["number"] = int(part or 0)
        elif folded in MEDALS:
            found["medal"] = MEDALS[folded]
        elif least:
            found["least"] = least[1].replace(",", ".")
        elif part:
            raise Unread(line)
    return found


def written(scale: Sequence[Mapping[str, object]]) -> str:
    """The text that `read` would read as this scale."""
    return "\n".join(_written(line) for line in scale)


def _written(line: Mapping[str, object]) -> str:
    parts = [str(line["name"]), str(line["number"] or "")]
    if line["medal"]:
        parts.append(WORDS[str(line["medal"])])
    if line["least"]:
        parts.append(f"từ {str(line['least']).replace('.', ',')}")
    return "; ".join(parts).removesuffix("; ")


def steps(scale: Sequence[Mapping[str, object]]) -> list[Step]:
    """As lib.tournaments takes them."""
    found = []
    for line in scale:
        try:
            least = Decimal(str(line["least"])) if line["least"] else None
        except InvalidOperation:
            least = None
        found.append(Step(str(line["name"]), int(str(line["number"])) or None, least, str(line["medal"])))
    return found
