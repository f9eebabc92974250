"""A title taken apart: its words, its numbers, its subtitle, and what does not belong to it."""

import re
from typing import NamedTuple

from lienthu.lib.matching.numbers import value_of
from lienthu.lib.vietnamese import fold

_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
# Each alternative begins with its punctuation, which lets the engine skip from one to the next.
_SEGMENTS = re.compile(r"[-:;=|–—_](?:(?=\s)|(?<=\s.))|[()\[\]{}]|\.(?=\s)(?<=[^\W\d_]{4}\.)")
_CREDIT = re.compile(r"\s/\s?|\s?/\s")

# "tập 1", "t.1", "quyển thứ 2", "vol. ii": the designator, then digits, or a word at the end of the segment.
_DESIGNATED = re.compile(
    r"\b(?:tap|quyen|phan|volume|vol|cuon|ki|so|tome|tom|band|bd|part|pt|book|bk|ep|episode|no|chuong|hoi|bo|[tqvp])"
    r" ?(?:thu |so )?(\d+)\b"
)
_DESIGNATED_WORD = re.compile(
    r"\b(?:tap|quyen|volume|vol|tome|tom|part|book|cuon|ki|phan|[tqv]) (?:thu )?"
    r"([ivxl]+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|nhat|nhi|tu|one|two|three|four|five|six|thuong|trung|ha)"
    r"(?=$| (?:tap|quyen|phan|ki)\b)"
)
_GRADE = re.compile(r"\b(?:lop|khoi|grade) (?=\d)")

# What shops and old catalogues write into a title.
_REPRINT = re.compile(r"\b(?:tai ban|in lai|in lan|xuat ban lan|an ban lan)\b.*$")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_NOISE = re.compile(
    r"(?:co |ban |hang )?(?:tang|kem|qua tang|doc quyen|co chu ki|chu ki|bia (?:mem|cung|gap|ao|boc)|kho (?:nho|lon|bo tui)|khong kem|freeship|chinh hang|"
    r"sach ban quyen|ban quyen|nxb|nha xuat ban|nhieu tac gia|nhieu nguoi dich|bookcare|gia dac biet|moi nhat|best ?seller|"
    r"sach hay|sach moi|bookmark|mien phi|hop qua|postcard|poster|ban thuong|ban pho thong|sach$|tb \d|"
    r"electronic resource|nguon dien tu|tai lieu dien tu|sound recording|text$|microform)"
)
# An edition that stands beside the plain one: the word is kept, not the phrase.
_VARIANTS = (
    (re.compile(r"\b(?:an ban|ban|phien ban)(?: \w+)? (?:dac biet|gioi han|ki niem|cao cap|sang trong)|\blimited\b"), "special"),
    (re.compile(r"\bbia cung\b|\bhardcover\b|\bhardback\b"), "hardcover"),
    (re.compile(r"\bbia mem\b|\bpaperback\b"), "softcover"),
    (re.compile(r"\bkho (?:nho|bo tui)\b"), "small"),
    (re.compile(r"\bkho lon\b|\blarge print\b"), "large"),
    (re.compile(r"\bcombo\b|\bbox ?set\b|\btron bo\b|\btron \d+ tap\b|\bbo \d+ (?:cuon|quyen|tap)\b|\b(?:hop|bo sach) \d+\b"), "set"),
    (re.compile(r"\brut gon\b|\bluoc (?:thuat|ke)\b|\babridged\b"), "abridged"),
    (re.compile(r"\bsong ngu\b|\bbilingual\b"), "bilingual"),
    (re.compile(r"\btruyen tranh\b|\bmanga\b|\bcomics?\b|\btranh truyen\b"), "comic"),
    (re.compile(r"\blight novel\b"), "novel"),
    (re.compile(r"\b(?:ban|in) mau\b"), "colour"),
    (re.compile(r"\bsach noi\b|\baudio ?book\b"), "audio"),
    (re.compile(r"\be ?book\b|\bsach dien tu\b"), "ebook"),
)  # fmt: skip
_ANY_VARIANT = re.compile("|".join(pattern.pattern for pattern, _name in _VARIANTS))
# A segment with none of these words, no digit and no beginning of noise is a title and nothing else: most are.
_TELLING = frozenset(
    "ban bia kho combo box boxset tron bo hop rut luoc abridged song bilingual tranh manga comic comics light mau noi dien "
    "audio audiobook ebook book limited hardcover hardback paperback large lai lan tap quyen phan volume vol cuon ki tome tom "
    "part bd t q v".split()
)
_NOISE_FIRST = frozenset(
    "co ban hang tang kem qua doc chu bia kho khong freeship chinh sach nxb nha nhieu bookcare gia moi best bestseller "
    "bookmark mien hop postcard poster tb electronic nguon tai sound text microform".split()
)

# Words that make another work out of the same title: a pupil's book is not the teacher's.
APART = frozenset(
    tuple(fold(phrase).split())
    for phrase in (
        "giáo viên|bài tập|nâng cao|học sinh|vở|đề thi|đáp án|hướng dẫn|kết nối|chân trời|cánh diều|sơ cấp|trung cấp|cao cấp|"
        "cơ bản|workbook|teacher|answers|ngoại truyện|tuyển tập|toàn tập|thực hành|luyện tập|trắc nghiệm|nhập môn|phụ lục|"
        "thượng|trung|hạ|index|supplement|tóm tắt|bình giảng|tự học|sách giáo khoa|tập hai|mục lục"
    ).split("|")
)


class Title(NamedTuple):
    """`main`: folded words without numbers; `rest`: those of each further segment; numbers as decimal text, sorted."""

    main: str
    rest: tuple[str, ...]
    numbers: tuple[str, ...]
    volumes: tuple[str, ...]
    rest_numbers: tuple[str, ...]
    credit: str
    edition: str
    year: int
    variants: tuple[str, ...]


def parse(title: str) -> Title:
    """Take a title ("main : rest", or a shop's line; NFC) apart. What is not recognised stays in the title."""
    credit, edition, year = "", "", 0
    if "/" in title:
        title, credit = _cut_credit(title)
    has_digits = _DIGIT.search(title) is not None
    if has_digits:
        title = _THOUSANDS.sub("", title)
    numbers: list[str] = []
    volumes: list[str] = []
    rest_numbers: list[str] = []
    variants: list[str] = []
    segments: list[str] = []
    for written in _SEGMENTS.split(title):
        segment = fold(written)
        if not segment:
            continue
        tokens = segment.split()
        if not has_digits and tokens[0] not in _NOISE_FIRST and _TELLING.isdisjoint(tokens):
            segments.append(segment)
            continue
        if statement := _REPRINT.search(segment):
            edition = edition or statement[0]
            segment = segment[: statement.start()].rstrip()
            printed = _YEAR.search(statement[0])
            year = int(printed[1]) if printed else year
        if _ANY_VARIANT.search(segment):
            variants += [name for pattern, name in _VARIANTS if pattern.search(segment)]
        if not segment or _NOISE.match(segment):
            continue
        segment, designated = volumes_in(segment)
        volumes += designated
        if has_digits:
            segment, found = words_and_numbers(_GRADE.sub("", segment))
            (rest_numbers if segments else numbers).extend(found)
        if segment:
            segments.append(segment)
    if not segments:
        segments = [fold(title)]
    return Title(
        segments[0],
        tuple(segments[1:]),
        tuple(sorted(numbers)),
        tuple(volumes),
        tuple(sorted(set(rest_numbers))),
        credit,
        edition,
        year,
        tuple(sorted(set(variants))),
    )


def volumes_in(segment: str) -> tuple[str, list[str]]:
    """The folded segment without its volume designations, and their numbers: "tap 1" gives ["1"], "quyen ha" ["ha"]."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        number = match[1]
        found.append(str(value_of(number) or number))
        return ""

    if _DIGIT.search(segment):
        segment = _DESIGNATED.sub(take, segment)
    segment = _DESIGNATED_WORD.sub(take, segment)
    return (" ".join(segment.split()), found) if found else (segment, found)


def words_and_numbers(segment: str) -> tuple[str, list[str]]:
    """Words of folded text joined by a space, and every token that has a digit, leading zeros taken off."""
    if not _DIGIT.search(segment):
        return segment, []
    words: list[str] = []
    numbers: list[str] = []
    for token in segment.split():
        if _DIGIT.search(token):
            numbers.append(token.lstrip("0") or "0")
        else:
            words.append(token)
    return " ".join(words), numbers


def _cut_credit(title: str) -> tuple[str, str]:
    match = _CREDIT.search(title)
    if match is None or match.start() < 3:
        return title, ""
    return title[: match.start()], title[match.end() :]
