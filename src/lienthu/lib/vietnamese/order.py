"""Vietnamese alphabetical order as keys that any engine can compare byte by byte.

Within a syllable letters come before tones, and a syllable is settled before the next one is looked at:
"hoa hồng", "hoa lan" come before "hoà an". (Unicode collation for `vi` compares the tones of the whole string
after its letters, and puts "hoà an" first.) f j w z stand in their Latin places; digits come before letters and
numbers in numeric order; spaces and punctuation only part words.

A key spells each word in an alphabet of its own, whose ASCII order is the order wanted:
    "!" to "&"    the six tones, which end a word of letters
    "0" to "@"    how many digits a number has, followed by the digits
    "A" to "a"    the 33 letters
    "~"           before a letter of another script
"""

import re
from functools import lru_cache
from unicodedata import normalize

from .forms import bare, cleaned, nfc
from .memo import Memo
from .syllable import TONES

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

_LETTER = {letter: chr(ord("A") + index) for index, letter in enumerate(ALPHABET)}
_TONE = {mark: chr(ord("!") + index) for index, mark in enumerate(TONES)}
_QUALITY = frozenset("ăâđêôơư")
_RUNS = re.compile(r"[0-9]+|[^0-9]+")
_MANY = 16  # digits from which the length of a number is written out
_COMMON_FAMILY_NAMES = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn lâm mai tô trương cao
    tạ chu châu thái phùng quách hà lương vương tăng tống lưu đào kiều triệu nông la mạc thân diệp nghiêm từ lục
    khổng âu văn tôn doãn ninh viên hứa quan giang bạch đàm đồng phí cù ông ứng vi bế lò quàng cầm giàng sùng
"""
_FAMILY_NAMES = frozenset(_COMMON_FAMILY_NAMES.split())


def _number(digits: str) -> str:
    digits = digits.lstrip("0")
    size = len(digits)
    return chr(ord("0") + size) + digits if size < _MANY else f"@{size:06d}{digits}"


def _letters(word: str) -> str:
    """The key of a run of letters: their weights, then its tones; marks that are not Vietnamese do not count."""
    weighed = list(map(_weight, word))
    return "".join([weight for weight, _tone in weighed]) + ("".join([tone for _weight, tone in weighed]) or _TONE[""])


@lru_cache(maxsize=1 << 12)
def _weight(character: str) -> tuple[str, str]:
    """A character's weight, and its tone's; the tone is empty where there is none."""
    mark_free = normalize("NFD", character)
    tone = next((mark for mark in mark_free[1:] if mark in TONES), "")
    letter = normalize("NFC", mark_free.replace(tone, "") if tone else mark_free)
    parts = letter if letter in _QUALITY else bare(letter)
    return "".join([_LETTER.get(part) or f"~{part}" for part in parts]), _TONE[tone] if tone else ""


def _chunk_key(chunk: str) -> str:
    words = cleaned(chunk).split()
    if len(words) == 1 and words[0].isalpha():
        return _letters(words[0])
    runs = [run for word in words for run in _RUNS.findall(word)]
    return "".join([_number(run) if run[0].isdecimal() else _letters(run) for run in runs])


_keys = Memo(_chunk_key)
_key_of = _keys.__getitem__


def sort_text(text: str) -> str:
    """The text's place in the alphabet as a string, to be compared by code point (or as UTF-8, byte by byte).

    ASCII for text in the Latin script. Equal for texts that differ only in case, punctuation or composition.
    """
    return "".join(map(_key_of, text.split()))


def _with_ties(key: str, text: str) -> bytes:
    """Equal keys are told apart by the text itself, lower case before upper, so that an order is always the same."""
    whole = nfc(text)
    return f"{key} {whole.swapcase()} {whole}".encode("utf-8", "surrogatepass")


def sort_key(text: str) -> bytes:
    """As `sort_text`, with ties broken by case (lower first) and then punctuation: a total order over NFC texts."""
    return _with_ties(sort_text(text), text)


def name_parts(name: str) -> tuple[str, str, str]:
    """`(family, middle, given)` of a Vietnamese personal name; what it lacks is empty.

    The family name stands first and the given name last, with or without the comma of a catalogue heading
    ("Nguyễn, Du, 1765-1820"). A comma behind what is no family name, before one that is, marks a heading turned
    the wrong way round ("Phụng, Vũ Trọng"). Dates and other figures are left out.
    """
    sections = [words for words in map(_name_words, name.split(",")) if words]
    if len(sections) > 1 and _is_family(sections[1][0]) and not _is_family(sections[0][0]):
        sections[0], sections[1] = sections[1], sections[0]
    parts = [word for words in sections for word in words]
    if len(parts) < 2:
        return "", "", "".join(parts)
    return parts[0], " ".join(parts[1:-1]), parts[-1]


def _name_words(section: str) -> list[str]:
    return [word for word in section.split() if not any(map(str.isdigit, word)) and any(map(str.isalpha, word))]


def _is_family(word: str) -> bool:
    return nfc(word).lower() in _FAMILY_NAMES


def name_sort_key(name: str) -> bytes:
    """The order of lists of people: by given name, then middle names, then family name; ties as in `sort_key`."""
    family, middle, given = name_parts(name)
    # A space sorts before every sign of a key, so a shorter part comes before the longer one that it begins.
    return _with_ties(" ".join(map(sort_text, (given, middle, family))), name)
