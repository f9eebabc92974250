"""Letter tables of the five legacy encodings of Vietnamese text.

Sources: TCVN 5712:1993 (the ABC fonts, "TCVN3", use the letters of its upper half), RFC 1456 (VISCII), the VPS and
VNI-Windows fonts as their letters appear in old documents. Tests hold them to the system's iconv where it knows them.
"""

from itertools import product
from unicodedata import normalize

# What Windows shows in 0x80-0x9F. The five bytes it leaves open stay control characters, so that no byte is lost.
_WINDOWS_PUNCTUATION = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_WINDOWS_OPEN = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_WINDOWS_BYTES = [byte for byte in range(0x80, 0xA0) if byte not in _WINDOWS_OPEN]
WINDOWS_FROM_LATIN = dict(zip(_WINDOWS_BYTES, _WINDOWS_PUNCTUATION, strict=True))
LATIN_FROM_WINDOWS = {ord(sign): byte for byte, sign in WINDOWS_FROM_LATIN.items()}

# Rows of sixteen, 0xA0 to 0xFF. Letters with a tone are lower case only in the fonts; the capitals among them and the
# five free-standing tones are those of the standard, which a font leaves blank.
_TCVN3 = (
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)

# Rows of sixteen, 0x80 to 0xFF; and capitals that stand where control characters do.
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "Õắằặấầẩậẽẹếềểễệố"
    "ồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉ"
    "đựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲ"
    "Ế‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ"
    "\u00a0ắằẳẵặỠớÙờởỡŨỨợỪ"
    "ổỬỲỸÍÌộỈĨÓửữÒỎÕự"
    "ầÁÂấẩẫậđẻÉÊẹỉễịỹ"
    "ƯỦồốÔỏơÈừứÚũưÝẺß"
    "àáâãảạăçèéêẽìíîĩ"
    "ẴĐòóôõöƠụùúủüỶẼỳ"
)
_VPS_LOW = {
    0x02: "Ạ", 0x03: "Ậ", 0x04: "Ặ", 0x05: "Ẹ", 0x06: "Ệ", 0x10: "Ị", 0x11: "Ọ",
    0x12: "Ộ", 0x13: "Ợ", 0x14: "Ụ", 0x15: "Ự", 0x19: "Ỵ", 0x1C: "Ẫ", 0x1D: "Ữ",
}  # fmt: skip

# VNI-Windows writes a vowel as its base letter and one Latin letter that stands for tone, quality or both;
# ơ and ư have a base letter of their own, and i, ỵ and đ take a single letter.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = dict(zip("âáàåãä", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True))
_VNI_BREVE = dict(zip("êéèúüë", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True))
_VNI_SINGLE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}


def _single_bytes() -> dict[str, dict[int, str]]:
    tcvn3 = WINDOWS_FROM_LATIN | dict(zip(range(0xA0, 0x100), _TCVN3, strict=True))
    viscii = _VISCII_LOW | dict(zip(range(0x80, 0x100), _VISCII, strict=True))
    vps = _VPS_LOW | dict(zip(range(0x80, 0x100), _VPS, strict=True))
    return {"tcvn3": tcvn3, "viscii": viscii, "vps": vps}


def _vni() -> dict[str, str]:
    lower = dict(_VNI_SINGLE)
    for base, (mark, tone) in product("aeoyuôöi", _VNI_TONES.items()):
        lower[base + mark] = normalize("NFC", _VNI_SINGLE.get(base, base) + tone)
    for base, (mark, tone) in product("aeo", _VNI_CIRCUMFLEX.items()):
        lower[base + mark] = normalize("NFC", base + "\u0302" + tone)
    for mark, tone in _VNI_BREVE.items():
        lower["a" + mark] = normalize("NFC", "ă" + tone)
    table = {}
    for sequence, letter in lower.items():
        table[sequence] = letter
        table[sequence.upper()] = letter.upper()
        table[sequence[0].upper() + sequence[1:]] = letter.upper()
        table[sequence[0] + sequence[1:].upper()] = letter
    return table


SINGLE_BYTES = _single_bytes()  # encoding → byte as a Latin-1 code point → letter (or a free-standing tone)
VNI = _vni()  # one or two Latin letters → letter
