"""A client of SRU 1.1, 1.2 and 2.0: explain and searchRetrieve over HTTP, questions as CQL.

`ask` is one question and one page of records; `explain` what a server offers. What goes wrong is a `TargetTrouble`.
"""

from lienthu.lib.sru.answers import WORDS, Offer
from lienthu.lib.sru.client import Access, ask, explain

__all__ = ["WORDS", "Access", "Offer", "ask", "explain"]
