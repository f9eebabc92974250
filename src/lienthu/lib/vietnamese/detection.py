"""Which encoding a text is in, told by whether its words read as Vietnamese syllables.

Every candidate reads the sample. A word with letters beyond ASCII speaks for a candidate under which it is a
syllable and against one under which it is not; a word of ASCII that could be a syllable speaks a little for Vietnamese
as such. What reads the same as in Windows-1252 (French "là", "thé") says next to nothing. Weights are logarithms of
odds, rounded, found on titles in Vietnamese, French, Czech and Swedish.
"""

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from .forms import nfc
from .frequent import FREQUENT
from .legacy import ENCODINGS, TONED, decode, surface_bytes
from .syllable import is_syllable


class Guess(NamedTuple):
    """An encoding, and how sure it is: 0.5 is a coin's toss, 1 is certain."""

    encoding: str
    confidence: float


class _Odds(NamedTuple):
    """Logarithms of odds: against the other Vietnamese encodings, and against Windows-1252."""

    among: float
    against_latin: float


_SAMPLE = 1 << 16  # bytes looked at; the first ones
_WORDS = 1500  # different words looked at
_TOKEN = re.compile(rb"[A-Za-z\x02-\x06\x10-\x15\x19\x7f-\xff]+")
_MARC_SUBFIELD = re.compile(rb"\x1f.", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGN_IN_WORD = re.compile(r"[^\W\d_](?:[^\w\s'’.,:;&+()\-–/]|[ªºµ])+[^\W\d_]")
_MIXED_SCRIPTS = re.compile("[A-Za-z][\u0370-\u1dff]|[\u0370-\u1dff][A-Za-z]")

_PRIOR = {"tcvn3": -1.0, "vni": -1.0, "cp1258": -1.5, "viscii": -1.5, "vps": -2.5}
_FREQUENT, _SYLLABLE, _LONE_LETTER, _NO_SYLLABLE, _SAME_AS_LATIN = 3.0, 1.8, 0.5, -2.5, 0.2
_ASCII_SYLLABLE, _ASCII_OTHER, _IMPOSSIBLE_LATIN = 0.9, -0.6, 1.0


def detect(data: bytes) -> Guess:
    """The encoding of `data`: "ascii", "utf-8", "utf-16" (with its mark), one of `ENCODINGS`, or else "cp1252".

    "cp1252" means only that nothing speaks for a Vietnamese encoding. Control characters of ISO 2709 are passed over,
    so a record or a file of them may be given as it is.
    """
    if data.isascii():
        return Guess("ascii", 1.0)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return Guess("utf-16", 0.99)
    unicode_share = _utf8_share(data)
    if unicode_share > 0.75:
        return Guess("utf-8", unicode_share)
    odds = _odds(data)
    ranked = sorted(odds, key=lambda encoding: odds[encoding].among, reverse=True)
    first, second = odds[ranked[0]], odds[ranked[1]]
    if first.against_latin <= 0:
        return Guess("cp1252", _certainty(-first.against_latin))
    return Guess(ranked[0], _certainty(min(first.against_latin, first.among - second.among)))


def detect_text(texts: Iterable[str]) -> Guess:
    """What texts that came as Unicode (cells of a sheet) really hold: "unicode" when they are as they should be.

    Otherwise the encoding whose bytes somebody took for Windows-1252: one of `ENCODINGS`, or "utf-8". Texts in
    different states are told apart by `repair` one by one; here the majority speaks.
    """
    surfaces = []
    proper = 0
    for text in texts:
        if not text.isascii():
            surface = surface_bytes(text)
            if surface is None:
                proper += 1
            else:
                surfaces.append(surface)
    if proper > len(surfaces):
        return Guess("unicode", proper / (proper + len(surfaces)))
    if not surfaces:
        return Guess("unicode", 1.0)
    guess = detect(b"\n".join(surfaces))
    return Guess("unicode", guess.confidence) if guess.encoding in {"ascii", "cp1252", "utf-16"} else guess


def repair(text: str, encoding: str | None = None) -> str | None:
    """The text that was meant, where legacy bytes (or UTF-8) were taken for Windows-1252; None if nothing is amiss.

    "Nguyªn" → "Nguyên", "Vieät Nam" → "Việt Nam". With `encoding`, as `detect_text` found it for a whole column, a text
    too short to speak for itself is repaired too, and one that speaks against it is still left alone.
    """
    surface = None if text.isascii() else surface_bytes(text)
    if surface is None:
        return None
    told = encoding is not None
    if encoding is None:
        encoding, confidence = detect(surface)
        if confidence < 0.8:
            return None
    if encoding == "utf-8":
        return decode(surface, encoding) if _utf8_share(surface) == 1.0 else None
    if encoding not in ENCODINGS or _odds(surface)[encoding].against_latin < _PRIOR[encoding] - 0.5:
        return None
    repaired = decode(surface, encoding)
    gain = _syllables_more(repaired) - _syllables_more(text)
    return repaired if gain > 0 or (told and gain == 0) else None


def _syllables_more(text: str) -> int:
    """How many more words with marks are syllables than are not."""
    marked = [word for word in _LETTERS.findall(nfc(text)) if not word.isascii()]
    return sum(1 if is_syllable(word) else -1 for word in marked)


def _utf8_share(data: bytes) -> float:
    """How much of what is beyond ASCII is UTF-8; a character cut off at the end does not count."""
    text = data[:_SAMPLE].decode("utf-8", "replace")
    if len(data) > _SAMPLE:
        text = text.rstrip("\ufffd")
    beyond = sum(not character.isascii() for character in text)
    if beyond <= 3 and _MIXED_SCRIPTS.search(text):  # "Đấu" in VISCII is the bytes of a Cyrillic letter, then a "u"
        return 0.0
    return 1.0 - text.count("\ufffd") / beyond if beyond else 0.0


def _certainty(odds: float) -> float:
    return round(1 / (1 + math.exp(-min(odds, 20.0))), 4)


def _odds(data: bytes) -> dict[str, _Odds]:
    found = _TOKEN.findall(_MARC_SUBFIELD.sub(b" ", data[:_SAMPLE]))
    tokens = list(dict.fromkeys(found))[:_WORDS]
    plain = [token.decode() for token in tokens if token.isascii()]
    marked = [token for token in tokens if not token.isascii()]
    shared = sum(_ASCII_SYLLABLE if is_syllable(word) else _ASCII_OTHER for word in plain if len(word) > 1)
    shared += sum(_IMPOSSIBLE_LATIN for token in marked if _SIGN_IN_WORD.search(decode(token, "cp1252")))
    shared = max(-10.0, min(shared, 10.0))
    odds = {}
    for encoding in ENCODINGS:
        weights = [_weight(token, encoding) for token in marked]
        odds[encoding] = _Odds(
            _PRIOR[encoding] + sum(weight.among for weight in weights),
            _PRIOR[encoding] + sum(weight.against_latin for weight in weights) + shared,
        )
    return odds


def _weight(token: bytes, encoding: str) -> _Odds:
    """What one word with bytes beyond ASCII says for (or, below 0, against) an encoding."""
    text = decode(token, encoding)
    words = _LETTERS.findall(text)
    if not words:
        return _Odds(0.0, 0.0)
    if "\ufffd" in text or not all(is_syllable(word) and _cased(word, encoding) for word in words):
        return _Odds(_NO_SYLLABLE, _NO_SYLLABLE)
    value = _FREQUENT if text.lower() in FREQUENT else _SYLLABLE
    if text == decode(token, "cp1252"):
        return _Odds(value, _SAME_AS_LATIN)
    return _Odds(value, _LONE_LETTER if len(text) == 1 else value)


def _cased(word: str, encoding: str) -> bool:
    """Whether capitals stand where they do in a text; letters with a tone are never capitals in TCVN3's fonts."""
    if encoding == "tcvn3":
        toned = [letter for letter in word if letter in TONED]
        word = "".join([letter for letter in word if letter not in TONED])
        if any(map(str.isupper, toned)) and not word.isupper():
            return False
    return word.islower() or word.isupper() or word.istitle() or not word
