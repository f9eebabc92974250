"""Vietnamese text: what is compared and searched instead of it, its alphabetical order, its legacy encodings.

Every function is pure. None changes what is stored or shown: a title stays as its library wrote it.
"""

from .detection import Guess, detect, detect_text, repair
from .forms import beginnings, could_be_syllable, fold, fold_repeated, has_marks, marked, marked_repeated, nfc, words
from .legacy import ENCODINGS, decode, encode
from .order import name_parts, name_sort_key, sort_key, sort_text
from .ordinal import number_of
from .syllable import is_syllable, tone_moved

__all__ = [
    "ENCODINGS",
    "Guess",
    "beginnings",
    "could_be_syllable",
    "decode",
    "detect",
    "detect_text",
    "encode",
    "fold",
    "fold_repeated",
    "has_marks",
    "is_syllable",
    "marked",
    "marked_repeated",
    "name_parts",
    "name_sort_key",
    "nfc",
    "number_of",
    "repair",
    "sort_key",
    "sort_text",
    "tone_moved",
    "words",
]
