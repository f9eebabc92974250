"""Which encoding a record's bytes are in, whatever its leader says, and their text.

An encoding's name stands for a whole file: a record of the file that is valid UTF-8 is UTF-8 in any case, the name
says what the others are. "utf-8" and "mixed" leave each of those to be recognised by itself.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from lienthu.lib.marc.marc8 import decode_marc8, looks_like_marc8
from lienthu.lib.marc.problems import Refused
from lienthu.lib.vietnamese import decode, detect, is_syllable, nfc

VIETNAMESE = ("tcvn3", "vni", "viscii", "vps", "cp1258")
CYRILLIC = ("cp1251", "koi8-r", "cp866")
ENCODINGS = ("utf-8", "marc-8", *VIETNAMESE, "latin-1", "cp850", *CYRILLIC, "mixed")
_ESCAPE = b"\x1b"
_SURE = 0.8  # of a guess about one record by itself
_LIKELY = 0.5  # of a guess about a whole file's sample

_HEARD = 60_000  # bytes with letters beyond ASCII that speak for a whole file
_ENOUGH = 3  # different words with marks
_ENDS = re.compile(rb"[\r\n\x1d\x1e]")
_WORD = re.compile(r"[^\W\d_]+")

Decoder = Callable[[bytes], str]


def _latin1(data: bytes) -> str:
    """Windows-1252, which is what calls itself Latin-1, unless a byte has no meaning there."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _cp850(data: bytes) -> str:
    """Western letters as DOS had them, and with it CDS/ISIS."""
    return data.decode("cp850")


def _vietnamese(encoding: str) -> Decoder:
    return lambda data: data.decode("ascii") if data.isascii() and data.isalnum() else decode(data, encoding)


DECODERS: dict[str, Decoder] = {"marc-8": decode_marc8, "latin-1": _latin1, "cp850": _cp850, "utf-8": bytes.decode}
DECODERS |= {name: _vietnamese(name) for name in VIETNAMESE}
DECODERS |= {name: partial(str, encoding=name, errors="replace") for name in CYRILLIC}


def is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(data: bytes, *, file_encoding: str, flagged: bool) -> str:
    """A key of DECODERS for one record's bytes. `flagged`: its leader says UTF-8. Raises Refused."""
    if is_utf8(data):
        escaped = _ESCAPE in data and not flagged and data.isascii()
        return "marc-8" if escaped and file_encoding in ("utf-8", "mixed", "marc-8") else "utf-8"
    if file_encoding not in ("utf-8", "mixed"):
        return file_encoding
    damage = _damage(data)
    if damage:
        raise Refused("broken-utf8", damage)
    if not flagged and looks_like_marc8(data):
        return "marc-8"
    return _recognise(data, enough=_SURE)


def _recognise(data: bytes, *, enough: float) -> str:
    guess = detect(data)
    if guess.encoding in VIETNAMESE and guess.confidence >= enough:
        return guess.encoding
    if _ESCAPE in data or looks_like_marc8(data):
        return "marc-8"
    return _western_or_cyrillic(data)


def _western_or_cyrillic(data: bytes) -> str:
    """Latin-1, DOS's cp850 (letters below 0xA6), or the Cyrillic that gives most small letters."""
    high = [index for index, byte in enumerate(data) if byte > 0x7F]
    runs = sum(data[index - 1] > 0x7F for index in high if index)
    if 2 * runs > len(high) > 10:
        return max(CYRILLIC, key=lambda name: sum("а" <= char <= "я" for char in data.decode(name, "replace")))
    return "cp850" if 10 * sum(data[index] < 0xA6 for index in high) >= 8 * len(high) > 40 else "latin-1"


def _damage(data: bytes) -> str:
    """Where UTF-8 is broken, if this is UTF-8 for the most part; else ""."""
    text = data.decode("utf-8", "surrogateescape")
    stray = sum("\udc80" <= char <= "\udcff" for char in text)
    good = sum(char > "\x7f" for char in text) - stray
    if good <= stray:
        return ""
    first = next(index for index, char in enumerate(text) if "\udc80" <= char <= "\udcff")
    return f"byte {len(text[:first].encode())}"


def file_encoding(samples: Iterable[tuple[bytes, bool]]) -> str:
    """The encoding of a file, from some of its records as (bytes, flagged as UTF-8)."""
    proper = 0
    others: list[bytes] = []
    for data, flagged in samples:
        if data.isascii() and (flagged or _ESCAPE not in data):
            continue
        if is_utf8(data) and not data.isascii():
            proper += 1
        elif not _damage(data):
            others.append(data)
    if not others:
        return "utf-8"
    pool = b" ".join(others)[:100_000]
    guess = "marc-8" if _ESCAPE in pool or looks_like_marc8(pool) else _recognise(pool, enough=_LIKELY)
    return "mixed" if proper and guess in ("marc-8", "latin-1") else guess


def evident_encoding(head: bytes) -> str:
    """ "utf-8" or one of VIETNAMESE where the beginning of a file speaks for it clearly, else "".

    UTF-8 only where it reads as Vietnamese: letters of an old font that were saved as Unicode are UTF-8 as well.
    """
    sample = b"\n".join(line for line in _ENDS.split(head) if not line.isascii())[:_HEARD]
    guess = detect(sample)
    if guess.confidence < _SURE:
        return ""
    if guess.encoding != "utf-8":
        return guess.encoding if guess.encoding in VIETNAMESE else ""
    marked = {word for word in _WORD.findall(nfc(sample.decode("utf-8", "ignore"))) if not word.isascii()}
    return "utf-8" if len(marked) >= _ENOUGH and 2 * sum(map(is_syllable, marked)) > len(marked) else ""


def decode_content(content: bytes, decoder: Decoder) -> str:
    """A field's content, each subfield's value by itself: a shift of sets or a mark does not reach over its end."""
    if content.isascii() and _ESCAPE not in content:
        return content.decode("ascii")
    if decoder is bytes.decode:
        return content.decode()
    head, *parts = content.split(b"\x1f")
    try:
        texts = [decoder(part[:1]) + decoder(part[1:]) for part in parts]
        return "\x1f".join([decoder(head), *texts])
    except (UnicodeError, LookupError, ValueError) as problem:
        raise Refused("undecodable") from problem
