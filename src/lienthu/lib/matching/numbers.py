"""Numbers as titles, parts and edition statements write them: digits, Roman numerals, Vietnamese and English words."""

import re

_ONES = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

# Folded words: "bảy" and "bẩy" are both "bay", so a word counts as a number only where a number is expected.
WORDS: dict[str, int] = {
    **{word: value for words in (_ONES, _ENGLISH, _ENGLISH_ORDINALS) for value, word in enumerate(words, start=1)},
    **{f"muoi {word}": 10 + value for value, word in enumerate(_ONES[:9], start=1)},
    "nhat": 1,
    "nhi": 2,
    "tu": 4,
    "muoi lam": 15,
    "hai muoi": 20,
}

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
ROMAN = re.compile(r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def roman(text: str) -> int:
    """Value of a lower-case Roman numeral up to 399, or 0 when the text is none."""
    if not ROMAN.fullmatch(text):
        return 0
    total = 0
    for letter, following in zip(text, text[1:] + " ", strict=True):
        value = _ROMAN_VALUES[letter]
        total += -value if _ROMAN_VALUES.get(following, 0) > value else value
    return total


def value_of(text: str) -> int:
    """Value of folded text that stands where a number is expected: "3", "iii", "ba", "thứ ba" without its "thứ"; else 0.

    Roman numerals go before words: after "tập", "vi" is six.
    """
    if text.isdigit():
        return int(text)
    return roman(text) or WORDS.get(text, 0)
