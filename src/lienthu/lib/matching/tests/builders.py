"""A book as plainly as a test wants it."""

from typing import Any

from lienthu.lib.marc.facts import Facts
from lienthu.lib.matching import Comparison, compare, prepare

EMPTY = Facts("book", "print", "", (), "", (), "", "", "", None, "", (), (), (), (), (), (), (), "", "", ())
KIEU: dict[str, Any] = {
    "title": "Truyện Kiều",
    "authors": ("Nguyễn, Du, 1765-1820",),
    "publisher": "Nxb. Trẻ",
    "year": 2010,
    "extent": "303tr.",
    "languages": ("vie",),
}


def facts(**stated: Any) -> Facts:
    return EMPTY._replace(**stated)


def kieu(**stated: Any) -> Facts:
    return facts(**{**KIEU, **stated})


def matched(a: Facts, b: Facts) -> Comparison:
    return compare(prepare(a), prepare(b))


def decision(a: Facts, b: Facts) -> str:
    return matched(a, b).decision
