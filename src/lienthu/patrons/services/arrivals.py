"""Many people at once: from an import, or a school's class list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.common.models import AuditEntry
from lienthu.federation.models import Organisation
from lienthu.patrons import rules
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Card, Consent, Patron, Relation
from lienthu.patrons.queries.categories import categories_of
from lienthu.patrons.services import names, numbers
from lienthu.patrons.services.consents import Answer, row
from lienthu.patrons.services.patrons import Details, Guardian, checked, guardian_of, locked, put, told

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A patron who comes in with a list; what the old system gave (number, card, its last day) is kept.

    `number` empty: the next free one. `card` empty: no card, or, `with_card`, one with the number as its code. `place`
    is the caller's own, a row.
    """

    details: Details
    number: str = ""
    card: str = ""
    with_card: bool = False
    registered_on: date | None = None
    expires_on: date | None = None
    guardian: Guardian | None = None
    answers: Sequence[Answer] = ()
    place: object = None


@dataclass(frozen=True)
class Outcome:
    """What became of an arrival: a patron, or the reason why not."""

    arrival: Arrival
    patron: Patron | None = None
    refusal: PatronRefused | None = None


@transaction.atomic
def register_many(
    *, library: Organisation, arrivals: Sequence[Arrival], actor: AbstractBaseUser | None, at: datetime
) -> list[Outcome]:
    """Register people from a list, each on its own: a wrong one comes back with its reason, the others are taken in.

    Consents that the list does not tell stay untold: a child borrows only once the guardian's is written down. Cards
    and their last day are kept as they are; they count as neither issued nor renewed.
    """
    return [
        outcome
        for first in range(0, len(arrivals), AT_ONCE)
        for outcome in _some(library, arrivals[first : first + AT_ONCE], actor, at)
    ]


def _some(
    library: Organisation, arrivals: Sequence[Arrival], actor: AbstractBaseUser | None, at: datetime
) -> list[Outcome]:
    day = timezone.localdate(at)
    terms = {each.category.code: each for each in categories_of(library, day, retired=True)}
    numbered, coded = _taken(library, arrivals)
    outcomes: list[Outcome] = []
    for arrival in arrivals:
        try:
            if arrival.details.school_class and arrival.details.school_class.school.library_id != library.pk:
                message = _("That class belongs to another library.")
                raise PatronRefused("class_elsewhere", message, field="school_class")
            checked(arrival.details, terms, day, held=arrival.details.category.code)
            _claim(arrival, numbered, coded)
        except PatronRefused as refusal:
            outcomes.append(Outcome(arrival, refusal=refusal))
        else:
            patron = Patron(
                library=library,
                number=rules.card_code(arrival.number),
                registered_on=arrival.registered_on or day,
                expires_on=arrival.expires_on,
                **_asked(arrival, day),
            )
            put(patron, arrival.details)
            outcomes.append(Outcome(arrival, patron))
    _store(library, [outcome for outcome in outcomes if outcome.patron], actor, at)
    return outcomes


def _taken(library: Organisation, arrivals: Sequence[Arrival]) -> tuple[set[str], set[str]]:
    """The numbers and the codes among those told that somebody has already."""
    told_numbers = {rules.card_code(each.number) for each in arrivals if each.number}
    told_codes = {_code(each) for each in arrivals}
    rows = Patron.objects.filter(library=library, number__in=told_numbers)
    cards = Card.objects.filter(library=library, code__in=told_codes, state=Card.State.ACTIVE)
    return set(rows.values_list("number", flat=True)), set(cards.values_list("code", flat=True))


def _code(arrival: Arrival) -> str:
    """The code of the card that was told; "" where it follows from the number that is given here."""
    return rules.card_code(arrival.card or (arrival.number if arrival.with_card else ""))


def _claim(arrival: Arrival, numbered: set[str], coded: set[str]) -> None:
    """Note the arrival's number and card code as taken, or raise PatronRefused."""
    number, code = rules.card_code(arrival.number), _code(arrival)
    if number in numbered:
        message = _("The number %(number)s is taken.") % {"number": number}
        raise PatronRefused("number_taken", message, field="number")
    if code in coded:
        message = _("Another active card has the code %(code)s.") % {"code": code}
        raise PatronRefused("code_taken", message, field="card")
    numbered.update({number} - {""})
    coded.update({code} - {""})


def _asked(arrival: Arrival, day: date) -> dict[str, bool]:
    """The two facts of the row that answers decide."""
    answers = {(each.purpose, each.giver): each.granted for each in arrival.answers}
    needed = rules.givers(Consent.Purpose.HISTORY, arrival.details.birth_date, day)
    return {
        "guardian_consented": answers.get((Consent.Purpose.CARD, Consent.Giver.GUARDIAN), False),
        "history_opt_in": all(answers.get((Consent.Purpose.HISTORY, giver), False) for giver in needed),
    }


def _store(library: Organisation, taken: list[Outcome], actor: AbstractBaseUser | None, at: datetime) -> None:
    patrons = [outcome.patron for outcome in taken if outcome.patron]
    unnumbered = [patron for patron in patrons if not patron.number]
    coded = {_code(each.arrival) for each in taken}
    fresh = numbers.take(library, len(unnumbered), besides=coded)
    for patron, number in zip(unnumbered, fresh, strict=True):
        patron.number = number
    Patron.objects.bulk_create(patrons)
    names.index_many(patrons)
    relations: list[Relation] = []
    consents: list[Consent] = []
    cards: list[Card] = []
    entries: list[AuditEntry] = []
    for arrival, patron in zip((outcome.arrival for outcome in taken), patrons, strict=True):
        if arrival.guardian is not None:
            relations.append(guardian_of(patron, arrival.guardian))
        consents += [row(patron, answer, actor=actor, at=at) for answer in arrival.answers]
        if arrival.card or arrival.with_card:
            cards.append(
                Card(
                    patron=patron,
                    library=library,
                    code=rules.card_code(arrival.card or patron.number),
                    issued_at=at,
                    issued_by_id=actor.pk if actor else None,
                )
            )
        after = {"number": patron.number, **told(patron)}
        entries.append(
            audit.entry(actor=actor, at=at, action="patron.taken_over", thing=patron, before=None, after=after)
        )
    Relation.objects.bulk_create(relations)
    Consent.objects.bulk_create(consents)
    Card.objects.bulk_create(cards)
    AuditEntry.objects.bulk_create(entries)


@transaction.atomic
def set_term(*, patron: Patron, expires_on: date, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Another last day of the card as the old system has it now; counts as neither issued nor renewed."""
    held = locked(patron)
    before, held.expires_on = held.expires_on, expires_on
    held.save(update_fields=("expires_on",))
    audit.record(
        actor=actor,
        at=at,
        action="patron.changed",
        thing=held,
        before={"expires_on": before},
        after={"expires_on": expires_on},
    )


@transaction.atomic
def add_card(*, patron: Patron, code: str, actor: AbstractBaseUser | None, at: datetime) -> Card | None:
    """A further card that the old system knew of the patron; counts as neither issued nor renewed.

    None where the code is in use already, by them or by somebody else.
    """
    held, code = locked(patron), rules.card_code(code)
    if Card.objects.filter(library=held.library_id, code=code, state=Card.State.ACTIVE).exists():
        return None
    card = Card.objects.create(
        patron=held, library_id=held.library_id, code=code, issued_at=at, issued_by_id=actor.pk if actor else None
    )
    audit.record(actor=actor, at=at, action="card.taken_over", thing=held, before=None, after={"code": code})
    return card
