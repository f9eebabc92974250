"""The number in a statement of edition, and numbers written as words or in Roman figures.

"Tái bản lần thứ 3", "In lần thứ nhất", "Lần thứ mười hai", "3rd ed.", "Second edition", "2. vyd.": editions are told
apart by their number, and each library writes it its own way.
"""

import re

from .forms import marked, words

_UNITS = {
    "khong": 0, "mot": 1, "nhat": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
    "bay": 7, "bai": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_ENGLISH = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_ENGLISH_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_OTHERS = {
    "premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4,
    "primera": 1, "segunda": 2, "tercera": 3, "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4,
}  # fmt: skip
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = re.compile(r"(?=.)(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")
_FIGURES = re.compile(r"([0-9]{1,3})(?:st|nd|rd|th|e|er|re|eme|de|te|a|o|ed)?")
_OUTSIDE = 200  # no edition has a number as high; years and counts of copies have
_EDITION_WORDS = frozenset(
    ("ed", "edn", "edition", "edicion", "edicao", "edizione", "auflage", "aufl", "vyd", "vydani", "uitg", "utg", "izd")
)


def roman(word: str) -> int | None:
    """The value of a Roman number from I to XCIX in either case, written the regular way; None for anything else."""
    word = word.lower()
    if not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def numeral(parts: list[str]) -> int | None:
    """The number that a list of mark-blind words begins with: figures, Vietnamese or English words, Roman figures.

    `["muoi", "hai", "co", "sua"]` → 12, `["3rd"]` → 3, `["thu", "nhat"]` → None (leave "thứ" out). From 1 to 199.
    """
    if not parts:
        return None
    first = parts[0]
    figures = _FIGURES.fullmatch(first)
    value = int(figures[1]) if figures else _vietnamese(parts) or _western(parts) or roman(first)
    return value if value and 0 < value < _OUTSIDE else None


def _vietnamese(parts: list[str]) -> int | None:
    """ "mười", "mười hai", "hai mươi", "hai mươi mốt", "hai mốt", or one digit."""
    digits = [_UNITS.get(word) for word in parts[:3]]
    if parts[0] == "muoi":
        return 10 + (digits[1] or 0 if len(digits) > 1 else 0)
    tens = digits[0]
    if tens is None:
        return None
    if len(parts) > 1 and parts[1] == "muoi":
        return 10 * tens + (digits[2] or 0 if len(digits) > 2 else 0)
    return tens


def _western(parts: list[str]) -> int | None:
    """ "third", "twenty first", and the first few of French, Spanish and German."""
    first = parts[0]
    if first in _ENGLISH_TENS:
        unit = _ENGLISH.get(parts[1], 0) if len(parts) > 1 else 0
        return _ENGLISH_TENS[first] + (unit if unit < 10 else 0)
    return _ENGLISH.get(first) or _OTHERS.get(first)


def number_of(text: str) -> int | None:
    """The number of the edition that a statement of edition names, from 1 to 199; None if it names none.

    A year is no number of an edition ("Tái bản 2020" → None), nor is a count of printings after it
    ("2nd ed., 5th printing" → 2).
    """
    parts = words(text)
    for index, word in enumerate(parts):
        if word in {"lan", "thu"}:
            number = _after_lan(parts[index + 1 :])
            if number is not None:
                return number
    for index, word in enumerate(parts):
        if word == "ban" and parts[index + 1 : index + 2] and parts[index + 1].isdigit():  # "Ấn bản 5"
            return numeral(parts[index + 1 :])
        if word in _EDITION_WORDS:
            before = [numeral(parts[start:index]) for start in range(index)]
            number = next((value for value in before if value), None) or numeral(parts[index + 1 :])
            if number is not None:
                return number
    return _leading(text, parts)


def _after_lan(parts: list[str]) -> int | None:
    """What follows "lần": "thứ ba", "3", "đầu (tiên)"."""
    if parts[:1] == ["thu"]:
        parts = parts[1:]
    if parts[:1] == ["dau"]:
        return 1
    return numeral(parts)


def _leading(text: str, parts: list[str]) -> int | None:
    """A number that stands first, in figures or Roman: "2-е изд.", "3", "第2版"."""
    found = re.match(r"\W*(?:第\s*)?([0-9]{1,3})(?![0-9])", marked(text))
    if found:
        value = int(found[1])
        return value if 0 < value < _OUTSIDE else None
    return numeral(parts) if len(parts) == 1 else None
