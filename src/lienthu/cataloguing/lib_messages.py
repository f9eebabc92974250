"""Sentences of `lib`, which knows no translation: this room shows them, so its catalogue of messages has them too."""

from lienthu.lib.foreign import SENTENCES as TROUBLES
from lienthu.lib.marc.validation import FIXES, SENTENCES
from lienthu.lib.sru import WORDS
from lienthu.lib.z3950 import BIB1

TABLES = (SENTENCES, FIXES, TROUBLES, BIB1, WORDS)
