"""What asking another catalogue has in common, whichever protocol it speaks: the question, the record, the trouble.

`lib.sru` and `lib.z3950` speak to it; nothing here opens a connection.
"""

from lienthu.lib.foreign.question import Both, Clause, Question, all_of, clauses
from lienthu.lib.foreign.records import Answer, ForeignRecord
from lienthu.lib.foreign.trouble import SENTENCES, TargetTrouble

__all__ = [
    "SENTENCES",
    "Answer",
    "Both",
    "Clause",
    "ForeignRecord",
    "Question",
    "TargetTrouble",
    "all_of",
    "clauses",
]
