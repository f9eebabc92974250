"""Sentences of `lib`, which knows no translation: this room shows them, so its catalogue of messages has them too."""

from lienthu.lib.foreign import SENTENCES as TROUBLES
from lienthu.lib.marc.validation import FIXES, SENTENCES

TABLES = (SENTENCES, FIXES, TROUBLES)
