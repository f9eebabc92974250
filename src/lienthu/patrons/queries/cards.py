"""From what a scanner read to the person."""

from collections.abc import Collection
from typing import Final

from lienthu.common.prepared import Read
from lienthu.federation.models import Organisation
from lienthu.patrons import rules
from lienthu.patrons.models import Card, Patron

Libraries = Collection[Organisation] | Collection[int]


def ids_of(libraries: Libraries) -> list[int]:
    return [each.pk if isinstance(each, Organisation) else each for each in libraries]


def patron_by_card(code: str, *, libraries: Libraries) -> Patron | None:
    """The patron, with category, whose active card has this code, among the libraries' patrons. One query.

    Where two of the libraries have given out the same code, the card issued last counts.
    """
    card = _BY_CARD.first(rules.card_code(code), ids_of(libraries))
    return card.patron if card else None


_BY_CARD: Final = Read(
    lambda code, libraries: Card.objects.filter(
        code=code, state=Card.State.ACTIVE, library__in=libraries
    ).select_related("patron__category")[:1],
    str,
    list[int],
)


def card_by_code(code: str, *, libraries: Libraries) -> Card | None:
    """The card with this code whatever its state, the active one first, else the last: to tell what became of it."""
    found = _CARDS(rules.card_code(code), ids_of(libraries))
    return next((card for card in found if card.state == Card.State.ACTIVE), found[0] if found else None)


_CARDS: Final = Read(
    lambda code, libraries: Card.objects.filter(code=code, library__in=libraries).select_related(
        "patron__category", "patron__merged_into__category"
    ),
    str,
    list[int],
)


def patron_by_number(number: str, *, libraries: Libraries) -> Patron | None:
    """The patron with this number, also when the row that had it was merged into another."""
    rows = Patron.objects.filter(number=rules.card_code(number), library__in=ids_of(libraries))
    patron = rows.exclude(state=Patron.State.DELETED).select_related("category").first()
    while patron is not None and patron.merged_into_id is not None:
        patron = Patron.objects.select_related("category").get(pk=patron.merged_into_id)
    return patron


def card_or_number(text: str, *, libraries: Libraries) -> Patron | None:
    """Whose active card, or else whose number, the text is."""
    return patron_by_card(text, libraries=libraries) or patron_by_number(text, libraries=libraries)
