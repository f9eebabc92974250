"""Lists of books as people paste or bring them: codes of copies, or titles with how many."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lienthu.lib.vietnamese import fold

MOST = 2_000  # lines of one list
MOST_COPIES = 2_000  # of one line
# The headings of a table, folded, and what stands below them.
HEADINGS: Mapping[str, str] = {
    "ma vach": "code", "so dkcb": "code", "dkcb": "code", "ma": "code", "barcode": "code", "accession number": "code",
    "nhan de": "title", "ten sach": "title", "title": "title", "tac gia": "author", "author": "author", "isbn": "isbn",
    "so ban": "quantity", "so luong": "quantity", "copies": "quantity", "quantity": "quantity",
}  # fmt: skip


class Wanted(NamedTuple):
    """A line: a copy by its code, or a title so many times. `line` counts from 1; `wrong` says what is wrong, or ""."""

    line: int
    code: str = ""
    title: str = ""
    author: str = ""
    isbn: str = ""
    quantity: int = 1
    wrong: str = ""


def pasted(text: str) -> list[Wanted]:
    """Lines that were typed, scanned or pasted: a code alone, or title; author; copies (semicolons or tabs)."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [" ".join(cell.split()) for cell in line.replace("\t", ";").split(";")]
        if any(cells):
            found.append(_typed(number, cells))
    return found


def _typed(number: int, cells: Sequence[str]) -> Wanted:
    if len(cells) == 1:
        return Wanted(number, code=cells[0])
    *front, last = [cell for cell in cells if cell] or [""]
    if last.isascii() and last.isdigit() and len(last) < 10:
        return _row(number, {"title": front[0] if front else "", "author": " ".join(front[1:2]), "quantity": last})
    return _row(number, {"title": cells[0], "author": cells[1]})


def told(number: int, cells: Mapping[str, str]) -> Wanted | None:
    """A row of a table, by its headings; None for an empty one."""
    said = {HEADINGS[fold(name)]: " ".join(text.split()) for name, text in cells.items() if fold(name) in HEADINGS}
    said = {name: text for name, text in said.items() if text}
    return _row(number, said) if said.keys() & {"code", "title"} else None


def _row(number: int, said: Mapping[str, str]) -> Wanted:
    count = said.get("quantity", "1").replace(".", "").replace(",", "")
    wanted = Wanted(
        number,
        said.get("code", ""),
        said.get("title", "")[:500],
        said.get("author", "")[:200],
        said.get("isbn", "")[:20],
    )
    if not (count.isascii() and count.isdigit() and len(count) < 10 and 1 <= int(count) <= MOST_COPIES):
        return wanted._replace(wrong="quantity")
    if not wanted.code and not any(map(str.isalnum, wanted.title)):
        return wanted._replace(wrong="title")
    return wanted._replace(quantity=int(count))
