"""The tables of the room."""

from lienthu.sharing.models.exchange import Choice, Offer, Round, Wish
from lienthu.sharing.models.gifts import Gift, GiftLine

__all__ = ["Choice", "Gift", "GiftLine", "Offer", "Round", "Wish"]
