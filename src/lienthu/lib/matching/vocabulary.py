"""Words in titles that are no part of the title, that tell one edition from another, or that make another work."""

import re

from lienthu.lib.vietnamese import fold

# What shops write into a title. A segment that begins like this is no part of it.
_NOISE = re.compile(
    r"(?:co |ban |hang )?(?:tang|kem|qua tang|doc quyen|co chu ki|chu ki|bia (?:mem|cung|gap|ao|boc)|"
    r"kho (?:nho|lon|bo tui)|khong kem|freeship|chinh hang|sach ban quyen|ban quyen|nxb|nha xuat ban|nhieu tac gia|"
    r"nhieu nguoi dich|bookcare|gia dac biet|moi nhat|best ?seller|sach hay|sach moi|bookmark|mien phi|hop qua|"
    r"postcard|poster|ban thuong|ban pho thong|sach$|tb \d|electronic resource|nguon dien tu|tai lieu dien tu|"
    r"sound recording|text$|microform)"
)
# An edition that stands beside the plain one: the name is kept, not the phrase.
_VARIANTS = (
    (
        r"\b(?:an ban|ban|phien ban)(?: \w+)? (?:dac biet|gioi han|ki niem|cao cap|sang trong)|\blimited\b",
        "special",
    ),
    (r"\bbia cung\b|\bhardcover\b|\bhardback\b", "hardcover"),
    (r"\bbia mem\b|\bpaperback\b", "softcover"),
    (r"\bkho (?:nho|bo tui)\b", "small"),
    (r"\bkho lon\b|\blarge print\b", "large"),
    (
        r"\bcombo\b|\bbox ?set\b|\btron bo\b|\btron \d+ tap\b|\bbo \d+ (?:cuon|quyen|tap)\b|\b(?:hop|bo sach) \d+\b",
        "set",
    ),
    (r"\brut gon\b|\bluoc (?:thuat|ke)\b|\babridged\b", "abridged"),
    (r"\bsong ngu\b|\bbilingual\b", "bilingual"),
    (r"\btruyen tranh\b|\bmanga\b|\bcomics?\b|\btranh truyen\b", "comic"),
    (r"\blight novel\b", "novel"),
    (r"\b(?:ban|in) mau\b", "colour"),
    (r"\bsach noi\b|\baudio ?book\b", "audio"),
    (r"\be ?book\b|\bsach dien tu\b", "ebook"),
)
_EACH_VARIANT = tuple((re.compile(pattern), name) for pattern, name in _VARIANTS)
_ANY_VARIANT = re.compile("|".join(pattern for pattern, _name in _VARIANTS))

VARIANT_WORDS = frozenset(  # of which one at least is in each phrase of a variant
    fold(
        "bản bìa khổ combo box boxset trọn bộ hộp rút lược abridged song bilingual tranh manga comic comics light màu "
        "nói điện audio audiobook ebook book limited hardcover hardback paperback large"
    ).split()
)
# A segment with none of these words and no digit, and that does not begin like noise, is words of a title and nothing
# else: most are, and need no pattern.
_TELLING = VARIANT_WORDS | frozenset(fold("lại lần tập quyển phần volume vol cuốn kỳ tome tom part bd t q v").split())
DESIGNATORS = frozenset(  # of which one at least stands before the number of a volume
    fold(
        "tập quyển phần volume vol cuốn kỳ số tome tom band bd part pt book bk ep episode no chương hồi bộ t q v p"
    ).split()
)
_ASKED_FOR = _TELLING | DESIGNATORS
_NOISE_BEGINS = frozenset(
    fold(
        "có bản hàng tặng kèm quà độc chữ bìa khổ không freeship chính sách nxb nhà nhiều bookcare giá mới best "
        "bestseller bookmark miễn hộp postcard poster tb electronic nguồn tài sound text microform"
    ).split()
)

# Words that make another work out of the same title: a pupil's book is not the teacher's.
APART = tuple(
    f" {fold(phrase)} "
    for phrase in [
        "giáo viên",
        "bài tập",
        "nâng cao",
        "học sinh",
        "vở",
        "đề thi",
        "đáp án",
        "hướng dẫn",
        "kết nối",
        "chân trời",
        "cánh diều",
        "sơ cấp",
        "trung cấp",
        "cao cấp",
        "cơ bản",
        "workbook",
        "teacher",
        "answers",
        "ngoại truyện",
        "tuyển tập",
        "toàn tập",
        "thực hành",
        "luyện tập",
        "trắc nghiệm",
        "nhập môn",
        "phụ lục",
        "thượng",
        "trung",
        "hạ",
        "index",
        "supplement",
        "tóm tắt",
        "bình giảng",
        "tự học",
        "sách giáo khoa",
        "tập hai",
        "mục lục",
    ]
)


def all_plain(segments: list[str]) -> bool:
    """Whether segments without digits (folded, none empty) are surely words of a title and nothing else."""
    for segment in segments:
        tokens = segment.split()
        if tokens[0] in _NOISE_BEGINS or not _TELLING.isdisjoint(tokens):
            return False
    return True


def telling_in(segment: str) -> frozenset[str]:
    """Those words of a folded segment without one of which no pattern for editions or volumes matches.

    All that there are for a segment beyond ASCII, where a pattern may match within what a space parts.
    """
    return _ASKED_FOR.intersection(segment.split()) if segment.isascii() else _ASKED_FOR


def is_noise(segment: str) -> bool:
    """Whether a folded segment says something about the sale, the binding or the publisher only."""
    return _NOISE.match(segment) is not None


def variants_in(segment: str) -> list[str]:
    """Names of the kinds of edition that a folded segment tells of: hardcover, set, bilingual …"""
    if _ANY_VARIANT.search(segment) is None:
        return []
    return [name for pattern, name in _EACH_VARIANT if pattern.search(segment)]


def apart(a: str, b: str) -> bool:
    """Whether a word that makes another work of the same title ("bài tập", "giáo viên") stands on one side only."""
    one, other = f" {a} ", f" {b} "
    return any((phrase in one) != (phrase in other) for phrase in APART)
