"""Title and author marks (ký hiệu tên sách, ký hiệu tác giả), which order the books of one class on the shelf."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lienthu.lib.shelving.rhymes import RHYMES
from lienthu.lib.vietnamese import fold, name_parts, nfc
from lienthu.lib.vietnamese.numbers import LARGEST, in_words
from lienthu.lib.vietnamese.syllable import VOWELS, split_tone

BY_RHYME, BY_LETTERS = "rhyme", "letters"
# "GI-" keeps the I of the onset apart from the number behind it.
ONSETS = {
    "ngh": "NGH", "ch": "CH", "gh": "GH", "gi": "GI-", "kh": "KH", "ng": "NG", "nh": "NH", "ph": "PH", "qu": "QU",
    "th": "TH", "tr": "TR",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class MarkScheme:
    """How one library makes its marks.

    By rhyme: first consonants, number of the rhyme, then of a second syllable its first letter, or with
    `whole_onset` its first consonants: "Truyện Kiều" → TR527K. By letters: the first `letters` letters without their
    marks: TRU. For an author the second syllable is the given name (the last one), or with `next_syllable` the one
    that follows.
    """

    kind: str = BY_RHYME
    letters: int = 3
    whole_onset: bool = False
    next_syllable: bool = False
    rhymes: Mapping[str, int] = field(default_factory=lambda: RHYMES)


def title_mark(title: str, scheme: MarkScheme) -> str:
    """The mark of a title; "" when it has neither letter nor figure. What follows " : " is not looked at."""
    words = _WORD.findall(nfc(title.partition(" : ")[0]).lower())
    if words and words[0].isascii() and words[0].isdigit() and int(words[0][:7]) <= LARGEST and len(words[0]) < 7:
        words[:1] = in_words(int(words[0])).split()
    return _mark(words, words[1:2], scheme)


def author_mark(author: str, scheme: MarkScheme) -> str:
    """The mark of a heading such as "Nguyễn, Du, 1765-1820" (→ NG527D); dates and what follows them are left out."""
    family, middle, given = name_parts(re.split(r"[(\[;]", nfc(author))[0])
    words = _WORD.findall(f"{family} {middle} {given}".lower())
    return _mark(words, words[1:2] if scheme.next_syllable else words[1:][-1:], scheme)


def _mark(words: list[str], second: list[str], scheme: MarkScheme) -> str:
    if not words:
        return ""
    if scheme.kind == BY_LETTERS:
        return fold("".join(words)).replace(" ", "").upper()[: scheme.letters]
    return _coded(words[0], scheme.rhymes) + (_beginning(second[0], whole=scheme.whole_onset) if second else "")


def _coded(word: str, rhymes: Mapping[str, int]) -> str:
    """First consonants and number of a syllable; of a word that is none, as far as its beginning is one."""
    parts = split_tone(word)
    bare = parts[0] if parts else word
    for onset in _onsets(bare):
        rest = bare[len(onset) :]
        if rest in rhymes:
            return _onset_letters(onset, rest) + str(rhymes[rest])
    onset = _onsets(bare)[0]
    rest = bare[len(onset) :]
    for length in range(len(rest), 0, -1):
        if rest[:length] in rhymes:
            return _onset_letters(onset, rest) + str(rhymes[rest[:length]])
    return (onset or bare[:1]).upper()


def _onsets(bare: str) -> list[str]:
    """What may be the first consonants, the longest first; "" where the word begins with its vowel."""
    found = [bare[:length] for length in (3, 2) if bare[:length] in ONSETS]
    consonants = re.match(r"[^\W\d_]*?(?=[aăâeêioôơuưy\d]|$)", bare)
    plain = consonants.group() if consonants else ""
    return [*found, plain] if plain not in found else found


def _onset_letters(onset: str, rest: str) -> str:
    return ONSETS.get(onset, onset.upper()) if onset else rest[:1].upper()


def _beginning(word: str, *, whole: bool) -> str:
    """Of the second syllable: its first letter without tone, or its first consonants."""
    parts = split_tone(word)
    bare = parts[0] if parts else word
    onset = _onsets(bare)[0]
    if whole and onset and bare[0] not in VOWELS:
        return onset.upper()
    return bare[:1].upper()
