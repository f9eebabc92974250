"""The tables of the conferences room."""

from lienthu.conferences.models.matters import Matter
from lienthu.conferences.models.papers import Paper, PaperStep, Photo, Speech
from lienthu.conferences.models.people import Delegate, MemberLink, Quota, Tap
from lienthu.conferences.models.planning import Conference, ConferenceKind, Cost, Item, Minutes

__all__ = [
    "Conference",
    "ConferenceKind",
    "Cost",
    "Delegate",
    "Item",
    "Matter",
    "MemberLink",
    "Minutes",
    "Paper",
    "PaperStep",
    "Photo",
    "Quota",
    "Speech",
    "Tap",
]
