"""What must always hold among patrons (`lienthu check`)."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from lienthu.patrons import rules
from lienthu.patrons.models import Consent, NameWord, Patron

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each patron whose row does not say what the rows that hang on it say."""
    counted = Patron.objects.annotate(n=Count("blocks", filter=Q(blocks__lifted_at=None))).exclude(n=F("open_blocks"))
    for number, library, n, said in counted.values_list("number", "library", "n", "open_blocks")[:SHOWN]:
        yield f"Patron {number} ({library}) has {n} open blocks and the row says {said}."
    yield from _consents()
    unfound = Patron.objects.filter(state=Patron.State.ACTIVE, words=None).exclude(folded__in=("", "  "))
    for patron in unfound[:SHOWN]:
        yield f"Patron {patron.number} ({patron.library_id}) has no words to be found by."
    strays = NameWord.objects.exclude(patron__state=Patron.State.ACTIVE).count()
    if strays:
        yield f"{strays} words lead to patrons who were merged or deleted."
    for patron in Patron.objects.filter(state=Patron.State.ACTIVE, sort_key=b"")[:SHOWN]:
        yield f"Patron {patron.number} ({patron.library_id}) has no place in the order of names."


def _consents() -> Iterator[str]:
    by_patron: dict[int, list[Consent]] = {}
    asked = Consent.objects.filter(purpose=Consent.Purpose.CARD, giver=Consent.Giver.GUARDIAN)
    for consent in asked.iterator():
        by_patron.setdefault(consent.patron_id, []).append(consent)
    said = {
        pk: rules.latest(answers)[Consent.Purpose.CARD, Consent.Giver.GUARDIAN].granted
        for pk, answers in by_patron.items()
    }
    agreed = {pk for pk, granted in said.items() if granted}
    told = set(Patron.objects.filter(guardian_consented=True).values_list("pk", flat=True))
    for pk in sorted(agreed ^ told)[:SHOWN]:
        yield f"Patron {pk}: the guardian's answers and the row disagree about the consent for the card."
