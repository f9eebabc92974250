"""Rounds of exchange: opened, filled by the members, proposed, changed by a person, confirmed into shipments."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import SourceRecord
from lienthu.common import audit
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.lib.planning.exchanging import propose
from lienthu.registry.queries.holders import Holder
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Choice, Gift, GiftLine, Offer, Round, Wish
from lienthu.sharing.queries import exchange
from lienthu.sharing.queries.holdings import held_of
from lienthu.sharing.services import gifts, numbering

State = Round.State
SECONDS = 20.0  # for each of the three aims


@transaction.atomic
def begin(
    *, of: Federation, name: str, until: date | None, only_wishes: bool, actor: User | None, at: datetime
) -> Round:
    """Open a round. Raises SharingRefused for a name that another round of the federation has."""
    if Round.objects.filter(federation=of, name=name.strip()).exists():
        raise SharingRefused("named", _("A round of this federation has this name already."))
    made = Round.objects.create(
        federation=of, name=name.strip(), until=until, only_wishes=only_wishes, opened_at=at, opened_by=actor
    )
    _tell(made, "exchange.opened", actor, at, {"name": made.name})
    return made


@transaction.atomic
def offer(
    *, held: Round, library: Organisation, record: SourceRecord, copies: int, actor: User | None, at: datetime
) -> Offer:
    """Offer copies of a title, or another number of them. Raises SharingRefused for more than can be spared."""
    held = _gathering(held, library, at)
    free = exchange.spare(library, [record.title_id]).count()
    if not 1 <= copies <= free:
        message = _("Of “%(title)s” %(free)d copies stand free here; %(copies)d cannot be offered.")
        title = facts_from_json(record.facts).title
        raise SharingRefused("too_many", message % {"title": title, "free": free, "copies": copies})
    made, _new = Offer.objects.update_or_create(
        round=held, library=library, title_id=record.title_id, defaults={"record": record, "copies": copies}
    )
    _tell(held, "exchange.offered", actor, at, {"title": record.title_id, "copies": copies}, library)
    return made


@transaction.atomic
def ask(*, held: Round, library: Organisation, title: int, actor: User | None, at: datetime) -> Wish:
    """Ask for a title. Raises SharingRefused for one that the library has."""
    held = _gathering(held, library, at)
    if held_of(library.pk, [title]).get(title):
        raise SharingRefused("held", _("Your library has this title already."))
    made, new = Wish.objects.get_or_create(round=held, library=library, title_id=title)
    if new:
        _tell(held, "exchange.asked", actor, at, {"title": title}, library)
    return made


@transaction.atomic
def take_off(*, thing: Offer | Wish, actor: User | None, at: datetime) -> None:
    """Take an offer or a wish back while they are gathered."""
    held = _gathering(thing.round, thing.library, at)
    action = "exchange.offer_dropped" if isinstance(thing, Offer) else "exchange.wish_dropped"
    _tell(held, action, actor, at, {"title": thing.title_id}, thing.library)
    thing.delete()


@transaction.atomic
def work_out(*, held: Round, actor: User | None, at: datetime) -> Round:
    """Propose who gets what; what a person has decided stays. Raises SharingRefused when nothing is offered."""
    held = _locked(held)
    if held.state not in (State.OPEN, State.PROPOSED):
        raise SharingRefused("closed", _("This round is confirmed already."))
    day = timezone.localdate(at)
    question = exchange.question_of(held, day)
    if not question.offers:
        raise SharingRefused("nothing", _("No member has offered anything yet."))
    found = propose(question, seconds=SECONDS)
    held.choices.filter(by_hand=False).delete()
    offers = {(each.library_id, each.title_id): each for each in held.offers.all()}
    kept = set(question.fixed)
    wishes = set(question.wishes)
    Choice.objects.bulk_create(
        Choice(
            round=held, offer=offers[way.giver, way.title], recipient_id=way.recipient,
            asked=(way.recipient, way.title) in wishes,
        )
        for way in found.going
        if way not in kept
    )  # fmt: skip
    held.outcome = {
        "met": found.met, "wishes": len(wishes), "going": len(found.going), "uneven": found.uneven,
        "proven": found.proven,
    }  # fmt: skip
    held.state, held.proposed_at = State.PROPOSED, at
    held.save(update_fields=("outcome", "state", "proposed_at"))
    _tell(held, "exchange.proposed", actor, at, held.outcome)
    return held


@transaction.atomic
def decide(*, held: Round, of: Offer, recipient: Organisation, goes: bool, actor: User | None, at: datetime) -> None:
    """A person says that a copy of the offer goes to a member, or that it does not.

    Raises SharingRefused where the member holds the title, gets it from another one, or no copy is left.
    """
    held = _locked(held)
    if held.state != State.PROPOSED:
        raise SharingRefused("not_proposed", _("Work the proposal out first; it can be changed until it is confirmed."))
    if goes:
        _demand_possible(held, of, recipient, at)
    Choice.objects.update_or_create(
        round=held, offer=of, recipient=recipient,
        defaults={
            "by_hand": True, "barred": not goes,
            "asked": held.wishes.filter(library=recipient, title=of.title_id).exists(),
        },
    )  # fmt: skip
    after = {"offer": of.pk, "recipient": recipient.code, "goes": goes}
    _tell(held, "exchange.decided", actor, at, after)


def _demand_possible(held: Round, of: Offer, recipient: Organisation, at: datetime) -> None:
    if recipient.pk == of.library_id or held_of(recipient.pk, [of.title_id]).get(of.title_id):
        raise SharingRefused("held", _("This library has the title already."))
    if not federation.members(held.federation, timezone.localdate(at)).filter(pk=recipient.pk).exists():
        raise SharingRefused("no_member", _("This library is not a member of the federation."))
    going = held.choices.filter(barred=False)
    if going.filter(offer__title=of.title_id, recipient=recipient).exclude(offer=of).exists():
        raise SharingRefused("twice", _("This library gets the title from another member already."))
    if going.filter(offer=of).exclude(recipient=recipient).count() >= of.copies:
        raise SharingRefused("none_left", _("All copies of this offer are given to others. Take one back first."))


@transaction.atomic
def confirm(
    *, held: Round, number: str, on: date, register: Holder | None = None, carried: bool = False, actor: User | None,
    at: datetime,
) -> list[Gift]:  # fmt: skip
    """Make the proposal binding: a shipment for each pair, with the copies that go. Raises SharingRefused.

    `register` gives the next number of the year, or takes the `number` on paper, as for a gift; None: another body's.
    Titles of which a member can no longer spare what it offered are named; take them out first.
    """
    held = _locked(held)
    if held.state != State.PROPOSED:
        raise SharingRefused("not_proposed", _("Work the proposal out first; it can be changed until it is confirmed."))
    choices = list(
        held.choices.filter(barred=False)
        .select_related("offer__record", "offer__library", "recipient")
        .order_by("offer__library_id", "recipient_id", "offer_id")
    )
    if not choices:
        raise SharingRefused("nothing", _("Nothing goes to anybody in this proposal."))
    if register is None and not number.strip():
        message = _("Write the number of the document that confirms the exchange.")
        raise SharingRefused("no_document", message, field="number")
    if on > timezone.localdate(at):
        raise SharingRefused("future", _("A document is not dated on a day to come."), field="on")
    document = number.strip()
    if register is not None:
        document = numbering.number(
            held, register, subject=held.name, symbol=document, carried=carried, on=on,
            fields={"symbol": "number", "dated_on": "on"}, actor=actor, at=at,
        )  # fmt: skip
    pairs: dict[tuple[int, int], list[Choice]] = {}
    for choice in choices:
        pairs.setdefault((choice.offer.library_id, choice.recipient_id), []).append(choice)
    made, short = [], []
    for some in pairs.values():
        said = gifts.Said(recipient=some[0].recipient, on=on, occasion=held.name, document=document, document_on=on)
        shipment = gifts.begin(library=some[0].offer.library, said=said, of_round=held, actor=actor, at=at)
        short += _fill(shipment, some)
        made.append(shipment)
    if short:
        message = _("No copy stands free any more of: %(titles)s. Take these out of the proposal, or free a copy.")
        raise SharingRefused("short", message % {"titles": "; ".join(short[:10])})
    held.state, held.document, held.confirmed_on = State.CONFIRMED, document, on
    held.save(update_fields=("state", "document", "confirmed_on"))
    _tell(held, "exchange.confirmed", actor, at, {"document": held.document, "shipments": len(made)})
    return made


def _fill(shipment: Gift, choices: Sequence[Choice]) -> list[str]:
    """Put a copy of each choice on the shipment's list; the titles of which none is free."""
    short = []
    for choice in choices:
        facts = facts_from_json(choice.offer.record.facts)
        title = ". ".join([facts.title, *facts.parts])
        copy = exchange.spare(choice.offer.library, [choice.offer.title_id]).first()
        if copy is None:
            short.append(title)
            continue
        GiftLine.objects.create(
            gift=shipment, copy=copy, record=copy.record, title=title[:500],
            author=facts.authors[0][:200] if facts.authors else "", isbn=facts.isbns[0][:20] if facts.isbns else "",
        )  # fmt: skip
    return short


@transaction.atomic
def call_off(*, held: Round, actor: User | None, at: datetime) -> None:
    """Nothing comes of the round. A confirmed one is no longer called off: its shipments are, one by one."""
    held = _locked(held)
    if held.state not in (State.OPEN, State.PROPOSED):
        raise SharingRefused("closed", _("This round is confirmed already."))
    held.state = State.CANCELLED
    held.save(update_fields=("state",))
    _tell(held, "exchange.called_off", actor, at, {})


@transaction.atomic
def gather_again(*, held: Round, actor: User | None, at: datetime) -> None:
    """Let members offer and ask again; what was proposed is worked out anew afterwards."""
    held = _locked(held)
    if held.state != State.PROPOSED:
        raise SharingRefused("not_proposed", _("Work the proposal out first; it can be changed until it is confirmed."))
    held.choices.all().delete()
    held.state, held.outcome = State.OPEN, {}
    held.save(update_fields=("state", "outcome"))
    _tell(held, "exchange.gathering", actor, at, {})


def _locked(held: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("federation").get(pk=held.pk)


def _gathering(held: Round, library: Organisation, at: datetime) -> Round:
    held = _locked(held)
    if held.state != State.OPEN:
        raise SharingRefused("not_open", _("Offers and wishes are no longer gathered in this round."))
    if not federation.members(held.federation, timezone.localdate(at)).filter(pk=library.pk).exists():
        raise SharingRefused("no_member", _("This library is not a member of the federation."))
    return held


def _tell(
    held: Round,
    action: str,
    actor: User | None,
    at: datetime,
    after: dict[str, object],
    library: Organisation | None = None,
) -> None:
    audit.record(actor=actor, at=at, action=action, thing=held, before=None, after=after, organisation=library)
