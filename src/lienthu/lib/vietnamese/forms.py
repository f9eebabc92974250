"""The forms of a text that are compared and searched instead of the text: mark-keeping and mark-blind.

Both are lower case, words of letters and digits with one space between, and the same for composed and decomposed
input. `fold(text) == fold(marked(text))` always, and both leave their own results as they are.

What they decide on the way:
- every run of anything but letters and digits parts words ("H'Mông" → "h'mông" is two words), soft hyphens and
  other invisible joiners excepted, which vanish;
- "C++" is cplusplus, "C#", "F#" and "J#" are csharp, fsharp, jsharp: a word that a search for "c" does not find;
- digits of any script, and those in circles or raised, become ASCII digits;
- i and y, and the placement of tones, are one where Vietnamese spelling has two schools (see `syllable`);
- outside the Latin script letters stay, less the accents that only guide a reader (Greek, Cyrillic stress, ё,
  Arabic and Hebrew points); й and ї are letters and stay. Han, kana and Thai are not cut into words.
"""

import re
from functools import cache
from unicodedata import category, decimal, digit, is_normalized, normalize

from .memo import Memo
from .syllable import FORMS, VIETNAMESE_LETTERS, chosen_spelling, syllable_pairs

# Lower-case Latin letters that are letters of their own, not a letter with a mark.
_LETTERS_APART = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ß": "ss", "đ": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng",
    "ŧ": "t", "ĸ": "k", "ƀ": "b", "ɓ": "b", "ƈ": "c", "ɗ": "d", "ƒ": "f", "ɠ": "g", "ɨ": "i", "ƙ": "k", "ƚ": "l",
    "ɲ": "n", "ɔ": "o", "ɵ": "o", "ƥ": "p", "ƭ": "t", "ʉ": "u", "ʋ": "v", "ƴ": "y", "ƶ": "z", "ə": "e", "ɛ": "e",
    "ǝ": "e", "ʒ": "z", "ȷ": "j",
}  # fmt: skip
_FOLD_LETTERS = str.maketrans(_LETTERS_APART)
# Letters that Vietnamese text holds in place of đ, and signs that would otherwise turn into letters.
_ONE_D = str.maketrans({"ð": "đ", "ɖ": "đ", "™": " ", "℠": " ", "\u200b": " "})
_PROGRAMMING = (
    (re.compile(r"(?<![^\W_])c(?:\+\+|＋＋)"), "cplusplus "),
    (re.compile(r"(?<![^\W_])([cfj])[#＃♯](?![^\W_])"), r"\1sharp "),
)
# Marks that guide reading and are no letters: those that many scripts share; Hebrew and Arabic points.
_GUIDE = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670]+"
)
_LETTERS_WITH_MARK = frozenset("йїў")
# Characters that mean nothing but themselves: ASCII without the signs of C++ and C#, and the Vietnamese letters.
_ORDINARY = (
    frozenset(map(chr, range(128))) - frozenset("+#")
    | VIETNAMESE_LETTERS
    | frozenset(letter.upper() for letter in VIETNAMESE_LETTERS)
)
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_VIETNAMESE_MARK = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđð"
    "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]",
    re.IGNORECASE,
)


def nfc(text: str) -> str:
    """The text in Unicode's composed form; costs next to nothing when it already is."""
    if text.isascii() or is_normalized("NFC", text):
        return text
    return normalize("NFC", text)


def _plain(character: str) -> str:
    """What one character of a lower-case NFKC text is in a word: itself, an ASCII digit, nothing, or a space."""
    value = decimal(character, None)
    if value is None and category(character) == "No":
        value = digit(character, None)
    if value is not None:
        return str(value)
    kind = category(character)
    if kind == "Lm" and "\u02b0" <= character <= "\u02ff":  # ʹ ʻ ʾ of transliterations
        return ""
    if character.isalnum() or kind[0] == "M":
        return character
    return "" if kind == "Cf" or character == "\u0640" else " "


def cleaned(chunk: str) -> str:
    """Lower case, NFKC, words parted by single spaces; spelling untouched."""
    text = nfc(chunk)
    if _ORDINARY.issuperset(text):
        return " ".join(text.lower().translate(_SIGNS).split())
    text = text.lower().translate(_ONE_D)
    for pattern, name in _PROGRAMMING:
        text = pattern.sub(name, text)
    for _round in range(4):  # compatibility forms may give capitals, capitals may compose: the second round is still
        before = text
        text = normalize("NFKC", normalize("NFKC", text).lower()).translate(_ONE_D)
        text = normalize("NFC", "".join(map(_plain, text)))
        if text == before:
            break
    return " ".join(word for word in text.split() if word.strip("\u0300\u0301") and any(map(str.isalnum, word)))


def _marked_chunk(chunk: str) -> str:
    if chunk.isascii() and chunk.isalnum():
        return chosen_spelling(chunk.lower()) + " "
    return "".join([f"{chosen_spelling(word)} " for word in cleaned(chunk).split()])


def _bare_letter(character: str) -> str:
    if character in _LETTERS_WITH_MARK:
        return character
    return _GUIDE.sub("", normalize("NFD", character)).translate(_FOLD_LETTERS)


_LATIN = (*range(0x80, 0x250), *range(0x1E00, 0x1F00))
_BARE_LATIN = {code: letter for code in _LATIN if (letter := _bare_letter(chr(code))).isascii()}


def bare(text: str) -> str:
    """A lower-case word's letters without marks, each a plain letter where the Latin script has one."""
    if text.isascii():
        return text
    latin = text.translate(_BARE_LATIN)
    if latin.isascii():
        return latin
    return normalize("NFC", "".join(map(_bare_letter, normalize("NFC", text))))


def _blind(word: str) -> str:
    """A word of `marked` without its marks."""
    text = bare(word)
    form = FORMS.get(text)
    return form.letters if form else text


def _folded_chunk(chunk: str) -> str:
    return "".join([f"{word} " for word in map(_blind, _marked_of(chunk).split()) if word])


# What is remembered of a chunk ends in a space, so that a text's chunks need only be put one after the other.
_marked = Memo(_marked_chunk)
_folded = Memo(_folded_chunk)
_marked_of = _marked.__getitem__
_folded_of = _folded.__getitem__


def marked(text: str) -> str:
    """The mark-keeping form: equal for texts that differ in case, punctuation, composition or school of spelling only.

    "Thuỷ-thủ, KỸ thuật" → "thủy thủ kĩ thuật". Never for showing.
    """
    return "".join(map(_marked_of, text.split()))[:-1]


def fold(text: str) -> str:
    """The mark-blind form: as `marked`, and without any mark. "Đặng Thuỳ Trâm: Nhật ký" → "dang thuy tram nhat ki"."""
    return "".join(map(_folded_of, text.split()))[:-1]


_REPEATED, _VALUE_LENGTH = 1 << 15, 120  # 10 MB at the most
_marked_whole = Memo(marked, _REPEATED, _VALUE_LENGTH)
_folded_whole = Memo(fold, _REPEATED, _VALUE_LENGTH)


def marked_repeated(text: str) -> str:
    """`marked` for values that many records have (names, subjects, series): remembered whole."""
    return _marked_whole[text]


def fold_repeated(text: str) -> str:
    """`fold` for values that many records have (names, subjects, series): remembered whole."""
    return _folded_whole[text]


def words(text: str) -> list[str]:
    """The words of the mark-blind form."""
    return fold(text).split()


def has_marks(text: str) -> bool:
    """Whether the text has any mark of Vietnamese (a tone, ă â ê ô ơ ư, đ): whoever typed it means the marks."""
    return not text.isascii() and _VIETNAMESE_MARK.search(nfc(text)) is not None


def beginnings(word: str) -> tuple[str, ...]:
    """The mark-blind beginnings under which a word that is still being typed may be found, likeliest first.

    A whole word has one form, but "my" may be all of "Mỹ", indexed as "mi", or the beginning of "mystery".
    Empty for a text without letters or digits; for several words, those of the last one.
    """
    typed = cleaned(word).split()[-1:]
    return tuple(dict.fromkeys(form for last in typed for form in (fold(last), bare(last)) if form))


@cache
def _bare_syllables() -> frozenset[str]:
    return frozenset(fold(onset + rime) for onset, rime in syllable_pairs())


def could_be_syllable(word: str) -> bool:
    """Whether a mark-blind word is a Vietnamese syllable with its marks taken off: "loc", "tien", not "truyne"."""
    return word in _bare_syllables()
