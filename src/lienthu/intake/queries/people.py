"""Readers by what a file of the old system calls them."""

from collections.abc import Collection

from lienthu.federation.models import Organisation
from lienthu.patrons.models import Card, Patron


def patrons_by_card(library: Organisation, wanted: Collection[str]) -> dict[str, int]:
    """Card code or patron number → patron. An active card comes before a number. Two queries."""
    rows = Patron.objects.filter(library=library, number__in=wanted).exclude(state=Patron.State.DELETED)
    found = {each.number: each.merged_into_id or each.pk for each in rows}
    cards = Card.objects.filter(library=library, code__in=wanted).order_by("issued_at", "pk")
    for state in (Card.State.LOST, Card.State.REPLACED, Card.State.ACTIVE):
        found |= {card.code: card.patron_id for card in cards if card.state == state}
    return found
