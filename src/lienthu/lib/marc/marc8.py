"""MARC-8 to Unicode. Tables: pymarc's. Method: MARC 21 Specifications, "Character Sets and Encoding Options"."""

import unicodedata

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_LATIN, _ANSEL, _CJK = 0x42, 0x45, 0x31
_ESCAPE = 0x1B
_TECHNIQUE_1 = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: _LATIN}  # ESC g, b, p: Greek, sub-, superscript; s: back
_MARKS = range(0xE0, 0xFF)  # ANSEL's combining marks stand before their letter


def decode_marc8(data: bytes) -> str:
    """The text of one subfield, in NFC. A byte that has no meaning in its set becomes U+FFFD."""
    if data.isascii() and _ESCAPE not in data:
        return data.decode("ascii")
    low, high = _LATIN, _ANSEL
    out: list[str] = []
    marks: list[str] = []
    position, end = 0, len(data)
    while position < end:
        byte = data[position]
        if byte == _ESCAPE:
            low, high, position = _designate(data, position + 1, low, high)
            continue
        if low == _CJK and byte < 0x80:
            code, table = int.from_bytes(data[position : position + 3], "big"), low
            position += 3
        else:
            code, table = byte, high if byte > 0x80 else low
            position += 1
            if byte < 0x20 or 0x80 < byte < 0xA0:  # control functions, non-sorting marks
                continue
            table = _LATIN if byte == 0x20 else table  # a space is a space in every set
        number, is_mark = CODESETS.get(table, CODESETS[_LATIN]).get(code) or (ODD_MAP.get(code, 0xFFFD), 0)
        if is_mark:
            marks.append(chr(number))
        else:
            out.append(chr(number))
            out += marks
            marks.clear()
    return unicodedata.normalize("NFC", "".join(out + marks))


def _designate(data: bytes, position: int, low: int, high: int) -> tuple[int, int, int]:
    """The two sets in force after the escape sequence whose first byte is at `position`, and where it ends."""
    kind = data[position : position + 1]
    if kind and kind[0] in _TECHNIQUE_1:
        return _TECHNIQUE_1[kind[0]], high, position + 1
    if kind not in (b"(", b",", b")", b"-", b"$"):
        return low, high, position
    position += 1
    if kind == b"$" and data[position : position + 1] in (b",", b")", b"-", b"("):
        kind = data[position : position + 1]
        position += 1
    if data[position : position + 1] == b"!":  # the second byte of ANSEL's designation, "!E"
        position += 1
    if position >= len(data):
        return low, high, position
    if kind in (b")", b"-"):
        return low, data[position], position + 1
    return data[position], high, position + 1


def looks_like_marc8(data: bytes) -> bool:
    """Whether the high bytes read as MARC-8: marks before letters that can bear them, none where MARC-8 has none."""
    good = bad = 0
    latin = CODESETS[_ANSEL]
    for index, byte in enumerate(data):
        if byte < 0x80:
            continue
        if byte not in latin:
            bad += byte not in (0x88, 0x89)
        elif byte in _MARKS:
            follower = data[index + 1 : index + 2]
            if follower and follower[0] in _MARKS:
                good += 1
            elif follower.isalpha():
                composed = unicodedata.normalize("NFC", follower.decode("ascii") + chr(latin[byte][0]))
                good, bad = (good + 1, bad) if len(composed) == 1 else (good, bad + 1)
            else:
                bad += follower not in (b"\xac", b"\xad", b"\xbc", b"\xbd")  # the horned o and u of Vietnamese
                good += follower in (b"\xac", b"\xad", b"\xbc", b"\xbd")
        else:
            good += 1
    return good > 0 and good >= 9 * bad
