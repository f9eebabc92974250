"""Text in the encodings that Vietnamese libraries used before Unicode: read, written, and recognised.

tcvn3   the ABC fonts (.VnTime). They have no capitals with a tone: a heading is typed in capitals with
        lower-case marks, or in a capital font (.VnTimeH), and its case is not in the bytes
vni     VNI-Windows (VNI-Times): one or two bytes a letter
viscii  RFC 1456; it keeps Ỵ at 0x1E, which ends a field in ISO 2709: cut a record into fields first
vps     the VPS fonts; Ữ at 0x1D ends a record in ISO 2709, Ẫ at 0x1C
cp1258  Windows 1258: letters, then tones as bytes of their own
"""

import re
from unicodedata import normalize

from .forms import nfc
from .legacy_tables import LATIN_FROM_WINDOWS, SINGLE_BYTES, VNI, WINDOWS_FROM_LATIN
from .syllable import TONES

ENCODINGS = ("tcvn3", "vni", "viscii", "vps", "cp1258")

_VNI_SEQUENCE = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
_PLAIN_CODECS = {"ascii": "ascii", "utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1258": "cp1258"}
_WORD = re.compile(r"[^\W\d_]+")


def decode(data: bytes, encoding: str) -> str:
    """The text of `data`, composed (NFC). Never fails on data: a byte without a letter becomes U+FFFD.

    `encoding` is one of `ENCODINGS`, or "ascii", "utf-8", "utf-16", "cp1252" (with "latin-1" taken as the same).
    Raises LookupError for any other.
    """
    if encoding in _PLAIN_CODECS:
        return nfc(data.decode(_PLAIN_CODECS[encoding], "replace"))
    latin = data.decode("latin-1")
    if encoding in SINGLE_BYTES:
        text = nfc(latin.translate(SINGLE_BYTES[encoding]))
        return _with_capitals(text) if encoding == "tcvn3" else text
    latin = latin.translate(WINDOWS_FROM_LATIN)
    if encoding == "vni":
        return _VNI_SEQUENCE.sub(lambda found: VNI[found[0]], latin)
    if encoding in {"cp1252", "latin-1"}:
        return latin
    raise LookupError(f"unknown encoding {encoding!r}; known are {', '.join((*ENCODINGS, *_PLAIN_CODECS, 'cp1252'))}")


def encode(text: str, encoding: str) -> bytes:
    """The bytes of `text` in one of `ENCODINGS`; TCVN3 loses the capitals of letters with a tone.

    Raises UnicodeEncodeError for a character that the encoding has not, LookupError for an unknown encoding.
    """
    letters = _WRITERS[encoding] if encoding in _WRITERS else _unknown(encoding)
    pieces = []
    for index, character in enumerate(nfc(text)):
        piece = letters.get(character)
        if piece is None:
            if not character.isascii():
                raise UnicodeEncodeError(encoding, text, index, index + 1, "not a character of this encoding")
            piece = character.encode()
        pieces.append(piece)
    return b"".join(pieces)


def _unknown(encoding: str) -> dict[str, bytes]:
    raise LookupError(f"cannot write encoding {encoding!r}; known are {', '.join(ENCODINGS)}")


def surface_bytes(text: str) -> bytes | None:
    """The bytes behind a text that was read as Windows-1252 although it was not; None if it cannot have been.

    Some programs turn the micro sign (à in TCVN3) into the Greek letter, so that one is taken back.
    """
    try:
        return nfc(text).replace("\u03bc", "\u00b5").translate(LATIN_FROM_WINDOWS).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _with_capitals(text: str) -> str:
    """Lines and words typed in capitals, whose letters with a tone TCVN3 could only keep in lower case, in capitals."""
    return "".join([_line_with_capitals(line) for line in text.splitlines(keepends=True)])


def _line_with_capitals(line: str) -> str:
    if line.isascii():
        return line
    telling = [word for word in _WORD.findall(line) if sum(map(str.isascii, word)) > 1]
    in_capitals = [_is_capital(word) for word in telling]
    if telling and all(in_capitals):
        return line.upper()
    if any(in_capitals):
        return _WORD.sub(lambda found: found[0].upper() if _is_capital(found[0]) else found[0], line)
    return line


def _is_capital(word: str) -> bool:
    """Whether a word of at least two letters of ASCII has only capitals among them."""
    plain = [letter for letter in word if letter.isascii()]
    return len(plain) > 1 and all(map(str.isupper, plain))


def _writer(encoding: str) -> dict[str, bytes]:
    """What each character that is not ASCII becomes; of several spellings the first."""
    if encoding == "vni":
        letters = {letter: sequence.encode("latin-1") for sequence, letter in reversed(VNI.items())}
        return {sign: bytes([byte]) for byte, sign in WINDOWS_FROM_LATIN.items()} | letters
    if encoding == "cp1258":
        return _cp1258_writer()
    table = {letter: bytes([byte]) for byte, letter in SINGLE_BYTES[encoding].items() if letter not in TONES}
    if encoding == "tcvn3":
        lower = {letter: code for letter, code in table.items() if letter not in _TONED_CAPITALS}
        return lower | {capital: lower[capital.lower()] for capital in _TONED_CAPITALS}
    return table


def _cp1258_writer() -> dict[str, bytes]:
    direct = {}
    for byte in range(0x80, 0x100):
        character = bytes([byte]).decode("cp1258", "ignore")
        if character and character not in TONES:
            direct[character] = bytes([byte])
    composed = {}
    for letter in TONED:
        if letter not in direct:
            parts = normalize("NFD", letter)
            tone = next(mark for mark in parts if mark in TONES[1:])
            composed[letter] = (normalize("NFC", parts.replace(tone, "")) + tone).encode("cp1258")
    return direct | composed


TONED = frozenset(normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES[1:])
_TONED_CAPITALS = frozenset(filter(str.isupper, TONED))
_WRITERS = {encoding: _writer(encoding) for encoding in ENCODINGS}
