"""Which records describe one edition: keys to find candidates, a comparison, a decision with its reasons.

Pure and without state. Order of use: `prepare(facts)`, `keys(prepared)` to find candidates, `compare` with each,
`explain` for a person. docs/matching.md has the rules and how they fare on labelled pairs.
"""

from lienthu.lib.matching.compare import compare
from lienthu.lib.matching.comparison import COMPONENTS, Comparison, Decision, from_code
from lienthu.lib.matching.keys import KEYS_VERSION, MAX_BLOCK, keys
from lienthu.lib.matching.prepared import Packed, Prepared, pack, prepare, unpack, volume_key
from lienthu.lib.matching.sentences import SENTENCES, explain

__all__ = [
    "COMPONENTS",
    "KEYS_VERSION",
    "MAX_BLOCK",
    "SENTENCES",
    "Comparison",
    "Decision",
    "Packed",
    "Prepared",
    "compare",
    "explain",
    "from_code",
    "keys",
    "pack",
    "prepare",
    "unpack",
    "volume_key",
]
