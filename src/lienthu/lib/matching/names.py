"""Names of people: every written form of one name becomes the same sorted words, and two sets of names are compared."""

import re
from functools import lru_cache

from lienthu.lib.matching.distance import within
from lienthu.lib.vietnamese import fold

_SEVERAL = re.compile(r"[;&|/+]| (?:và|and|-) ")
_BRACKETS = re.compile(r"[\(\[][^)\]]*[\)\]]?")
_COMMAS = re.compile(r"[,，、]")
# Degrees, roles and shelf phrases around a name, in folded words.
_AROUND = re.compile(
    r"\b(?:pgs|gs|ths|ts|bs|ks|cn|dr|prof|chu bien|bien soan|bien dich|nguoi dich|bien tap|tac gia|tien si|thac si|"
    r"giao su|bac si|hoa thuong|suu tam|tuyen chon|gioi thieu|minh hoa|dich|editors?|author|translator|illustrator|"
    r"et al)\b"
)
_AROUND_WORDS = frozenset(  # of which one at least is in each of the above
    fold(
        "pgs gs ths ts bs ks cn dr prof biên soạn dịch bác tác tiến thạc giáo hòa sưu tuyển giới minh người editor "
        "editors author translator illustrator et"
    ).split()
)
NOBODY = frozenset(
    fold(phrase)
    for phrase in [
        "nhiều tác giả",
        "nhiều người",
        "chưa rõ",
        "khuyết danh",
        "không rõ",
        "vô danh",
        "đang cập nhật",
        "anonymous",
        "unknown",
        "various",
        "various authors",
        "tác giả",
        "nhiều",
        "tập thể tác giả",
        "tập thể",
        "author",
    ]
) | {""}


def people(authors: tuple[str, ...]) -> tuple[str, ...]:
    """Names as sorted folded words, without dates, degrees or roles.

    "Nguyễn, Du, 1765-1820" gives "du nguyen"; "Trương Văn Giới, Lê Khắc Kiều Lục" gives two names.
    """
    if len(authors) == 1:
        return _names(authors[0])
    return tuple(dict.fromkeys(name for author in authors for name in _names(author)))


@lru_cache(maxsize=1 << 16)
def _names(author: str) -> tuple[str, ...]:
    if "(" in author or "[" in author:
        author = _BRACKETS.sub(" ", author)
    names: list[list[str]] = []
    for piece in _SEVERAL.split(author):
        around = [words for part in _COMMAS.split(piece) if (words := _words(part))]
        # A comma inverts a name when one word stands on one of its sides; two names have two words each.
        if len(around) > 1 and min(map(len, around)) > 1:
            names += around
        elif around:
            names.append(around[0] if len(around) == 1 else [word for words in around for word in words])
    return tuple(dict.fromkeys([" ".join(sorted(words)) for words in names]))


def _words(text: str) -> list[str]:
    folded = fold(text)
    if folded in NOBODY:
        return []
    words = folded.split()
    if not _AROUND_WORDS.isdisjoint(words):
        words = _AROUND.sub("", folded).split()
    return [word for word in words if word.isalpha()]


def alike(a: str, b: str) -> bool:
    """Whether two names (sorted folded words) can be one person's.

    Equal; one within the other ("nhat anh" in "anh nhat nguyen"); initials that fit ("j k rowling", "joanne kathleen
    rowling"); or one slip of the pen in a word of seven letters or more: Vietnamese syllables are shorter, and
    Lan and Loan, Phương and Thương are two people.
    """
    if a == b:
        return True
    first, second = set(a.split()), set(b.split())
    fewer, more = (first, second) if len(first) <= len(second) else (second, first)
    common = fewer & more
    if len(common) == len(fewer) and (len(fewer) > 1 or len(min(fewer)) > 4):
        return True
    mine, theirs = fewer - common, more - common
    if len(mine) == len(theirs) == 1:
        one, other = min(mine), min(theirs)
        if max(len(one), len(other)) > 6 and within(one, other, 1):
            return True
    return any(len(word) > 3 for word in common) and _initials_fit(mine, theirs)


def _initials_fit(fewer: set[str], more: set[str]) -> bool:
    if not all(len(word) == 1 for word in fewer) and not all(len(word) == 1 for word in more):
        return False
    letters = [word[0] for word in more]
    for word in fewer:
        if word[0] not in letters:
            return False
        letters.remove(word[0])
    return True


def shared(a: tuple[str, ...], a_credit: str, b: tuple[str, ...], b_credit: str) -> bool | None:
    """Whether two records can name one person; None when one of them names nobody.

    `a`, `b`: names (sorted words); `*_credit`: the words of the statement of responsibility, spaces at both ends.
    Whom only one record names (translator, editor) contradicts nothing.
    """
    for name in a:
        if name in b:
            return True
    if not (a or a_credit) or not (b or b_credit):
        return None
    if (a and b_credit and _named_in(a, b_credit)) or (b and a_credit and _named_in(b, a_credit)):
        return True
    if a and b:
        if {*" ".join(a).split()}.isdisjoint(" ".join(b).split()):
            return False
        if any(alike(one, other) for one in a for other in b):
            return True
        return _named_among(a, b) or _named_among(b, a)
    if a or b:
        return None  # a statement in prose cannot be taken apart for certain: it may agree, it cannot contradict
    words, others = set(a_credit.split()), set(b_credit.split())
    return True if len(words & others) > 2 or words == others else None


def _named_in(names: tuple[str, ...], credit: str) -> bool:
    for name in names:
        if " " in name:
            for word in name.split():
                if f" {word} " not in credit:
                    break
            else:
                return True
    return False


def _named_among(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a name's words are all there among the others': a comma may have cut one name in two."""
    if len(others) < 2:
        return False
    pool = set(" ".join(others).split())
    return any(" " in name and pool.issuperset(name.split()) for name in names)
