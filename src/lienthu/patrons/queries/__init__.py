"""Reading patrons, cards and categories."""

from .cards import card_by_code, card_or_number, patron_by_card
from .categories import Terms, categories_of, terms_of
from .duplicates import duplicates
from .export import as_json, tables
from .search import search

__all__ = [
    "Terms",
    "as_json",
    "card_by_code",
    "card_or_number",
    "categories_of",
    "duplicates",
    "patron_by_card",
    "search",
    "tables",
    "terms_of",
]
