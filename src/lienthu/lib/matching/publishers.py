"""Publishers' names: the forms of one house become one name, and two records' houses are compared."""

import re
from functools import lru_cache

from lienthu.lib.matching.distance import within
from lienthu.lib.vietnamese import fold

_SPLIT = re.compile(r"[;/,|\[\]()]")
# Applied in this order to the folded words of a name.
_FORMS = (
    (r"\b(?:cong ti|cty|ctcp|co phan|tnhh|mtv|van hoa truyen thong|nha xuat ban|nha sach|nxb|n x b)\b", " "),
    (r"\b(?:thanh pho|tp|t p) ?(?:ho chi minh|hcm|h c m)\b|\btphcm\b|\bho chi minh\b", " hcm "),
    (r"\bdhqg\b", " dai hoc quoc gia "),
    (r"\bdhqghn\b", " dai hoc quoc gia ha noi "),
    (r"\bdhsp\b", " dai hoc su pham "),
    (r"\bdh\b", " dai hoc "),
    (r"\b(?:univ|universite|universidad|universitat)\b", " university "),
    (r"\b(?:viet nam|vn)$", " "),
)
_COMPILED = tuple((re.compile(pattern), plain) for pattern, plain in _FORMS)
_FILLERS = frozenset(
    fold(
        "và and of inc ltd llc limited company corp corporation press presses publisher publishers "
        "publishing publications books book edition editions editeur verlag house group sons"
    ).split()
)
_ALIASES = {
    "su that": "chinh tri quoc gia",
    "chinh tri quoc gia su that": "chinh tri quoc gia",
    "ctqg": "chinh tri quoc gia",
    "hcm": "tong hop hcm",
    "th hcm": "tong hop hcm",
    "van hoa van nghe": "van hoa van nghe hcm",
    "vhvn": "van hoa van nghe hcm",
    "khxh": "khoa hoc xa hoi",
    "khkt": "khoa hoc ki thuat",
    "vhtt": "van hoa thong tin",
    "qdnd": "quan doi nhan dan",
    "cand": "cong an nhan dan",
    "ldxh": "lao dong xa hoi",
    "gd": "giao duc",
    "gdvn": "giao duc",
    "hoi nha van viet": "hoi nha van",
    "tri viet first news": "first news",
    "first news tri viet": "first news",
    "tri viet": "first news",
}
# Publishing houses licensed in Viet Nam (canonical words). Between two of these a different word is another house:
# "văn hoá" is not "văn hoá dân tộc".
HOUSES = frozenset(
    fold(name)
    for name in [
        "giao duc",
        "kim dong",
        "tre",
        "van hoc",
        "hoi nha van",
        "phu nu",
        "thanh nien",
        "lao dong",
        "lao dong xa hoi",
        "the gioi",
        "dan tri",
        "hong duc",
        "ha noi",
        "tong hop hcm",
        "chinh tri quoc gia",
        "khoa hoc xa hoi",
        "khoa hoc ki thuat",
        "van hoa",
        "van hoa thong tin",
        "van hoa dan toc",
        "van hoa van nghe hcm",
        "quan doi nhan dan",
        "cong an nhan dan",
        "nong nghiep",
        "i hoc",
        "xay dung",
        "giao thong van tai",
        "tai chinh",
        "thong ke",
        "tu phap",
        "the duc the thao",
        "am nhac",
        "mi thuat",
        "san khau",
        "ton giao",
        "tri thuc",
        "cong thuong",
        "thoi dai",
        "tu dien bach khoa",
        "thong tan",
        "da nang",
        "hai phong",
        "dong nai",
        "nghe an",
        "thanh hoa",
        "thuan hoa",
        "dai hoc quoc gia",
        "dai hoc quoc gia ha noi",
        "dai hoc quoc gia hcm",
        "dai hoc su pham",
        "dai hoc su pham hcm",
        "dai hoc kinh te quoc dan",
        "dai hoc hue",
        "dai hoc vinh",
        "dai hoc thai nguyen",
        "dai hoc can tho",
        "bach khoa ha noi",
        "kinh te hcm",
        "thong tin truyen thong",
        "lao cai",
        "phuong dong",
        "mui ca mau",
        "dong thap",
        "tong hop dong nai",
        "tong hop an giang",
        "khoa hoc tu nhien cong nghe",
        "hang hai",
        "ban do",
    ]
)
# Companies that make books which a licensed house publishes: a record names either, and one says nothing of the other.
PARTNERS = frozenset(
    fold(name)
    for name in [
        "nha nam",
        "alpha",
        "alphabooks",
        "alpha books",
        "thai ha",
        "first news",
        "dinh ti",
        "dong a",
        "phuong nam",
        "sky",
        "skybooks",
        "1980",
        "1980 edu",
        "1980 novel",
        "tan viet",
        "minh long",
        "omega plus",
        "omega",
        "az",
        "ipm",
        "amak",
        "bach viet",
        "huy hoang",
        "saigon",
        "van lang",
        "quang van",
        "fahasa",
        "pace",
        "hg",
        "mcbooks",
        "mc",
        "cho toi xin mot ve de",
        "tra",
        "wings",
        "zgroup",
        "phanbook",
        "phan",
        "truong phuong",
        "nhan tri viet",
        "crabit kidbooks",
        "thien long",
        "tri thuc tre",
        "gamma",
        "medinsights",
        "nha sach tri tue",
        "vizibook",
        "booklife",
        "bloombooks",
        "glow",
        "skycomics",
        "skynovel",
        "daisybooks",
        "uranix",
        "san ho",
        "linh lan",
        "bizbooks",
        "bestbooks",
        "tgm",
        "happy live",
        "times",
        "viet thu",
        "tao dan",
        "bookhunter",
        "de",
    ]
)
_NOWHERE = frozenset(
    fold(name)
    for name in [
        "s n",
        "sn",
        "k nxb",
        "khong ro",
        "nhieu",
        "nhieu nha",
        "dang cap nhat",
        "n a",
        "k ro",
        "knxb",
        "khuyet danh",
    ]
)


@lru_cache(maxsize=1 << 14)
def houses(publisher: str) -> tuple[str, ...]:
    """Canonical words of the houses in a publisher statement: "H. : Nxb. Giáo dục Việt Nam" gives ("giao duc",)."""
    if " : " in publisher:
        publisher = publisher.rpartition(" : ")[2]
    found: dict[str, None] = {}
    for piece in _SPLIT.split(publisher):
        name = fold(piece)
        if not name or name in _NOWHERE:
            continue
        for form, plain in _COMPILED:
            name = form.sub(plain, name)
        words = [word for word in name.split() if word not in _FILLERS] or name.split()
        name = " ".join(words)
        if name and name not in _NOWHERE:
            found[_ALIASES.get(name, name)] = None
    return tuple(found)


def same_house(a: tuple[str, ...], b: tuple[str, ...]) -> bool | None:
    """Whether two records name one house; None when one names none, or only a company that makes books for a house."""
    if not a or not b:
        return None
    return True if a == b else _same_house(a, b)


@lru_cache(maxsize=1 << 13)
def _same_house(a: tuple[str, ...], b: tuple[str, ...]) -> bool | None:
    if not set(a).isdisjoint(b):
        return True
    for one in a:
        for other in b:
            if _alike(one, other):
                return True
    if any(one in PARTNERS for one in (*a, *b)):
        return None
    return False


def _alike(one: str, other: str) -> bool:
    if one in HOUSES and other in HOUSES:
        return False
    a, b = one.replace(" ", ""), other.replace(" ", "")
    if a == b or (min(len(a), len(b)) > 5 and within(a, b, 1)):
        return True
    if one in HOUSES or other in HOUSES:
        return False
    first, second = set(one.split()), set(other.split())
    fewer = min(first, second, key=len)
    return fewer <= first & second and len("".join(fewer)) > 3
