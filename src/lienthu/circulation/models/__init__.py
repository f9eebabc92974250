"""The tables of circulation, in two files: lending with the log of the desk, and holds with what a way costs."""

from .due_shifts import DueShift, ShiftedLoan
from .holds import Hold, WayCost
from .lending import DeskAction, Fee, Loan, LoanQuerySet, Policy, Transfer

__all__ = [
    "DeskAction",
    "DueShift",
    "Fee",
    "Hold",
    "Loan",
    "LoanQuerySet",
    "Policy",
    "ShiftedLoan",
    "Transfer",
    "WayCost",
]
