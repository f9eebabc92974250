"""Reading patrons, cards and categories."""

from .cards import card_by_code, card_or_number, patron_by_card
from .categories import Terms, categories_of, terms_of
from .search import search

__all__ = [
    "Terms",
    "card_by_code",
    "card_or_number",
    "categories_of",
    "patron_by_card",
    "search",
    "terms_of",
]
