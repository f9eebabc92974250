"""The tables of the visits room, in four files: counts, gates, computers, and what an organisation lays down."""

from .computers import Computer, ComputerSession, Ticket
from .counts import CardVisit, VisitCount
from .gates import Gate, GateImport, GateReading, GateReject
from .terms import Allotment, VisitRule

__all__ = [
    "Allotment",
    "CardVisit",
    "Computer",
    "ComputerSession",
    "Gate",
    "GateImport",
    "GateReading",
    "GateReject",
    "Ticket",
    "VisitCount",
    "VisitRule",
]
