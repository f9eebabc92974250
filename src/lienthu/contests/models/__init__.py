"""The tables of contests and sports days."""

from .contests import Contest, Criterion, Entrant, EntrantConsent, Entry, Medium, Round
from .judging import Judge, Performance, Score
from .prizes import Prize
from .sports import Athlete, Court, CourtHours, Match, Referee, Sport, SportsDay, Team

__all__ = [
    "Athlete",
    "Contest",
    "Court",
    "CourtHours",
    "Criterion",
    "Entrant",
    "EntrantConsent",
    "Entry",
    "Judge",
    "Match",
    "Medium",
    "Performance",
    "Prize",
    "Referee",
    "Round",
    "Score",
    "Sport",
    "SportsDay",
    "Team",
]
