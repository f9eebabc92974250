"""Sentences of `lib`, which knows no translation: this room shows them, so its catalogue of messages has them too."""

from lienthu.lib.marc.problems import REASONS
from lienthu.lib.matching import SENTENCES

TABLES = (SENTENCES, REASONS)
