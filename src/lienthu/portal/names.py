"""Names of people as catalogues write them, turned into the form that readers and citations use."""

import re
import unicodedata
from typing import NamedTuple

# What follows a name in a heading: years of life, "active 1890", relator words.
_DATES = re.compile(
    r",?\s*(?:active|b\.|d\.|ca\.|fl\.|born|died|approximately|s\.|sinh)?\s*"
    r"\d{3,4}\??\s*(?:-\s*(?:\d{3,4}\??)?)?\s*\.?$",
    re.I,
)
_RELATOR = re.compile(
    r",\s*(?:author|editor|translator|illustrator|compiler|tác giả|chủ biên|biên soạn|dịch|người dịch|minh họa|minh hoạ"
    r"|sưu tầm|hiệu đính|b\.s|ch\.b|s\.t)\.?$",
    re.I,
)
# The family names of nearly everybody in Viet Nam. They tell "Nguyễn, Du" from "Austen, Jane", "Phùng" from "Phụng".
_FAMILY_NAMES = frozenset((
    "nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "lí", "đoàn", "trịnh", "đinh", "mai", "trương", "lâm", "tô", "lương", "đào", "hà", "cao", "thái", "tạ",
    "lưu", "vương", "phùng", "kiều", "châu", "thạch", "sơn", "kim", "quách", "la", "tăng", "triệu", "tôn", "chu",
    "ninh", "nghiêm", "giang", "bạch", "khương", "mạc", "đàm", "khúc", "văn", "tống", "diệp", "ân", "âu", "cù",
    "lại", "hứa", "lò", "lô", "sĩ", "chế", "danh", "bành", "hồng", "từ", "thân", "doãn", "cung", "phí", "viên",
    "ông", "úc",
))  # fmt: skip


class Name(NamedTuple):
    """A name taken apart. `family` is empty for an institution or a pen name of one piece."""

    shown: str  # as one says it: "Nguyễn Du", "Jane Austen"
    family: str
    given: str
    vietnamese: bool


def fold(text: str) -> str:
    """Lower case without marks; đ is d."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


_UNMARKED = frozenset(fold(name) for name in _FAMILY_NAMES)


def strip_dates(heading: str) -> str:
    """The heading without years of life and roles: "Nguyễn, Du, 1765-1820" → "Nguyễn, Du"."""
    before = ""
    text = heading.strip()
    while text != before:
        before = text
        text = _RELATOR.sub("", _DATES.sub("", text)).rstrip(" ,;")
    return text or heading.strip()


def _is_family_name(word: str) -> bool:
    """With its own marks; a word without any counts when some family name is written so without them."""
    lowered = unicodedata.normalize("NFC", word.lower())
    return lowered in _FAMILY_NAMES or (word.isascii() and lowered in _UNMARKED)


def read_name(heading: str) -> Name:
    """Take a heading apart. "Phụng, Vũ Trọng", turned round by mistake, becomes Vũ Trọng Phụng."""
    text = strip_dates(heading)
    before, comma, after = (piece.strip() for piece in text.partition(","))
    if not (comma and before and after):
        words = text.strip(", ").split()
        vietnamese = 2 <= len(words) <= 5 and _is_family_name(words[0])
        if vietnamese:
            return Name(" ".join(words), words[0], " ".join(words[1:]), vietnamese=True)
        return Name(" ".join(words), "", " ".join(words), vietnamese=False)
    marked, turned = _is_marked(before + after), _is_family_name(after.split()[0])
    if _is_family_name(before.split()[0]) or (marked and not turned and len(before.split()) == 1):
        return Name(f"{before} {after}", before, after, vietnamese=True)
    if marked and turned:
        family, _space, middle = after.partition(" ")
        return Name(f"{after} {before}", family, f"{middle} {before}".strip(), vietnamese=True)
    return Name(f"{after} {before}", before, after, vietnamese=False)


def _is_marked(text: str) -> bool:
    """Whether the text has letters that only Vietnamese has."""
    return any("ạ" <= letter <= "ỹ" or letter in "ăơưđ" for letter in unicodedata.normalize("NFC", text.lower()))
