"""A client of Z39.50 (ISO 23950), version 3 as far as catalogues are asked: Init, Search, Present, Close.

`ask` is the whole of it for most: one question, one page of records. What goes wrong is a `TargetTrouble`, whatever
the other side sends.
"""

from lienthu.lib.z3950.client import Access, Address, Session, ask, read_address
from lienthu.lib.z3950.diagnostics import BIB1

__all__ = ["BIB1", "Access", "Address", "Session", "ask", "read_address"]
