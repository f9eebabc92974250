"""The tables of the patrons room, in four files: categories and schools, people, cards, and a patron's own requests."""

from .cards import Block, Card, Message
from .groups import Category, ClassList, School, SchoolClass
from .own import DataRequest, OwnAccess
from .people import Consent, Merge, NameWord, Patron, Relation, Series

__all__ = [
    "Block",
    "Card",
    "Category",
    "ClassList",
    "Consent",
    "DataRequest",
    "Merge",
    "Message",
    "NameWord",
    "OwnAccess",
    "Patron",
    "Relation",
    "School",
    "SchoolClass",
    "Series",
]
