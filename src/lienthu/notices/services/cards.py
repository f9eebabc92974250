"""The notice that a card ends soon."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Prefetch
from django.utils import timezone

from lienthu.federation.models import Organisation
from lienthu.notices.services.queueing import New, queue_all
from lienthu.patrons.models import Card, Patron

CARD_EXPIRING: Final = "card_expiring"


def tell_of_ending_cards(*, library: Organisation, days: Collection[int], at: datetime) -> int:
    """Queue it for the cards of the library that end within the most of `days`; once for each last day."""
    if not days:
        return 0
    first = timezone.localdate(at)
    ending = _ending(library, first, first + timedelta(days=max(days)))
    return queue_all(kind=CARD_EXPIRING, library=library, new=_new(ending), actor=None, at=at)


def _ending(library: Organisation, first: date, last: date) -> Iterator[Patron]:
    active = Prefetch("cards", Card.objects.filter(state=Card.State.ACTIVE).order_by("pk"), to_attr="active_cards")
    rows = Patron.objects.filter(library=library, state=Patron.State.ACTIVE, expires_on__range=(first, last))
    yield from rows.order_by("pk").prefetch_related(active)


def _new(patrons: Iterator[Patron]) -> Iterator[New]:
    for patron in patrons:
        cards: list[Card] = patron.active_cards  # type: ignore[attr-defined]
        if cards and patron.expires_on:
            facts = {"card": cards[-1].code, "until": f"{patron.expires_on:%d/%m/%Y}"}
            yield New(key=_key(patron.pk, patron.expires_on), patron=patron, about=patron.pk, facts=facts)


def still_ending(keys: Collection[str]) -> set[str]:
    """Of which patrons the card still ends on the day that the notice is about."""
    numbers = {int(key.partition(":")[0]) for key in keys}
    rows = Patron.objects.filter(pk__in=numbers, state=Patron.State.ACTIVE).exclude(expires_on=None)
    return {_key(pk, day) for pk, day in rows.values_list("pk", "expires_on") if day} & set(keys)


def _key(patron: int, day: date) -> str:
    return f"{patron}:{day.isoformat()}"
