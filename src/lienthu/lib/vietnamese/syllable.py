"""Which words are Vietnamese syllables, and the one spelling chosen among those in use for a syllable.

A syllable is an onset, a rime and a tone. The tables below are Vietnamese phonotactics as today's spelling shows
it, foreign syllables that settled in ("xe buýt", "Hồng Kông") included.
"""

from typing import NamedTuple
from unicodedata import normalize

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # ngang, huyền, hỏi, ngã, sắc, nặng: the sorting order
VOWELS = frozenset("aăâeêioôơuưy")
_TONED = {normalize("NFC", vowel + tone): (vowel, tone) for vowel in VOWELS for tone in TONES[1:]}
_TONELESS = str.maketrans({letter: vowel for letter, (vowel, _tone) in _TONED.items()})
VIETNAMESE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzđ") | VOWELS | frozenset(_TONED)  # lower case, composed

_PLAIN_RIMES = """
a ai ao au ay am an ang anh ap at ac ach  ăm ăn ăng ăp ăt ăc  âu ây âm ân âng âp ât âc
e eo em en eng ep et ec  ê êu êm ên êng ênh êp êt êch
i iu im in inh ip it ich ia iêu iêm iên iêng iêp iêt iêc
o oi om on ong op ot oc oong ooc  ô ôi ôm ôn ông ôp ôt ôc  ơ ơi ơm ơn ơp ơt
u ui um un ung up ut uc ua uôi uôm uôn uông uôt uôc
ư ưi ưu ưm ưn ưng ưt ưc ưa ươi ươu ươm ươn ương ươp ươt ươc
"""
_ROUNDED_RIMES = """
oa oai oao oay oam oan oang oanh oap oat oac oach oăm oăn oăng oăt oăc oe oen oeo oet
uân uâng uât uây uê uêch uênh uêu uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu
"""
_RIMES_AFTER_QU = """
a ai ao au ay am an ang anh ap at ac ach ăm ăn ăng ăp ăt ăc ân âng ât ây e em en eo et
ê ên ênh êch êt êu ôc ơ ơi ơn y yên yêt yt ynh ych i it inh ich
"""
_BACK_ONSETS = ("c", "g", "ng")  # before a ă â o ô ơ u ư
_FRONT_ONSETS = ("k", "gh", "ngh")  # before e ê i y
_ROUNDING_ONSETS = ("", "ch", "d", "đ", "h", "kh", "l", "n", "nh", "r", "s", "t", "th", "tr", "x")  # as in "hoa"
_OTHER_ONSETS = (*_ROUNDING_ONSETS, "b", "m", "p", "ph", "v")

# Open syllables that are written with i by one school and with y by the other (kĩ/kỹ, lí/lý, tường vi/tường vy).
# Where the letter tells words apart it stays: "tai" is not "tay", "thi" not "thy", "nghi" never has y.
_I_OR_Y_ONSETS = ("h", "k", "l", "m", "s", "t", "v")
_SETTLED_STRANGERS = ("boa", "buyt", "kông", "moay", "phuy", "thy", "voan")


class Form(NamedTuple):
    """A syllable without its tone: the spelling chosen for it, and where in that spelling a tone mark goes."""

    letters: str
    tone_at: int


def _tone_at(onset: str, rime: str) -> int:
    """Index, in onset + rime, of the letter that bears the tone: the older placement ("hòa", "thủy") throughout."""
    vowels = [index for index, letter in enumerate(rime) if letter in VOWELS]
    with_quality = [index for index in vowels if rime[index] in "ăâêôơư"]
    if with_quality:
        return len(onset) + with_quality[-1]
    closed = vowels[-1] < len(rime) - 1
    return len(onset) + vowels[1 if len(vowels) == 3 or (len(vowels) == 2 and closed) else 0]


def syllable_pairs() -> list[tuple[str, str]]:
    """Every onset with every rime that it is written with."""
    plain = _PLAIN_RIMES.split()
    pairs = [(onset, rime) for onset in _OTHER_ONSETS for rime in plain]
    pairs += [(onset, rime) for onset in _BACK_ONSETS for rime in plain if rime[0] not in "eêi"]
    pairs += [(onset, rime) for onset in _FRONT_ONSETS for rime in plain if rime[0] in "eêi"]
    pairs += [(onset, rime) for onset in (*_ROUNDING_ONSETS, "g", "ng") for rime in _ROUNDED_RIMES.split()]
    pairs += [("qu", rime) for rime in _RIMES_AFTER_QU.split()]
    pairs += [("gi", rime) for rime in plain if rime[0] != "i"]
    pairs += [("g", rime) for rime in ("i", "im", "in", "ip")] + [("gi", "êc")]
    pairs += [("", rime) for rime in ("y", "yêm", "yên", "yêng", "yêt", "yêu")]
    pairs += [(onset, "y") for onset in _I_OR_Y_ONSETS]
    return pairs


def _chosen(onset: str, rime: str) -> str:
    """The rime as it is written in the spelling that stands for both schools.

    i after a single onset, y after qu: so that what is typed on the way to a longer word still begins it
    ("ki…" kiến, "quy…" quyển).
    """
    if rime == "y" and onset in _I_OR_Y_ONSETS:
        return "i"
    if onset == "qu" and rime[0] == "i":
        return "y" + rime[1:]
    return rime


def _forms() -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for onset, rime in syllable_pairs():
        chosen = _chosen(onset, rime)
        forms.setdefault(onset + rime, Form(onset + chosen, _tone_at(onset, chosen)))
    for word in _SETTLED_STRANGERS:
        start = next(index for index, letter in enumerate(word) if letter in VOWELS)
        forms.setdefault(word, Form(word, _tone_at(word[:start], word[start:])))
    return forms


FORMS = _forms()  # toneless lower-case spelling → the chosen form; about 3,500
_STOPS = ("c", "ch", "p", "t")


def split_tone(word: str) -> tuple[str, str] | None:
    """`(word without its tone, the tone's combining mark or "")` of a lower-case word.

    None when the word cannot be one Vietnamese syllable: two tones, or a tone mark on a consonant. Marks of a
    vowel's quality stay on it, in whatever order they were typed.
    """
    if word.isascii():
        return word, ""
    if VIETNAMESE_LETTERS.issuperset(word):
        tones = [_TONED[letter][1] for letter in word if letter in _TONED]
        return None if len(tones) > 1 else (word.translate(_TONELESS), tones[0] if tones else "")
    tone = ""
    kept = []
    bearer = ""
    for mark in normalize("NFD", word):
        if mark in TONES:
            if tone or bearer not in VOWELS:
                return None
            tone = mark
        else:
            kept.append(mark)
            if mark.isalpha():
                bearer = mark
    return normalize("NFC", "".join(kept)), tone


def chosen_spelling(word: str) -> str:
    """The one spelling that stands for all in use of this syllable; any other word comes back as it is.

    `word` is lower case and NFC. Tone marks go where the older placement has them (hoà, hòa → hòa; also
    the slip hòang → hoàng), i and y are made one where the two schools differ (kỹ, kĩ → kĩ; quí, quý → quý).
    For comparing and searching only, never for showing.
    """
    parts = split_tone(word)
    if parts is None:
        return word
    form = FORMS.get(parts[0])
    if form is None:
        return word
    letters, at = form
    if not parts[1]:
        return letters
    return letters[:at] + normalize("NFC", letters[at] + parts[1]) + letters[at + 1 :]


def tone_moved(word: str) -> str:
    """The word, in whatever case, with its tone where the older placement has it: Khoá → Khóa, qúy → quý.

    Letters stay: i and y are not made one. Any word that is no syllable comes back as it is.
    """
    lower = word.lower()
    if word.isascii() or len(lower) != len(word):
        return word
    parts = split_tone(lower)
    form = FORMS.get(parts[0]) if parts else None
    if parts is None or not parts[1] or form is None or form.letters != parts[0]:
        return word
    moved = chosen_spelling(lower)
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, moved, strict=True))


def is_syllable(word: str) -> bool:
    """Whether the word, in whatever case or composition, is spelled as a Vietnamese syllable with a tone it can bear.

    A syllable closed by c, ch, p or t bears sắc or nặng only: "cách" is one, "cach" is not.
    """
    parts = split_tone(normalize("NFC", word).lower())
    if parts is None or parts[0] not in FORMS:
        return False
    return not parts[0].endswith(_STOPS) or parts[1] in TONES[4:]
