"""A table of delegates: its columns by their headings, its lines as they are. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lienthu.lib.vietnamese import fold

COLUMNS: Final = {
    "name": ("ho va ten", "ho ten", "ten", "name", "full name", "dai bieu"),
    "address": ("danh xung", "ong/ba", "ong ba", "xung ho"),
    "title": ("chuc vu", "chuc danh", "position", "title"),
    "member": ("thu vien", "don vi", "thanh vien", "thu vien thanh vien", "library", "member", "unit"),
    "body": ("co quan", "noi cong tac", "body", "organisation"),
    "role": ("thanh phan", "tu cach", "vai tro", "role"),
    "phone": ("dien thoai", "so dien thoai", "phone", "dt", "sdt"),
    "email": ("email", "e-mail", "thu dien tu"),
    "arrives": ("thoi gian den", "den", "arrival", "ngay den"),
    "nights": ("so dem", "so dem nghi", "so dem luu tru", "nights"),
    "wishes": ("ghi chu", "yeu cau", "nguyen vong", "notes", "wishes"),
}
_GUEST: Final = ("khach", "khach moi", "guest")
_ADDRESS = re.compile(r"^(Ông|Bà|Anh|Chị|Đồng chí|Đ/c)\s+", re.IGNORECASE)


class Line(NamedTuple):
    """One person; `number` is the line in the file, from 1."""

    number: int
    name: str
    address: str = ""
    title: str = ""
    member: str = ""
    body: str = ""
    is_guest: bool = False
    phone: str = ""
    email: str = ""
    arrives: str = ""
    nights: int = 0
    wishes: str = ""


def columns(cells: Sequence[str]) -> dict[int, str]:
    """Which cells of a row are headings that are known: place → what stands below it."""
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        wanted = fold(" ".join(cell.split()))
        for name, heads in COLUMNS.items():
            if wanted in heads and name not in found.values():
                found[at] = name
    return found


def lines(rows: Iterable[tuple[int, Sequence[str]]], known: dict[int, str]) -> list[Line]:
    """The people below the heading; rows without a name are none."""
    found = []
    for number, cells in rows:
        said = {name: " ".join(cells[at].split()) for at, name in known.items() if at < len(cells)}
        name = said.get("name", "")
        if not name:
            continue
        address = said.get("address", "")
        if not address and (begins := _ADDRESS.match(name)):
            address, name = begins.group(1).capitalize(), name[begins.end() :]
        nights = said.get("nights", "")
        found.append(
            Line(
                number, name, address, said.get("title", ""), said.get("member", ""), said.get("body", ""),
                fold(said.get("role", "")) in _GUEST, said.get("phone", ""), said.get("email", ""),
                said.get("arrives", ""), min(int(nights), 30) if nights.isascii() and nights.isdigit() else 0,
                said.get("wishes", ""),
            )
        )  # fmt: skip
    return found
