"""Numbers as they are written, read and said in Vietnamese: 37.176.610, 0,45, and 37,176,610 in tables of others."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")
LARGEST = 999_999_999_999
_NUMBER = re.compile(r"(\d+)((?:[.,]\d+)*)")
_SWAPPED = str.maketrans(".,", ",.")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009\t"))


class Read(NamedTuple):
    """A number that somebody wrote. `doubtful`: 1.234 may be a thousand and more, or one and a little."""

    value: Decimal
    doubtful: bool = False


def written(value: Decimal | int, decimals: int = 0, *, english: bool = False) -> str:
    """With its thousands apart, rounded half up to `decimals`: 12.408 or 0,45; in English 12,408 or 0.45."""
    rounded = Decimal(value).quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return text if english else text.translate(_SWAPPED)


def read(text: str) -> Read:
    """The number that a person wrote, whichever of the two manners is theirs. Raises ValueError where it is none.

    A mark that comes several times parts thousands; of two different ones the last is the decimal mark; a single one
    with just three figures behind it is taken for thousands, and is doubtful.
    """
    bare = text.translate(_SPACES)
    found = _NUMBER.fullmatch(bare)
    if not found:
        raise ValueError(f"{text!r} is no number")
    first, marks = found[1], re.findall(r"[.,]", found[2])
    rest = re.split(r"[.,]", found[2])[1:]
    if not marks:
        return Read(Decimal(first))
    if len(set(marks)) == 2:
        if marks.count(marks[-1]) != 1:
            raise ValueError(f"{text!r} is no number")
        return Read(Decimal(f"{_joined(first, rest[:-1], text)}.{rest[-1]}"))
    if len(marks) > 1:
        return Read(Decimal(_joined(first, rest, text)))
    if len(rest[0]) == 3 and len(first) <= 3 and first != "0":
        return Read(Decimal(first + rest[0]), doubtful=True)
    return Read(Decimal(f"{first}.{rest[0]}"))


def _joined(first: str, groups: list[str], text: str) -> str:
    if len(first) > 3 or any(len(group) != 3 for group in groups):
        raise ValueError(f"{text!r} is no number: thousands are parted in threes")
    return first + "".join(groups)


def in_words(number: int) -> str:
    """0 to LARGEST as it is read: 100 "một trăm", 1001 "một nghìn không trăm linh một". Raises ValueError beyond."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"Numbers from 0 to {LARGEST} are read out; {number} is not one of them.")
    groups: list[int] = []
    left = number
    while left or not groups:
        left, group = divmod(left, 1000)
        groups.append(group)
    said = [
        f"{_below_1000(group, whole=power < len(groups) - 1)} {_GROUPS[power]}".strip()
        for power, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(said) or _DIGITS[0]


def _below_1000(number: int, *, whole: bool = False) -> str:
    """`whole`: the hundreds are said even when there are none, as after "nghìn"."""
    hundreds, rest = divmod(number, 100)
    if not hundreds and not whole:
        return _below_100(rest)
    words = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} linh {_DIGITS[rest]}" if rest < 10 else f"{words} {_below_100(rest)}"


def _below_100(number: int) -> str:
    tens, units = divmod(number, 10)
    if not tens:
        return _DIGITS[units]
    words = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not units:
        return words
    if units == 1 and tens > 1:
        return f"{words} mốt"
    return f"{words} {'lăm' if units == 5 else _DIGITS[units]}"
