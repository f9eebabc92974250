"""The tables of circulation, by file: lending with the log of the desk, holds with what a way
costs, moves of due dates."""

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
