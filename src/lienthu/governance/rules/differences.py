"""What changes between two wordings, word by word. Pure."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """`is_new` words were put in, `is_gone` ones taken out; neither: they stay."""

    text: str
    is_new: bool = False
    is_gone: bool = False


def pieces(before: str, after: str) -> list[Piece]:
    """ "gửi báo cáo trước 15/11" → "gửi báo cáo trước 30/11": what stays, 15/11 gone, 30/11 new."""
    old, new = before.split(), after.split()
    found: list[Piece] = []
    for what, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(" ".join(old[first:last])))
            continue
        if last > first:
            found.append(Piece(" ".join(old[first:last]), is_gone=True))
        if end > start:
            found.append(Piece(" ".join(new[start:end]), is_new=True))
    return found
